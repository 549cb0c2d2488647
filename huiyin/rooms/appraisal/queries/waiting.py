"""What waits: month sheets that are due and were not handed in, weekly inspections that are not done."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce

from huiyin.kernel.period import Span, month_span, week_key
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Score, Sheet
from huiyin.rooms.appraisal.rules.work import period_span, workdays
from huiyin.rooms.appraisal.terms import Kind, Permit
from huiyin.rooms.people.queries import employments, findable
from huiyin.rooms.people.queries.rosters import at_work_on, serving_within

DUE_DAY = 5
LEAST_DAYS = 15


@dataclass(frozen=True)
class Gaps:
    """How many 月考核 of a year's months up to ``month`` are due and missing, and of how many employment periods."""

    year: int
    month: int
    sheets: int
    people: int


def last_due(day: date) -> tuple[int, int]:
    """Return year and month of the last month whose sheets were due by the day: the 5th of the month after (P-4.1a)."""
    begun = (day - timedelta(days=DUE_DAY)).replace(day=1)
    month = begun - timedelta(days=1)
    return month.year, month.month


@query(permit=Permit.READ_SHEETS, clauses=("P-4.1a", "P-4.7a"))
def missing_months(actor: Actor, *, day: date) -> Gaps:
    """Count the month sheets that are due and missing, in the year of the last month that is due.

    A month counts where the person was employed for 15 days or more of it, in one period. One statement, however many
    people.
    """
    year, due = last_due(day)
    spans = [(month, month_span(year, month)) for month in range(1, due + 1)]
    most = timedelta(days=LEAST_DAYS - 1)
    begun = [When(start__lte=span.end - most, then=month) for month, span in spans]
    over = [When(end__gte=span.start + most, then=month) for month, span in reversed(spans)]
    sheets = Score.objects.filter(
        employee=OuterRef("employee"), year=year, kind=Kind.MONTH,
        month__gte=OuterRef("first"), month__lte=OuterRef("last"),
    )  # fmt: skip
    present = sheets.order_by().values("employee").annotate(count=Count("pk")).values("count")
    gaps = (
        employments(actor)
        .filter(Q(end=None) | Q(end__gte=F("start") + most))
        .annotate(
            first=Case(*begun, default=due + 1, output_field=IntegerField()),
            last=Case(When(end=None, then=due), *over, default=0, output_field=IntegerField()),
        )
        .annotate(gap=F("last") - F("first") + 1 - Coalesce(Subquery(present), 0))
    )
    found = gaps.aggregate(sheets=Sum("gap", filter=Q(gap__gt=0)), people=Count("pk", filter=Q(gap__gt=0)))
    return Gaps(year, due, found["sheets"] or 0, found["people"] or 0)


@dataclass(frozen=True)
class Week:
    """A week's 周检 of some units: its name, how many are owed, how many of them are not confirmed yet."""

    period: str
    owed: int
    undone: int


@query(permit=Permit.READ_SHEETS, clauses=("P-4.5.2a",))
def weeks_undone(actor: Actor, *, day: date) -> tuple[Week, Week]:
    """Count the weekly inspections of the last week and of this one: who owes one, and who has none that counts.

    One is owed by who is employed on a workday without leave (AMB-17). One statement, however many people.
    """
    here = findable(actor, Permit.READ_SHEETS, "")
    counts: dict[str, Count] = {}
    weeks = [week_key(day - timedelta(days=7)), week_key(day)]
    for place, week in enumerate(weeks):
        frame = period_span(Kind.WEEK_CHECK, week)
        owes = at_work_on(list(workdays(frame))) & Q(serving_within(Span(frame.start, min(frame.end, day))))
        done = Q(Exists(Sheet.objects.filter(employee=OuterRef("pk"), kind=Kind.WEEK_CHECK, period=week)))
        counts[f"owed{place}"] = Count("pk", filter=owes | done)
        counts[f"done{place}"] = Count("pk", filter=done)
    found = here.order_by().aggregate(**counts)
    last, this = (
        Week(week, found[f"owed{place}"], found[f"owed{place}"] - found[f"done{place}"])
        for place, week in enumerate(weeks)
    )
    return last, this
