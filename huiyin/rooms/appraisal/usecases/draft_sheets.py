"""Sheets are drafted by deducting: a round for a unit, then what is written on each sheet, then submitting them."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Fault, NotPermitted, NotVisible, Refusal
from huiyin.platform import clock, files, numbering, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Entry, Round, SheetEdition
from huiyin.rooms.appraisal.queries.form_rules import Standing, rules_of, standings
from huiyin.rooms.appraisal.queries.rounds import expected, standing_numbers, taken
from huiyin.rooms.appraisal.rules.sheets import period_of
from huiyin.rooms.appraisal.rules.work import EntryDraft, Judged, draw, judge, number_of, period_span
from huiyin.rooms.appraisal.terms import (
    EDITION_FLOW,
    INSTRUMENT_OF,
    EditionState,
    Kind,
    Permit,
)
from huiyin.rooms.appraisal.usecases.entry_faults import sentence
from huiyin.rooms.appraisal.usecases.keep_evidence import keep_file
from huiyin.rooms.appraisal.usecases.moves import check_year, moved

MOST_SHEETS = 2_000


@dataclass(frozen=True)
class SheetInput:
    """What is written on one sheet: all its entries anew. ``seen`` is the edition's version that the writer saw.

    ``uploads`` are files by the place of their entry.
    """

    edition: SheetEdition
    seen: int
    entries: Sequence[EntryDraft]
    remark: str = ""
    goals: str = ""
    uploads: Mapping[int, files.Upload] = field(default_factory=dict)


@usecase(permit=Permit.DRAFT_SHEETS, clauses=("P-2.0", "P-3.2", "P-4.1a", "P-4.1b", "P-4.5.2a"))
def begin_round(
    actor: Actor,
    *,
    kind: Kind,
    date: date,
    unit: Any,
    people: Collection[int] = (),
    count: int = 0,
    seed: str = "",
) -> Round:
    """Begin a round: an empty draft for each person of a unit who owes a sheet of this kind and period.

    ``people`` narrows it to some; who has the sheet already, is exempt by leave, or is the actor himself, gets none.
    A spot check is drawn by lot: ``count`` of the unit's people; the seed is kept, so that anybody can draw again.
    """
    if not actor.reach(Permit.DRAFT_SHEETS).covers(unit.path):
        raise NotPermitted(_("This unit is outside the units over which you draft sheets."))
    kind, period = Kind(kind), period_of(int(kind), date)
    check_year(date)
    if period_span(kind, period).start > clock.today():
        raise Refusal.at("date", _("This period has not begun yet."))
    able = standings(kind, date, expected(kind, period, unit.path, date, people))
    able.pop(actor.employee_id or 0, None)
    for person in taken(kind, period, able):
        del able[person]
    pool = sorted(one.number for one in able.values())
    if kind == Kind.SPOT_CHECK and count:
        seed = seed or secrets.token_hex(8)
        drawn = set(draw(seed, pool, count))
        able = {person: one for person, one in able.items() if one.number in drawn}
    if not able:
        raise Refusal.at("unit", _("Nobody of this unit is without such a sheet for %(period)s.") % {"period": period})
    if len(able) > MOST_SHEETS:
        raise Refusal.at("unit", _("That is more than %(most)s sheets; choose a smaller unit.") % {"most": MOST_SHEETS})
    made = store.add(
        Round(
            number=round_number(date), kind=kind, date=date, period=period, unit=unit, made_by=actor.name,
            made_at=clock.now(), seed=seed if count else "", pool=pool if count else [],
        )
    )  # fmt: skip
    _open_drafts(actor, made, able)
    return made


def round_number(day: date) -> str:
    """Take the number of a new round; the counter stays locked until the act is over."""
    return f"PC-{day.year:04d}-{numbering.take_one(f'round:{day.year:04d}'):04d}"


def _open_drafts(actor: Actor, made: Round, able: Mapping[int, Standing]) -> None:
    """Write an empty draft for each person in one go; the trail keeps how many."""
    kind, taken_numbers = (
        Kind(made.kind),
        standing_numbers(made.kind, made.period, [one.number for one in able.values()]),
    )
    now = clock.now()
    drafts = [
        SheetEdition(
            number=free_number(kind, made.period, one.number, taken_numbers), round=made, employee_id=one.person,
            kind=kind, date=made.date, period=made.period, form=one.form, unit_id=one.unit,
            drafter_id=actor.employee_id, drafter_name=actor.name, drafted_at=now,
        )
        for one in sorted(able.values(), key=lambda one: one.number)
    ]  # fmt: skip
    SheetEdition.objects.bulk_create(drafts, batch_size=500)
    trail.note(kind=kind.value, period=made.period, sheets=len(drafts))


def free_number(kind: Kind, period: str, staff: str, known: Collection[str]) -> str:
    """Return the first number of a person's sheet that is not in use."""
    place = 1
    while number_of(kind, period, staff, place) in known:
        place += 1
    return number_of(kind, period, staff, place)


@usecase(
    permit=Permit.DRAFT_SHEETS,
    clauses=("P-1.0b", "P-3.2", "P-4.5.2a", "P-4.5.2b", "P-4.7a", "P-4.8", "P-4.10a"),
)
def write_sheets(actor: Actor, *, sheets: Sequence[SheetInput], submit: bool = False) -> SheetEdition:
    """Write what was found on some drafts, each anew and all or nothing; ``submit`` hands them on to be confirmed.

    Raises Refusal with every fault at "edition.entry.field", Conflict where a fact stands on another sheet already or a
    sheet is no draft any more, and Stale where somebody wrote on it meanwhile.
    """
    if not sheets:
        raise Refusal(_("There is no sheet to write on."))
    faults: list[Fault] = []
    judged: list[tuple[SheetInput, Judged]] = []
    for sheet in sheets:
        _check_draft(actor, sheet.edition)
        found = _judge(sheet)
        faults += [
            Fault(f"{sheet.edition.pk}.{place}.{name}", sentence(code, facts))
            for place, name, code, facts in found.faults
        ]
        judged.append((sheet, found))
    if faults:
        raise Refusal(_("Some of what was written down cannot stand."), faults=faults)
    _claim_unwritten(actor, SheetEdition.objects.filter(pk__in=[sheet.edition.pk for sheet in sheets]))
    for sheet, found in judged:
        _write(actor, sheet, found, submit=submit)
    trail.note(sheets=len(sheets), entries=sum(len(found.written) for _sheet, found in judged), submitted=submit)
    return sheets[0].edition


def _claim_unwritten(actor: Actor, drafts: QuerySet[SheetEdition]) -> None:
    """Make drafts that were begun for everybody (generate_rounds) those of whoever first writes on them (P-3.2)."""
    drafts.filter(drafter=None, drafter_name="").update(drafter=actor.employee_id, drafter_name=actor.name)


def _check_draft(actor: Actor, edition: SheetEdition) -> None:
    if edition.employee_id == actor.employee_id:
        raise NotPermitted(_("Nobody writes his own sheet."))
    if edition.state != EditionState.DRAFT:
        shown = {"number": edition, "state": edition.get_state_display()}
        raise Conflict(_("%(number)s is no draft any more: %(state)s.") % shown)
    check_year(edition.date)


def _judge(sheet: SheetInput) -> Judged:
    row = sheet.edition
    known = set(row.entries.exclude(file=None).values_list("file_id", flat=True))
    strange = [entry.file for entry in sheet.entries if entry.file is not None and entry.file not in known]
    if strange:
        raise NotVisible(_("There is no such file on this sheet."))
    rules = rules_of(row.form, Kind(row.kind), row.period, employee=row.employee_id, day=row.date)
    held = [replace(one, file=-1) if place in sheet.uploads else one for place, one in enumerate(sheet.entries)]
    return judge(rules, held)


def _write(actor: Actor, sheet: SheetInput, found: Judged, *, submit: bool) -> None:
    row = sheet.edition
    values: dict[str, object] = {"remark": sheet.remark, "goals": sheet.goals}
    if submit:
        values |= {"state": moved(EDITION_FLOW, "submit", row), "submitted_at": clock.now(), "sent_back": ""}
    store.change(row, seen=sheet.seen, **values)
    row.entries.all().delete()
    write_entries(actor, row, found, sheet.uploads, standing=row.edition == 1)


def write_entries(
    actor: Actor, row: SheetEdition, found: Judged, uploads: Mapping[int, files.Upload], *, standing: bool
) -> None:
    """Write the entries of an edition; a fact that costs points elsewhere already is refused (AMB-74)."""
    instrument = INSTRUMENT_OF[Kind(row.kind)]
    if standing:
        refuse_known(row, [one.occurrence for one in found.written])
    entries = []
    for place, one in enumerate(found.written):
        entry = one.draft
        file = keep_file(actor, uploads[place]).pk if place in uploads else entry.file
        entries.append(
            Entry(
                edition=row, position=place + 1, section_id=one.section, item=entry.item, points=one.points,
                serious=entry.serious, fact=entry.fact.strip(), happened_on=entry.happened_on,
                evidence=entry.evidence.strip(), link=entry.link, file_id=file, written_by=actor.name,
                employee_id=row.employee_id, instrument=instrument, occurrence=one.occurrence, standing=standing,
            )
        )  # fmt: skip
    Entry.objects.bulk_create(entries)


def refuse_known(row: SheetEdition, occurrences: Iterable[str]) -> None:
    """Refuse facts that stand on another sheet of the same person and instrument."""
    wanted = list(occurrences)
    clash = (
        Entry.objects.filter(
            employee_id=row.employee_id, instrument=INSTRUMENT_OF[Kind(row.kind)], occurrence__in=wanted, standing=True
        )
        .exclude(edition__number=row.number)
        .select_related("edition")
        .first()
    )
    if clash is not None:
        place = wanted.index(clash.occurrence)
        shown = {"number": clash.edition.number, "day": clash.happened_on.isoformat()}
        reason = _("This fact costs points already on %(number)s; it counts once (%(day)s).") % shown
        raise Conflict(reason, faults=[Fault(f"{row.pk}.{place}.fact", reason)])


@usecase(permit=Permit.DRAFT_SHEETS, clauses=("P-3.2",))
def submit_round(actor: Actor, *, round: Round, seen: int) -> Round:  # noqa: A002 - the thing's own name
    """Hand all drafts of a round on to be confirmed, as they stand."""
    drafts = round.editions.filter(state=EditionState.DRAFT).exclude(employee_id=actor.employee_id or 0)
    check_year(round.date)
    count = drafts.count()
    if not count:
        raise Conflict(_("No sheet of this round is a draft."))
    _claim_unwritten(actor, drafts)
    drafts.update(state=EditionState.SUBMITTED, submitted_at=clock.now(), sent_back="", version=F("version") + 1)
    trail.note(sheets=count)
    return store.change(round, seen=seen)


@usecase(permit=Permit.DRAFT_SHEETS, clauses=("P-3.2",))
def take_back(actor: Actor, *, edition: SheetEdition, seen: int) -> SheetEdition:
    """Take a submitted sheet back to write on it again; only who drafted it may, and before it is confirmed."""
    if (edition.drafter_id, edition.drafter_name) != (actor.employee_id, actor.name):
        raise NotPermitted(_("Only who drafted a sheet takes it back."))
    return store.change(edition, seen=seen, state=moved(EDITION_FLOW, "take_back", edition), submitted_at=None)


@usecase(permit=Permit.DRAFT_SHEETS, clauses=("P-3.2",))
def discard_sheet(actor: Actor, *, edition: SheetEdition, seen: int) -> None:
    """Throw a draft away; what counts already is not touched."""
    if edition.state != EditionState.DRAFT:
        raise Conflict(_("Only a draft can be thrown away."))
    trail.note(number=edition.number, edition=edition.edition)
    store.remove(edition, seen=seen)
