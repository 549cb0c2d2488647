"""A sheet counts from its confirmation on: by another person than who drafted it, under his signature (P-3.2, P-4.7a).

What is confirmed is written as the sheet that everything else reads; a correction takes the place of what stood there.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Refusal, Stale
from huiyin.platform import bulk, clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Bonus, Deduction, Entry, Gain, Round, Ruling, Sheet, SheetEdition
from huiyin.rooms.appraisal.queries.confirming import check_confirmer
from huiyin.rooms.appraisal.queries.editions import Stated, WrittenOut, awards_left, stated
from huiyin.rooms.appraisal.queries.workdays import workday_after
from huiyin.rooms.appraisal.rules.work import OBJECTION_DAYS, period_span
from huiyin.rooms.appraisal.terms import EDITION_FLOW, STANDING_EDITIONS, EditionState, FactState, Kind, Meaning, Permit
from huiyin.rooms.appraisal.terms.rulings import RULING_WORDS
from huiyin.rooms.appraisal.usecases.fact_uses import hand_uses_on, refuse_withdrawn
from huiyin.rooms.appraisal.usecases.keep_scores import keep_scores
from huiyin.rooms.appraisal.usecases.moves import check_year, moved
from huiyin.rooms.appraisal.usecases.write_entries import refuse_known
from huiyin.rooms.records.usecases.sign import Signed, sign_many

CLAUSES = ("P-1.0b", "P-3.2", "P-4.1a", "P-4.1b", "P-4.7a", "P-4.9b")
SHEET_COLUMNS = (
    "id", "version", "number", "employee_id", "kind", "date", "period", "form_id", "unit_id", "evaluator_id",
    "evaluator_words", "fingerprint", "handed_in_id",
)  # fmt: skip
EFFECT_COLUMNS = (
    "state", "confirmer_id", "confirmer_name", "confirmed_at", "object_until", "sheet_id", "digest", "base", "bonus",
    "acted_for",
)  # fmt: skip


@usecase(permit=Permit.CONFIRM_SHEETS, clauses=CLAUSES)
def confirm_sheet(actor: Actor, *, edition: SheetEdition, seen: int) -> SheetEdition:
    """Confirm one submitted sheet; from now on it counts, and the employee may read it and object.

    Raises NotPermitted for who drafted it, whom it is about, and who is not the one to confirm it; Conflict where it
    is not waiting, or where a sheet of this period came in meanwhile.
    """
    if edition.version != seen:
        _refuse_stale(edition, seen)
    confirm(actor, [edition])
    edition.refresh_from_db()
    trail.about(edition)
    return edition


@usecase(permit=Permit.CONFIRM_SHEETS, clauses=CLAUSES)
def confirm_round(actor: Actor, *, round: Round, seen: int) -> Round:  # noqa: A002 - the thing's own name
    """Confirm all submitted sheets of a round at once, under one act and a signature each."""
    waiting = round.editions.filter(state=EditionState.SUBMITTED).exclude(employee_id=actor.employee_id or 0)
    # Many rows stand in few units and on few forms, which are read once and not with every row.
    rows = list(waiting.prefetch_related("unit", "form__scheme"))
    if not rows:
        raise Conflict(_("No sheet of this round waits for confirmation."))
    confirm(actor, rows)
    return store.change(round, seen=seen)


@usecase(permit=Permit.CONFIRM_SHEETS, clauses=CLAUSES)
def confirm_sheets(actor: Actor, *, editions: Sequence[SheetEdition], seen: Mapping[int, int]) -> None:
    """Confirm some submitted sheets, all or none, under one act and a signature each; ``seen`` are their versions."""
    if not editions:
        raise Refusal.at("editions", _("Choose the sheets to confirm."))
    for edition in editions:
        if edition.version != seen[edition.pk]:
            _refuse_stale(edition, seen[edition.pk])
    confirm(actor, editions)
    trail.note(sheets=len(editions))


@usecase(permit=Permit.CONFIRM_SHEETS, clauses=("P-3.2",))
def send_back(actor: Actor, *, edition: SheetEdition, seen: int, reason: str) -> SheetEdition:
    """Send a submitted sheet back to who drafted it, with the reason."""
    state = moved(EDITION_FLOW, "send_back", edition)
    check_confirmer(actor, [edition])
    return store.change(edition, seen=seen, state=state, sent_back=reason, submitted_at=None)


def _refuse_stale(edition: SheetEdition, seen: int) -> None:
    raise Stale(
        _("Somebody else changed this while you were editing. Compare both versions and save again."),
        mine={"version": seen},
        theirs={"version": edition.version, "state": edition.state},
        version=edition.version,
    )


def confirm(actor: Actor, rows: Sequence[SheetEdition]) -> None:
    """Confirm submitted editions, all or none, in a constant number of statements; runs inside a write door."""
    for row in rows:
        moved(EDITION_FLOW, "confirm", row)
    for day in {row.date.year: row.date for row in rows}.values():
        check_year(day)
    _check_undisputed(rows)
    refuse_withdrawn(rows)
    acting = check_confirmer(actor, rows)
    take_effect(actor, rows, state=EditionState.CONFIRMED, acting=acting)


def _check_undisputed(rows: Sequence[SheetEdition]) -> None:
    """Refuse a correction of what is objected to, and lock what it corrects: the objection is decided first."""
    numbers = [row.number for row in rows if row.edition > 1]
    before = SheetEdition.objects.select_for_update().filter(number__in=numbers, state__in=STANDING_EDITIONS)
    disputed = next((one for one in before.order_by("pk") if one.state == EditionState.DISPUTED), None)
    if disputed is not None:
        raise Conflict(_("An objection to %(number)s is not decided yet.") % {"number": disputed})


def take_effect(
    actor: Actor,
    rows: Sequence[SheetEdition],
    *,
    state: EditionState,
    until: date | None = None,
    acting: Mapping[int, tuple[int, str]] = MappingProxyType({}),
    meaning: Meaning = Meaning.CONFIRM,
) -> None:
    """Seal and sign editions and write them as the sheets that count; runs inside a write door.

    An edition that takes the place of an earlier one supersedes it. ``until`` is the last day for objections, if the
    term is not a new one. Raises Conflict where a sheet was meanwhile confirmed by somebody else, or another sheet of
    the same period stands.
    """
    _claim(rows)
    shown = stated(rows)
    _supersede(rows)
    for row in rows:
        row.digest = shown[row.pk].digest
    sheets = _write_sheets(rows, shown)
    last = until or workday_after(rows[0].unit.path, clock.today(), OBJECTION_DAYS)
    same = (state.value, actor.employee_id, actor.name, bulk.moment(clock.now()), last.isoformat())
    bulk.update(
        SheetEdition,
        EFFECT_COLUMNS,
        (
            [
                *same, sheets[row.pk], row.digest, shown[row.pk].account.subtotal, shown[row.pk].account.bonus,
                acting.get(row.pk, (0, ""))[1], row.pk,
            ]
            for row in rows
        ),
    )  # fmt: skip
    for year in {row.date.year for row in rows}:
        keep_scores(year, {row.employee_id for row in rows if row.date.year == year})
    trail.note(confirmed=[[str(row), row.digest] for row in rows])
    sign_editions(actor, rows, meaning, acting)


def sign_editions(
    actor: Actor,
    rows: Sequence[SheetEdition],
    meaning: Meaning,
    acting: Mapping[int, tuple[int, str]] = MappingProxyType({}),
) -> None:
    """Sign editions as they stand; the system (imports, the demo company) signs nothing. The last of an act."""
    if actor.system:
        return
    behalves: dict[int | None, list[SheetEdition]] = {}
    for row in rows:
        behalves.setdefault(acting.get(row.pk, (None, ""))[0], []).append(row)
    for behalf, some in behalves.items():
        things = [Signed(row, row.digest, row.edition) for row in some]
        sign_many(actor, meaning=meaning, things=things, behalf=behalf)


def _claim(rows: Sequence[SheetEdition]) -> None:
    """Lock the rows as they were seen: of two who confirm at once the second finds them changed."""
    versions = {row.pk: row.version for row in rows}
    standing = SheetEdition.objects.select_for_update().filter(pk__in=versions).order_by("pk")
    locked = dict(standing.values_list("pk", "version"))
    stale = next((row for row in rows if locked.get(row.pk) != row.version), None)
    if stale is not None:
        _refuse_stale(SheetEdition.objects.get(pk=stale.pk), stale.version)


def _supersede(rows: Sequence[SheetEdition]) -> None:
    corrections = [row for row in rows if row.edition > 1]
    if not corrections:
        return
    numbers = [row.number for row in corrections]
    before = SheetEdition.objects.filter(number__in=numbers, state__in=STANDING_EDITIONS).exclude(
        pk__in=[row.pk for row in corrections]
    )
    gone = list(before.values_list("pk", flat=True))
    SheetEdition.objects.filter(pk__in=gone).update(state=EditionState.SUPERSEDED, version=F("version") + 1)
    Entry.objects.filter(edition__in=gone).update(standing=False)
    for row in corrections:
        refuse_known(row, row.entries.values_list("occurrence", flat=True))
    Entry.objects.filter(edition__in=[row.pk for row in corrections]).update(standing=True)
    hand_uses_on(corrections)


def _write_sheets(rows: Sequence[SheetEdition], shown: Mapping[int, WrittenOut[Stated]]) -> dict[int, int]:
    """Write the sheets, their deductions and bonuses; return each edition's sheet."""
    first = [row for row in rows if row.sheet_id is None]
    _check_free(first)
    keys = dict(zip((row.pk for row in first), bulk.reserve(Sheet, len(first)), strict=True))
    again = {row.pk: int(row.sheet_id) for row in rows if row.sheet_id is not None}

    def values(row: SheetEdition) -> list[bulk.Value]:
        return [
            row.number, row.employee_id, row.kind, row.date.isoformat(), row.period, row.form_id, row.unit_id,
            row.drafter_id, "" if row.drafter_id else row.drafter_name[:40], row.digest[:32], None,
        ]  # fmt: skip

    bulk.insert(Sheet, SHEET_COLUMNS, ([keys[row.pk], 1, *values(row)] for row in first))
    bulk.update(Sheet, SHEET_COLUMNS[2:], ([*values(row), again[row.pk]] for row in rows if row.pk in again))
    Deduction.objects.filter(sheet__in=list(again.values())).delete()
    Bonus.objects.filter(sheet__in=list(again.values())).delete()
    sheets = keys | again
    bulk.insert(
        Deduction,
        ("sheet_id", "section_id", "position", "item", "points", "serious", "fact", "evidence", "source_id"),
        _deductions(sheets, shown),
    )
    bulk.insert(Bonus, ("sheet_id", "position", "points", "ground"), _bonuses(sheets, shown))
    return sheets


def _check_free(rows: Sequence[SheetEdition]) -> None:
    """Refuse where another sheet took the period or the number since the draft was begun."""
    wanted = {(row.employee_id, row.kind, row.period): row for row in rows}
    if not rows:
        return
    frames = [period_span(Kind(kind), period) for kind, period in {(row.kind, row.period) for row in rows}]
    # A period's sheets lie on its days, by which each person's are found quickly; in no order.
    found = (
        Sheet.objects.filter(
            employee__in={row.employee_id for row in rows},
            date__range=(min(frame.start for frame in frames), max(frame.end for frame in frames)),
            period__in={row.period for row in rows},
        )
        .order_by()
        .values_list("employee_id", "kind", "period", "number")
    )
    for person, kind, period, number in found:
        row = wanted.get((person, kind, period))
        if row is not None and (not row.is_spot or number == row.number):
            shown = {"number": row, "other": number}
            raise Conflict(_("%(number)s cannot be confirmed: %(other)s stands for this period already.") % shown)


def _deductions(sheets: Mapping[int, int], shown: Mapping[int, WrittenOut[Stated]]) -> Iterator[tuple[bulk.Value, ...]]:
    for edition, sheet in sheets.items():
        for one in shown[edition].entries:
            proof = one.evidence or one.link[:200] or (one.file.name[:200] if one.file else "")
            yield sheet, one.section_id, one.position, one.item, one.points, one.serious, one.fact, proof, one.source_id


def _bonuses(sheets: Mapping[int, int], shown: Mapping[int, WrittenOut[Stated]]) -> Iterator[tuple[bulk.Value, ...]]:
    for edition, sheet in sheets.items():
        for position, gain in enumerate(shown[edition].account.gains, start=1):
            yield sheet, position, gain.points, gain.ground


@usecase(permit=Permit.CONFIRM_SHEETS, clauses=("P-4.9a", "P-4.9b", "P-4.9c"))
def add_bonus(
    actor: Actor, *, edition: SheetEdition, seen: int, points: int, award: Ruling, fact: Any = None
) -> SheetEdition:  # fmt: skip
    """Add a bonus to a month or year-end appraisal whose normal part is finished, that is, submitted (P-4.9b).

    It rests on an award of 嘉奖 or above that was decided for the person within the sheet's period, and takes no more
    than the award's points that no sheet has taken yet (P-4.9a). All bonuses of a sheet lie together within the
    scheme's limits (P-4.9c, AMB-10). ``fact`` is one that the sheet took and that shows what the award was given for.
    """
    if edition.state != EditionState.SUBMITTED:
        raise Conflict(_("A bonus is added once the sheet is submitted and before it is confirmed."))
    if not edition.takes_bonus:
        raise Refusal.at("points", _("Only month and year-end appraisals carry a bonus."))
    check_confirmer(actor, [edition])
    left = {one.ruling.pk: one.unspent for one in awards_left(edition)}
    if award.pk not in left:
        raise Refusal.at("award", _("This is no award of 嘉奖 or above of this person within the sheet's period."))
    if points > left[award.pk]:
        shown = {"left": left[award.pk]}
        raise Refusal.at("points", _("Of this award %(left)s points are left.") % shown)
    scheme, given = edition.form.scheme, list(edition.gains.values_list("points", flat=True))
    if not scheme.bonus_least <= points + sum(given) <= scheme.bonus_most:
        limits = {"least": scheme.bonus_least, "most": scheme.bonus_most}
        raise Refusal.at("points", _("The bonus of a sheet lies between %(least)s and %(most)s in all.") % limits)
    if fact is not None and not edition.uses.filter(fact=fact.pk, state=FactState.TAKEN, fact__good=True).exists():
        raise Refusal.at("fact", _("This sheet took no such fact."))
    changed = store.change(edition, seen=seen)
    ground = f"{award.number} {RULING_WORDS[award.level]}：{award.facts}"[:200]
    gain = Gain(edition=edition, position=len(given) + 1, points=points, ground=ground, written_by=actor.name)
    gain.ruling = award
    gain.source_id = fact.pk if fact is not None else None
    store.add(gain)
    return changed


@usecase(permit=Permit.CONFIRM_SHEETS, clauses=("P-4.9b",))
def drop_bonus(actor: Actor, *, edition: SheetEdition, seen: int) -> SheetEdition:
    """Take all bonuses off a sheet that is not confirmed yet."""
    if edition.state != EditionState.SUBMITTED:
        raise Conflict(_("A bonus is added once the sheet is submitted and before it is confirmed."))
    check_confirmer(actor, [edition])
    changed = store.change(edition, seen=seen)
    for gain in edition.gains.all():
        store.remove(gain, seen=None)
    return changed
