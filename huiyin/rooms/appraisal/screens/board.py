"""The board: units against the periods of a month, the people behind each figure, and the button that begins sheets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.screens import FormScreen
from huiyin.platform.tables import ChoiceColumn, Column, DateColumn, FlagColumn, NumberColumn, Table
from huiyin.platform.web import fresh_key
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.forms.board import UNDONE as ASKED_UNDONE
from huiyin.rooms.appraisal.queries import board as queries
from huiyin.rooms.appraisal.rules.board import Term, month_of
from huiyin.rooms.appraisal.screens.filters import NUM
from huiyin.rooms.appraisal.screens.flat import Flat
from huiyin.rooms.appraisal.terms import UNDONE, Kind, Permit, Progress
from huiyin.rooms.appraisal.usecases.generate_rounds import generate_rounds

SHORT: Mapping[Progress, Any] = {
    Progress.MISSING: gettext_lazy("not begun"),
    Progress.DRAFT: gettext_lazy("being drafted"),
    Progress.WAITING: gettext_lazy("to be confirmed"),
    Progress.SHOWN: gettext_lazy("in effect"),
    Progress.DISPUTED: gettext_lazy("objected to"),
    Progress.CLOSED: gettext_lazy("final"),
    Progress.EXEMPT: gettext_lazy("on leave"),
}
SOON = timedelta(days=2)


def _tone(cell: queries.Cell, state: Progress) -> str:
    """Red once the term is over, amber shortly before; what waits for somebody stands out a little."""
    if state in UNDONE and cell.over:
        return "bad"
    if state in UNDONE and cell.term.due - clock.today() <= SOON:
        return "soon"
    return "current" if state in {Progress.DRAFT, Progress.WAITING, Progress.DISPUTED} else ""


@dataclass(frozen=True)
class BoardRow:
    """A unit and period as exports and the API carry it."""

    unit: str
    kind: int
    period: str
    due: date
    owed: int
    missing: int
    draft: int
    waiting: int
    shown: int
    disputed: int
    closed: int
    exempt: int
    late: bool
    supervisor: str
    manager: str


class BoardTable(Table):
    """Units and periods: how many sheets are owed, and how far they are."""

    unit = Column(verbose_name=gettext_lazy("department"))
    kind = ChoiceColumn(Kind, verbose_name=gettext_lazy("kind"))
    period = Column(verbose_name=gettext_lazy("period"))
    due = DateColumn(verbose_name=gettext_lazy("due on"))
    owed = NumberColumn(verbose_name=gettext_lazy("owed"))
    missing = NumberColumn(verbose_name=Progress.MISSING.label)
    draft = NumberColumn(verbose_name=Progress.DRAFT.label)
    waiting = NumberColumn(verbose_name=Progress.WAITING.label)
    shown = NumberColumn(verbose_name=Progress.SHOWN.label)
    disputed = NumberColumn(verbose_name=Progress.DISPUTED.label)
    closed = NumberColumn(verbose_name=Progress.CLOSED.label)
    exempt = NumberColumn(verbose_name=Progress.EXEMPT.label)
    late = FlagColumn(verbose_name=gettext_lazy("overdue"))
    supervisor = Column(verbose_name=gettext_lazy("who inspects"))
    manager = Column(verbose_name=gettext_lazy("who confirms"))


def board_rows(found: queries.Board) -> list[BoardRow]:
    """Return the cells of the terms that have begun, unit by unit."""
    rows = []
    for cell in found.cells.values():
        if cell.begun:
            counts: Any = {str(state): cell.counts[state] for state in Progress}
            term, (supervisor, manager) = cell.term, cell.names
            about = (cell.name, int(term.kind), term.period, term.due, cell.owed)
            rows.append(BoardRow(*about, **counts, late=cell.late, supervisor=supervisor, manager=manager))
    return rows


def owed_url(term: Term, unit: int | str = "", state: str = "") -> str:
    """Return the address of the people behind a figure."""
    asked = {"kind": term.kind.value, "period": term.period, "unit": unit, "state": state}
    return f"{reverse('appraisal:owed')}?{urlencode({key: value for key, value in asked.items() if value})}"


def cell_context(cell: queries.Cell, unit: int | str) -> dict[str, Any]:
    """Return what a cell of the board shows: done of owed, and a figure for each state, each with its address."""
    marks = [
        {
            "count": cell.counts[state], "short": SHORT[state], "label": state.label,
            "tone": _tone(cell, state),
            "url": owed_url(cell.term, unit, state),
        }
        for state in Progress if cell.counts[state]
    ]  # fmt: skip
    return {
        "begun": cell.begun, "owed": cell.owed, "done": cell.owed - cell.undone, "late": cell.late, "marks": marks,
        "url": owed_url(cell.term, unit), "term": cell.term, "head": term_head(cell.term),
    }  # fmt: skip


def term_head(term: Term) -> str:
    """Return the short name of a term: "W47", or its kind."""
    return term.period.rpartition("-")[2] if term.kind == Kind.WEEK_CHECK else str(term.kind.label)


def _days(term: Term) -> str:
    weekly = term.kind == Kind.WEEK_CHECK
    return f"{term.frame.start:%m-%d} – {term.frame.end:%m-%d}" if weekly else term.period


def _heads(actor: Actor, found: queries.Board, unit: Any) -> Iterator[dict[str, Any]]:
    """Yield the heads of the columns; a button where sheets are missing and the actor may begin them."""
    reach = actor.reach(Permit.DRAFT_SHEETS)
    place = unit.pk if unit else next((pk for pk in found.tops if reach.covers(found.tops[pk])), None)
    may = place is not None and (unit is None or reach.covers(unit.path))
    for term in found.terms:
        total = found.totals[term]
        missing = total.counts[Progress.MISSING]
        yield {
            "title": term_head(term), "term": term, "late": total.late,
            "days": _days(term),
            "begin": {"kind": term.kind.value, "unit": place, "key": fresh_key()} if may and missing else None,
            "missing": missing,
        }  # fmt: skip


def board_context(actor: Actor, values: Mapping[str, Any], found: queries.Board) -> dict[str, Any]:
    """Return the matrix of the board beside its rows."""
    heads = list(_heads(actor, found, values["unit"]))
    unit, late = values["unit"], [term for term in found.terms if found.totals[term].late]
    return {
        "page_title": _("Progress board"),
        "page_hint": _(
            "A week belongs to the month of its Thursday. Red: the term is over and a sheet is not confirmed."
        ),
        "heads": heads,
        "may_begin": any(head["begin"] for head in heads),
        "units": [
            {
                "name": name,
                "names": next(found.cells[pk, term].names for term in found.terms),
                "cells": [cell_context(found.cells[pk, term], pk) for term in found.terms],
            }
            for pk, name in found.units.items()
        ],
        "totals": [cell_context(found.totals[term], unit.pk if unit else "") for term in found.terms],
        "late": sum(found.totals[term].undone for term in late),
        "month": values["month"],
    }


BOARD = Flat(
    title=gettext_lazy("Progress board"),
    name="board",
    door=queries.board,
    form=forms.BoardForm,
    table=BoardTable,
    read=lambda actor, asked: queries.board(
        actor, month=asked["month"], path=asked["unit"].path if asked["unit"] else ""
    ),
    rows=board_rows,
    beside=board_context,
    empty_title=gettext_lazy("Nobody owes a sheet in this month"),
    empty_hint=gettext_lazy("Sheets are owed about everybody who is employed; choose another month or department."),
    template="appraisal/board.html",
)


class OwedTable(Table):
    """The people behind a figure of the board."""

    number = Column(verbose_name=gettext_lazy("staff number"))
    name = Column(verbose_name=gettext_lazy("name of the person"), attrs={"td": {"class": "main"}})
    unit = Column(verbose_name=gettext_lazy("department"))
    kind = ChoiceColumn(Kind, verbose_name=gettext_lazy("kind"), visible=False)
    period = Column(verbose_name=gettext_lazy("period"))
    due = DateColumn(verbose_name=gettext_lazy("due on"))
    state = ChoiceColumn(Progress, verbose_name=gettext_lazy("state"))
    late = FlagColumn(verbose_name=gettext_lazy("overdue"))
    by = Column(verbose_name=gettext_lazy("who has to act"), attrs={"td": {"class": "main"}})
    edition = NumberColumn(visible=False, verbose_name=gettext_lazy("edition"), attrs=NUM)
    sheet = NumberColumn(visible=False, verbose_name=gettext_lazy("sheet"), attrs=NUM)

    class Meta(Table.Meta):
        """Red where the term is over."""

        row_attrs: ClassVar = {"class": lambda record: "is-bad" if record.late else ""}

    def render_name(self, value: str, record: queries.OwedRow) -> str:
        """Lead to the edition at work, else to the sheet that a workbook brought."""
        if record.edition is not None:
            return format_html('<a href="{}">{}</a>', reverse("appraisal:edition", args=[record.edition]), value)
        if record.sheet is not None:
            return format_html('<a href="{}">{}</a>', reverse("appraisal:sheet", args=[record.sheet]), value)
        return value

    def render_late(self, value: bool) -> str:  # noqa: FBT001 - django-tables2 calls it by name
        """Say it only where it is so."""
        return format_html('<span class="hy-state hy-state--bad">{}</span>', _("overdue")) if value else "—"


def _asked_states(asked: str) -> Sequence[Progress]:
    if asked == ASKED_UNDONE:
        return list(UNDONE)
    return [Progress(asked)] if asked else []


def _owed_context(_actor: Actor, values: Mapping[str, Any], _found: Any) -> dict[str, Any]:
    term = Term.of(values["kind"], values["period"])
    unit = values["unit"]
    back = {"month": month_of(term), **({"unit": unit.pk} if unit else {})}
    shown = {"kind": term.kind.label, "period": term.period}
    return {
        "page_title": _("%(kind)s %(period)s: who owes what") % shown,
        "crumbs": [(_("Progress board"), f"{reverse('appraisal:board')}?{urlencode(back)}")],
    }


OWED = Flat(
    title=gettext_lazy("Who owes what"),
    name="owed",
    door=queries.owed,
    form=forms.OwedForm,
    table=OwedTable,
    read=lambda actor, asked: queries.owed(
        actor,
        kind=asked["kind"],
        period=asked["period"],
        path=asked["unit"].path if asked["unit"] else "",
        states=_asked_states(asked["state"]),
    ),
    beside=_owed_context,
    empty_title=gettext_lazy("Nobody is in this state"),
    empty_hint=gettext_lazy("Choose another state, or go back to the board."),
)


def _to_board(made: Any) -> str:
    """Return the board on which a round stands, or the year's end."""
    if made is None:
        return reverse("appraisal:board")
    if made.kind == Kind.YEAR:
        return f"{reverse('appraisal:year_end')}?year={made.period}"
    return f"{reverse('appraisal:board')}?month={month_of(Term.of(Kind(made.kind), made.period))}"


GENERATE = FormScreen(
    title=gettext_lazy("Begin the sheets of a period"),
    form=forms.GenerateForm,
    door=generate_rounds,
    done=_to_board,
    submit=gettext_lazy("Begin the sheets"),
    said=gettext_lazy("The sheets were begun: a round for each department."),
)
