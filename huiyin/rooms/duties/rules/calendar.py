"""The working-time calendar, compiled: when people work, as sorted stretches with prefix sums of the time before each.

Instants are aware and of any zone; what comes back is in UTC. A stretch of hours belongs to the date on which it
begins and may end after 24:00; where stretches overlap, their time counts once. A working day is a date on which hours
begin; it ends when its last stretch ends (civil code, article 203).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import accumulate

Interval = tuple[datetime, datetime]
Span = tuple[int, int]

MAKEUP, HOLIDAY = 8, 9
"""Hours are kept per weekday (1 to 7), for make-up workdays (调休), and for holidays."""
DAY = 24 * 60
LATEST = 2 * DAY

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_MINUTE = 60_000_000


class OutOfCalendar(ValueError):  # noqa: N818 - says where one stands, as LookupError does
    """The instant or the day lies outside the dates that were compiled."""


@dataclass(frozen=True)
class Hours:
    """Hours that hold from a date on: (start, end) in minutes after 0:00 by weekday, ``MAKEUP`` and ``HOLIDAY``."""

    start: date
    week: Mapping[int, Sequence[Span]]


@dataclass(frozen=True)
class Counted:
    """Between two instants in the calendar: working time, which counts, or none."""

    start: datetime
    end: datetime
    minutes: float

    @property
    def works(self) -> bool:
        """Tell whether this is working time."""
        return self.minutes > 0


def _ticks(at: datetime) -> int:
    return (at - _EPOCH) // _TICK


def _instant(ticks: int) -> datetime:
    return _EPOCH + timedelta(microseconds=ticks)


class Calendar:
    """Compiled working time between two dates."""

    __slots__ = ("_before", "_days", "_ends", "_first", "_last", "_starts", "_stops", "_within", "zone")

    def __init__(
        self, zone: tzinfo, within: tuple[date, date], stretches: Iterable[Span], days: Sequence[tuple[int, int]]
    ) -> None:
        """Take stretches and (ordinal of a working day, its end), both sorted, in ticks."""
        self.zone = zone
        self._first = _ticks(datetime.combine(within[0], time(0), zone))
        self._last = _ticks(datetime.combine(within[1] + timedelta(days=1), time(0), zone))
        self._within = within[0].toordinal(), within[1].toordinal()
        joined = _union(stretches)
        self._starts = [start for start, _end in joined]
        self._ends = [end for _start, end in joined]
        self._before = list(accumulate((end - start for start, end in joined), initial=0))
        self._days = [ordinal for ordinal, _end in days]
        self._stops = [end for _ordinal, end in days]

    def _worked(self, ticks: int) -> int:
        """Return the working ticks from the calendar's begin to an instant."""
        if not self._first <= ticks <= self._last:
            raise OutOfCalendar(_instant(ticks).isoformat())
        at = bisect_right(self._starts, ticks) - 1
        if at < 0:
            return 0
        return self._before[at] + min(ticks, self._ends[at]) - self._starts[at]

    def add(self, start: datetime, minutes: float) -> datetime:
        """Return the first instant from ``start`` on by which so many minutes were worked."""
        more = round(minutes * _MINUTE)
        if more <= 0:
            return start.astimezone(UTC)
        wanted = self._worked(_ticks(start)) + more
        at = bisect_left(self._before, wanted) - 1
        if at >= len(self._starts):
            raise OutOfCalendar(start.isoformat())
        found = self._starts[at] + wanted - self._before[at]
        if found > self._last:
            raise OutOfCalendar(start.isoformat())
        return _instant(found)

    def elapsed(self, start: datetime, end: datetime, pauses: Iterable[Interval] = ()) -> float:
        """Return the minutes worked between two instants, without what lies in the pauses."""
        if end <= start:
            return 0.0
        first, last = _ticks(start), _ticks(end)
        ticks = self._worked(last) - self._worked(first)
        for begin, stop in _union((_ticks(one), _ticks(other)) for one, other in pauses):
            begin, stop = max(begin, first), min(stop, last)  # noqa: PLW2901 - what of the pause lies between
            if begin < stop:
                ticks -= self._worked(stop) - self._worked(begin)
        return ticks / _MINUTE

    def is_working_day(self, day: date) -> bool:
        """Tell whether hours begin on a date."""
        at = bisect_left(self._days, day.toordinal())
        return at < len(self._days) and self._days[at] == day.toordinal()

    def working_day(self, day: date, n: int) -> date:
        """Return the n-th working day after a date; for 0 the date itself, or the next working day."""
        return date.fromordinal(self._days[self._nth(day, n)])

    def end_of_working_day(self, day: date, n: int = 0) -> datetime:
        """Return when work ends on the n-th working day after a date; 0 as in ``working_day``."""
        return _instant(self._stops[self._nth(day, n)])

    def working_days(self, first: date, last: date) -> int:
        """Count the working days from one date to another, both included."""
        self._check_day(first)
        self._check_day(last)
        return max(0, bisect_right(self._days, last.toordinal()) - bisect_left(self._days, first.toordinal()))

    def _nth(self, day: date, n: int) -> int:
        self._check_day(day)
        ordinal = day.toordinal()
        at = bisect_right(self._days, ordinal) + n - 1 if n > 0 else bisect_left(self._days, ordinal)
        if at >= len(self._days):
            raise OutOfCalendar(day.isoformat())
        return at

    def _check_day(self, day: date) -> None:
        if not self._within[0] <= day.toordinal() <= self._within[1]:
            raise OutOfCalendar(day.isoformat())

    def end_of_day(self, day: date) -> datetime:
        """Return 24:00 of a local date."""
        return datetime.combine(day + timedelta(days=1), time(0), self.zone).astimezone(UTC)

    def local_day(self, at: datetime) -> date:
        """Return the local date of an instant."""
        return at.astimezone(self.zone).date()

    def explain(self, start: datetime, end: datetime) -> list[Counted]:
        """Return what lies between two instants in its order: stretches that counted and those that did not."""
        first, last = _ticks(start), _ticks(end)
        self._worked(first)
        self._worked(last)
        found: list[Counted] = []
        at = first
        for index in range(bisect_right(self._ends, first), len(self._starts)):
            begin, stop = max(self._starts[index], first), min(self._ends[index], last)
            if begin >= last:
                break
            if begin > at:
                found.append(Counted(_instant(at), _instant(begin), 0.0))
            found.append(Counted(_instant(begin), _instant(stop), (stop - begin) / _MINUTE))
            at = stop
        if at < last:
            found.append(Counted(_instant(at), _instant(last), 0.0))
        return found


def _union(spans: Iterable[Span]) -> list[Span]:
    """Sort, and join what overlaps; what only touches stays apart, as the hours were written."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if found and start < found[-1][1]:
            if end > found[-1][1]:
                found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def hours_of(kind: int | None, day: date) -> int:
    """Return whose hours a date takes: its own weekday's, or those of a make-up workday or a holiday."""
    return kind if kind is not None else day.isoweekday()


def compile_calendar(
    days: Mapping[date, int], hours: Iterable[Hours], *, zone: tzinfo, first: date, last: date
) -> Calendar:
    """Compile the dates from ``first`` to ``last``.

    ``days`` holds the dates that do not follow their weekday (``MAKEUP``, ``HOLIDAY``, or the weekday that they
    follow); ``hours`` the editions in force from their dates on. Before the first edition nobody works.
    """
    editions = sorted(hours, key=lambda one: one.start)
    ticks_of = _wall_clock(zone)
    stretches: list[Span] = []
    working: list[tuple[int, int]] = []
    turn, week = 0, {}
    # What began on the day before may still run when the calendar begins.
    for ordinal in range(first.toordinal() - 1, last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        while turn < len(editions) and editions[turn].start <= day:
            week = {key: tuple(spans) for key, spans in editions[turn].week.items()}
            turn += 1
        spans = week.get(hours_of(days.get(day), day), ())
        if not spans:
            continue
        found = [(ticks_of(day, start), ticks_of(day, end)) for start, end in spans]
        stretches += found
        if day >= first:
            working.append((ordinal, max(end for _start, end in found)))
    begin = ticks_of(first, 0)
    kept = ((max(start, begin), end) for start, end in stretches if end > begin)
    return Calendar(zone, (first, last), kept, working)


def _wall_clock(zone: tzinfo) -> Callable[[date, int], int]:
    """Return how minutes after 0:00 of a local date become ticks; offsets are asked for once a day."""
    known: dict[date, tuple[int, bool]] = {}

    def midnight(day: date) -> tuple[int, bool]:
        if day not in known:
            start = datetime.combine(day, time(0))
            even = (
                start.replace(tzinfo=zone).utcoffset() == (start + timedelta(days=2)).replace(tzinfo=zone).utcoffset()
            )
            known[day] = _ticks(start.replace(tzinfo=zone)), even
        return known[day]

    def ticks(day: date, minutes: int) -> int:
        start, even = midnight(day)
        if even:
            return start + minutes * _MINUTE
        wall = datetime.combine(day, time(0)) + timedelta(minutes=minutes)
        return _ticks(wall.replace(tzinfo=zone).astimezone(UTC))

    return ticks
