"""What waits: month sheets that are due and were not handed in, and sheets at work by whose turn it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Min, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from huiyin.kernel.period import month_span
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Score
from huiyin.rooms.appraisal.queries.confirming import to_confirm
from huiyin.rooms.appraisal.queries.editions import draftable, own_editions
from huiyin.rooms.appraisal.rules.work import due_on
from huiyin.rooms.appraisal.terms import EditionState, Kind, Permit
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


@dataclass(frozen=True)
class Waits:
    """Sheets at work that wait for somebody: how many, of them past their day, and the next last day."""

    sheets: int = 0
    late: int = 0
    until: date | None = None
    one: int | None = None


@query(permit=Permit.CONFIRM_SHEETS, clauses=("P-3.2", "P-4.1a", "P-4.1b"))
def waiting_confirmation(actor: Actor, *, day: date) -> Waits:
    """Count the sheets that it falls to the actor to confirm, and those of them whose day has passed."""
    rows = to_confirm(actor).order_by().annotate(why=Value(""))
    groups = rows.values_list("kind", "period", "why").annotate(Count("pk"), Min("pk"))
    return _counted(groups, day, back=False)


@query(permit=Permit.DRAFT_SHEETS, clauses=("P-3.2", "P-4.1a"))
def own_drafts(actor: Actor, *, day: date) -> tuple[Waits, Waits]:
    """Count the actor's drafts that were sent back to him, and the others, some of which are past their day."""
    himself: dict[str, Any] = {"drafter": actor.employee_id}
    if actor.employee_id is None:
        himself["drafter_name"] = actor.name
    rows = draftable(actor).filter(state=EditionState.DRAFT, **himself).order_by()
    groups = list(rows.values_list("kind", "period", "sent_back").annotate(Count("pk"), Min("pk")))
    return _counted(groups, day, back=True), _counted(groups, day, back=False)


@query(permit=Permit.ANSWER_SHEETS, clauses=("P-1.0b",))
def own_unread(actor: Actor) -> Waits:
    """Count the actor's own sheets that he has not signed as read, with the last day of the first."""
    found = own_editions(actor).filter(state=EditionState.CONFIRMED).order_by()
    counted = found.aggregate(sheets=Count("pk"), until=Min("object_until"), one=Min("pk"))
    return Waits(counted["sheets"], 0, counted["until"], counted["one"] if counted["sheets"] == 1 else None)


def _counted(groups: Iterable[tuple[int, str, str, int, int]], day: date, *, back: bool) -> Waits:
    """Add up (kind, period, why it was sent back, how many, the first) of what was sent back, or of what was not."""
    kept = [(due_on(Kind(kind), period), count, one) for kind, period, why, count, one in groups if bool(why) == back]
    sheets = sum(count for _due, count, _one in kept)
    late = sum(count for due, count, _one in kept if due < day)
    until = min((due for due, _count, _one in kept), default=None)
    return Waits(sheets, late, until, kept[0][2] if sheets == 1 else None)
