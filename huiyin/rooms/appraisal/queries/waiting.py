"""What waits: month sheets that are due and were not handed in."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce

from huiyin.kernel.period import month_span
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
