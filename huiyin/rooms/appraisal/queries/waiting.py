"""What waits: month sheets and weekly inspections that are owed, and sheets at work by whose turn it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Coalesce

from huiyin.kernel.period import Span, month_span, week_key
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Score, Sheet, SheetEdition
from huiyin.rooms.appraisal.queries.confirming import to_confirm
from huiyin.rooms.appraisal.queries.editions import draftable, own_editions
from huiyin.rooms.appraisal.rules.work import due_on, period_span, workdays
from huiyin.rooms.appraisal.terms import EditionState, Kind, Permit
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
class Waits:
    """Sheets at work that wait for somebody: how many, of them past their day, and the next last day."""

    sheets: int = 0
    late: int = 0
    until: date | None = None
    one: int | None = None


@dataclass(frozen=True)
class AtWork:
    """Sheets at work by whose turn it is: to confirm, sent back to oneself, one's other drafts, to be read."""

    confirm: Waits
    back: Waits
    drafts: Waits
    unread: Waits


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b", "P-3.2", "P-4.1a", "P-4.1b"))
def waiting_sheets(actor: Actor, *, day: date) -> AtWork:
    """Count the sheets that it falls to the actor to confirm, his drafts, and his own that he has not signed as read.

    One statement, and three more for who may confirm.
    """
    parts: list[QuerySet[SheetEdition, tuple[Any, ...]]] = []
    if actor.may(Permit.CONFIRM_SHEETS):
        parts.append(_groups(to_confirm(actor), "confirm"))
    if actor.may(Permit.DRAFT_SHEETS):
        himself: dict[str, Any] = {"drafter": actor.employee_id}
        if actor.employee_id is None:
            himself["drafter_name"] = actor.name
        drafts = draftable(actor).filter(state=EditionState.DRAFT, **himself)
        parts.append(_groups(drafts.exclude(sent_back=""), "back"))
        parts.append(_groups(drafts.filter(sent_back=""), "drafts"))
    if actor.may(Permit.ANSWER_SHEETS):
        parts.append(_groups(own_editions(actor).filter(state=EditionState.CONFIRMED), "unread"))
    rows = list(parts[0].union(*parts[1:], all=True)) if parts else []
    found = {topic: [row[1:] for row in rows if row[0] == topic] for topic in ("confirm", "back", "drafts", "unread")}
    unread = found["unread"]
    count = sum(row[2] for row in unread)
    last = min((row[4] for row in unread if row[4]), default=None)
    return AtWork(
        _counted(found["confirm"], day), _counted(found["back"], day), _counted(found["drafts"], day),
        Waits(count, 0, last, unread[0][3] if count == 1 else None),
    )  # fmt: skip


def _groups(rows: QuerySet[SheetEdition], topic: str) -> "QuerySet[SheetEdition, tuple[Any, ...]]":
    """Return (topic, kind, period, how many, the first, the first last day for an objection) of some editions."""
    named = rows.order_by().annotate(topic=Value(topic, CharField()))
    grouped = named.values_list("topic", "kind", "period")
    return grouped.annotate(count=Count("pk"), one=Min("pk"), until=Min("object_until"))


def _counted(groups: Iterable[tuple[Any, ...]], day: date) -> Waits:
    """Add up (kind, period, how many, the first, …) by the day on which each period's sheets are due."""
    kept = [(due_on(Kind(kind), period), count, one) for kind, period, count, one, _until in groups]
    sheets = sum(count for _due, count, _one in kept)
    late = sum(count for due, count, _one in kept if due < day)
    until = min((due for due, _count, _one in kept), default=None)
    return Waits(sheets, late, until, kept[0][2] if sheets == 1 else None)


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
