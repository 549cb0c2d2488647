"""A year's callbacks: what they came to for each occasion and person, and in which order the persons stand."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any, TypeVar

from huiyin.rooms.callbacks.rules.rates import Count, Line, count, in_per_mille

Key = TypeVar("Key", bound=Hashable)
UNSATISFIED = "unsatisfied"


@dataclass(frozen=True, slots=True)
class Figures:
    """What some callbacks came to. ``rated`` said how content they are, ``satisfied`` of them satisfied or fairly."""

    counted: Count = field(default_factory=Count)
    missed: int = 0
    rated: int = 0
    satisfied: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        """Put two groups of callbacks together."""
        mine, theirs = self.counted, other.counted
        both = Count(
            mine.due + theirs.due, mine.exempt + theirs.exempt, mine.refused + theirs.refused,
            mine.numerator + theirs.numerator, mine.late + theirs.late, mine.unreachable + theirs.unreachable,
            mine.open + theirs.open,
        )  # fmt: skip
        return Figures(both, self.missed + other.missed, self.rated + other.rated, self.satisfied + other.satisfied)

    @property
    def reached(self) -> int:
        """Return how many were reached, in time or late."""
        return self.counted.numerator + self.counted.late

    @property
    def per_mille(self) -> int | None:
        """Return the rate in tenths of a per cent, rounded half up."""
        return in_per_mille(self.counted.numerator, self.counted.denominator)

    def reaches(self, rate: int, number: int | None) -> bool:
        """Tell whether a target is reached: the rate, and where a number was set that number too."""
        return self.counted.reaches(rate) and (number is None or self.reached >= number)


@dataclass(frozen=True, slots=True)
class Called:
    """What counts of one callback in its year. ``caller`` is an employee's id."""

    line: Line
    occasion: str
    caller: int | None
    satisfaction: str
    missed: bool

    @classmethod
    def of(cls, row: list[Any]) -> "Called":
        """Read a row as it is frozen."""
        number, occasion, caller, state, due, reached, satisfaction, missed = row
        at = datetime.fromisoformat(reached) if reached else None
        return cls(Line(number, state, datetime.fromisoformat(due), at), occasion, caller, satisfaction, missed)


def figures(rows: Iterable[Called]) -> Figures:
    """Count callbacks."""
    kept = list(rows)
    rated = [one for one in kept if one.satisfaction]
    return Figures(
        count(one.line for one in kept), sum(one.missed for one in kept), len(rated),
        sum(one.satisfaction != UNSATISFIED for one in rated),
    )  # fmt: skip


def by_group(rows: Iterable[Called]) -> dict[tuple[str, int | None], Figures]:
    """Count callbacks for each occasion and caller."""
    groups: dict[tuple[str, int | None], list[Called]] = {}
    for one in rows:
        groups.setdefault((one.occasion, one.caller), []).append(one)
    return {key: figures(kept) for key, kept in groups.items()}


def places(people: Mapping[Key, Figures]) -> dict[Key, int]:
    """Return who stands where: by the rate, then by how many of those asked were satisfied; who equals shares a place.

    The rates are compared as fractions, not as they are shown. Whose denominator is 0 has no place.
    """
    stand = {key: _standing(one) for key, one in people.items() if one.counted.denominator}
    return {key: 1 + sum(other > mine for other in stand.values()) for key, mine in stand.items()}


def _standing(one: Figures) -> tuple[Fraction, Fraction]:
    rate = Fraction(one.counted.numerator, one.counted.denominator)
    return rate, Fraction(one.satisfied, one.rated) if one.rated else Fraction(-1)
