"""Rounds of inspections and appraisals: the list, the form that begins one, and what its page says on top."""

import shlex
from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, FormScreen, Listing
from huiyin.platform.tables import A, ChoiceColumn, Column, DateColumn, NumberColumn, Table, TimeColumn
from huiyin.platform.web import fresh_key
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.models import Round
from huiyin.rooms.appraisal.queries import drafting as queries
from huiyin.rooms.appraisal.queries.drafting import DraftPage
from huiyin.rooms.appraisal.rules.work import draw
from huiyin.rooms.appraisal.screens.filters import ALL
from huiyin.rooms.appraisal.terms import Kind
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round
from huiyin.rooms.people.queries import units


class RoundTable(Table):
    """Rounds, newest first."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    number = Column(linkify=("appraisal:round", {"pk": A("pk")}), attrs={"td": {"class": "main"}})
    kind = ChoiceColumn(Kind)
    period = Column()
    date = DateColumn()
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    sheets = NumberColumn(accessor="sheets", verbose_name=gettext_lazy("sheets"))
    drafts = NumberColumn(accessor="drafts", verbose_name=gettext_lazy("drafts"))
    submitted = NumberColumn(accessor="submitted", verbose_name=gettext_lazy("to be confirmed"))
    confirmed = NumberColumn(accessor="confirmed", verbose_name=gettext_lazy("confirmed sheets"))
    drawn = NumberColumn(visible=False)
    made_by = Column()
    made_at = TimeColumn(visible=False)
    version = NumberColumn(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of rounds."""

        model = Round
        fields: ClassVar = [
            "id", "number", "kind", "period", "date", "unit", "sheets", "drafts", "submitted", "confirmed", "drawn",
            "made_by", "made_at", "version",
        ]  # fmt: skip


class RoundFilter(django_filters.FilterSet):
    """What rounds can be searched by."""

    kind = django_filters.ChoiceFilter(choices=Kind.choices, empty_label=ALL, label=gettext_lazy("Kind"))
    unit = django_filters.ModelChoiceFilter(
        queryset=lambda asked: units(asked.actor),
        method="within",
        empty_label=ALL,
        label=gettext_lazy("Department and below"),
    )
    period = django_filters.CharFilter(
        lookup_expr="startswith", max_length=8, label=gettext_lazy("Period"),
        help_text=gettext_lazy("A year, a month as 2026-11, a week as 2026-W48."),
    )  # fmt: skip

    class Meta:
        """Of the table of rounds."""

        model = Round
        fields: ClassVar[list[str]] = []

    def within(self, rows: QuerySet[Round], _name: str, unit: Any) -> QuerySet[Round]:
        """Keep the rounds of a unit and everything below it."""
        below = units(self.request.actor).filter(path__startswith=unit.path)
        return rows.filter(unit_id__in=below.order_by().values("pk"))


ROUNDS: Listing = Listing(
    title=gettext_lazy("Rounds"),
    door=queries.counted_rounds,
    table=RoundTable,
    filters=RoundFilter,
    order=("-id",),
    empty_title=gettext_lazy("No round was begun yet"),
    empty_hint=gettext_lazy(
        "A round drafts a sheet for everybody of a unit who owes one: the weekly inspection, the month appraisal, "
        "a spot check of some."
    ),
    actions=lambda _actor: (Action(_("Begin a round"), reverse("appraisal:begin_round"), primary=True),),
)


def _to_round(row: Any) -> str:
    return reverse("appraisal:round", args=[row.pk])


BEGIN_ROUND = FormScreen(
    title=gettext_lazy("Begin a round"), form=forms.RoundForm, door=begin_round, done=_to_round,
    submit=gettext_lazy("Begin"), said=gettext_lazy("The round was begun; its sheets are drafts."),
)  # fmt: skip


def lot_of(page: DraftPage) -> dict[str, Any] | None:
    """Return the proof of a draw by lot: seed, pool, who was drawn, and the one line that draws again."""
    row = page.round
    if row is None or not row.drawn:
        return None
    drawn = draw(row.seed, row.pool, row.drawn)
    names = ", ".join(f'"{number}"' for number in row.pool)
    code = (
        "from hashlib import blake2b; "
        f'print(sorted([{names}], key=lambda n: blake2b(f"{row.seed}\\x1f{{n}}".encode(), digest_size=16).digest())'
        f"[:{row.drawn}])"
    )
    here = {sheet.edition.employee.number for sheet in page.sheets}
    return {
        "seed": row.seed, "pool": row.pool, "drawn": drawn, "count": row.drawn,
        "command": f"python3 -c {shlex.quote(code)}",
        "missing": [number for number in drawn if number not in here] if page.pages == 1 else [],
    }  # fmt: skip


def round_context(actor: Actor, page: DraftPage) -> Mapping[str, Any]:
    """Return what the page of a round says on top."""
    row = page.round
    if row is None:
        return {}
    shown = {"kind": row.get_kind_display(), "period": row.period}
    return {
        "page_title": _("%(kind)s %(period)s") % shown,
        "crumbs": [(str(ROUNDS.title), reverse("appraisal:rounds"))],
        "facts": [
            (_("Round"), row.number),
            (_("Department"), row.unit.name),
            (_("Date"), {"at": row.date, "date_only": True}),
            (_("Begun by"), row.made_by),
            (_("Sheets"), page.count),
            (_("Drafts"), page.drafts),
        ],
        "lot": lot_of(page),
        "draft_id": f"round-{row.pk}-{page.place}",
        "submit_round": {"key": fresh_key(), "version": row.version, "count": page.drafts}
        if page.drafts and page.pages > 1
        else None,
        "pager": pager(page),
    }


def pager(page: DraftPage) -> list[dict[str, Any]]:
    """Return the pages of a long round."""
    places = range(1, page.pages + 1) if page.pages > 1 else ()
    return [{"place": place, "url": f"?page={place}", "current": place == page.place} for place in places]


def sheet_context(page: DraftPage) -> Mapping[str, Any]:
    """Return what the page of a single sheet says on top."""
    row = page.sheets[0].edition
    crumbs = [(str(ROUNDS.title), reverse("appraisal:rounds"))]
    if page.round is not None:
        crumbs.append((page.round.number, reverse("appraisal:round", args=[page.round.pk])))
    shown = {"kind": row.get_kind_display(), "period": row.period, "name": row.employee.name}
    return {
        "page_title": _("%(kind)s %(period)s · %(name)s") % shown,
        "crumbs": crumbs,
        "facts": [
            (_("Sheet"), str(row)),
            (_("Department"), row.unit.name),
            (_("Date"), {"at": row.date, "date_only": True}),
            (_("Drafted by"), row.drafter_name),
        ],
        "draft_id": f"edition-{row.pk}",
        "single": True,
    }
