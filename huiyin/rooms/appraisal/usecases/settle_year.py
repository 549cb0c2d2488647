"""Settling a year: everybody's figures at once, kept as a run with a line per person and tallies for statistics."""

from collections.abc import Callable, Sequence

from django.db import connection
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import clock, jobs, store, trail
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import usecase
from huiyin.platform.models import Job
from huiyin.rooms.appraisal.models import Line, Run
from huiyin.rooms.appraisal.queries.settle import YearLine, scheme_of_year, settle
from huiyin.rooms.appraisal.queries.tallies import tally_statements
from huiyin.rooms.appraisal.queries.years import inputs_digest
from huiyin.rooms.appraisal.rules.result import results_digest
from huiyin.rooms.appraisal.terms import ENGINE_VERSION, Permit
from huiyin.rooms.people.queries import units

Tell = Callable[[int, int, str], None]
STEPS = 5

_INTO = (
    'INSERT INTO appraisal_tally (run_id, topic, unit_id, level, "key", detail, count, points) '
    "SELECT %s, %s, t.* FROM ("
)


def quiet(_done: int, _total: int, _message: str) -> None:
    """Say nothing."""


def sees_whole(actor: Actor, permit: str) -> bool:
    """Tell whether a permit covers the whole tree."""
    reach = actor.reach(permit)
    tops = units(SYSTEM).filter(parent=None).values_list("path", flat=True)
    return actor.may(permit) and all(reach.covers(path) for path in tops)


def check_whole(actor: Actor, permit: str) -> None:
    """Refuse who does not see the whole tree: a year has one settlement, for all units (P-4.6)."""
    if not sees_whole(actor, permit):
        raise Refusal(_("A year is settled for the whole company; your permit covers only a part of it."))


@usecase(permit=Permit.SETTLE_YEAR, clauses=("P-4.1b", "P-4.6Σ"))
def ask_settlement(actor: Actor, *, year: int) -> Job:
    """Ask for a year to be settled in the background."""
    check_whole(actor, Permit.SETTLE_YEAR)
    scheme_of_year(year)
    trail.note(year=year)
    return jobs.start(actor, "appraisal.settle_year", year=year, total=STEPS)


@usecase(
    permit=Permit.SETTLE_YEAR, clauses=("P-4.1b", "P-4.6A", "P-4.6B", "P-4.6C", "P-4.6Σ", "P-4.9b", "P-4.9d", "P-4.9e")
)
def settle_year(actor: Actor, tell: Tell = quiet, *, year: int) -> Run:
    """Settle a year under the scheme in force on its 31 December and keep the run.

    A run with the same inputs and the same results is returned as it is, the published one first: settling again proves
    the figures, and adds nothing. Raises Refusal without a scheme, and where nobody was employed.
    """
    check_whole(actor, Permit.SETTLE_YEAR)
    scheme = scheme_of_year(year)
    tell(0, STEPS, _("Reading what the year rests on"))
    inputs = inputs_digest(year, scheme)
    tell(1, STEPS, _("Settling everybody"))
    lines = settle(year)
    if not lines:
        raise Refusal(_("Nobody was employed in %(year)s, and nobody has a sheet.") % {"year": year})
    results = results_digest(lines)
    alike = Run.objects.filter(year=year, inputs=inputs, results=results, scheme=scheme, engine=ENGINE_VERSION)
    kept = alike.order_by("-published_at", "id").first()
    if kept is not None:
        trail.note(same=True, inputs=inputs, results=results)
        return kept
    tell(2, STEPS, _("Keeping the results"))
    seq, digest = trail.head()
    run = store.add(
        Run(
            year=year, scheme=scheme, engine=ENGINE_VERSION, inputs=inputs, results=results, people=len(lines),
            settled_at=clock.now(), settled_by=actor.name, trail_seq=seq, trail_digest=digest,
        )
    )  # fmt: skip
    _keep_lines(run, lines)
    tell(3, STEPS, _("Counting for the statistics"))
    _keep_tallies(run)
    trail.note(people=len(lines), inputs=inputs, results=results)
    tell(STEPS, STEPS, "")
    return run


def _keep_lines(run: Run, lines: Sequence[YearLine]) -> None:
    Line.objects.bulk_create(
        (
            Line(
                run=run, employee_id=line.employee, unit_id=line.unit, number=line.number, level=line.level,
                missing=line.missing, complete=line.complete, excellent=line.excellent, rank=line.rank,
                week_sum=line.sums.week_sum, week_count=line.sums.week_count,
                month_check_sum=line.sums.month_check_sum, month_check_count=line.sums.month_check_count,
                month_sum=line.sums.month_sum, month_count=line.sums.month_count,
                year_sum=line.sums.year_sum, year_count=line.sums.year_count,
                checks=line.checks, months=line.months, annual=line.annual, total=line.total,
            )
            for line in lines
        ),
        batch_size=2000,
    )  # fmt: skip


def _keep_tallies(run: Run) -> None:
    """Count in the database, straight into the table: there may be a hundred thousand."""
    with connection.cursor() as cursor:
        for topic, text, given in tally_statements(run):
            cursor.execute(_INTO + text + ") t", [run.pk, topic.value, *given])


def is_published(year: int) -> bool:
    """Tell whether a year's results are published: then nothing of it changes any more."""
    return Run.objects.filter(year=year, published_at__isnull=False).exists()


def refuse_published(years: Sequence[int]) -> None:
    """Refuse a write to a year whose results are published."""
    for year in years:
        if is_published(year):
            raise Conflict(
                _("The results of %(year)s are published; its sheets do not change any more.") % {"year": year}
            )
