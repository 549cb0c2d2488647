"""Sheets seen by person, by unit and month, and by evaluator: a page of people, and what their sheets come to."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.expressions import Combinable

from huiyin.kernel.period import Span, days_of, month_span, week_key
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Score, Sheet
from huiyin.rooms.appraisal.queries.sheet import latest_day
from huiyin.rooms.appraisal.rules.year import LEAST_DAYS
from huiyin.rooms.appraisal.terms import Kind, Permit
from huiyin.rooms.people.queries import findable
from huiyin.rooms.people.queries.rosters import spans_of


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b", "P-4.6"))
def people(actor: Actor) -> QuerySet[Any]:
    """List the people whose sheets the actor may read."""
    return findable(actor, Permit.READ_SHEETS, "").select_related("unit")


@query(permit=Permit.READ_STATISTICS, clauses=("P-4.7c",))
def people_of_units(actor: Actor) -> QuerySet[Any]:
    """List the people of the units whose statistics the actor may read."""
    return findable(actor, Permit.READ_STATISTICS, "").select_related("unit")


@query(permit=Permit.READ_STATISTICS, clauses=("P-4.4.5",))
def evaluators(actor: Actor) -> QuerySet[Any]:
    """List the people whom the actor may look at as evaluators."""
    return findable(actor, Permit.READ_STATISTICS, "").select_related("unit")


def statistics_scope(actor: Actor) -> str:
    """Return the branches whose statistics the actor may read, as paths with spaces between."""
    reach = actor.reach(Permit.READ_STATISTICS)
    return "/" if reach.everything else " ".join(sorted(reach.branches))


def latest_month(actor: Actor) -> str:
    """Return the month of the youngest sheet that the actor sees, "2025-12"; empty without sheets."""
    day = latest_day(actor)
    return f"{day:%Y-%m}" if day else ""


def latest_year(actor: Actor) -> int:
    """Return the year of the youngest sheet that the actor sees; 0 without sheets."""
    day = latest_day(actor)
    return day.year if day else 0


def in_branch(path: str, month: str) -> Combinable | Q:
    """Return the condition for people who serve in a branch now, or have a sheet from there in a month ("" : now)."""
    here = Q(unit__path__startswith=path)
    if not month:
        return here
    span = _span(month)
    was = Sheet.objects.filter(employee=OuterRef("pk"), unit__path__startswith=path, date__range=(span.start, span.end))
    return here | Exists(was)


def _below(paths: str) -> Q:
    return reduce(or_, (Q(unit__path__startswith=path) for path in paths.split()), Q(pk__in=()))


def who_filled_in(month: str, paths: str) -> Exists:
    """Return the condition for people who filled in a sheet in a month, about somebody of some branches."""
    span = _span(month)
    of = Sheet.objects.filter(evaluator=OuterRef("pk"), date__range=(span.start, span.end))
    return Exists(of.filter(_below(paths)))


def _span(month: str) -> Span:
    return month_span(int(month[:4]), int(month[5:7]))


def weeks_of(month: str) -> list[str]:
    """Return the ISO weeks that a month touches, "2025-W01" and so on."""
    return list(dict.fromkeys(week_key(day) for day in days_of(_span(month))))


@dataclass
class YearOfPerson:
    """How many sheets of each kind a person has in a year, and the sum of their scores in hundredths."""

    counts: dict[int, int] = field(default_factory=dict)
    sums: dict[int, int] = field(default_factory=dict)


def years_of(persons: Sequence[int], year: int) -> Mapping[int, YearOfPerson]:
    """Return some people's sheets of a year by kind; 抽检 count as the 月检 they stand in for. One statement."""
    found: dict[int, YearOfPerson] = defaultdict(YearOfPerson)
    rows = Score.objects.filter(year=year, employee__in=persons).order_by().values_list("employee", "kind")
    for person, kind, count, points in rows.annotate(count=Count("pk"), points=Sum(F("base") + F("bonus"))):
        found[person].counts[kind] = count
        found[person].sums[kind] = points
    return found


@dataclass
class MonthOfPerson:
    """A person's sheets of a month: scores in hundredths with the sheet's row; ``gap`` where a 月考核 is expected."""

    weeks: dict[str, tuple[int, int]] = field(default_factory=dict)
    month_check: tuple[int, int] | None = None
    spots: int = 0
    month: tuple[int, int] | None = None
    gap: bool = False


def months_of(persons: Sequence[int], month: str) -> Mapping[int, MonthOfPerson]:
    """Return what some people have in a month: two statements."""
    span = _span(month)
    found: dict[int, MonthOfPerson] = {person: MonthOfPerson() for person in persons}
    rows = Sheet.objects.filter(employee__in=persons, date__range=(span.start, span.end)).order_by("date", "id")
    for row in rows.annotate(points=F("score__base") + F("score__bonus")):
        _place(found[row.employee_id], row, getattr(row, "points", None))
    for person, spans in spans_of(persons).items():
        served = sum(one.days_in(span) for one in spans)
        found[person].gap = found[person].month is None and served >= LEAST_DAYS
    return found


def _place(into: MonthOfPerson, row: Sheet, points: int | None) -> None:
    scored = None if points is None else (points, row.pk)
    if row.kind == Kind.WEEK_CHECK and scored:
        into.weeks[row.period] = scored
    elif row.kind == Kind.MONTH:
        into.month = scored
    elif row.kind in {Kind.MONTH_CHECK, Kind.SPOT_CHECK}:
        into.spots += row.kind == Kind.SPOT_CHECK
        into.month_check = into.month_check or scored


@dataclass
class Judging:
    """How somebody filled in sheets in a month (P-4.4.5): figures in hundredths.

    ``alike`` is the largest number of sheets of one kind and score; ``own`` the sheets that he filled in about himself.
    """

    count: int = 0
    total: int = 0
    scored: int = 0
    alike: int = 0
    common: int | None = None
    own: int = 0


def judging_of(evaluator_ids: Sequence[int], month: str, paths: str) -> Mapping[int, Judging]:
    """Return how some people judged the people of some branches in a month: one grouped statement."""
    span = _span(month)
    of = Sheet.objects.filter(evaluator__in=evaluator_ids, date__range=(span.start, span.end))
    rows = of.filter(_below(paths)).order_by()
    grouped = (
        rows.annotate(points=F("score__base") + F("score__bonus"))
        .values_list("evaluator", "points")
        .annotate(count=Count("pk"), own=Count("pk", filter=Q(employee=F("evaluator"))))
    )
    found: dict[int, Judging] = defaultdict(Judging)
    scores: dict[int, Counter[int]] = defaultdict(Counter)
    for person, points, count, own in grouped:
        judged = found[person]
        judged.count += count
        judged.own += own
        if points is not None:
            judged.total += points * count
            judged.scored += count
            scores[person][points] += count
    for person, counted in scores.items():
        found[person].common, found[person].alike = max(counted.items(), key=lambda pair: (pair[1], pair[0]))
    return found
