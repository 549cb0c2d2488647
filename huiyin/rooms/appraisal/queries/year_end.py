"""The year's end as a checklist: what is open, counted, from the month sheets to next year's scheme (P-4.1b, P-4.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value

from huiyin.kernel.period import year_span
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Honour, Run, Scheme, SelfSummary, SheetEdition
from huiyin.rooms.appraisal.queries.board import Board, year_board
from huiyin.rooms.appraisal.queries.next_scheme import next_schemes
from huiyin.rooms.appraisal.queries.years import changed_since, inputs_digest, run_of_year, runs
from huiyin.rooms.appraisal.terms import (
    ANNUAL_OVERVIEW,
    STATISTICS,
    YEAR_SHEET,
    EditionState,
    HonourState,
    Permit,
    RunState,
)
from huiyin.rooms.people.queries import Told
from huiyin.rooms.records.queries.issued import records
from huiyin.rooms.records.terms import Permit as Records


@dataclass(frozen=True)
class YearEnd:
    """How far the end of a year is, over the units that the actor sees, or a branch of them.

    ``published``: so are the year's results. ``issued`` counts the records of the year by form.
    """

    year: int
    board: Board
    disputed: int
    summaries: int
    published: bool
    honours: int
    decided: int
    issued: Mapping[str, int]
    schemes: list[Scheme]


@dataclass(frozen=True)
class YearResults:
    """The settlement that speaks for a year.

    ``stale``: it no longer rests on what is stored, so that publishing it is refused; ``changed`` is the newest act
    after it.
    """

    year: int
    run: Run | None
    stale: bool
    changed: Told | None


@query(permit=Permit.READ_STATISTICS, clauses=("P-4.9e",))
def honours(actor: Actor) -> QuerySet[Honour]:
    """List the 优秀员工 of published years, of the units whose statistics the actor reads."""
    rows = Honour.objects.visible_to(actor.reach(Permit.READ_STATISTICS))
    return rows.select_related("employee", "unit")


@query(permit=Permit.READ_STATISTICS, clauses=("P-3.1", "P-4.1b", "P-4.6", "P-4.9e", "P-5.2"))
def year_end(actor: Actor, *, year: int, path: str = "") -> YearEnd:
    """Return how far the end of a year is: eight statements, however many people."""
    found = _counted(actor, year, path)
    board, honoured = year_board(actor, year=year, path=path), found["honours"]
    return YearEnd(
        year, board, sum(found["disputed"].values()), sum(found["summaries"].values()),
        RunState.PUBLISHED in found["runs"], sum(honoured.values()), honoured.get(HonourState.DECIDED, 0),
        found["issued"], next_schemes(year),
    )  # fmt: skip


@query(permit=Permit.READ_STATISTICS, clauses=("P-3.1", "P-4.1b", "P-4.6"))
def year_results(actor: Actor, *, year: int) -> YearResults:
    """Return the settlement of a year and whether it still holds: eight statements, one where that is not in doubt."""
    run = run_of_year(actor, year)
    waiting = run is not None and run.state != RunState.PUBLISHED and clock.today() > year_span(year).end
    stale = bool(run and waiting and inputs_digest(year, run.scheme) != run.inputs)
    return YearResults(year, run, stale, changed_since(run) if run and stale else None)


def _counted(actor: Actor, year: int, path: str) -> dict[str, dict[str, int]]:
    """Count what a year's end asks for, {topic: {state or form: how many}}: one statement."""
    reach, span = actor.reach(Permit.READ_STATISTICS), year_span(year)
    here = reach.narrow(unit_path="unit__path", employee="") & Q(unit__path__startswith=path)
    about = reach.narrow(unit_path="employee__unit__path", employee="") & Q(employee__unit__path__startswith=path)
    disputed = SheetEdition.objects.filter(here, state=EditionState.DISPUTED, date__range=(span.start, span.end))
    parts = [
        _groups(SelfSummary.objects.filter(about, year=year), "summaries", Value("", CharField())),
        _groups(Honour.objects.filter(here, year=year), "honours", "state"),
        _groups(runs(actor).filter(year=year), "runs", "state"),
    ]
    if actor.may(Records.READ):
        forms = (YEAR_SHEET, STATISTICS, ANNUAL_OVERVIEW)
        issued = records(actor).filter(type__in=forms, period=f"{year:04d}", unit_path__startswith=path)
        parts.append(_groups(issued, "issued", "type"))
    found: dict[str, dict[str, int]] = {topic: {} for topic in ("disputed", "summaries", "honours", "runs", "issued")}
    for topic, detail, count in _groups(disputed, "disputed", "state").union(*parts, all=True):
        found[topic][detail] = count
    return found


def _groups(rows: QuerySet[Any], topic: str, detail: Any) -> "QuerySet[Any, tuple[str, str, int]]":
    """Return (topic, detail, how many) of some rows."""
    grouped = rows.order_by().values_list(Value(topic, CharField()), detail)
    counted: QuerySet[Any, tuple[str, str, int]] = grouped.annotate(count=Count("pk"))
    return counted
