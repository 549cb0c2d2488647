"""Decisions about controlled documents: which version rules on which day, what a date may be, what differs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from huiyin.kernel import canon
from huiyin.kernel.errors import Refusal
from huiyin.rooms.regulations.terms import Difference, Obstacle, Standing

_SUFFIX = re.compile(r"[^\d.]+$")


@dataclass(frozen=True)
class Term:
    """From which day a published version rules; ``end`` is the first day on which it was repealed."""

    number: int
    start: date
    end: date | None = None

    @property
    def withdrawn(self) -> bool:
        """Tell whether it was repealed before it ruled a single day."""
        return self.end is not None and self.end <= self.start


def in_force_on(terms: Iterable[Term], day: date) -> Term | None:
    """Return the version that rules on a day (P-0): the one begun last, unless it was repealed by then.

    A repeal does not bring the version before it back.
    """
    begun = [term for term in terms if not term.withdrawn and term.start <= day]
    last = max(begun, key=lambda term: term.start, default=None)
    return None if last is None or (last.end is not None and last.end <= day) else last


def end_of(term: Term, terms: Iterable[Term]) -> date | None:
    """Return the first day on which a version no longer rules: by the next version or by repeal."""
    next_starts = [other.start for other in terms if not other.withdrawn and other.start > term.start]
    return min([*next_starts, *([term.end] if term.end else [])], default=None)


def standing(term: Term | None, terms: Sequence[Term], day: date) -> Standing:
    """Say what a version is on a day; a draft has no term."""
    if term is None:
        return Standing.DRAFT
    if term.withdrawn:
        return Standing.WITHDRAWN
    if day < term.start:
        return Standing.COMING
    if in_force_on(terms, day) == term:
        return Standing.RULING
    end = end_of(term, terms)
    return Standing.REPEALED if end == term.end else Standing.SUPERSEDED


def check_start(start: date, today: date, terms: Sequence[Term]) -> None:
    """Refuse a first day in the past, or one that is not after the versions published before (P-0, P-4.2a).

    The first version of all may date back: it records what was in force before the house was.
    """
    ruling = [term for term in terms if not term.withdrawn]
    if not ruling:
        return
    last = max(term.start for term in ruling)
    if start <= last:
        raise Refusal.at("effective_from", str(Obstacle.NOT_LAST.label) % {"day": last.isoformat()})
    if start < today:
        raise Refusal.at("effective_from", str(Obstacle.PAST.label))


def check_repeal(day: date, today: date, term: Term, terms: Sequence[Term]) -> None:
    """Refuse a repeal that acts back in time, or that comes when another version rules anyway."""
    earliest = max(today, term.start)
    end = end_of(term, terms)
    if end is not None and end <= earliest:
        raise Refusal.at("repealed_from", str(Obstacle.SUPERSEDED.label) % {"day": end.isoformat()})
    if day < earliest:
        raise Refusal.at("repealed_from", str(Obstacle.REPEAL_PAST.label) % {"day": earliest.isoformat()})
    if end is not None and day >= end:
        raise Refusal.at("repealed_from", str(Obstacle.SUPERSEDED.label) % {"day": end.isoformat()})


def check_clause(number: str, heading: str, text: str, taken: Iterable[str]) -> None:
    """Refuse a clause that says nothing, or a number that the version already has."""
    if not heading and not text:
        raise Refusal.at("text", str(Obstacle.EMPTY.label))
    if number in set(taken):
        raise Refusal.at("number", str(Obstacle.TAKEN.label))


def depth(number: str) -> int:
    """Return how deep a clause stands in the text: 4.0 → 1, 4.6 → 2, 4.6A and 4.12.1 → 3, 4.5.1德 → 4."""
    plain = _SUFFIX.sub("", number)
    if not plain:
        return 1
    parts = plain.removesuffix(".0").split(".")
    return len(parts) + (plain != number)


@dataclass(frozen=True)
class Wording:
    """What a clause says: its number, heading, text, the editor's note and the catalogue's IDs."""

    number: str
    heading: str
    text: str
    note: str = ""
    catalogue_ids: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """Return heading and text in one."""
        return "\n".join(part for part in (self.heading, self.text) if part)


def seal(*, code: str, title: str, number: int, start: date, wordings: Iterable[Wording]) -> str:
    """Return the digest over everything that publication freezes, 64 hex digits."""
    clauses = [[one.number, one.heading, one.text, one.note, list(one.catalogue_ids)] for one in wordings]
    return canon.digest([code, title, number, start, clauses])


@dataclass(frozen=True)
class Run:
    """A stretch of text that both versions have ("same"), or only the older ("removed") or the newer ("added")."""

    kind: Difference
    text: str


@dataclass(frozen=True)
class Change:
    """A clause number in two versions; ``runs`` spell out what changed in the wording."""

    number: str
    kind: Difference
    before: Wording | None
    after: Wording | None
    runs: tuple[Run, ...]


def runs(before: str, after: str) -> Iterator[Run]:
    """Yield the stretches by which one text becomes another, character by character."""
    for verb, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if verb == "equal":
            yield Run(Difference.SAME, before[i:j])
            continue
        if j > i:
            yield Run(Difference.REMOVED, before[i:j])
        if m > k:
            yield Run(Difference.ADDED, after[k:m])


def _change(number: str, before: Wording | None, after: Wording | None) -> Change:
    old, new = before.whole if before else "", after.whole if after else ""
    if before is None:
        kind = Difference.ADDED
    elif after is None:
        kind = Difference.REMOVED
    else:
        kind = Difference.SAME if old == new else Difference.CHANGED
    return Change(number, kind, before, after, tuple(runs(old, new)))


def compare(before: Sequence[Wording], after: Sequence[Wording]) -> tuple[Change, ...]:
    """Return both versions clause by clause, in the order of the newer; what was left out stands where it stood."""
    old, new = ({one.number: one for one in side} for side in (before, after))
    order = list(new)
    previous = ""
    for number in old:
        if number not in new:
            order.insert(order.index(previous) + 1 if previous else 0, number)
        previous = number
    return tuple(_change(number, old.get(number), new.get(number)) for number in order)


def between(before: int | None, after: int | None, step: int) -> int | None:
    """Return a position between two neighbours, or nothing where they stand too close."""
    if after is None:
        return (before or 0) + step
    middle = ((before or 0) + after) // 2
    return middle if (before or 0) < middle < after else None
