"""The worksheet 员工: who is employed from when to when, where and as what."""

from dataclasses import dataclass, field

from huiyin.kernel.period import FOREVER, Span
from huiyin.rooms.appraisal.rules import faults as say
from huiyin.rooms.appraisal.rules.cells import OPEN_END, Cell
from huiyin.rooms.appraisal.rules.faults import Faults
from huiyin.rooms.appraisal.rules.fields import Row
from huiyin.rooms.appraisal.rules.tables import STAFF, Source, read
from huiyin.rooms.appraisal.terms import BUSINESS_WORDS, LEVEL_WORDS
from huiyin.rooms.people.rules import Stint

LONGEST = {"工号": 20, "姓名": 40, "部门": 60, "岗位": 40}


@dataclass
class Staff:
    """The people of a workbook, each with his periods in order. ``spoiled`` numbers stand in refused rows only."""

    stints: dict[str, list[Stint]] = field(default_factory=dict)
    spoiled: set[str] = field(default_factory=set)

    def knows(self, number: str) -> bool:
        """Tell whether a staff number stands in the worksheet at all."""
        return number in self.stints or number in self.spoiled


def read_staff(source: Source, faults: Faults) -> Staff:
    """Read all people, each with his periods in the order of their days."""
    staff = Staff()
    for sheet, number, values in read(source, STAFF, faults):
        row = Row(faults, sheet, number)
        stint = _stint(row, values)
        if stint is None or not _fits(row, stint, staff.stints.get(stint.number, [])):
            staff.spoiled |= {_number(values[0])} - {""}
        else:
            staff.stints.setdefault(stint.number, []).append(stint)
    for stints in staff.stints.values():
        stints.sort(key=lambda stint: stint.span)
    return staff


def _number(cell: Cell) -> str:
    return Row(Faults(), "", 0).code("工号", cell, LONGEST["工号"])


def _stint(row: Row, values: tuple[Cell, ...]) -> Stint | None:
    number = row.code("工号", values[0], LONGEST["工号"])
    name = row.text("姓名", values[1], LONGEST["姓名"])
    unit = row.text("部门", values[2], LONGEST["部门"])
    business = row.word("业态", values[3], BUSINESS_WORDS)
    post = row.text("岗位", values[4], LONGEST["岗位"])
    level = row.word("层级", values[5], LEVEL_WORDS)
    start = row.day("入职日期", values[6])
    end = FOREVER if values[7] in {"", None} or str(values[7]).isspace() else row.day("离职日期", values[7])
    if start and end and (end < start or start == OPEN_END):
        row.wrong(say.LEFT_BEFORE_JOINED)
    if row.faulty or not (business and level and start and end):
        return None
    return Stint(number, name, unit, business, post, level, Span(start, end), row.sheet, row.row)


def _fits(row: Row, stint: Stint, others: list[Stint]) -> bool:
    for other in others:
        if other.name != stint.name:
            row.wrong(say.OTHER_NAME, value=stint.number, name=other.name, row=other.row)
            return False
        if other.span.meets(stint.span):
            row.wrong(say.PERIODS_MEET, value=stint.number, row=other.row)
            return False
    return True
