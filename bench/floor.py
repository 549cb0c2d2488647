"""What importing a year costs at the least: reading the workbook with calamine and inserting its rows, nothing else.

Twice: into tables without keys (`bare`), and into the store's own tables with their keys, indexes and constraints
(`plain`), which any import must fill. Nothing is checked, scored or sealed.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from huiyin.platform import bulk
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.models import Bonus, Deduction, Section, Sheet
from huiyin.rooms.appraisal.rules.sheets import period_of
from huiyin.rooms.appraisal.rules.tables import COLUMNS, STAFF
from huiyin.rooms.appraisal.terms import BUSINESS_WORDS, FORM_OF, KIND_WORDS, FormKind
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets
from huiyin.rooms.people.models import Employee

BATCH = 20_000
KINDS = {"员工": "TTTTTTDD", "考评单": "TTTDT", "扣分明细": "TTTNTT", "加分": "TNT"}
TYPES = {"T": "VARCHAR(200)", "N": "NUMERIC(9, 2)", "D": "DATE"}

Rows = Iterator[Sequence[Any]]


def tables(path: Path) -> Iterator[tuple[str, Rows]]:
    """Read every worksheet with calamine, without its head."""
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        yield name.rstrip("0123456789"), islice(book.get_sheet_by_name(name).iter_rows(), 1, None)


def bare(path: Path) -> None:
    """Insert every row as it is into tables without keys, checks or indexes."""
    with transaction.atomic():
        for place, (name, rows) in enumerate(tables(path)):
            columns = ", ".join(f"c{column} {TYPES[kind]}" for column, kind in enumerate(KINDS[name]))
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE TABLE bare{place} ({columns})")
            _insert(f"bare{place}", len(KINDS[name]), rows)


def _insert(table: str, width: int, rows: Rows) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as stream:
                for row in rows:
                    stream.write_row([None if cell == "" else cell for cell in row])
            return
        marks = ", ".join(["%s"] * width)
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", batch)


class _StaffOnly:
    """The workbook's people alone."""

    def __init__(self, path: Path) -> None:
        """Remember the rows."""
        self.staff = next(list(rows) for name, rows in tables(path) if name == STAFF)
        self.names = list(COLUMNS)[:4]

    def rows(self, name: str) -> Iterator[Sequence[Any]]:
        """Heads for all, rows for people."""
        yield COLUMNS[name]
        yield from self.staff if name == STAFF else ()


def prepare(path: Path) -> dict[str, Any]:
    """Store the people and the scheme that the rows refer to; return what is looked up while inserting."""
    adopt_default_scheme(SYSTEM)
    source = _StaffOnly(path)
    import_sheets(SYSTEM, source)
    people = {number: (pk, unit) for pk, number, unit in Employee.objects.values_list("pk", "number", "unit")}
    sections: dict[tuple[str, str], tuple[int, dict[str, int]]] = {}
    rows = Section.objects.values_list("form__kind", "form__audience", "form", "name", "pk")
    for kind, audience, form, name, section in rows:
        sections.setdefault((kind, audience), (form, {}))[1][name] = section
    return {
        "people": {row[0]: (*people[row[0]], BUSINESS_WORDS[row[3]]) for row in source.staff},
        "levels": {row[0]: "operational" if row[5] == "操作层" else "managerial" for row in source.staff},
        "forms": sections,
    }


def plain(path: Path, known: dict[str, Any]) -> None:
    """Insert the rows into the store's own tables, ids looked up and nothing else done."""
    people, levels, forms = known["people"], known["levels"], known["forms"]
    sheets: dict[str, tuple[int, dict[str, int]]] = {}
    period = cache(period_of)

    def filled(rows: Rows) -> Iterator[list[Any]]:
        for pk, (number, staff, word, day, evaluator) in enumerate(rows, start=1):
            kind = KIND_WORDS[word].value
            person, unit, business = people[staff]
            form_kind = FORM_OF[KIND_WORDS[word]].value
            audience = business if form_kind == FormKind.CHECK.value else levels[staff]
            form, sections = forms[form_kind, audience]
            sheets[number] = (pk, sections)
            fixed = (period(kind, day), form, unit, people[evaluator][0])
            yield [pk, 1, number, person, kind, day.isoformat(), *fixed, "", "0" * 32, None]

    def lost(rows: Rows) -> Iterator[list[Any]]:
        for number, section, item, points, fact, serious in rows:
            pk, sections = sheets[number]
            yield [pk, sections[section], 1, item, round(points * 100), serious == "是", fact, ""]

    columns = "id version number employee_id kind date period form_id unit_id evaluator_id evaluator_words fingerprint"
    with transaction.atomic():
        for name, rows in tables(path):
            if name == "考评单":
                bulk.insert(Sheet, (*columns.split(), "handed_in_id"), filled(rows))
            elif name == "扣分明细":
                marks = "sheet_id section_id position item points serious fact evidence"
                bulk.insert(Deduction, marks.split(), lost(rows))
            elif name == "加分":
                gained = ([sheets[number][0], 1, int(points), ground] for number, points, ground in rows)
                bulk.insert(Bonus, ("sheet_id", "position", "points", "ground"), gained)
