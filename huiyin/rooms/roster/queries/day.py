"""The pack of a day (S-1a): its records, what fell due and was not done, what is missing, who read what."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import query
from huiyin.rooms.duties.queries import duties
from huiyin.rooms.duties.terms import State
from huiyin.rooms.people.queries import open_units
from huiyin.rooms.roster.models import Comment, DayLog, DayReview, LogBook, Reading
from huiyin.rooms.roster.rules import Gap, Span, gaps, last_days, missing_on
from huiyin.rooms.roster.terms import DAYS_LISTED, LOG, MOST_OF_A_FEED, REVIEW, Feed, Permit

NOON = 12


@dataclass(frozen=True)
class Item:
    """A record in the pack of a day. ``key`` is its type and id ("cases.case:12")."""

    key: str
    at: datetime
    title: str
    text: str
    who: str
    url: str
    state: str = ""
    tone: str = ""
    problem: bool = False

    @property
    def subject(self) -> tuple[str, str]:
        """Return type and id."""
        kind, _sign, pk = self.key.rpartition(":")
        return kind, pk


@dataclass(frozen=True)
class Missed:
    """A day that lacks something: the books, and whether its review is overdue."""

    gap: Gap
    books: Sequence[LogBook]


@dataclass(frozen=True)
class Pack:
    """All of a unit's day, and which of the last 30 lack something."""

    unit: Any
    day: date
    feeds: Mapping[str, Sequence[Item]]
    missing: Sequence[LogBook]
    read: Mapping[str, Reading]
    comments: Mapping[str, Sequence[Comment]]
    review: DayReview | None
    missed: Sequence[Missed]
    items: Mapping[str, Item] = field(default_factory=dict)

    @property
    def unread(self) -> list[Item]:
        """Return what nobody read yet."""
        return [one for one in self.items.values() if one.key not in self.read]

    @property
    def neglected(self) -> list[Item]:
        """Return the reported problems that nobody follows up (S-1c)."""
        followed = {key for key, said in self.comments.items() if any(one.matter for one in said)}
        return [one for one in self.items.values() if one.problem and one.key not in followed]


def subject_of_day(pk: int, day: date) -> str:
    """Return what a day's duty is about: a book's or a unit's key with the day."""
    return f"{pk}-{day:%Y%m%d}"


@query(permit=Permit.READ_DAYS)
def day_units(actor: Actor) -> QuerySet[Any]:
    """List the units with a log book whose days the actor reads."""
    with_book = LogBook.objects.order_by().values("unit")
    return open_units(actor.reach(Permit.READ_DAYS)).filter(pk__in=with_book).order_by("path")


@query(permit=Permit.READ_DAYS, clauses=("S-1a", "S-1b", "S-4a", "S-6"))
def day_pack(actor: Actor, *, unit: Any, day: date) -> Pack:
    """Return the day of a unit and of all below it."""
    if not actor.reach(Permit.READ_DAYS).covers(unit.path):
        raise NotVisible(_("There is no such unit, or its days are not open to you."))
    start = datetime.combine(day, time(), timezone.get_default_timezone())
    end = start + timedelta(days=1)
    month = _month(unit, day)
    kept = [one for one in month.books if one.start <= day and (one.end is None or one.end >= day)]
    logs = list(_logs(unit).filter(day=day).select_related("book", "unit").order_by("pk"))
    found = {
        Feed.LOGS.value: [_log_item(one) for one in logs[:MOST_OF_A_FEED]],
        Feed.OVERDUE.value: _overdue(actor, unit.path, start, end),
        **{
            name: import_string(path)(actor, unit.path, start, end)[:MOST_OF_A_FEED]
            for name, path in settings.DAY_FEEDS.items()
        },
    }
    feeds = {kind.value: found[kind.value] for kind in Feed}
    lacking = set(missing_on(day, _spans(kept), {(one.book_id, day) for one in logs}))
    said: dict[str, list[Comment]] = defaultdict(list)
    of_day = {"unit": unit, "day": day}
    below = Comment.objects.filter(day=day, unit__path__startswith=unit.path)  # what is followed up below, is
    for comment in below.select_related("owner").order_by("pk"):
        said[f"{comment.subject_type}:{comment.subject_id}"].append(comment)
    return Pack(
        unit=unit, day=day, feeds=feeds, missing=[one for one in kept if one.pk in lacking],
        read={f"{one.subject_type}:{one.subject_id}": one for one in Reading.objects.filter(**of_day)},
        comments=said, review=next((one for one in month.reviews if one.day == day), None),
        items={one.key: one for items in feeds.values() for one in items}, missed=_missed(unit, month),
    )  # fmt: skip


@dataclass(frozen=True)
class Month:
    """The last 30 days of a unit, and one more day: the books kept in them, and the reviews."""

    today: date
    days: Sequence[date]
    books: Sequence[LogBook]
    reviews: Sequence[DayReview]


def _month(unit: Any, day: date | None = None) -> Month:
    """Read what the days are held against; two statements."""
    today = timezone.localdate(clock.now())
    days = last_days(today, DAYS_LISTED)
    books = _books(unit, min(day or today, days[-1]), max(day or today, today))
    reviews = DayReview.objects.filter(Q(day__gte=days[-1]) | Q(day=day or today), unit=unit)
    return Month(today, days, list(books), list(reviews))


@query(permit=Permit.READ_DAYS, clauses=("S-1a", "S-1b"))
def missed_days(actor: Actor, *, unit: Any) -> list[Missed]:
    """Return the last 30 days of a unit and of all below it that lack a log, a report or the review."""
    if not actor.reach(Permit.READ_DAYS).covers(unit.path):
        return []
    return _missed(unit, _month(unit))


def _missed(unit: Any, month: Month) -> list[Missed]:
    """Return which of the days lack something; one statement."""
    kept, days = {one.pk: one for one in month.books}, month.days
    written = set(_logs(unit).filter(day__gte=days[-1]).order_by().values_list("book_id", "day").distinct())
    reviewed = {one.day for one in month.reviews}
    due = month.today - timedelta(days=1 if timezone.localtime(clock.now()).hour >= NOON else 2)
    found = gaps(days, _spans(kept.values()), written, reviewed, today=month.today, reviewed_until=due)
    return [Missed(gap, [kept[pk] for pk in gap.books]) for gap in found]


def _books(unit: Any, first: date, last: date) -> QuerySet[LogBook]:
    kept = Q(start__lte=last) & (Q(end=None) | Q(end__gte=first))
    return LogBook.objects.filter(kept, unit__path__startswith=unit.path).select_related("unit", "keeper")


def _logs(unit: Any) -> QuerySet[DayLog]:
    return DayLog.objects.filter(unit__path__startswith=unit.path)


def _spans(books: Any) -> list[Span]:
    return [Span(one.pk, one.start, one.end) for one in books]


def _log_item(row: DayLog) -> Item:
    return Item(
        key=f"roster.daylog:{row.pk}", at=row.written_at, title=str(row.book), text=row.text, who=row.written_by,
        url=reverse("roster:log", args=[row.pk]), state=_("written late") if row.late else "",
        tone="soon" if row.late else "", problem=row.problem,
    )  # fmt: skip


def _overdue(actor: Actor, path: str, start: datetime, end: datetime) -> list[Item]:
    """Return what fell due in a day and was not done in time; missing logs and reviews are listed apart.

    A day ends at 24:00, so what was due then belongs to it.
    """
    rows: Any = duties(actor).filter(unit__path__startswith=path, due_at__gt=start, due_at__lte=end)
    late = rows.filter(state__in=[State.OVERDUE, State.LATE]).exclude(kind__in=[LOG, REVIEW])
    words = dict(State.choices)
    return [
        Item(
            key=f"duties.duty:{row.pk}", at=row.due_at, title=row.label, text="",
            who=row.owner.name if row.owner else "", url=reverse("duties:duty", args=[row.pk]),
            state=str(words[row.state]),
            tone="bad" if row.state == State.OVERDUE else "soon",
        )
        for row in late.order_by("due_at", "pk")[:MOST_OF_A_FEED]
    ]  # fmt: skip


def owed_before(kind: str, subject_type: str, subjects: Sequence[str]) -> set[str]:
    """Return which of some subjects were owed before, whatever became of it."""
    rows = duties(SYSTEM).filter(kind=kind, subject_type=subject_type, subject_id__in=subjects)
    return set(rows.order_by().values_list("subject_id", flat=True))
