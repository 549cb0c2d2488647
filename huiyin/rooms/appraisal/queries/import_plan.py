"""What a workbook would do to the store: read, checked row by row, compared. Nothing is written."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from huiyin.kernel.errors import Fault
from huiyin.kernel.period import year_span
from huiyin.platform import clock
from huiyin.platform.actor import NOTHING, Actor
from huiyin.rooms.appraisal.data import default_scheme
from huiyin.rooms.appraisal.models import Scheme, Section, Sheet, SheetEdition
from huiyin.rooms.appraisal.queries.schemes import content_of, in_force_on
from huiyin.rooms.appraisal.queries.years import published_years
from huiyin.rooms.appraisal.rules import faults as say
from huiyin.rooms.appraisal.rules.cells import Cell
from huiyin.rooms.appraisal.rules.faults import Faults
from huiyin.rooms.appraisal.rules.known import FormSpec, Known, SchemeSpec, StoredSheet
from huiyin.rooms.appraisal.rules.marks import Bonuses, Deductions, read_bonuses, read_deductions
from huiyin.rooms.appraisal.rules.scheme_sheet import Settings, apply, read_settings
from huiyin.rooms.appraisal.rules.sheets import SheetDraft, Sheets, check_sheets, read_sheets
from huiyin.rooms.appraisal.rules.staff import Staff, read_staff
from huiyin.rooms.appraisal.rules.tables import BONUSES, DEDUCTIONS, SHEETS, STAFF, Source
from huiyin.rooms.appraisal.terms import EditionState, Permit, SchemeState
from huiyin.rooms.people.queries.roster_plan import Frame, RosterPlan, numbers_known, plan_roster
from huiyin.rooms.people.terms import Permit as People

BATCH = 5_000
WEEK = timedelta(days=7)

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class NewScheme:
    """A scheme that 方案 makes: its content, its first day, and an unused one of that day that it replaces."""

    content: dict[str, Any]
    effective_from: date
    base: Scheme | None
    replaces: Scheme | None


@dataclass
class ImportPlan:
    """What would be written. ``new``, ``changed`` and ``unchanged`` are places in ``sheets.drafts``."""

    faults: Faults = field(default_factory=Faults)
    staff: Staff = field(default_factory=Staff)
    sheets: Sheets = field(default_factory=Sheets)
    deductions: Deductions = field(default_factory=Deductions)
    bonuses: Bonuses = field(default_factory=Bonuses)
    roster: RosterPlan = field(default_factory=RosterPlan)
    scheme: NewScheme | None = None
    stored: dict[str, StoredSheet] = field(default_factory=dict)
    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    evaluators: dict[str, int] = field(default_factory=dict)

    def counts(self) -> dict[str, dict[str, int]]:
        """Count people and sheets by what would happen to them."""
        roster = self.roster
        return {
            STAFF: {"new": len(roster.new), "changed": len(roster.changed), "unchanged": len(roster.unchanged)},
            SHEETS: {"new": len(self.new), "changed": len(self.changed), "unchanged": len(self.unchanged)},
            DEDUCTIONS: {"read": len(self.deductions)},
            BONUSES: {"read": len(self.bonuses)},
        }

    def written(self) -> Iterator[tuple[int, SheetDraft]]:
        """Yield the sheets to be written, with their places, in the order of the workbook."""
        for place in sorted((*self.new, *self.changed)):
            yield place, self.sheets.drafts[place]


def said(faults: Iterable[say.RowFault]) -> list[Fault]:
    """Say faults in the reader's language, at "扣分明细!645" (row 0: the sheet as a whole), reasons joined by "；"."""
    return [
        Fault(
            f"{fault.sheet}!{fault.row}",
            "；".join((gettext(reason.text) % reason.facts).rstrip(".。") for reason in fault.reasons),
        )
        for fault in faults
    ]


def plan_import(actor: Actor, source: Source) -> ImportPlan:
    """Read a workbook whole and say what importing it would do; with faults, nothing of it would be done."""
    plan = ImportPlan()
    plan.staff = read_staff(source, plan.faults)
    plan.sheets = read_sheets(source, plan.faults)
    first, last = _days(plan.sheets)
    settings = read_settings(source, plan.faults)
    plan.scheme = _new_scheme(actor, settings, date(first.year, 1, 1), plan.faults)
    published = published_years()
    _plan_people(actor, plan, first, last, published)
    _check_left_outside(plan)
    plan.stored = _stored(actor, plan, first, last)
    known = Known(
        services=plan.roster.services,
        schemes=_schemes(plan.scheme),
        stored=plan.stored,
        units=plan.roster.paths.keys(),
        published=published,
    )
    check_sheets(plan.sheets, plan.staff, known, plan.faults)
    plan.deductions = read_deductions(source, plan.sheets, plan.faults)
    plan.bonuses = read_bonuses(source, plan.sheets, plan.faults)
    _compare(plan, known)
    _check_signed(plan)
    return plan


def _days(sheets: Sheets) -> tuple[date, date]:
    days = [draft.day for draft in sheets.drafts if draft.day]
    return (min(days), max(days)) if days else (clock.today(), clock.today())


def _plan_people(actor: Actor, plan: ImportPlan, first: date, last: date, published: Iterable[int]) -> None:
    frame = Frame(
        reach=actor.reach(Permit.IMPORT_SHEETS),
        keep=actor.reach(People.KEEP_PEOPLE) if actor.may(People.KEEP_PEOPLE) else NOTHING,
        since=first,
        until=last,
        frozen=[year_span(year) for year in sorted(published)],
    )
    drafts = plan.sheets.drafts
    named = {draft.staff for draft in drafts} - {""}
    plan.roster = plan_roster(frame, plan.staff.stints, named - plan.staff.spoiled)
    for stint, sentence in plan.roster.refusals:
        plan.staff.spoiled.add(stint.number)
        plan.faults.add(stint.sheet, stint.row, "%(sentence)s", sentence=sentence)
    plan.evaluators = numbers_known({draft.evaluator for draft in drafts} - {""})


def _new_scheme(actor: Actor, settings: Settings, day: date, faults: Faults) -> NewScheme | None:
    """Return the scheme that 方案 makes; none where it says what is in force anyway, or where it may not be made."""
    if not settings:
        return None
    base = in_force_on(day)
    before = content_of(base) if base else default_scheme()
    known = len(faults)
    content = apply(settings, before, faults)
    if len(faults) > known or (base and content == before):
        return None
    place = min(settings.places.values())
    if not actor.may(Permit.PUBLISH_SCHEME):
        faults.add(*place, say.SCHEME_PERMIT)
        return None
    same_day = Scheme.objects.filter(state=SchemeState.PUBLISHED, effective_from=day).first()
    in_use = Sheet.objects.filter(date__gte=day)
    if base:
        in_use = in_use.filter(form__scheme=base)
    used = in_use.order_by("date", "id").first()
    if used:
        faults.add(*place, say.SCHEME_IN_USE, day=day.isoformat(), number=used.number)
        return None
    if _rules_already():
        faults.add(*place, say.SCHEME_APPROVAL)
        return None
    return NewScheme(content, day, base, same_day)


def _rules_already() -> bool:
    """Tell whether a version of the house's own rules: from then on a second person approves each (P-3.1, P-4.2a).

    The shipped default is none of its own until a sheet stands under it.
    """
    own = Scheme.objects.filter(state=SchemeState.PUBLISHED, is_default_pack=False)
    return own.exists() or Sheet.objects.exists()


def _schemes(new: NewScheme | None) -> tuple[SchemeSpec, ...]:
    """Return every published scheme with its forms; a new one with negative ids."""
    gone = new.replaces.pk if new and new.replaces else None
    forms: dict[int, dict[tuple[str, str], FormSpec]] = {}
    sections = Section.objects.filter(form__scheme__state=SchemeState.PUBLISHED).exclude(form__scheme=gone)
    for scheme, form, kind, audience, section, name in sections.order_by("form", "position").values_list(
        "form__scheme", "form", "form__kind", "form__audience", "pk", "name"
    ):
        spec = forms.setdefault(scheme, {}).setdefault((kind, audience), FormSpec(form, {}))
        spec.sections[name] = section  # type: ignore[index]
    rows = Scheme.objects.filter(pk__in=forms)
    found = [SchemeSpec(row.effective_from, row.bonus_least, row.bonus_most, forms[row.pk]) for row in rows]
    return (*found, _planned(new)) if new else tuple(found)


def _planned(new: NewScheme) -> SchemeSpec:
    weights = new.content["weights"]
    forms: dict[tuple[str, str], FormSpec] = {}
    number = 0
    for place, lines in new.content["forms"].items():
        kind, audience = place.split("/")
        sections = {line[1]: -(number + offset) for offset, line in enumerate(lines, start=1)}
        number += len(lines)
        forms[kind, audience] = FormSpec(-1 - len(forms), sections)
    return SchemeSpec(new.effective_from, weights["bonus_least"], weights["bonus_most"], forms)


_STORED = ("id", "number", "employee__number", "kind", "period", "date", "form", "unit", "fingerprint", "unit__path")


def _stored(actor: Actor, plan: ImportPlan, first: date, last: date) -> dict[str, StoredSheet]:
    """Return stored sheets that share a number, or a person and a period, with the workbook."""
    reach = actor.reach(Permit.IMPORT_SHEETS)
    frame = (date(first.year, 1, 1) - WEEK, date(last.year, 12, 31) + WEEK)
    found: dict[str, StoredSheet] = {}

    def keep(rows: Iterable[tuple[Any, ...]]) -> None:
        for pk, number, staff, kind, period, day, form, unit, fingerprint, path in rows:
            if number in plan.sheets.places or staff in plan.roster.services:
                found[number] = StoredSheet(
                    pk, number, staff, kind, period, day.year, form, unit, fingerprint, reach.covers(path)
                )

    keep(Sheet.objects.filter(date__range=frame).order_by().values_list(*_STORED).iterator(chunk_size=BATCH))
    elsewhere = Sheet.objects.filter(Q(date__lt=frame[0]) | Q(date__gt=frame[1])).order_by()
    if elsewhere.exists():
        sought = [number for number in plan.sheets.places if number not in found]
        for place in range(0, len(sought), BATCH):
            keep(elsewhere.filter(number__in=sought[place : place + BATCH]).values_list(*_STORED))
    return found


def _check_left_outside(plan: ImportPlan) -> None:
    """Refuse a change of employment that would leave a stored sheet outside of it."""
    changed = {plan.roster.ids[number]: number for number in plan.roster.changed}
    rows = Sheet.objects.filter(employee__in=list(changed)).order_by("date").values_list("employee", "number", "date")
    for person, number, day in rows.iterator(chunk_size=BATCH):
        service = plan.roster.services[changed[person]]
        if number not in plan.sheets.places and not any(span.holds(day) for span in service.spans):
            stint = plan.staff.stints[service.number][0]
            plan.faults.add(stint.sheet, stint.row, say.STORED_OUTSIDE, number=number, value=day.isoformat())


def fingerprints(plan: ImportPlan) -> Iterator[tuple[int, SheetDraft, str]]:
    """Yield each accepted sheet with the digest of all that the workbook says of it."""
    lost, gained = plan.deductions.rows(), plan.bonuses.rows()
    next_lost, next_gained = next(lost, None), next(gained, None)
    for place, draft in enumerate(plan.sheets.drafts):
        parts = [draft.number, draft.staff, str(draft.kind), str(draft.day), draft.evaluator]
        while next_lost and next_lost[0] == place:
            _place, _section, points, serious, name, item, fact = next_lost
            parts.append(f"{name}\x1f{item}\x1f{points}\x1f{serious}\x1f{fact}")
            next_lost = next(lost, None)
        while next_gained and next_gained[0] == place:
            parts.append(f"+{next_gained[1]}\x1f{next_gained[2]}")
            next_gained = next(gained, None)
        if not draft.refused:
            yield place, draft, blake2b("\x1e".join(parts).encode(), digest_size=16).hexdigest()


def _compare(plan: ImportPlan, known: Known) -> None:
    """Tell new, changed and unchanged sheets apart; what is published must not change."""
    for place, draft, fingerprint in fingerprints(plan):
        draft.fingerprint = fingerprint
        stored = plan.stored.get(draft.number)
        form = draft.form.id if draft.form else 0
        if stored and (stored.fingerprint, stored.form, stored.unit) == (fingerprint, form, draft.unit):
            plan.unchanged.append(place)
            continue
        frozen = {draft.day.year if draft.day else 0, stored.year if stored else 0} & known.published
        if frozen:
            plan.faults.add(draft.sheet, draft.row, say.PUBLISHED, year=min(frozen), number=draft.number)
        (plan.changed if stored else plan.new).append(place)


def _check_signed(plan: ImportPlan) -> None:
    """Refuse to change by a workbook what was confirmed at work: there a correction says why (P-1.0b)."""
    stored = {plan.stored[plan.sheets.drafts[place].number].id: place for place in plan.changed}
    ids = list(stored)
    for first in range(0, len(ids), BATCH):
        kept = SheetEdition.objects.filter(sheet__in=ids[first : first + BATCH]).exclude(state=EditionState.SUPERSEDED)
        for sheet in sorted(set(kept.order_by().values_list("sheet", flat=True))):
            draft = plan.sheets.drafts[stored[sheet]]
            plan.faults.add(draft.sheet, draft.row, say.SIGNED, number=draft.number)


def scheme_for(new: NewScheme, kept: Mapping[tuple[str, str, str], int]) -> dict[int, int]:
    """Return the stored ids of a new scheme's sections by their planned negative ones."""
    planned = _planned(new)
    return {
        negative: kept[kind, audience, name]
        for (kind, audience), form in planned.forms.items()
        for name, negative in form.sections.items()
    }


def spans_written(plan: ImportPlan) -> dict[int, set[int]]:
    """Return the people whose scores change, by year."""
    people: dict[int, set[int]] = {}
    for _place, draft in plan.written():
        stored = plan.stored.get(draft.number)
        for year in {draft.day.year if draft.day else 0, stored.year if stored else 0} - {0}:
            people.setdefault(year, set()).add(plan.roster.ids[draft.staff])
    return people


def counting(source: Source, tell: Callable[[str, int], None], every: int = 20_000) -> Source:
    """Return a source that tells the worksheet and how many rows of it have been read."""
    return _Counting(source, tell, every)


@dataclass(frozen=True)
class _Counting:
    source: Source
    tell: Callable[[str, int], None]
    every: int

    @property
    def names(self) -> Sequence[str]:
        return self.source.names

    def rows(self, name: str) -> Iterator[Sequence[Cell]]:
        for count, row in enumerate(self.source.rows(name)):
            if count % self.every == 0:
                self.tell(name, count)
            yield row
