"""When somebody may be called, by when he must be, and after how many attempts he counts as not reached."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

MORNING, NOON, AFTERNOON, EVENING = "morning", "noon", "afternoon", "evening"
_BORDERS: Final = ((time(12, 0), MORNING), (time(14, 0), NOON), (time(18, 0), AFTERNOON))
LEAST_ATTEMPTS: Final = 3


def part_of_day(at: time) -> str:
    """Return the part of the day that a local time lies in."""
    return next((name for border, name in _BORDERS if at < border), EVENING)


def window(day: date, delay: int, days: int, zone: tzinfo) -> tuple[date, datetime]:
    """Return the first day for a call, and the instant at which it is due: 24:00 of the last day (AMB-49)."""
    end = datetime.combine(day + timedelta(days=days + 1), time(0), zone)
    return day + timedelta(days=delay), end.astimezone(UTC)


def month_of(due_at: datetime, zone: tzinfo) -> str:
    """Return the month in which a callback counts: that of its last day."""
    return f"{(due_at - timedelta(microseconds=1)).astimezone(zone):%Y-%m}"


def missing_attempts(parts: Sequence[str]) -> int:
    """Return how many more attempts, each in another part of the day, are needed before giving up (AMB-50)."""
    return max(0, LEAST_ATTEMPTS - len(set(parts)), LEAST_ATTEMPTS - len(parts))


def may_call(caller: int | None, handler: int | None, *, other_caller: bool) -> bool:
    """Tell whether somebody may call: not who handled the matter, where the policy says so."""
    return not other_caller or caller is None or caller != handler


def choose_caller(callers: Sequence[int | None], handler: int | None, *, other_caller: bool) -> int | None:
    """Return the first of the policy's callers who may call, or nobody: then the supervisor owes it."""
    found = (one for one in callers if one is not None and may_call(one, handler, other_caller=other_caller))
    return next(found, None)


def untold(told: Collection[bool], reason: str) -> bool:
    """Tell whether something that must be told was not, and no reason says why (H-11a)."""
    return not all(told) and not reason.strip()
