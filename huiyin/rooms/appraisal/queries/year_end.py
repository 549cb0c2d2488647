"""The year's end as a checklist: what is open, counted, from the month sheets to next year's scheme (P-4.1b, P-4.6)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from huiyin.kernel.period import year_span
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Honour, Run, Scheme, SelfSummary, SheetEdition
from huiyin.rooms.appraisal.queries.board import Board, year_board
from huiyin.rooms.appraisal.queries.next_scheme import next_schemes
from huiyin.rooms.appraisal.queries.years import changed_since, inputs_digest, run_of_year
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

    ``stale``: the settlement no longer rests on what is stored, so that publishing it is refused; ``changed`` is the
    newest act after it. ``issued`` counts the records of the year by form.
    """

    year: int
    board: Board
    disputed: int
    summaries: int
    run: Run | None
    stale: bool
    changed: Told | None
    honours: int
    decided: int
    issued: Mapping[str, int]
    schemes: list[Scheme]


@query(permit=Permit.READ_STATISTICS, clauses=("P-4.9e",))
def honours(actor: Actor) -> QuerySet[Honour]:
    """List the 优秀员工 of published years, of the units whose statistics the actor reads."""
    rows = Honour.objects.visible_to(actor.reach(Permit.READ_STATISTICS))
    return rows.select_related("employee", "unit")


@query(permit=Permit.READ_STATISTICS, clauses=("P-3.1", "P-4.1b", "P-4.6", "P-4.9e", "P-5.2"))
def year_end(actor: Actor, *, year: int, path: str = "") -> YearEnd:
    """Return how far the end of a year is; a constant number of statements, however many people."""
    reach, span = actor.reach(Permit.READ_STATISTICS), year_span(year)
    here = reach.narrow(unit_path="unit__path", employee="") & Q(unit__path__startswith=path)
    disputed = SheetEdition.objects.filter(
        here, state=EditionState.DISPUTED, date__range=(span.start, span.end)
    ).count()
    about = Q(employee__unit__path__startswith=path) & reach.narrow(unit_path="employee__unit__path", employee="")
    run = run_of_year(actor, year)
    waiting = run is not None and run.state != RunState.PUBLISHED and clock.today() > span.end
    stale = bool(run and waiting and inputs_digest(year, run.scheme) != run.inputs)
    counted = Honour.objects.filter(here, year=year).aggregate(
        all=Count("pk"), decided=Count("pk", filter=Q(state=HonourState.DECIDED))
    )
    return YearEnd(
        year, year_board(actor, year=year, path=path), disputed, SelfSummary.objects.filter(about, year=year).count(),
        run, stale, changed_since(run) if run and stale else None, counted["all"], counted["decided"],
        _issued(actor, year, path), next_schemes(year),
    )  # fmt: skip


def _issued(actor: Actor, year: int, path: str) -> dict[str, int]:
    if not actor.may(Records.READ):
        return {}
    rows = records(actor).filter(
        type__in=(YEAR_SHEET, STATISTICS, ANNUAL_OVERVIEW), period=f"{year:04d}", unit_path__startswith=path
    )
    return dict(rows.order_by().values("type").annotate(n=Count("pk")).values_list("type", "n"))
