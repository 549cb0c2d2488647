"""Decisions about sheets at work: what may be written down, who confirms, until when, whose sheet is due.

Plain values in, values or faults out; points in hundredths.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import blake2b

from huiyin.kernel.period import Span, days_of, month_span, year_span
from huiyin.rooms.appraisal.rules.year import LEAST_DAYS
from huiyin.rooms.appraisal.terms import INSTRUMENT_OF, OTHER, Instrument, Kind

OBJECTION_DAYS = 7
DECISION_DAYS = 10
MONTH_CLOSES_ON = 5
FRIDAY = 5
ATTENDANCE = "工作出勤"
PREFIX = {Kind.WEEK_CHECK: "ZJ", Kind.MONTH_CHECK: "YJ", Kind.SPOT_CHECK: "CJ", Kind.MONTH: "YK", Kind.YEAR: "NK"}


@dataclass(frozen=True, slots=True)
class ItemRule:
    """What an item of the standard allows on one form: where it belongs (empty: anywhere) and from … to.

    ``initials``, ``evidence`` and ``link`` are what one finds it by, what usually proves it and what may follow it.
    """

    code: str
    label: str
    sub_item: str
    section: str
    least: int
    most: int
    initials: str = ""
    evidence: str = ""
    link: str = ""

    def __str__(self) -> str:
        """Return code and label."""
        return f"{self.code} {self.label}"


@dataclass(frozen=True, slots=True)
class SectionRule:
    """A section of the form: its row, its marks, and whether it is 其它."""

    pk: int
    name: str
    maximum: int
    is_other: bool
    dimension: str = ""


@dataclass(frozen=True)
class FormRules:
    """What may be written on a sheet of a person: its sections by name, its items by code, its days.

    ``days`` are those of the period in which the person is employed, ``leave`` those of lawful leave among them.
    """

    kind: Kind
    sections: Mapping[str, SectionRule]
    items: Mapping[str, ItemRule]
    other_cap: int
    days: Span
    leave: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """A deduction as it was typed in; ``points`` None takes the item's only value.

    ``source`` is the recorded fact that it was taken from; that proves it.
    """

    item: str
    fact: str
    happened_on: date
    section: str = ""
    points: int | None = None
    serious: bool = False
    evidence: str = ""
    link: str = ""
    file: int | None = None
    source: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A deduction that may stand: its section's row, its points, and the digest of its fact."""

    draft: EntryDraft
    section: int
    points: int
    occurrence: str


# Why an entry cannot stand; the room's use case says it in words.
Fault = tuple[str, str, Mapping[str, object]]


@dataclass
class Judged:
    """Entries that may stand, and what is wrong with the others: (entry's place, field, code, facts)."""

    written: list[Written] = field(default_factory=list)
    faults: list[tuple[int, str, str, Mapping[str, object]]] = field(default_factory=list)


def occurrence_of(item: str, day: date, fact: str) -> str:
    """Return the digest by which the same fact is known again: item, day and the words without spaces and marks."""
    words = "".join(sign for sign in fact.casefold() if sign.isalnum())
    return blake2b(f"{item}\x1f{day.isoformat()}\x1f{words}".encode(), digest_size=16).hexdigest()


def judge(rules: FormRules, drafts: Sequence[EntryDraft]) -> Judged:
    """Hold what was typed against the standard (P-4.5.2b, P-4.7a, P-4.8, AMB-13, AMB-74)."""
    found, seen, other = Judged(), dict[str, int](), 0
    sources: dict[int, int] = {}
    for place, draft in enumerate(drafts):
        faults = list(_entry_faults(rules, draft))
        section, points = _section_of(rules, draft), _points_of(rules, draft)
        occurrence = occurrence_of(draft.item, draft.happened_on, draft.fact)
        if not faults and seen.setdefault(occurrence, place) != place:
            faults.append(("fact", "twice", {"place": seen[occurrence] + 1}))
        if not faults and draft.source and sources.setdefault(draft.source, place) != place:
            faults.append(("fact", "twice", {"place": sources[draft.source] + 1}))
        if section and section.is_other and not faults:
            other += points
            if other > rules.other_cap:
                faults.append(("points", "other_cap", {"cap": rules.other_cap}))
        found.faults += [(place, *fault) for fault in faults]
        if section and not faults:
            found.written.append(Written(draft, section.pk, points, occurrence))
    return found


def item_of(rules: FormRules, typed: str) -> str:
    """Return the code of the typed item: a code, "JA3 回访逾期", a label or its initials; else what was typed."""
    words = typed.strip()
    first = words.partition(" ")[0].upper()
    if first in rules.items:
        return first
    named = [one.code for one in rules.items.values() if words and words in {one.label, one.initials}]
    return named[0] if len(named) == 1 else words


def own_section(rules: FormRules, item: ItemRule) -> str:
    """Return the section that an item has and nobody changes: 其它, and on an appraisal its sub-item; else none."""
    if item.sub_item == OTHER:
        return OTHER
    return item.sub_item if INSTRUMENT_OF[rules.kind] != Instrument.CHECK else ""


def usual_section(rules: FormRules, item: ItemRule) -> str:
    """Return the section to which an item belongs, or usually belongs, on the form; empty where there is none."""
    usual = [name for name in item.section.split("、") if name in rules.sections]
    return own_section(rules, item) or (usual[0] if usual else "")


def _section_of(rules: FormRules, draft: EntryDraft) -> SectionRule | None:
    """Return the section: the item's own, else the one named, else the item's usual one."""
    item = rules.items.get(draft.item)
    if item is None:
        return rules.sections.get(draft.section)
    return rules.sections.get(own_section(rules, item) or draft.section or usual_section(rules, item))


def _points_of(rules: FormRules, draft: EntryDraft) -> int:
    item = rules.items.get(draft.item)
    if draft.points is not None or item is None:
        return draft.points or 0
    return 0 if draft.serious else item.least


def _entry_faults(rules: FormRules, draft: EntryDraft) -> Iterator[Fault]:
    item = rules.items.get(draft.item)
    if item is None:
        yield "item", "unknown_item", {"item": draft.item}
        return
    if _section_of(rules, draft) is None:
        yield "section", "no_section", {"section": draft.section or item.sub_item}
    if not draft.fact.strip():
        yield "fact", "no_fact", {}
    if not (draft.evidence.strip() or draft.link or draft.file or draft.source):
        yield "evidence", "no_evidence", {}
    if not rules.days.holds(draft.happened_on):
        yield "happened_on", "outside", {"start": rules.days.start, "end": rules.days.end}
    elif item.sub_item == ATTENDANCE and any(span.holds(draft.happened_on) for span in rules.leave):
        yield "happened_on", "on_leave", {"day": draft.happened_on}
    points = _points_of(rules, draft)
    if not (draft.serious and points == 0) and not item.least <= points <= item.most:
        yield "points", "range", {"least": item.least, "most": item.most}


def period_span(kind: Kind, period: str) -> Span:
    """Return the days of a period: "2025-W07", "2025-03" or "2025"."""
    if kind == Kind.WEEK_CHECK:
        first = date.fromisocalendar(int(period[:4]), int(period[6:]), 1)
        return Span(first, first + timedelta(days=6))
    if kind == Kind.YEAR:
        return year_span(int(period))
    return month_span(int(period[:4]), int(period[5:7]))


def number_of(kind: Kind, period: str, staff: str, place: int) -> str:
    """Return a sheet number: kind, period, staff number, "ZJ2025W07-HY0010"; a second one bears its place."""
    number = f"{PREFIX[kind]}{period.replace('-', '')}-{staff}"
    return number if place == 1 else f"{number}-{place}"


def workdays(span: Span) -> Iterator[date]:
    """Yield the days from Monday to Friday."""
    return (day for day in days_of(span) if day.isoweekday() <= FRIDAY)


def is_due(kind: Kind, period: str, employed: Iterable[Span], leave: Collection[Span]) -> bool:
    """Tell whether a person owes a sheet of a kind in a period (P-2.0, P-4.1, AMB-17); spot checks are owed by nobody.

    A week: employed on a workday without leave. A month: employed on 15 days and on a workday without leave. The year:
    employed on its last day.
    """
    return is_due_in(kind, period_span(kind, period), list(employed), leave)


def is_due_in(kind: Kind, frame: Span, spans: Collection[Span], leave: Collection[Span]) -> bool:
    """Tell the same of the days of a period."""
    if kind == Kind.SPOT_CHECK:
        return False
    if kind == Kind.YEAR:
        return any(span.holds(frame.end) for span in spans)
    if kind != Kind.WEEK_CHECK and sum(span.days_in(frame) for span in spans) < LEAST_DAYS:
        return False
    return any(
        any(span.holds(day) for span in spans) and not any(away.holds(day) for away in leave) for day in workdays(frame)
    )


def due_on(kind: Kind, period: str) -> date:
    """Return the last day for confirming: Sunday of the week, the month's last day, the 5th after it, 31 January."""
    frame = period_span(kind, period)
    if kind == Kind.MONTH:
        return frame.end + timedelta(days=MONTH_CLOSES_ON)
    return frame.end + timedelta(days=31) if kind == Kind.YEAR else frame.end


def hand_of(employee: int | None, name: str) -> str:
    """Return the mark of who writes on a sheet: "/7/", or his name where the account belongs to no employee."""
    return f"/{employee}/" if employee is not None else f"/{name}/"


def with_hand(hands: str, hand: str) -> str:
    """Add a mark to those of all who wrote on a sheet: "/7/" and "/12/" make "/7/12/"."""
    return hands if hand in hands else f"{hands.removesuffix('/')}{hand}"


def who_confirms(chain: Sequence[int], *, employee: int, drafter: int | None, hands: str = "") -> int | None:
    """Return who confirms a sheet: the nearest appraiser up the tree who neither wrote on it nor is the person.

    None where nobody is left: then whoever may confirm over the unit does (P-3.2, AMB-05, AMB-19).
    """
    return next((one for one in chain if one not in {employee, drafter} and hand_of(one, "") not in hands), None)


def draw(seed: str, pool: Sequence[str], count: int) -> list[str]:
    """Draw some of a pool by lot: those whose digest with the seed is least. Seed and pool give the same draw again."""

    def lot(number: str) -> bytes:
        return blake2b(f"{seed}\x1f{number}".encode(), digest_size=16).digest()

    return sorted(sorted(pool, key=lot)[:count])
