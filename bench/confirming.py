"""Confirming a thousand submitted sheets at once beside the bare writes of the same rows.

The floor writes what a confirmation leaves behind, in the same columns and widths, and commits it: for each sheet the
update of its edition and the inserts of the sheet, its deductions, its score and its signature; for the act one entry
of the trail with all numbers and digests. The values lie ready: it reads nothing, checks nothing, locks nothing, and
digests, signs and chains nothing. Once each row is a statement of its own, as "bare updates" are; and once rows of a
kind go in together (many at a time on SQLite, copied or pipelined on PostgreSQL), which is the least that the database
takes. All three work on rounds of their own, of the same people and as many lines.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from bench.clock import timed
from huiyin.kernel import canon
from huiyin.platform import bulk, clock
from huiyin.platform.actor import EVERYTHING, SYSTEM, Actor
from huiyin.platform.models import TrailEntry
from huiyin.rooms.appraisal.models import Deduction, Entry, Round, Score, Sheet
from huiyin.rooms.appraisal.terms import EditionState, Instrument, Kind, Permit
from huiyin.rooms.appraisal.usecases.confirm_sheets import confirm_round
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round, submit_round
from huiyin.rooms.people.queries import employees, units
from huiyin.rooms.people.usecases import change_unit, record_unit
from huiyin.rooms.records.models import Signature

SHEETS, ENTRIES = 1_000, 4
GOES = 3
DAYS = [date.fromisocalendar(2026, week, 4) for week in range(1, 3 * GOES + 1)]
NOW = datetime.fromisoformat("2026-03-10T10:00:00+08:00")
FORGED = 10_000_000
EDITION = """
UPDATE appraisal_sheetedition SET state = 'confirmed', confirmer_id = NULL, confirmer_name = '经理', confirmed_at = %s,
    object_until = '2026-01-29', sheet_id = %s, digest = %s, base = 9600, bonus = 0, acted_for = '',
    version = version + 1 WHERE id = %s"""
SHEET = (
    "id", "version", "number", "employee_id", "kind", "date", "period", "form_id", "unit_id", "evaluator_words",
    "fingerprint",
)  # fmt: skip
DEDUCTION = ("sheet_id", "section_id", "position", "item", "points", "serious", "fact", "evidence")
SCORE = ("sheet_id", "employee_id", "kind", "year", "month", "base", "bonus")
SIGNATURE = (
    "seq", "subject_type", "subject_id", "edition", "meaning", "words", "account_id", "name", "role", "behalf_name",
    "digest", "signed_at", "key", "proof", "previous", "seal", "trail_seq", "trail_digest",
)  # fmt: skip
TRAIL = (
    "seq", "at", "actor_id", "actor_name", "act", "subject_type", "subject_id", "detail", "previous", "digest",
)  # fmt: skip
CONFIRMER = Actor(user_id=1, name="经理", grants={str(Permit.CONFIRM_SHEETS): EVERYTHING})


def _department() -> Any:
    """Return a unit with enough people: enough units put below a new one."""
    top = record_unit(SYSTEM, code="TOP", name="总部", parent=None, business="company")
    count = 0
    for unit in units(SYSTEM).exclude(pk=top.pk).order_by("path"):
        if count >= SHEETS:
            break
        change_unit(
            SYSTEM, unit=unit, seen=unit.version, code=unit.code, name=unit.name, parent=top, business=unit.business
        )
        count += employees(SYSTEM).filter(unit=unit).count()
    return top


def _submitted(top: Any, day: date) -> Round:
    """Draft and submit a round with some deductions on every sheet."""
    made = begin_round(SYSTEM, kind=Kind.WEEK_CHECK, date=day, unit=top)
    sections = {
        form: rows_of("SELECT id FROM appraisal_section WHERE form_id = %s AND NOT is_other", form)
        for form in set(made.editions.values_list("form_id", flat=True))
    }
    Entry.objects.bulk_create(
        Entry(
            edition=edition, position=place + 1, section_id=sections[edition.form_id][place][0], item="JA3",
            points=100, fact=f"第 {place} 件", happened_on=day, evidence="单据", written_by="主管",
            employee_id=edition.employee_id, instrument=Instrument.CHECK, occurrence=f"{day:%Y%m%d}{place:024}",
        )
        for edition in made.editions.all()
        for place in range(ENTRIES)
    )  # fmt: skip
    return submit_round(SYSTEM, round=made, seen=made.version)


def rows_of(statement: str, *given: Any) -> list[tuple[Any, ...]]:
    """Run a statement and fetch its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@dataclass(frozen=True)
class Bare:
    """The rows that confirming a round leaves behind, by the table that takes them."""

    editions: list[list[Any]]
    inserts: dict[type[Model], tuple[tuple[str, ...], list[list[Any]]]]

    @classmethod
    def of(cls, made: Round) -> "Bare":
        """Lay the rows of a submitted round ready."""
        rows = list(made.editions.values_list("pk", "number", "employee_id", "form_id", "unit_id"))
        places: dict[int, list[list[Any]]] = {}
        for edition, *line in Entry.objects.filter(edition__round=made).values_list(
            "edition_id", "section_id", "position", "fact"
        ):
            places.setdefault(edition, []).append(line)
        sheets = dict(zip((row[0] for row in rows), bulk.reserve(Sheet, len(rows)), strict=True))
        day, now, digest = made.date.isoformat(), bulk.moment(NOW), "d" * 64
        detail = canon.canonical({"confirmed": [[row[1], digest] for row in rows]})
        signed = (1, "confirm", "确认", 1, "经理", "", "", digest, now, "k" * 44, "p" * 88, "b" * 64, digest, 1, digest)
        inserts: dict[type[Model], tuple[tuple[str, ...], list[list[Any]]]] = {
            Sheet: (SHEET, [
                [sheets[edition], 1, number, person, 1, day, made.period, form, unit, "主管", "f" * 32]
                for edition, number, person, form, unit in rows
            ]),
            Deduction: (DEDUCTION, [
                [sheets[edition], section, place, "JA3", 100, False, fact, "单据"]
                for edition, lines in places.items()
                for section, place, fact in lines
            ]),
            Score: (SCORE, [[sheets[row[0]], row[2], 1, 2026, 1, 9600, 0] for row in rows]),
            Signature: (SIGNATURE, [
                [FORGED + sheet, "appraisal.sheetedition", str(edition), *signed] for edition, sheet in sheets.items()
            ]),
            TrailEntry: (TRAIL, [[
                FORGED + made.pk, now, 1, "经理", "appraisal.confirm_round", "appraisal.round", str(made.pk), detail,
                digest, digest,
            ]]),
        }  # fmt: skip
        return cls([[now, sheets[row[0]], digest, row[0]] for row in rows], inserts)

    def one_by_one(self) -> None:
        """Write each row with a statement of its own."""
        with transaction.atomic(), connection.cursor() as cursor:
            for edition in self.editions:
                cursor.execute(EDITION, edition)
            for model, (columns, rows) in self.inserts.items():
                marks = ", ".join(["%s"] * len(columns))
                statement = f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({marks})"
                for row in rows:
                    cursor.execute(statement, row)

    def together(self) -> None:
        """Write the rows of a kind together."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(EDITION, self.editions)
            for model, (columns, rows) in self.inserts.items():
                bulk.insert(model, columns, rows)


def figures() -> dict[str, float]:
    """Return the least seconds of some goes: confirming with all that belongs to it, and the bare writes twice.

    Each go has rounds of its own.
    """
    found: dict[str, list[float]] = {"confirm": [], "confirm_bare": [], "confirm_least": []}
    with clock.fixed(NOW):
        top = _department()
        for place in range(GOES):
            made, bare, together = (_submitted(top, day) for day in DAYS[place::GOES])
            found["confirm"].append(timed(partial(confirm_round, CONFIRMER, round=made, seen=made.version))[0])
            found["confirm_bare"].append(timed(Bare.of(bare).one_by_one)[0])
            found["confirm_least"].append(timed(Bare.of(together).together)[0])
            if made.editions.exclude(state=EditionState.CONFIRMED).exists():
                message = "not every sheet was confirmed"
                raise RuntimeError(message)
    return {name: min(seconds) for name, seconds in found.items()}
