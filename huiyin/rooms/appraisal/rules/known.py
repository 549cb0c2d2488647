"""What the store knows when a workbook is checked: people, schemes in force, sheets already there."""

from bisect import bisect_right
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date

from huiyin.rooms.people.rules import Service


@dataclass(frozen=True)
class FormSpec:
    """A form and its sections by name; ids are negative where the scheme is still to be stored."""

    id: int
    sections: Mapping[str, int]


@dataclass(frozen=True)
class SchemeSpec:
    """A published scheme: from which day it rules, its bonus rule, its forms by (kind, audience)."""

    effective_from: date
    bonus_least: int
    bonus_most: int
    forms: Mapping[tuple[str, str], FormSpec]


@dataclass(frozen=True, slots=True)
class StoredSheet:
    """A sheet in the store. ``open`` tells whether it lies within the reach of who imports."""

    id: int
    number: str
    staff: str
    kind: int
    period: str
    year: int
    form: int
    unit: int
    fingerprint: str
    open: bool = True


class Everything:
    """A container that holds everything: the reach of the system."""

    def __contains__(self, item: object) -> bool:
        """Hold any item."""
        return True


@dataclass
class Known:
    """What rows are checked against. ``units`` are those within the reach of who imports."""

    services: Mapping[str, Service] = field(default_factory=dict)
    schemes: tuple[SchemeSpec, ...] = ()
    stored: Mapping[str, StoredSheet] = field(default_factory=dict)
    units: Container[int] = field(default_factory=Everything)
    published: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Order the schemes by the day from which they rule."""
        self.schemes = tuple(sorted(self.schemes, key=lambda scheme: scheme.effective_from))
        self._days = [scheme.effective_from for scheme in self.schemes]

    def scheme_on(self, day: date) -> SchemeSpec | None:
        """Return the scheme that rules a day."""
        place = bisect_right(self._days, day)
        return self.schemes[place - 1] if place else None
