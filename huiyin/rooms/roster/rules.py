"""Rules of the roster room: which days lack what, and when a day may be signed off."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Span:
    """A book and the days on which it is kept; without ``end`` it runs."""

    book: int
    start: date
    end: date | None = None

    def on(self, day: date) -> bool:
        """Tell whether it is kept on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Gap:
    """A day that lacks something: the books in which nothing was written, and whether nobody reviewed it."""

    day: date
    books: tuple[int, ...]
    unreviewed: bool


def missing_on(day: date, spans: Iterable[Span], written: Collection[tuple[int, date]]) -> tuple[int, ...]:
    """Return the books that were to be kept on a day and hold nothing about it."""
    return tuple(span.book for span in spans if span.on(day) and (span.book, day) not in written)


def gaps(
    days: Iterable[date], spans: Sequence[Span], written: Collection[tuple[int, date]], reviewed: Collection[date],
    *, today: date, reviewed_until: date,
) -> list[Gap]:  # fmt: skip
    """Return the days that lack something, in their order.

    A log is missing once its day is over; a review up to ``reviewed_until``, the last day whose review is due. Days on
    which no book was kept lack nothing.
    """
    found = []
    for day in days:
        kept = any(span.on(day) for span in spans)
        books = missing_on(day, spans, written) if day < today else ()
        unreviewed = kept and day <= reviewed_until and day not in reviewed
        if books or unreviewed:
            found.append(Gap(day, books, unreviewed))
    return found


def refusal(day: date, *, today: date, missing: int, unread: int, neglected: bool) -> str:
    """Return why a day cannot be signed off, as a code of ``terms.Said``, or "".

    What is missing of a day that is over never comes in time: it is listed, and does not hold the review up.
    """
    if day > today:
        return "ahead"
    if day == today and missing:
        return "missing"
    if unread:
        return "unread"
    return "neglected" if neglected else ""


def last_days(today: date, count: int) -> list[date]:
    """Return the last days before today, the latest first."""
    return [today - timedelta(days=ago) for ago in range(1, count + 1)]
