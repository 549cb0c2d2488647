"""Months, ISO weeks, years and spans of days, as the regulations count them."""

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

FOREVER = date(9999, 12, 31)


@dataclass(frozen=True, order=True)
class Span:
    """Days from ``start`` to ``end``, both counted; an open end is ``FOREVER``."""

    start: date
    end: date = FOREVER

    @classmethod
    def of(cls, start: date, end: date | None) -> "Span":
        """Build a span whose open end is stored as nothing."""
        return cls(start, end or FOREVER)

    def days_in(self, other: "Span") -> int:
        """Count the days that both spans share."""
        first, last = max(self.start, other.start), min(self.end, other.end)
        return max(0, (last - first).days + 1)

    def holds(self, day: date) -> bool:
        """Tell whether the day lies in the span."""
        return self.start <= day <= self.end

    def meets(self, other: "Span") -> bool:
        """Tell whether the spans share a day."""
        return self.start <= other.end and other.start <= self.end


def month_span(year: int, month: int) -> Span:
    """Return the first to the last day of a month."""
    return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def year_span(year: int) -> Span:
    """Return 1 January to 31 December."""
    return Span(date(year, 1, 1), date(year, 12, 31))


def month_key(day: date) -> str:
    """Return "2025-03" for a day of March 2025."""
    return f"{day.year:04d}-{day.month:02d}"


def week_key(day: date) -> str:
    """Return the ISO week of a day, "2025-W07"; the week's year may differ from the day's."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def months_served(spans: Iterable[Span], year: int, least_days: int) -> Iterator[int]:
    """Yield the months of the year in which the spans together cover at least ``least_days`` days."""
    kept = list(spans)
    for month in range(1, 13):
        frame = month_span(year, month)
        if sum(span.days_in(frame) for span in kept) >= least_days:
            yield month


def days_of(span: Span) -> Iterator[date]:
    """Yield each day of a bounded span."""
    day = span.start
    while day <= span.end:
        yield day
        day += timedelta(days=1)
