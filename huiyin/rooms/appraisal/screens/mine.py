"""A person's own page (我的考评), and the list of totals where an installation opens it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import django_filters
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel.points import FULL, ROUNDINGS, show_points
from huiyin.platform import clock
from huiyin.platform.screens import Listing
from huiyin.platform.tables import Column, NumberColumn, PointsColumn, Table
from huiyin.rooms.appraisal.models import Line, SheetEdition
from huiyin.rooms.appraisal.queries import mine as queries
from huiyin.rooms.appraisal.queries.mine import OwnYear
from huiyin.rooms.appraisal.queries.sheet import points_of
from huiyin.rooms.appraisal.rules.account import SheetAccount
from huiyin.rooms.appraisal.rules.what_if import Cost
from huiyin.rooms.appraisal.screens.editions import TONES, last_day, url_of
from huiyin.rooms.appraisal.screens.person_page import figures_of
from huiyin.rooms.appraisal.screens.sheets import edition_words
from huiyin.rooms.appraisal.terms import EditionState, Kind

TOP, NEWEST = 5, 15
MONTHS = range(1, 13)
WIDTH, HEIGHT, INSET = 96, 20, 3


def mine_context(own: OwnYear) -> dict[str, Any]:
    """Return what a person's own page shows."""
    made, year = own.explained, own.year
    months = _by_month(made.account.group(Kind.MONTH).sheets) if made else {}
    return {
        "page_title": _("My appraisal"),
        "own": own,
        "years": [
            {"label": str(one), "url": reverse("appraisal:mine_of_year", args=[one]), "current": one == year}
            for one in (year - 1, year, year + 1)
            if one <= max(year, clock.today().year)
        ],
        "waiting": [_waiting(row) for row in own.waiting],
        "figures": [*figures_of(made), _distance(own)] if made and own.sheets else [],
        "costs": [cost_line(own, cost) for cost in own.costs[:TOP] if cost.points],
        "has_total": bool(made and made.total is not None),
        "months": [f"{month:02d}" for month in MONTHS],
        "sections": _sections(months),
        "chart": _chart(own),
        "losses": [cost_line(own, cost) for cost in sorted(own.costs, key=lambda one: one.loss.day, reverse=True)],
        "sheets": [
            {
                "row": row, "url": reverse("appraisal:sheet", args=[row.pk]), "score": _score(points_of(row)),
                "edition": edition_words(own.corrected[row.pk].edition) if row.pk in own.corrected else "",
            }
            for row in own.sheets[:NEWEST]
        ],
        "more": len(own.sheets) if len(own.sheets) > NEWEST else 0,
        "sheets_url": f"{reverse('appraisal:sheets')}?person={own.number}&year={year}",
        "explanation_url": reverse("appraisal:person", args=[own.number, year]),
        "totals_url": reverse("appraisal:totals") if queries.totals_are_open() else "",
    }  # fmt: skip


def _waiting(row: SheetEdition) -> dict[str, Any]:
    day = last_day(row)
    todo = {
        EditionState.CONFIRMED: _("to be read and signed; an objection until"),
        EditionState.READ: _("read; an objection until"),
        EditionState.DISPUTED: _("objected to; the decision is awaited"),
    }
    unread = row.state == EditionState.CONFIRMED
    return {
        "row": row, "url": reverse("appraisal:edition", args=[row.pk]), "day": day,
        "todo": todo[EditionState(row.state)],
        "state": row.get_state_display(), "tone": TONES[EditionState(row.state)], "score": show_points(row.total),
        "sign_url": reverse("appraisal:read_sheet", args=[row.pk]) if unread else "",
        "object_url": url_of("appraisal:object", row.pk) if day and day >= clock.today() else "",
    }  # fmt: skip


def _score(points: int | None) -> str:
    return "" if points is None else show_points(points)


def _distance(own: OwnYear) -> dict[str, Any]:
    """Return how far the unrounded total lies from 100, rounded once."""
    made = own.explained
    total = made.account.figures.total if made else None
    figure: dict[str, Any] = {
        "label": _("Distance to 100"), "clause": "P-4.9e",
        "clause_url": reverse("regulations:demand", args=["P-4.9e"]),
        "note": _("An excellent employee's unrounded total lies strictly above 100."),
    }  # fmt: skip
    if made is None or total is None:
        return figure | {"value": None, "hint": _("no total yet")}
    away = ROUNDINGS[made.scheme.rounding](total - FULL)
    return figure | {"value": f"{'+' if away > 0 else ''}{show_points(away)}", "hint": _("above") if away > 0 else ""}


def cost_line(own: OwnYear, cost: Cost) -> dict[str, Any]:
    """Return a deduction with its evidence, and what it cost in the year's total, rounded once."""
    loss, made = cost.loss, own.explained
    rounding = ROUNDINGS[made.scheme.rounding if made else "half_up"]
    proof = own.proofs.get((loss.sheet, loss.item, loss.fact))
    total = made.account.figures.total if made else None
    line: dict[str, Any] = {
        "day": proof.happened_on if proof else loss.day, "sheet": loss.sheet, "kind": Kind(cost.sheet.kind).label,
        "url": reverse("appraisal:sheet", args=[cost.sheet.pk]), "section": loss.section, "item": loss.item,
        "fact": loss.fact, "evidence": loss.evidence, "points": show_points(loss.points), "serious": loss.serious,
        "evaluator": loss.evaluator, "cost": show_points(rounding(cost.points)),
        "without": "" if total is None else show_points(rounding(total + cost.points)),
    }  # fmt: skip
    if proof:
        line["link"] = proof.link
        if proof.file:
            line["file"] = proof.file.name
            line["file_url"] = reverse("appraisal:evidence", args=[proof.edition_id, proof.pk])
    return line


def _by_month(accounts: Iterable[SheetAccount]) -> dict[int, SheetAccount]:
    return {account.day.month: account for account in accounts}


def _sections(months: Mapping[int, SheetAccount]) -> list[dict[str, Any]]:
    """Return each sub-item's scores of the month appraisals, in the order of the form, with a small line."""
    names: dict[str, str] = {}
    for account in months.values():
        names.update({section.line.name: section.line.dimension for section in account.sections})
    rows, last = [], None
    for name, dimension in names.items():
        cells, ratios = [], []
        for month in MONTHS:
            found = [one for one in months[month].sections if one.line.name == name] if month in months else []
            section = found[0] if found else None
            if section and section.line.maximum:
                ratios.append((month, section.score / section.line.maximum))
            cells.append(
                {"score": show_points(section.score), "lost": section.deducted > 0,
                 "of": show_points(section.line.maximum)} if section else None
            )  # fmt: skip
        rows.append(
            {"dimension": dimension if dimension != last else "", "name": name, "cells": cells, "spark": spark(ratios)}
        )
        last = dimension
    return rows


def spark(ratios: Sequence[tuple[int, float]]) -> dict[str, Any]:
    """Return a small line as SVG takes it: the months along, the share of the marks upward."""
    step = (WIDTH - 2 * INSET) / (len(MONTHS) - 1)
    dots = [
        (round(INSET + (month - 1) * step, 1), round(HEIGHT - INSET - ratio * (HEIGHT - 2 * INSET), 1))
        for month, ratio in ratios
    ]
    return {"points": " ".join(f"{x},{y}" for x, y in dots), "dots": [{"x": str(x), "y": str(y)} for x, y in dots]}


def _chart(own: OwnYear) -> dict[str, Any] | None:
    """Return the year's scores by month: month appraisal, monthly inspection, mean of the weekly ones."""
    made = own.explained
    if made is None or not own.sheets:
        return None
    kinds = (Kind.MONTH, Kind.MONTH_CHECK, Kind.WEEK_CHECK)
    rows: list[list[Any]] = []
    for month in MONTHS:
        row: list[Any] = [f"{month:02d}"]
        for kind in kinds:
            scores = [one.score for one in made.account.group(kind).sheets if one.day.month == month]
            row.append(round(sum(scores) / len(scores) / 100, 2) if scores else None)
        rows.append(row)
    return {
        "id": "own-months", "title": _("Scores by month"), "kind": "line",
        "summary": _("Month appraisal, monthly inspection, and the mean of the weekly inspections of each month."),
        "columns": [_("Month"), *(str(kind.label) for kind in kinds)], "rows": rows, "decimals": 2,
        "mark": {"value": 100, "label": ""},
    }  # fmt: skip


def own_document(own: OwnYear) -> dict[str, Any]:
    """Return a person's own year as the API carries it."""
    total = own.explained.total if own.explained else None
    return {
        "employee_no": own.number, "name": own.name, "year": own.year,
        "total": None if total is None else show_points(total),
        "waiting": [
            {"id": row.pk, "version": row.version, "number": row.number, "state": row.state,
             "score": show_points(row.total), "until": last_day(row)}
            for row in own.waiting
        ],
        "deductions": [cost_line(own, cost) for cost in own.costs],
    }  # fmt: skip


class TotalTable(Table):
    """Names and totals, and nothing else."""

    year = NumberColumn(verbose_name=gettext_lazy("year"))
    name = Column(
        accessor="employee__name", verbose_name=gettext_lazy("name of the person"), attrs={"td": {"class": "main"}}
    )
    total = PointsColumn(verbose_name=gettext_lazy("total"))

    class Meta(Table.Meta):
        """Labels come from the table of lines."""

        model = Line
        fields: ClassVar = ["year", "name", "total"]

    def render_year(self, value: int) -> str:
        """Show the year without a thousands' mark."""
        return str(value)


class TotalFilter(django_filters.FilterSet):
    """What totals can be searched by."""

    year = django_filters.NumberFilter(label=gettext_lazy("Year"), min_value=1950, max_value=2099, decimal_places=0)

    class Meta:
        """Of the table of lines."""

        model = Line
        fields: ClassVar[list[str]] = []


TOTALS: Listing = Listing(
    title=gettext_lazy("Totals of my department"),
    door=queries.own_totals,
    table=TotalTable,
    filters=TotalFilter,
    order=("-year", "-points", "id"),
    empty_title=gettext_lazy("No totals are open here"),
    empty_hint=gettext_lazy("Only totals of published years are listed, and only where the installation opens them."),
)
