"""Decisions about people and units: values in, values or a refusal out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from pypinyin import lazy_pinyin

from huiyin.kernel.errors import Refusal
from huiyin.kernel.period import FOREVER, Span
from huiyin.rooms.people.terms import MAXIMUM_UNIT_DEPTH, SURNAMES

Dated = TypeVar("Dated")


def path_below(parent_path: str, pk: int) -> str:
    """Return a unit's path in the tree: "/1/4/"."""
    return f"{parent_path or '/'}{pk}/"


def check_parent(own_path: str, parent_path: str, *, loop: str, deep: str) -> None:
    """Refuse a parent that lies below the unit itself, or a tree deeper than anybody can read."""
    if own_path and parent_path.startswith(own_path):
        raise Refusal.at("parent", loop)
    if parent_path.count("/") > MAXIMUM_UNIT_DEPTH:
        raise Refusal.at("parent", deep)


def moved(path: str, old: str, new: str) -> str:
    """Return the path of a unit below one that moved from ``old`` to ``new``."""
    return new + path.removeprefix(old)


def climb(path: str) -> list[int]:
    """Return the units from a unit up to its root: "/1/4/" gives [4, 1]."""
    return [int(part) for part in reversed(path.strip("/").split("/"))]


def read_aloud(name: str) -> str:
    """Return the pinyin of a name, surname first, syllables apart: 曾国平 → "zeng guo ping"."""
    for surname in sorted(SURNAMES, key=len, reverse=True):
        if name.startswith(surname):
            return " ".join([SURNAMES[surname], *lazy_pinyin(name.removeprefix(surname))]).strip()[:120]
    return " ".join(lazy_pinyin(name))[:120].lower()


def initials_of(pinyin: str) -> str:
    """Return the first letters of the syllables: "zeng guo ping" → "zgp"."""
    return "".join(part[0] for part in pinyin.lower().split())[:20]


def meeting(span: Span, others: Iterable[Span]) -> Span | None:
    """Return one of the other spans that shares a day with this one."""
    return next((other for other in others if other.meets(span)), None)


def covered(day: date, spans: Iterable[Span]) -> bool:
    """Tell whether a day lies in one of the spans."""
    return any(span.holds(day) for span in spans)


def in_force(rows: Sequence[tuple[date, Dated]], day: date) -> Dated | None:
    """Return what holds on a day of rows (from, what) in the order of their days; before the first, the first."""
    found = [what for start, what in rows if start <= day] or [what for _start, what in rows[:1]]
    return found[-1] if found else None


def appraiser(path: str, appointed: Mapping[int, int], person: int) -> int | None:
    """Return who appraises a person: the nearest appraiser up the tree who is not the person (P-4.1a, AMB-05).

    ``appointed`` maps a unit to its appraiser in force on the day. Nobody appraises himself: the manager of a unit is
    appraised by the appraiser of the unit above it, and who stands at the top by nobody.
    """
    found = (appointed.get(unit) for unit in climb(path))
    return next((one for one in found if one is not None and one != person), None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where and as what somebody serves from a day on; ``unit`` is a row, negative where it is still to be made."""

    start: date
    unit: int
    business: str
    post: str
    level: str


@dataclass(frozen=True, slots=True)
class Service:
    """When a person is employed and how he serves: periods and places in the order of their days."""

    number: str
    name: str
    spans: tuple[Span, ...]
    places: tuple[Place, ...]

    def place_on(self, day: date) -> Place:
        """Return the place that rules a day; before the first, the first."""
        found = self.places[0]
        for place in self.places:
            if place.start > day:
                break
            found = place
        return found

    def last_day(self, frame: Span) -> date | None:
        """Return the last day of a frame on which the person is employed; None where there is none."""
        return max((min(span.end, frame.end) for span in self.spans if span.meets(frame)), default=None)

    def served_in(self, frame: Span) -> tuple[object, ...]:
        """Return what a frame of days knows of the service: two services that agree there are equal."""
        spans = tuple(Span(max(s.start, frame.start), min(s.end, frame.end)) for s in self.spans if s.meets(frame))
        held: list[tuple[date, tuple[int, str, str]]] = []
        days = {place.start for place in self.places if frame.holds(place.start)} | {span.start for span in spans}
        for day in sorted(days):
            place = self.place_on(day)
            what = (place.unit, place.post, place.level)
            if not held or held[-1][1] != what:
                held.append((day, what))
        return spans, tuple(held)


@dataclass(frozen=True, slots=True)
class Stint:
    """A period in which a person serves in one place, as a workbook tells it; ``sheet`` and ``row`` say where."""

    number: str
    name: str
    unit: str
    business: str
    post: str
    level: str
    span: Span
    sheet: str = ""
    row: int = 0


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join periods that follow each other without a day between."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and found[-1].end < FOREVER and span.start <= found[-1].end + timedelta(days=1):
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def settled_places(spans: Iterable[Span], places: Iterable[Place]) -> tuple[Place, ...]:
    """Return the places that rule the spans: one from the first day of each span, then only where something changes."""
    ordered = sorted(places, key=lambda place: place.start)
    found: list[Place] = []
    for span in spans:
        before = [place for place in ordered if place.start <= span.start] or ordered[:1]
        found.append(replace(before[-1], start=span.start))
        for place in ordered:
            if span.start < place.start <= span.end and replace(place, start=found[-1].start) != found[-1]:
                found.append(place)
    return tuple(found)


def merged(stored: Service, told: Service, *, since: date, until: date) -> Service:
    """Lay what a workbook tells over what is stored: periods as told, places as told from ``since`` on.

    Stored periods that ended before the told ones began stay. A workbook that knows one place only and agrees with what
    is stored on the last day it speaks of (``until``) changes no place: the store knows the finer history.
    """
    kept = [span for span in stored.spans if span.end < told.spans[0].start]
    spans = joined([*kept, *told.spans])
    last = told.last_day(Span(date.min, until)) or told.spans[-1].start
    here, there = told.place_on(last), stored.place_on(last)
    if len(told.places) == 1 and replace(here, start=there.start) == there:
        places: list[Place] = list(stored.places)
    else:
        places = [place for place in stored.places if place.start < since]
        places += [replace(told.place_on(since), start=since)] if told.places[0].start < since else []
        places += [place for place in told.places if place.start >= since]
    return Service(told.number, told.name, spans, settled_places(spans, places))
