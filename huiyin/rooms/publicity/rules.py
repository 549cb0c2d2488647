"""Rules of the publicity room: which placements were not checked, and which office is in force."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    """Something that is in force from a day on."""

    start: date


Version = TypeVar("Version", bound=Dated)


def in_force(versions: Iterable[Version], day: date) -> Version | None:
    """Return the version that is in force on a day: the latest that had begun."""
    begun = [one for one in versions if one.start <= day]
    return max(begun, key=lambda one: one.start, default=None)


def checked_in_month(checked: date | None, today: date) -> bool:
    """Tell whether the last check lies in the month of a day (H-2: monthly)."""
    return checked is not None and (checked.year, checked.month) == (today.year, today.month)
