"""Sheets are drafted by deducting: a round for a unit, then what is written on each sheet, then submitting them."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Fault, NotPermitted, NotVisible, Refusal, Stale
from huiyin.kernel.points import show_points
from huiyin.platform import clock, numbering, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Entry, Round, SheetEdition
from huiyin.rooms.appraisal.queries.form_rules import Standing, rules_for, standings
from huiyin.rooms.appraisal.queries.rounds import expected, standing_numbers, taken
from huiyin.rooms.appraisal.rules.sheets import period_of
from huiyin.rooms.appraisal.rules.work import (
    EntryDraft,
    FormRules,
    Judged,
    draw,
    hand_of,
    judge,
    number_of,
    period_span,
    with_hand,
)
from huiyin.rooms.appraisal.terms import (
    EDITION_FLOW,
    EditionState,
    Kind,
    Permit,
)
from huiyin.rooms.appraisal.usecases.entry_faults import sentence
from huiyin.rooms.appraisal.usecases.link_rulings import open_sanctions
from huiyin.rooms.appraisal.usecases.moves import check_year, moved
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput, write_entries
from huiyin.rooms.evidence.usecases.keep_file import evidence_type
from huiyin.rooms.people.queries.rosters import service_of

MOST_SHEETS = 2_000


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
    if count and kind != Kind.SPOT_CHECK:
        raise Refusal.at("count", _("Only spot checks are drawn by lot."))
    check_year(date)
    if period_span(kind, period).start > clock.today():
        raise Refusal.at("date", _("This period has not begun yet."))
    able = standings(kind, date, expected(kind, period, unit.path, date, people))
    able.pop(actor.employee_id or 0, None)
    for person in taken(kind, period, able):
        del able[person]
    _check_named(people, able, period)
    if not able:
        raise Refusal.at("unit", _("Nobody of this unit is without such a sheet for %(period)s.") % {"period": period})
    pool = sorted(one.number for one in able.values())
    if count:
        if count > len(pool):
            raise Refusal.at("count", _("There are only %(most)s people to draw from.") % {"most": len(pool)})
        seed = seed or secrets.token_hex(8)
        drawn = set(draw(seed, pool, count))
        able = {person: one for person, one in able.items() if one.number in drawn}
    if len(able) > MOST_SHEETS:
        raise Refusal.at("unit", _("That is more than %(most)s sheets; choose a smaller unit.") % {"most": MOST_SHEETS})
    made = store.add(
        Round(
            number=round_number(date), kind=kind, date=date, period=period, unit=unit, made_by=actor.name,
            made_at=clock.now(), seed=seed if count else "", pool=pool if count else [], drawn=count,
        )
    )  # fmt: skip
    _open_drafts(actor, made, able)
    return made


def _check_named(people: Collection[int], able: Mapping[int, Standing], period: str) -> None:
    """Refuse where somebody who was named cannot get a sheet: he has one, or does not serve in the unit then."""
    left = service_of([person for person in people if person not in able])
    if left:
        shown = {"people": "、".join(f"{one.name} {one.number}" for one in left.values()), "period": period}
        raise Refusal.at("people", _("No such sheet of %(period)s can be begun for %(people)s.") % shown)


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
    return put_down(actor, sheets, submit=submit)


def put_down(actor: Actor, sheets: Sequence[SheetInput], *, submit: bool = False) -> SheetEdition:
    """Write on drafts as ``write_sheets`` does; runs inside a write door."""
    rows = [sheet.edition for sheet in sheets]
    if len({row.pk for row in rows}) < len(rows):
        raise Refusal(_("A sheet is named twice."))
    check_drafts(actor, rows)
    stood = _stood_on(rows)
    _refuse_stale([sheet for sheet in sheets if sheet.edition.version != sheet.seen], stood)
    rules = rules_for(rows)
    judged = [(sheet, _judge(sheet, rules[sheet.edition.pk], stood[sheet.edition.pk])) for sheet in sheets]
    faults = [fault for sheet, found in judged for fault in _faults_of(sheet, found)]
    if faults:
        raise Refusal(_("Some of what was written down cannot stand."), faults=faults)
    claim_unwritten(actor, SheetEdition.objects.filter(pk__in=[row.pk for row in rows]))
    for sheet in sheets:
        try:
            _change(actor, sheet, submit=submit or sheet.submit)
        except Stale:
            fresh = SheetEdition.objects.get(pk=sheet.edition.pk)
            _refuse_stale([replace(sheet, edition=fresh)], _stood_on([fresh]))
    Entry.objects.filter(edition__in=[row.pk for row in rows]).delete()
    write_entries(actor, judged, stood)
    sent = [sheet.edition for sheet in sheets if submit or sheet.submit]
    if sent:
        open_sanctions(actor, sent)
    trail.note(sheets=len(sheets), entries=sum(len(found.written) for _sheet, found in judged), submitted=len(sent))
    return sheets[0].edition


def claim_unwritten(actor: Actor, drafts: QuerySet[SheetEdition]) -> None:
    """Make drafts that were begun for everybody (generate_rounds) those of whoever first writes on them (P-3.2)."""
    drafts.filter(drafter=None, drafter_name="").update(drafter=actor.employee_id, drafter_name=actor.name)


def check_drafts(actor: Actor, rows: Sequence[SheetEdition]) -> None:
    """Refuse to write on one's own sheet, on what is no draft any more, and in a published year."""
    if any(row.employee_id == actor.employee_id for row in rows):
        raise NotPermitted(_("Nobody writes his own sheet."))
    gone = [row for row in rows if row.state != EditionState.DRAFT]
    if gone:
        sentences = [
            Fault(
                f"{row.pk}",
                _("%(number)s is no draft any more: %(state)s.") % {"number": row, "state": row.get_state_display()},
            )
            for row in gone
        ]
        raise Conflict(sentences[0].reason, faults=sentences)
    for day in {row.date.year: row.date for row in rows}.values():
        check_year(day)


def _stood_on(rows: Sequence[SheetEdition]) -> dict[int, list[Entry]]:
    """Return what stands on some editions: one statement."""
    found: dict[int, list[Entry]] = {row.pk: [] for row in rows}
    for one in Entry.objects.filter(edition__in=found).select_related("section").order_by("edition_id", "position"):
        found[one.edition_id].append(one)
    return found


def _refuse_stale(old: Sequence[SheetInput], stood: Mapping[int, Sequence[Entry]]) -> None:
    """Refuse where somebody wrote on a sheet since it was seen, with both versions of the first one, naming all."""
    if not old:
        return
    first, reason = old[0], _("Somebody else wrote on this sheet meanwhile. Compare both versions and save again.")
    edition = first.edition
    mine = [_plain(one, one.section) for one in first.entries]
    theirs = [_plain(one, one.section.name) for one in stood[edition.pk]]
    stale = Stale(
        reason,
        mine={"edition": edition.pk, "remark": first.remark, "goals": first.goals, "entries": mine},
        theirs={"edition": edition.pk, "remark": edition.remark, "goals": edition.goals, "entries": theirs},
        version=edition.version,
    )
    stale.faults = tuple(Fault(f"{sheet.edition.pk}", reason) for sheet in old)
    raise stale


def _plain(line: EntryDraft | Entry, section: str) -> dict[str, object]:
    return {
        "item": line.item, "section": section, "points": None if line.points is None else show_points(line.points),
        "serious": line.serious, "fact": line.fact, "happened_on": line.happened_on.isoformat(),
        "evidence": line.evidence,
    }  # fmt: skip


def _judge(sheet: SheetInput, rules: FormRules, stood: Sequence[Entry]) -> Judged:
    known = {one.file_id for one in stood}
    if any(entry.file is not None and entry.file not in known for entry in sheet.entries):
        raise NotVisible(_("There is no such file on this sheet."))
    sources = {one.source_id for one in stood} | sheet.taking
    if any(entry.source is not None and entry.source not in sources for entry in sheet.entries):
        raise NotVisible(_("There is no such fact on this sheet."))
    held = [replace(one, file=-1) if place in sheet.uploads else one for place, one in enumerate(sheet.entries)]
    return judge(rules, held)


def _faults_of(sheet: SheetInput, found: Judged) -> list[Fault]:
    """Return what is wrong with a sheet: what the form could not read, files of no use, what the standard refuses."""
    faults = {(place, name): reason for place, name, reason in reversed(sheet.unread)}
    for place, upload in sheet.uploads.items():
        try:
            evidence_type(upload)
        except Refusal as refusal:
            faults[place, "file"] = refusal.reason
    for place, name, code, facts in found.faults:
        faults.setdefault((place, name), sentence(code, facts))
    return [
        Fault(f"{sheet.edition.pk}.{name}" if place < 0 else f"{sheet.edition.pk}.{place}.{name}", reason)
        for (place, name), reason in sorted(faults.items())
    ]


def _change(actor: Actor, sheet: SheetInput, *, submit: bool) -> None:
    """Who writes on a draft is its drafter until somebody else does; none of them may confirm it (P-3.2)."""
    row = sheet.edition
    values: dict[str, object] = {
        "remark": sheet.remark, "goals": sheet.goals, "drafter_name": actor.name, "drafter_id": actor.employee_id,
        "hands": with_hand(row.hands, hand_of(actor.employee_id, actor.name)),
    }  # fmt: skip
    if submit:
        values |= {"state": moved(EDITION_FLOW, "submit", row), "submitted_at": clock.now(), "sent_back": ""}
    store.change(row, seen=sheet.seen, **values)


@usecase(permit=Permit.DRAFT_SHEETS, clauses=("P-3.2",))
def submit_round(actor: Actor, *, round: Round, seen: int) -> Round:  # noqa: A002 - the thing's own name
    """Hand all drafts of a round on to be confirmed, as they stand."""
    drafts = round.editions.filter(state=EditionState.DRAFT).exclude(employee_id=actor.employee_id or 0)
    check_year(round.date)
    count = drafts.count()
    if not count:
        raise Conflict(_("No sheet of this round is a draft."))
    claim_unwritten(actor, drafts)
    open_sanctions(actor, list(drafts))
    drafts.update(state=EditionState.SUBMITTED, submitted_at=clock.now(), sent_back="", version=F("version") + 1)
    trail.note(sheets=count)
    return store.change(round, seen=seen)


@usecase(permit=Permit.DRAFT_SHEETS, clauses=("P-3.2",))
def take_back(actor: Actor, *, edition: SheetEdition, seen: int) -> SheetEdition:
    """Take a submitted sheet back to write on it again; only who drafted it may, and before it is confirmed."""
    state = moved(EDITION_FLOW, "take_back", edition)
    if (edition.drafter_id, edition.drafter_name) != (actor.employee_id, actor.name):
        raise NotPermitted(_("Only who drafted a sheet takes it back."))
    return store.change(edition, seen=seen, state=state, submitted_at=None)


@usecase(permit=Permit.DRAFT_SHEETS, clauses=("P-3.2",))
def discard_sheet(actor: Actor, *, edition: SheetEdition, seen: int) -> None:
    """Throw a draft away; what counts already is not touched."""
    if edition.state != EditionState.DRAFT:
        raise Conflict(_("Only a draft can be thrown away."))
    trail.note(number=edition.number, edition=edition.edition)
    store.remove(edition, seen=seen)
