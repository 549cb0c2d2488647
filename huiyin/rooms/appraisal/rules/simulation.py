"""A past year under other terms (试算): what was written down stays, the marks, limits and weights change.

Everything is read once as a ``Past``: the inspections and appraisals of everybody with what they lost by section and
gained. ``Trial`` re-scores it under any of some terms with the arithmetic of ``rules.losses`` and ``rules.year``.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from huiyin.rooms.appraisal.rules.losses import allowed, gained, left_of, lost_in, lost_to_other
from huiyin.rooms.appraisal.rules.year import Sums, Weights
from huiyin.rooms.appraisal.terms import Kind

SECTION_BITS = 20
"""A section of a pool is one number: the pool's, then the section's in so many bits."""
SERIOUS = 1 << 40
"""What a serious violation adds to the points of a section of a pool: more than all points together."""

Key = tuple[int, int, str]
"""Person, kind, form."""


@dataclass(frozen=True)
class FormTerms:
    """A form: its sections' marks by name, and the names of those that only deduct (其它)."""

    marks: Mapping[str, int]
    others: frozenset[str] = frozenset()

    @property
    def whole(self) -> int:
        """The marks of the form."""
        return sum(self.marks.values())


@dataclass(frozen=True)
class Terms:
    """What of a version of the standard the arithmetic knows; forms by "kind/audience"."""

    weights: Weights
    bonus_least: int
    bonus_most: int
    other_cap: int
    forms: Mapping[str, FormTerms]


@dataclass
class Past:
    """A year as it was written down: ``heads`` says of each pool whose it is, as what it counts and on which form.

    ``groups`` holds what each section of a pool lost (see ``SECTION_BITS`` and ``SERIOUS``), also of sheets that do not
    count and so have no head; ``sections`` the form and name of each section, ``awards`` the awards of a pool,
    ``months`` a bit for each month of which a person has a 月考核.
    """

    heads: dict[int, Key] = field(default_factory=dict)
    groups: dict[int, int] = field(default_factory=dict)
    sections: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    awards: dict[int, list[int]] = field(default_factory=dict)
    months: Mapping[int, int] = field(default_factory=dict)

    @property
    def forms(self) -> set[str]:
        """The forms that the year knows."""
        return {head[2] for head in self.heads.values()}


@dataclass(frozen=True)
class Unused:
    """Deductions under a section that a form no longer has: on so many sheets of so many people, and the points.

    They count nothing. ``serious`` is on how many of the sheets a serious violation is among them.
    """

    form: str
    section: str
    sheets: int
    people: int
    points: int
    serious: int


_FIELDS = {
    int(Kind.WEEK_CHECK): ("week_sum", "week_count"),
    int(Kind.MONTH_CHECK): ("month_check_sum", "month_check_count"),
    int(Kind.MONTH): ("month_sum", "month_count"),
    int(Kind.YEAR): ("year_sum", "year_count"),
}
_MASK = (1 << SECTION_BITS) - 1


class Trial:
    """A past year condensed for some terms, so that re-scoring costs little for each of them.

    A section's deductions are *plain* where every one of the terms counts them in full: no serious violation, no more
    points than the least of its marks, not 其它. A pool with plain deductions alone keeps marks − points under all of
    the terms, so such pools are added up by person, kind and form; only the rest is scored pool by pool.
    """

    def __init__(self, past: Past, alternatives: Sequence[Terms]) -> None:
        """Condense; ``alternatives`` are all the terms that will be asked for."""
        self.past = past
        self.counts: dict[Key, int] = {}
        self.plain: dict[Key, int] = {}
        self.open: list[tuple[Key, int, list[tuple[str, int, bool]]]] = []
        self._known: list[tuple[Terms, dict[int, Sums]]] = []
        plain, rest = self._sort(_least(past, alternatives))
        for pool, head in past.heads.items():
            if pool in rest:
                self.open.append((head, plain.get(pool, 0), rest[pool]))
            else:
                self.counts[head] = self.counts.get(head, 0) + 1
                self.plain[head] = self.plain.get(head, 0) + plain.get(pool, 0)

    def _sort(self, least: Mapping[int, int]) -> tuple[dict[int, int], dict[int, list[tuple[str, int, bool]]]]:
        """Return the plain points of each pool, and its other sections."""
        plain: defaultdict[int, int] = defaultdict(int)
        rest: dict[int, list[tuple[str, int, bool]]] = {}
        for key, lost in self.past.groups.items():
            section = key & _MASK
            if lost <= least[section]:
                plain[key >> SECTION_BITS] += lost
            else:
                name = self.past.sections[section][1]
                rest.setdefault(key >> SECTION_BITS, []).append((name, lost % SERIOUS, lost >= SERIOUS))
        return plain, rest

    def sums(self, terms: Terms) -> dict[int, Sums]:
        """Return everybody's sums and counts under one of the terms; counted once for terms that differ in weights."""
        for other, sums in self._known:
            if replace(other, weights=terms.weights) == terms:
                return sums
        self._known.append((terms, self._sums(terms)))
        return self._known[-1][1]

    def _sums(self, terms: Terms) -> dict[int, Sums]:
        scored: Counter[tuple[int, int]] = Counter()
        counted: Counter[tuple[int, int]] = Counter()
        wholes = {form: terms.forms[form].whole for form in self.past.forms}
        for key, count in self.counts.items():
            person, kind, form = key
            scored[person, kind] += count * wholes[form] - self.plain[key]
            counted[person, kind] += count
        for (person, kind, form), plain, rest in self.open:
            scored[person, kind] += left_of(wholes[form], plain + _lost(terms, form, rest))
            counted[person, kind] += 1
        for pool, awards in self.past.awards.items():
            person, kind, _form = self.past.heads[pool]
            scored[person, kind] += gained(allowed(awards, terms.bonus_least, terms.bonus_most))
        found: dict[int, Sums] = {}
        for (person, kind), count in counted.items():
            sums = found.setdefault(person, Sums(months=self.past.months.get(person, 0)))
            of_sum, of_count = _FIELDS[kind]
            setattr(sums, of_sum, scored[person, kind])
            setattr(sums, of_count, count)
        return found

    def unused(self, terms: Terms, people: Collection[int]) -> list[Unused]:
        """List what some people lost under sections that one of the terms does not have, by form and section."""
        found: dict[tuple[str, str], list[tuple[int, int, bool]]] = {}
        for (person, _kind, form), _plain, rest in self.open:
            for section, points, serious in rest:
                if section not in terms.forms[form].marks and person in people:
                    found.setdefault((form, section), []).append((person, points, serious))
        return [
            Unused(
                form, section, len(lost), len({person for person, _points, _serious in lost}),
                sum(points for _person, points, _serious in lost), sum(serious for _person, _points, serious in lost),
            )
            for (form, section), lost in sorted(found.items())
        ]  # fmt: skip


def merged(groups: dict[int, int], pooled: Mapping[int, int], alike: Mapping[int, int]) -> dict[int, int]:
    """Add up, in place, what is scored together: sheets that are in another's pool, sections of several versions.

    ``pooled`` gives the pool of a sheet where it is another's, ``alike`` the first of the sections that are one.
    """
    moving = [key for key in groups if key >> SECTION_BITS in pooled or key & _MASK in alike]
    for key in moving:
        sheet, section = key >> SECTION_BITS, key & _MASK
        place = pooled.get(sheet, sheet) << SECTION_BITS | alike.get(section, section)
        groups[place] = groups.get(place, 0) + groups.pop(key)
    return groups


def _least(past: Past, alternatives: Sequence[Terms]) -> dict[int, int]:
    """Return the least marks that a section has under any of the terms; 0 where one lacks it or only deducts it."""
    least: dict[int, int] = {}
    known = past.forms
    for section, (form, name) in past.sections.items():
        here = [terms.forms[form] for terms in alternatives] if form in known else []
        least[section] = min((0 if name in one.others else one.marks.get(name, 0) for one in here), default=0)
    return least


def _lost(terms: Terms, form: str, losses: Iterable[tuple[str, int, bool]]) -> int:
    """Return what some sections lose on a form; what the form does not have loses nothing."""
    here, lost = terms.forms[form], 0
    for section, points, serious in losses:
        if section in here.others:
            lost += lost_to_other(terms.other_cap, points)
        elif section in here.marks:
            lost += lost_in(here.marks[section], points, serious=serious)
    return lost


def cut_awards(past: Past, terms: Terms, people: Collection[int]) -> tuple[int, int]:
    """Return on how many sheets of some people the limits cut awards, and by how many whole points in all."""
    sheets = points = 0
    for pool, awards in past.awards.items():
        if past.heads[pool][0] in people:
            less = sum(awards) - sum(allowed(awards, terms.bonus_least, terms.bonus_most))
            sheets += less > 0
            points += less
    return sheets, points
