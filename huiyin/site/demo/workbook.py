"""The demo company's sheets as the workbook that a department keeps today (format v1)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

from huiyin.platform import workbooks
from huiyin.rooms.appraisal.rules.tables import BONUSES, COLUMNS, DEDUCTIONS, SHEETS, STAFF
from huiyin.site.demo.company import COMPANY, HOTEL, OPERATIONAL, PROPERTY, UNIT, Person
from huiyin.site.demo.sheets import Sheet

BUSINESS = {PROPERTY: "物业", HOTEL: "酒店", COMPANY: "公司"}
LEVEL = {True: "操作层", False: "管理层"}

Row = Sequence[object]


def _staff(people: Iterable[Person], day: date) -> Iterator[Row]:
    """Yield who joined by the day, with a row for every place up to then."""
    for person in people:
        places = [place for place in person.places if place.start <= day]
        if not places:
            continue
        last = person.left if person.left and person.left <= day else None
        ends = [*(place.start - timedelta(days=1) for place in places[1:]), last]
        for place, end in zip(places, ends, strict=True):
            business, level = BUSINESS[UNIT[place.unit].business], LEVEL[place.level == OPERATIONAL]
            yield person.number, person.name, place.unit, business, place.post, level, place.start, end


def _deductions(sheets: Iterable[Sheet]) -> Iterator[Row]:
    """Yield the deductions; evidence stands behind the fact, as the format has no column for it."""
    for sheet in sheets:
        for one in sheet.deductions:
            fact = f"{one.fact}（{one.evidence}）"
            yield sheet.number, one.section, one.item, one.points / 100, fact, "是" if one.serious else None


def write(target: Path | BinaryIO, people: Iterable[Person], sheets: Sequence[Sheet], day: date) -> None:
    """Write the workbook as it stood on a day."""
    rows: dict[str, Iterable[Row]] = {
        STAFF: _staff(people, day),
        SHEETS: ((one.number, one.person, one.kind, one.day, one.evaluator) for one in sheets),
        DEDUCTIONS: _deductions(sheets),
        BONUSES: ((one.number, points, ground) for one in sheets for points, ground in one.bonuses),
    }
    workbooks.write(target, [(name, COLUMNS[name], found) for name, found in rows.items()])
