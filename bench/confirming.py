"""Confirming a thousand submitted sheets at once beside the bare writes of the same rows."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from bench.clock import timed
from huiyin.platform import bulk, clock
from huiyin.platform.actor import EVERYTHING, SYSTEM, Actor
from huiyin.rooms.appraisal.models import Entry, Sheet, SheetEdition
from huiyin.rooms.appraisal.terms import EditionState, Instrument, Kind, Permit
from huiyin.rooms.appraisal.usecases.confirm_sheets import confirm_round
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round, submit_round
from huiyin.rooms.people.queries import employees, units
from huiyin.rooms.people.usecases import change_unit, record_unit

SHEETS, ENTRIES = 1_000, 4
DAY = date(2026, 1, 14)
NOW = datetime.fromisoformat("2026-01-20T10:00:00+08:00")
EDITION = """
UPDATE appraisal_sheetedition SET state = 'confirmed', confirmer_name = '经理', digest = 'd', base = 9600,
    object_until = '2026-01-29', version = version + 1, sheet_id = %s WHERE id = %s"""
SHEET = """
INSERT INTO appraisal_sheet (id, version, number, employee_id, kind, date, period, form_id, unit_id, evaluator_words,
    fingerprint) VALUES (%s, 1, %s, %s, 1, %s, '2026-W03', %s, %s, '主管', 'f')"""
DEDUCTION = """
INSERT INTO appraisal_deduction (sheet_id, section_id, position, item, points, serious, fact, evidence)
VALUES (%s, %s, %s, 'JA3', 100, FALSE, %s, '单据')"""
SCORE = """
INSERT INTO appraisal_score (sheet_id, employee_id, kind, year, month, base, bonus) VALUES (%s, %s, 1, 2026, 1, 9600, 0)
"""
SIGNATURE = """
INSERT INTO records_signature (seq, subject_type, subject_id, edition, meaning, words, account_id, name, role,
    behalf_name, digest, signed_at, key, proof, previous, seal, trail_seq, trail_digest)
VALUES (%s, 'appraisal.sheetedition', %s, 1, 'bare', '确认', 1, '经理', '', '', 'd', %s, 'k', 'p', 'b', 's', 0, '')"""
CONFIRMER = Actor(user_id=1, name="经理", grants={str(Permit.CONFIRM_SHEETS): EVERYTHING})


def _submitted() -> list[Any]:
    """Draft and submit a round with some deductions on every sheet: enough units put below one, and their people."""
    top = record_unit(SYSTEM, code="TOP", name="总部", parent=None, business="company")
    count = 0
    for unit in units(SYSTEM).exclude(pk=top.pk).order_by("path"):
        if count >= SHEETS:
            break
        change_unit(
            SYSTEM, unit=unit, seen=unit.version, code=unit.code, name=unit.name, parent=top, business=unit.business
        )
        count += employees(SYSTEM).filter(unit=unit).count()
    rounds = [begin_round(SYSTEM, kind=Kind.WEEK_CHECK, date=DAY, unit=top)]
    editions = SheetEdition.objects.filter(round__in=rounds)
    sections = {
        form: rows_of("SELECT id FROM appraisal_section WHERE form_id = %s AND NOT is_other", form)
        for form in set(editions.values_list("form_id", flat=True))
    }
    Entry.objects.bulk_create(
        Entry(
            edition=edition, position=place + 1, section_id=sections[edition.form_id][place][0], item="JA3",
            points=100, fact=f"第 {place} 件", happened_on=DAY, evidence="单据", written_by="主管",
            employee_id=edition.employee_id, instrument=Instrument.CHECK, occurrence=f"{place:032}",
        )
        for edition in editions
        for place in range(ENTRIES)
    )  # fmt: skip
    for made in rounds:
        submit_round(SYSTEM, round=made, seen=made.version)
    return rounds


def rows_of(statement: str, *given: Any) -> list[tuple[Any, ...]]:
    """Run a statement and fetch its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


def _bare(rounds: list[Any]) -> None:
    """Write the rows that a confirmation writes, one bare statement each: nothing is checked, sealed or counted."""
    editions = SheetEdition.objects.filter(round__in=rounds)
    rows = list(editions.values_list("pk", "number", "employee_id", "form_id", "unit_id"))
    lines: dict[int, list[Any]] = {}
    for edition, section, place, fact in Entry.objects.filter(edition__in=editions).values_list(
        "edition_id", "section_id", "position", "fact"
    ):
        lines.setdefault(edition, []).append((section, place, fact))
    with transaction.atomic(), connection.cursor() as cursor:
        for sheet, (edition, number, person, form, unit) in zip(bulk.reserve(Sheet, len(rows)), rows, strict=True):
            cursor.execute(EDITION, [sheet, edition])
            cursor.execute(SHEET, [sheet, number, person, DAY, form, unit])
            for section, place, fact in lines[edition]:
                cursor.execute(DEDUCTION, [sheet, section, place, fact])
            cursor.execute(SCORE, [sheet, person])
            cursor.execute(SIGNATURE, [10_000_000 + sheet, str(edition), NOW])
        transaction.set_rollback(True)


def _confirm(rounds: list[Any]) -> None:
    for made in rounds:
        confirm_round(CONFIRMER, round=made, seen=made.version)


def figures() -> dict[str, float]:
    """Return seconds: the bare writes, and confirming with checks, seals, signatures, scores and the trail."""
    with clock.fixed(NOW):
        rounds = _submitted()
        bare, _none = timed(lambda: _bare(rounds))
        seconds, _none = timed(lambda: _confirm(rounds))
    if SheetEdition.objects.filter(round__in=rounds).exclude(state=EditionState.CONFIRMED).exists():
        message = "not every sheet was confirmed"
        raise RuntimeError(message)
    return {"confirm": seconds, "confirm_bare": bare}
