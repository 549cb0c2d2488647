"""Reads of the calendar: its versions, days and hours, and the compiled calendar of a unit."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, tzinfo
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from huiyin.kernel import canon
from huiyin.platform import clock
from huiyin.platform.actor import SIGNED_IN, Actor
from huiyin.platform.doors import query
from huiyin.rooms.duties.models.calendar import CalendarDay, CalendarVersion, WorkingHours
from huiyin.rooms.duties.rules import hours as rules
from huiyin.rooms.duties.rules.calendar import HOLIDAY, MAKEUP, Calendar, Hours, Span, compile_calendar
from huiyin.rooms.duties.terms import Permit
from huiyin.rooms.duties.terms.calendar import DayKind
from huiyin.rooms.people.queries import units
from huiyin.rooms.people.queries.tree import home_of, paths_of
from huiyin.rooms.people.rules import climb
from huiyin.rooms.people.terms import Permit as People

YEARS_AROUND = 10
"""A compiled calendar reaches this many years back and ahead."""

Week = tuple[tuple[int, tuple[Span, ...]], ...]
_KINDS = {DayKind.HOLIDAY.value: HOLIDAY, DayKind.MAKEUP.value: MAKEUP}


@dataclass(frozen=True)
class Contents:
    """What a version of the calendar says: the dates that do not follow their weekday, and each unit's hours."""

    days: Mapping[date, int]
    editions: Mapping[int, Sequence[rules.Edition]]


def holding(version: int | None) -> Q:
    """Return the condition for the rows that hold in a version (None: now)."""
    return Q(until=None) if version is None else Q(since__lte=version) & (Q(until=None) | Q(until__gt=version))


def contents_of(version: int | None = None) -> Contents:
    """Read what a version of the calendar says: three statements."""
    days = {
        day: _KINDS[kind]
        for day, kind in CalendarDay.objects.filter(holding(version)).values_list("date", "kind")
        if kind in _KINDS
    }
    editions: dict[int, list[rules.Edition]] = {}
    for row in WorkingHours.objects.filter(holding(version)).prefetch_related("spans").order_by("unit_id", "start"):
        week = None if row.inherit else week_of(row)
        editions.setdefault(row.unit_id, []).append(rules.Edition(row.start, week))
    return Contents(days, editions)


def week_of(row: WorkingHours) -> dict[int, tuple[Span, ...]]:
    """Return the hours that a row holds; its spans should have been read with it."""
    week: dict[int, list[Span]] = {}
    for span in row.spans.all():
        week.setdefault(span.day, []).append((span.first, span.last))
    return {day: tuple(sorted(spans)) for day, spans in week.items()}


def digest_of(contents: Contents) -> str:
    """Return the digest of what a version says; two versions that say the same share it."""
    return canon.digest([
        sorted((day.isoformat(), kind) for day, kind in contents.days.items()),
        [
            [unit, [[one.start.isoformat(), one.week and sorted(one.week.items())] for one in found]]
            for unit, found in sorted(contents.editions.items())
        ],
    ])  # fmt: skip


def calendar_version() -> int:
    """Return the number of the version in force; 0 while nobody has kept the calendar."""
    return CalendarVersion.objects.values_list("number", flat=True).first() or 0


@dataclass
class Calendars:
    """The calendars of units in one version (None: the one in force), read once for however many duties.

    ``known`` are number and digest of the version where they were read already.
    """

    asked: int | None = None
    known: tuple[int, str] | None = None
    version: int = field(init=False)
    row: CalendarVersion | None = field(init=False)
    _digest: str = field(init=False)
    _paths: dict[int, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Read the version."""
        if self.known is not None:
            self.row, (self.version, self._digest) = None, self.known
            return
        rows = CalendarVersion.objects.order_by("-number")
        self.row = (rows if self.asked is None else rows.filter(number=self.asked)).first()
        self.version, self._digest = (self.row.number, self.row.digest) if self.row else (0, "")

    def of(self, unit: int, day: date | None = None) -> Calendar:
        """Return a unit's calendar, from ten years before a day (today) to ten years after."""
        year = (day or clock.today()).year
        hours = tuple((one.start, _frozen(one)) for one in self.hours(unit))
        return _compiled(self._digest, self.version, hours, timezone.get_default_timezone(), year)

    def hours(self, unit: int) -> list[Hours]:
        """Return the hours of a unit over time, its own or those of a unit above."""
        if unit not in self._paths:
            self._paths |= paths_of([unit])
        contents = _contents(self._digest, self.version) if self._digest else Contents({}, {})
        return rules.in_force([contents.editions.get(pk, ()) for pk in climb(self._paths[unit])])

    def know(self, paths: Mapping[int, str]) -> None:
        """Take over the paths of units that were read already."""
        self._paths |= paths


_held: ContextVar[Calendars | None] = ContextVar("held_calendars", default=None)


@contextmanager
def held_calendars(calendars: Calendars) -> Iterator[None]:
    """Let all that is reckoned meanwhile take these calendars, so that their version is read once."""
    token = _held.set(calendars)
    try:
        yield
    finally:
        _held.reset(token)


def calendars() -> Calendars:
    """Return the calendars that are held, or those in force."""
    return _held.get() or Calendars()


def _frozen(hours: Hours) -> Week:
    return tuple((day, tuple(spans)) for day, spans in sorted(hours.week.items()))


@lru_cache(maxsize=8)
def _contents(digest: str, version: int) -> Contents:
    """Keep what versions say, by digest: a number alone may come again after a transaction was undone."""
    return contents_of(version)


@lru_cache(maxsize=64)
def _compiled(digest: str, version: int, hours: tuple[tuple[date, Week], ...], zone: tzinfo, year: int) -> Calendar:
    days = _contents(digest, version).days if digest else {}
    first, last = date(year - YEARS_AROUND, 1, 1), date(year + YEARS_AROUND, 12, 31)
    return compile_calendar(
        days, [Hours(start, dict(week)) for start, week in hours], zone=zone, first=first, last=last
    )


def working_calendar(unit: int, day: date | None = None) -> Calendar:
    """Return the working calendar of a unit around a day (today): two statements at most."""
    return calendars().of(unit, day)


@query(permit=SIGNED_IN)
def calendar_days(actor: Actor) -> QuerySet[CalendarDay]:
    """List the dates that do not follow their weekday; they are the same for the whole house."""
    return CalendarDay.objects.filter(until=None)


@query(permit=SIGNED_IN)
def calendar_versions(actor: Actor) -> QuerySet[CalendarVersion]:
    """List the versions of the calendar."""
    return CalendarVersion.objects.all()


@query(permit=SIGNED_IN)
def working_hours(actor: Actor) -> QuerySet[WorkingHours]:
    """List working hours: those of the units in one's reach, of those above them, and of those above one's own."""
    reach = actor.reach(People.READ_PEOPLE)
    rows = WorkingHours.objects.filter(until=None).select_related("unit").prefetch_related("spans")
    own = [] if actor.employee_id is None else paths_of([home_of(actor.employee_id)[0]]).values()
    above = {pk for path in [*reach.branches, *own] for pk in climb(path)}
    return rows.filter(reach.narrow(unit_path="unit__path", employee="") | Q(unit__in=above))


@query(permit=Permit.KEEP_CALENDAR)
def keepable_units(actor: Actor) -> QuerySet[Any]:
    """List the units whose hours the actor may set."""
    return units(actor).filter(actor.reach(Permit.KEEP_CALENDAR).narrow(unit_path="path", employee=""), closed=False)


@dataclass(frozen=True)
class YearPage:
    """A year of the calendar as it hangs on the wall: its days, and how one works oneself."""

    year: int
    days: Sequence[CalendarDay]
    years: Sequence[int]
    version: CalendarVersion | None
    unit: str
    calendar: Calendar
    week: Mapping[int, Sequence[Span]]


@query(permit=SIGNED_IN)
def calendar_year(actor: Actor, *, year: int) -> YearPage:
    """Return a year of the calendar, and the hours of the unit that one serves in (without one: of the first unit)."""
    now = Calendars()
    rows = list(CalendarDay.objects.filter(until=None, date__year=year))
    known = CalendarDay.objects.filter(until=None).order_by().values_list("date__year", flat=True).distinct()
    unit, name = home_of(actor.employee_id)
    hours = [one for one in now.hours(unit) if one.start <= clock.today()] if unit else []
    week = hours[-1].week if hours else rules.OFFICE_WEEK
    calendar = now.of(unit, date(year, 7, 1)) if unit else _office(year)
    return YearPage(year, rows, sorted(known), now.row, name, calendar, week)


def _office(year: int) -> Calendar:
    weeks = ((date.min, tuple((day, tuple(spans)) for day, spans in sorted(rules.OFFICE_WEEK.items()))),)
    return _compiled("", 0, weeks, timezone.get_default_timezone(), year)
