"""How many of those who had to be called back were reached in time, and out of whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

EXEMPT, REFUSED, UNREACHABLE = "exempt", "refused", "unreachable"


@dataclass(frozen=True, slots=True)
class Line:
    """What counts of one callback."""

    number: str
    state: str
    due_at: datetime
    reached_at: datetime | None


@dataclass(frozen=True, slots=True)
class Count:
    """What callbacks came to. Rate = ``numerator`` / ``denominator``."""

    due: int = 0
    exempt: int = 0
    refused: int = 0
    numerator: int = 0
    late: int = 0
    unreachable: int = 0
    open: int = 0

    @property
    def denominator(self) -> int:
        """Return due − exempt − refused (AMB-51)."""
        return self.due - self.exempt - self.refused

    @property
    def rate(self) -> float | None:
        """Return the rate in per cent, or nothing where nobody counts."""
        return 100 * self.numerator / self.denominator if self.denominator else None

    def reaches(self, target: int) -> bool:
        """Tell whether the target is reached; where nobody counts, nothing was missed."""
        return self.numerator * 100 >= target * self.denominator


def kind_of(line: Line) -> str:
    """Return what a callback counts as: numerator, late, unreachable, exempt, refused or open."""
    if line.reached_at is not None:
        return "numerator" if line.reached_at <= line.due_at else "late"
    return line.state if line.state in {EXEMPT, REFUSED, UNREACHABLE} else "open"


def count(lines: Iterable[Line]) -> Count:
    """Count callbacks."""
    found: dict[str, int] = {}
    due = 0
    for line in lines:
        due += 1
        kind = kind_of(line)
        found[kind] = found.get(kind, 0) + 1
    return Count(due=due, **found)


def in_per_mille(numerator: int, denominator: int) -> int | None:
    """Return a rate in tenths of a per cent, rounded half up, or nothing where nobody counts."""
    return (2000 * numerator + denominator) // (2 * denominator) if denominator else None
