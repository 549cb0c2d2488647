"""Pauses are intervals; what they cost is reckoned from them, however often."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

Interval = tuple[datetime, datetime]


def joined(intervals: Iterable[Interval]) -> list[Interval]:
    """Join intervals that overlap or touch."""
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def minutes_by_the_clock(start: datetime, end: datetime) -> float:
    """Return the minutes between two instants."""
    return (end - start) / timedelta(minutes=1)


def extended(
    armed_at: datetime,
    pauses: Iterable[Interval],
    due: Callable[[float], datetime],
    measure: Callable[[datetime, datetime], float],
) -> datetime:
    """Return when a duty is due whose time stood still in the pauses.

    ``due`` gives the due time with so many minutes more, ``measure`` counts the minutes between two instants. A pause
    that begins before the due time counts as a whole; each moves the due time, and so may reach the next.
    """
    extra, found = 0.0, due(0.0)
    for start, end in joined(pauses):
        if max(start, armed_at) >= found:
            break
        if end > armed_at:
            extra += measure(max(start, armed_at), end)
            found = due(extra)
    return found
