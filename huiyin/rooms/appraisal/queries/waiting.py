"""What waits: month sheets that are due and were not handed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from huiyin.kernel.period import Span, month_span, months_served, year_span
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Score
from huiyin.rooms.appraisal.terms import Kind, Permit
from huiyin.rooms.people.queries import employments

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

    A month counts where the person was employed for 15 days or more. Three statements, however many people.
    """
    year, last = last_due(day)
    still = _still_employed(actor, year, last)
    left = list(_left(actor, year, last))
    return Gaps(year, last, still["sheets"] + sum(left), still["people"] + sum(1 for gap in left if gap))


def _still_employed(actor: Actor, year: int, last: int) -> dict[str, int]:
    months = range(1, last + 1)
    served = [When(start__lte=month_span(year, month).end - timedelta(LEAST_DAYS - 1), then=month) for month in months]
    sheets = Score.objects.filter(
        employee=OuterRef("employee"), year=year, kind=Kind.MONTH, month__gte=OuterRef("first"), month__lte=last
    )
    present = sheets.order_by().values("employee").annotate(count=Count("pk")).values("count")
    gaps = (
        employments(actor)
        .filter(end=None)
        .annotate(first=Case(*served, default=last + 1, output_field=IntegerField()))
        .annotate(gap=Value(last + 1) - F("first") - Coalesce(Subquery(present), 0))
    )
    found = gaps.aggregate(sheets=Sum("gap", filter=Q(gap__gt=0)), people=Count("pk", filter=Q(gap__gt=0)))
    return {name: count or 0 for name, count in found.items()}


def _left(actor: Actor, year: int, last: int) -> Iterable[int]:
    frame = Span(year_span(year).start, month_span(year, last).end)
    ended = employments(actor).filter(end__gte=frame.start, start__lte=frame.end)
    spans = [(person, Span.of(start, end)) for person, start, end in ended.values_list("employee_id", "start", "end")]
    rows = Score.objects.filter(year=year, kind=Kind.MONTH, employee__in={person for person, _span in spans})
    present = set(rows.values_list("employee_id", "month")) if spans else set()
    for person, span in spans:
        served = [month for month in months_served([span], year, LEAST_DAYS) if month <= last]
        yield sum((person, month) not in present for month in served)
