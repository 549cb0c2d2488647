"""Rules of the committee room: for which quarters a meeting is owed, and which of them had none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year, 1 to 4."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> date:
        """Return its last day."""
        return self.following.first - timedelta(days=1)

    @property
    def following(self) -> "Quarter":
        """Return the next one."""
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)  # noqa: PLR2004

    @property
    def before(self) -> "Quarter":
        """Return the one before."""
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    def __str__(self) -> str:
        """Return "2026Q4"."""
        return f"{self.year}Q{self.number}"


def quarter_of(day: date) -> Quarter:
    """Return the quarter in which a day lies."""
    return Quarter(day.year, (day.month + 2) // 3)


def owes(quarter: Quarter, start: date, end: date, *, least_days: int) -> bool:
    """Tell whether a committee in office from ``start`` to ``end`` is to be met in a quarter.

    The one in office on its last day is, unless it took office less than ``least_days`` before.
    """
    return start + timedelta(days=least_days) <= quarter.last <= end


def missing(start: date, end: date, held: Iterable[date], *, today: date, most: int, least_days: int) -> list[Quarter]:
    """Return the quarters that are over and had no meeting, the latest first, of the last ``most`` quarters."""
    met, found, quarter = {quarter_of(day) for day in held}, [], quarter_of(today)
    for _ago in range(most):
        quarter = quarter.before
        if owes(quarter, start, end, least_days=least_days) and quarter not in met:
            found.append(quarter)
    return found
