"""Reads of the appraisal room over the API: the lists of the pages, and each thing written out."""

from dataclasses import replace
from typing import Any, ClassVar

import django_filters
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Status

from huiyin.kernel.errors import NotVisible
from huiyin.kernel.points import show_points
from huiyin.platform.api import PROBLEMS, Day, api_list
from huiyin.platform.screens import one
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.api.paths import router
from huiyin.rooms.appraisal.api.shapes import (
    DifferenceOut,
    ExplanationOut,
    ImportOut,
    ResultOut,
    SchemeOut,
    SheetOut,
    SimulationOut,
    StatisticsOut,
    WorkOut,
)
from huiyin.rooms.appraisal.models import Line, StandardItem
from huiyin.rooms.appraisal.queries import imports as import_queries
from huiyin.rooms.appraisal.queries import schemes as scheme_queries
from huiyin.rooms.appraisal.queries import statistics as statistics_queries
from huiyin.rooms.appraisal.queries import years as year_queries
from huiyin.rooms.appraisal.queries.compare import compare_schemes
from huiyin.rooms.appraisal.queries.explain import explain
from huiyin.rooms.appraisal.queries.sheet import evaluator_of, sheet_page
from huiyin.rooms.appraisal.queries.simulation import alternative_of, ground_of, simulate
from huiyin.rooms.appraisal.queries.work import own_work
from huiyin.rooms.appraisal.screens import (
    by_evaluator,
    by_month,
    by_person,
    comparison,
    explanation,
    imports,
    scheme_page,
    schemes,
    sheets,
    simulation,
    statistics,
    years,
)

PERIOD_YEAR = {"ge": 1950, "le": 2099}


class AnyItemFilter(schemes.ItemFilter):
    """Items of one version, or of all."""

    scheme = django_filters.ModelChoiceFilter(
        queryset=lambda asked: scheme_queries.schemes(asked.actor), label=gettext_lazy("Scheme")
    )

    class Meta:
        """Of the table of items."""

        model = StandardItem
        fields: ClassVar[list[str]] = []


class AnyLineFilter(years.LineFilter):
    """Results of one run, or of all."""

    run = django_filters.ModelChoiceFilter(
        queryset=lambda asked: year_queries.runs(asked.actor), label=gettext_lazy("Settlement")
    )
    year = django_filters.NumberFilter(
        field_name="run__year", label=gettext_lazy("Year"), min_value=1950, max_value=2099, decimal_places=0
    )

    class Meta:
        """Of the table of lines."""

        model = Line
        fields: ClassVar[list[str]] = []


api_list(router, "/sheets", sheets.SHEETS, "sheets")
api_list(router, "/people", by_person.PEOPLE, "people_with_sheets")
api_list(router, "/months", by_month.MONTH, "sheets_of_month")
api_list(router, "/evaluators", by_evaluator.EVALUATORS, "evaluators")
api_list(router, "/runs", years.RUNS, "runs")
api_list(router, "/lines", replace(years.LINES, filters=AnyLineFilter), "lines")
api_list(router, "/schemes", schemes.SCHEMES, "schemes")
api_list(router, "/items", replace(schemes.ITEMS, filters=AnyItemFilter), "items")
api_list(router, "/imports", imports.IMPORTS, "imports")


@router.get("/sheets/{pk}", response={200: SheetOut, **PROBLEMS}, operation_id="sheet", summary="A sheet")
def sheet(request: HttpRequest, pk: int) -> Any:
    """Return a sheet written out: its sections, deductions, bonus, and what it was scored together with."""
    page = sheet_page(request.actor, pk=pk)  # type: ignore[attr-defined]
    row, account = page.sheet, page.account
    merged = page.head.pk != row.pk
    lines = sheets.sections(account.sections, account.number)
    other = sheets.other(account)
    dimension = {section.line.name: section.line.dimension for section in account.sections}
    return Status(200, {
        "id": row.pk, "number": row.number, "employee_no": row.employee.number, "name": row.employee.name,
        "kind": row.kind, "date": row.date, "period": row.period, "unit": row.unit.name, "evaluator": evaluator_of(row),
        "himself": row.evaluator_id is not None and row.evaluator_id == row.employee_id,
        "scheme": row.form.scheme_id, "score": None if merged else show_points(account.score),
        "merged_into": page.head.pk if merged else None, "scored_with": [partner.pk for partner in page.partners],
        "sections": [
            line | {
                "dimension": dimension[line["name"]], "deductions": line["losses"],
                "deducted": line["deducted"] or "0.00",
            }
            for line in lines
        ],
        "other": other["losses"] if other else [], "other_deducted": other["deducted"] if other else "0.00",
        "bonuses": [{"points": f"{gain.points}.00", "ground": gain.ground} for gain in account.gains],
    })  # fmt: skip


@router.get(
    "/explanations",
    response={200: ExplanationOut, **PROBLEMS},
    operation_id="explain",
    summary="A person's year explained",
)
def explanation_of(request: HttpRequest, employee_no: str, year: int) -> Any:
    """Return a person's year from the total down to every deduction; 409 where it does not reach the kept figures."""
    _check_year(year)
    made = explain(request.actor, employee_no, year)  # type: ignore[attr-defined]
    return Status(200, explanation.document(made))


@router.get(
    "/years/{year}/results",
    response={200: list[ResultOut], **PROBLEMS},
    operation_id="results",
    summary="Results of a year",
)
def results(request: HttpRequest, year: int) -> Any:
    """Return the results of a year in the shape of ``huiyin settle --json``: the published run's, else the newest."""
    _check_year(year)
    return Status(200, year_queries.results(request.actor, year=year))  # type: ignore[attr-defined]


def _check_year(year: int) -> None:
    if not PERIOD_YEAR["ge"] <= year <= PERIOD_YEAR["le"]:
        raise NotVisible(_("There is no such year."))


@router.get("/statistics", response={200: StatisticsOut, **PROBLEMS}, operation_id="statistics", summary="Statistics")
def statistics_of(request: HttpRequest, run: int | None = None, unit: int | None = None, level: str = "") -> Any:
    """Return the statistics of a run (else of the youngest year), of a branch and class or of all that is open."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(statistics_queries.statistics.permit)
    given = {"run": "" if run is None else str(run), "unit": "" if unit is None else str(unit), "level": level}
    chosen = forms.StatisticsForm(given, actor=actor).accept()
    if chosen["run"] is None:
        raise NotVisible(_("No year was settled yet."))
    path = chosen["unit"].path if chosen["unit"] else ""
    counted = statistics_queries.statistics(actor, run=chosen["run"], path=path, level=chosen["level"])
    return Status(200, statistics.document(chosen["run"], counted))


@router.get("/jobs/{pk}", response={200: WorkOut, **PROBLEMS}, operation_id="job", summary="Long work")
def work(request: HttpRequest, pk: int) -> Any:
    """Return how far a piece of long work is that the caller asked for, and what came of it."""
    job: Any = one(own_work)(request.actor, pk=pk)  # type: ignore[attr-defined]
    return Status(200, {name: getattr(job, name) for name in WorkOut.model_fields})


@router.get("/imports/{pk}", response={200: ImportOut, **PROBLEMS}, operation_id="import", summary="A hand-in")
def handed_in(request: HttpRequest, pk: int) -> Any:
    """Return a workbook that was handed in, with every refused row."""
    row: Any = one(import_queries.imports)(request.actor, pk=pk)  # type: ignore[attr-defined]
    faults = [{"sheet": sheet, "row": number, "reason": reason} for sheet, number, reason in row.faults]
    plain = {name: getattr(row, name) for name in ("version", "state", "new", "changed", "unchanged", "refused")}
    return Status(200, {"id": row.pk, "file": row.file.name, "faults": faults, "job": row.job_id, **plain})


@router.get("/in-force", response={200: SchemeOut, **PROBLEMS}, operation_id="scheme_in_force", summary="In force")
def in_force(request: HttpRequest, day: Day) -> Any:
    """Return the version of the standard that rules a day."""
    actor = request.actor  # type: ignore[attr-defined]
    row = scheme_queries.scheme_in_force(actor, day=day)
    if row is None:
        raise NotVisible(_("No version rules this day."))
    return Status(200, scheme_page.document(row, scheme_queries.grids(actor, scheme=row)))


@router.get("/schemes/{pk}", response={200: SchemeOut, **PROBLEMS}, operation_id="scheme", summary="A version")
def scheme(request: HttpRequest, pk: int) -> Any:
    """Return what a version of the standard says; its items are under ``/items?scheme=``."""
    actor = request.actor  # type: ignore[attr-defined]
    row: Any = one(scheme_queries.schemes)(actor, pk=pk)
    return Status(200, scheme_page.document(row, scheme_queries.grids(actor, scheme=row)))


@router.get(
    "/schemes/{pk}/differences", response={200: list[DifferenceOut], **PROBLEMS}, operation_id="compare_schemes",
    summary="Two versions compared",
)  # fmt: skip
def differences(request: HttpRequest, pk: int, older: int) -> Any:
    """Return line by line what a version says otherwise than an older one."""
    actor = request.actor  # type: ignore[attr-defined]
    new: Any = one(scheme_queries.schemes)(actor, pk=pk)
    old: Any = one(scheme_queries.schemes)(actor, pk=older)
    found = compare_schemes(actor, old=old, new=new)
    return Status(200, [comparison.document(line) for line in found])


@router.get(
    "/schemes/{pk}/simulation", response={200: SimulationOut, **PROBLEMS}, operation_id="simulate",
    summary="A version tried on a year",
)  # fmt: skip
def simulation_of(
    request: HttpRequest, pk: int, *, year: int | None = None, unit: int | None = None, level: str = "",
    crosses: str = "", sort: str = "",
) -> Any:  # fmt: skip
    """Return what a version would have made of a past year (else the youngest that is over). Nothing is stored.

    ``unit``, ``level`` and ``crosses`` ("up", "down") narrow the people, ``sort`` orders them as the page does.
    """
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(simulate.permit)
    ground = ground_of(actor)
    row: Any = next((one for one in ground.schemes if one.pk == pk), None)
    if row is None:
        raise NotVisible(_("There is no such thing, or it is not open to you."))
    given = {"year": year, "unit": unit, "level": level, "crosses": crosses}
    typed = {name: str(value) for name, value in given.items() if value is not None}
    values = forms.SimulationForm(typed, actor=actor, ground=ground).accept()
    if values["year"] is None:
        raise NotVisible(_("There is no such year."))
    tried = simulate(actor, alternatives=[alternative_of(row, ground)], year=values["year"], ground=ground)[0]
    rows = simulation.ordered(simulation.chosen(tried.people, values), sort)
    return Status(200, simulation.document(tried, rows) | {"scheme": row.pk})


sheet.permit = sheet_page.permit  # type: ignore[attr-defined]
explanation_of.permit = explain.permit  # type: ignore[attr-defined]
results.permit = year_queries.results.permit  # type: ignore[attr-defined]
statistics_of.permit = statistics_queries.statistics.permit  # type: ignore[attr-defined]
work.permit = own_work.permit  # type: ignore[attr-defined]
handed_in.permit = import_queries.imports.permit  # type: ignore[attr-defined]
in_force.permit = scheme_queries.scheme_in_force.permit  # type: ignore[attr-defined]
scheme.permit = scheme_queries.schemes.permit  # type: ignore[attr-defined]
simulation_of.permit = simulate.permit  # type: ignore[attr-defined]
differences.permit = compare_schemes.permit  # type: ignore[attr-defined]
