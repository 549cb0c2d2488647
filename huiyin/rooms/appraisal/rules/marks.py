"""The worksheets 扣分明细 and 加分: what each sheet lost and gained."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import le

from huiyin.kernel.points import show_points
from huiyin.rooms.appraisal.rules import cells
from huiyin.rooms.appraisal.rules import faults as say
from huiyin.rooms.appraisal.rules.cells import Cell
from huiyin.rooms.appraisal.rules.faults import Faults
from huiyin.rooms.appraisal.rules.fields import Row
from huiyin.rooms.appraisal.rules.sheets import WORD_OF, SheetDraft, Sheets
from huiyin.rooms.appraisal.rules.tables import BONUSES, DEDUCTIONS, Line, Source, read
from huiyin.rooms.appraisal.terms import Kind

MOST_POINTS = 9_999_999
MOST_ON_A_SHEET = 999
MOST_REMEMBERED = 200_000
LONGEST = {"子项": 20, "标准编号": 20, "事由": 200, "依据": 200, "考评单号": 30}
APPRAISALS = frozenset({int(Kind.MONTH), int(Kind.YEAR)})


@dataclass
class Deductions:
    """Columns, so that three million deductions fit into some hundred megabytes; in the order of the sheets.

    ``first`` says where each item is named first: its worksheet and row.
    """

    sheet: "array[int]" = field(default_factory=lambda: array("l"))
    section: "array[int]" = field(default_factory=lambda: array("q"))
    points: "array[int]" = field(default_factory=lambda: array("l"))
    serious: bytearray = field(default_factory=bytearray)
    name: list[str] = field(default_factory=list)
    item: list[str] = field(default_factory=list)
    fact: list[str] = field(default_factory=list)
    first: dict[str, tuple[str, int]] = field(default_factory=dict)

    def __len__(self) -> int:
        """Count the deductions."""
        return len(self.sheet)

    def take(self, place: int, section: int, points: int, serious: bool, texts: tuple[str, str, str]) -> None:  # noqa: FBT001 - a column
        """Add a deduction; ``texts`` are the section's name, the item and the fact."""
        self.sheet.append(place)
        self.section.append(section)
        self.points.append(points)
        self.serious.append(serious)
        self.name.append(texts[0])
        self.item.append(texts[1])
        self.fact.append(texts[2])

    def rows(self) -> Iterator[tuple[int, int, int, int, str, str, str]]:
        """Give (place of the sheet, section, points, serious, name of the section, item, fact)."""
        return zip(self.sheet, self.section, self.points, self.serious, self.name, self.item, self.fact, strict=True)

    def by_sheet(self) -> Iterator[tuple[int, range]]:
        """Give each sheet's place with the places of its deductions."""
        first = 0
        for place, run in groupby(self.sheet):
            last = first + sum(1 for _ in run)
            yield place, range(first, last)
            first = last

    def order(self) -> None:
        """Bring them into the order of the sheets, within a sheet as they were written down."""
        order = _order(self.sheet)
        if order is None:
            return
        self.sheet, self.section = _sorted(self.sheet, order), _sorted(self.section, order)
        self.points, self.serious = _sorted(self.points, order), bytearray(self.serious[at] for at in order)
        self.name, self.item = [self.name[at] for at in order], [self.item[at] for at in order]
        self.fact = [self.fact[at] for at in order]


@dataclass
class Bonuses:
    """Bonus points, in whole points, in columns and in the order of the sheets."""

    sheet: "array[int]" = field(default_factory=lambda: array("l"))
    points: "array[int]" = field(default_factory=lambda: array("l"))
    ground: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        """Count the bonuses."""
        return len(self.sheet)

    def rows(self) -> Iterator[tuple[int, int, str]]:
        """Give (place of the sheet, points, ground)."""
        return zip(self.sheet, self.points, self.ground, strict=True)

    def order(self) -> None:
        """Bring them into the order of the sheets, within a sheet as they were written down."""
        order = _order(self.sheet)
        if order is not None:
            self.sheet, self.points = _sorted(self.sheet, order), _sorted(self.points, order)
            self.ground = [self.ground[at] for at in order]


def _order(keys: "array[int]") -> list[int] | None:
    """Return the places in the order of their keys; None where they stand in it already, as they mostly do."""
    if all(map(le, keys, islice(keys, 1, None))):
        return None
    return sorted(range(len(keys)), key=keys.__getitem__)


def _sorted(column: "array[int]", order: list[int]) -> "array[int]":
    return array(column.typecode, (column[at] for at in order))


class _Reader:
    """Remembers what faultless cells meant: points, yes and no, and texts come again and again."""

    def __init__(self, sheets: Sheets, faults: Faults) -> None:
        self.sheets, self.faults = sheets, faults
        self.points: dict[Cell, int] = {}
        self.yes: dict[Cell, bool] = {}
        self.facts: dict[Cell, str] = {}
        self.items: dict[Cell, str] = {}
        self.counts = array("i", bytes(4 * len(sheets.drafts)))

    def find(self, row: Row, cell: Cell) -> tuple[int, SheetDraft | None]:
        """Find the sheet that a row belongs to; say so where there is none."""
        number = row.code("考评单号", cell, LONGEST["考评单号"])
        place = self.sheets.places.get(number, -1)
        if place < 0:
            if number and not row.faulty:
                row.wrong(say.UNKNOWN_SHEET, value=number)
            return -1, None
        return place, self.sheets.drafts[place]

    def text(self, row: Row, column: str, cell: Cell, kept: dict[Cell, str]) -> str:
        """Read a text that may be empty."""
        read = kept.get(cell) if type(cell) is str else None
        if read is None:
            read = cells.text(cell)
            if len(read) > LONGEST[column]:
                row.wrong(say.TOO_LONG, column=column, most=LONGEST[column])
            elif type(cell) is str and len(kept) < MOST_REMEMBERED:
                kept[cell] = read
        return read

    def quickly(self, values: tuple[Cell, ...], found: Deductions) -> bool:
        """Take the common row, whose cells were all met before and are all faultless; False where it is another."""
        number, name, item, amount, fact, serious = values
        place = self.sheets.places.get(number, -1) if type(number) is str else -1
        points = self.points.get(amount, 0) if type(amount) is float else 0
        if place < 0 or points <= 0 or fact not in self.facts or item not in self.items or serious not in self.yes:
            return False
        draft = self.sheets.drafts[place]
        section = draft.form.sections.get(name) if draft.form and type(name) is str else None
        text = self.facts[fact]
        if not section or not text or draft.refused or self.counts[place] >= MOST_ON_A_SHEET:
            return False
        self.counts[place] += 1
        found.take(place, section, points, self.yes[serious], (name, self.items[item], text))  # type: ignore[arg-type]
        return True


def read_deductions(source: Source, sheets: Sheets, faults: Faults) -> Deductions:
    """Read all deductions (P-4.7a). Those of refused sheets are judged by themselves and then left out."""
    found = Deductions()
    reader = _Reader(sheets, faults)
    for line in read(source, DEDUCTIONS, faults):
        if not reader.quickly(line[2], found):
            _take_deduction(reader, line, found)
    found.order()
    return found


def _take_deduction(reader: _Reader, line: Line, found: Deductions) -> None:
    sheet, number, (number_cell, name_cell, item_cell, points_cell, fact_cell, serious_cell) = line
    row = Row(reader.faults, sheet, number)
    place, draft = reader.find(row, number_cell)
    name, section = _section(row, name_cell, draft)
    serious = _serious(reader, row, serious_cell)
    points = _points(reader, row, points_cell, serious=serious)
    fact = reader.text(row, "事由", fact_cell, reader.facts)
    if not fact:
        row.wrong(say.NO_FACT)
    item = reader.text(row, "标准编号", item_cell, reader.items)
    if row.faulty or draft is None or draft.refused:
        return
    reader.counts[place] += 1
    if reader.counts[place] > MOST_ON_A_SHEET:
        row.wrong(say.TOO_MANY, number=draft.number, most=MOST_ON_A_SHEET)
        return
    if len(found.first) < MOST_REMEMBERED:  # a row whose item is new never goes the quick way
        found.first.setdefault(item, (sheet, number))
    found.take(place, section, points, serious, (name, item, fact))


def _section(row: Row, cell: Cell, draft: SheetDraft | None) -> tuple[str, int]:
    """Find the section that a row names; where the sheet's form is not known, any name will do."""
    try:
        name = cells.code(cell)
    except ValueError:
        name = cells.show(cell)
    if not name:
        row.wrong(say.EMPTY, column="子项")
    section = draft.form.sections.get(name, 0) if draft and draft.form else 0
    if name and draft and draft.form and not section:
        row.wrong(say.NOT_ON_FORM, value=cells.show(name))
    return name, section


def _serious(reader: _Reader, row: Row, cell: Cell) -> bool:
    try:
        read = cells.yes(cell)
    except ValueError:
        row.wrong(say.NOT_ONE_OF, column="严重违规", known="是、否", value=cells.show(cell))
        return True  # what was meant is unknown, so that a 0 beside it is not blamed as well
    reader.yes[cell] = read
    return read


def _points(reader: _Reader, row: Row, cell: Cell, *, serious: bool) -> int:
    points = row.points("扣分", cell)
    if points is None:
        return 0
    if points < 0:
        row.wrong(say.NEGATIVE, column="扣分", value=cells.show(cell))
    elif points > MOST_POINTS:
        row.wrong(say.TOO_MUCH, column="扣分", value=cells.show(cell))
    elif points == 0 and not serious:
        row.wrong(say.ZERO)
    elif type(cell) is float:
        reader.points[cell] = points
    return points


def read_bonuses(source: Source, sheets: Sheets, faults: Faults) -> Bonuses:
    """Read all bonuses: whole points, on appraisals only, at most so many a sheet, each with its ground (P-4.9)."""
    found = Bonuses()
    reader = _Reader(sheets, faults)
    sums: dict[int, int] = {}
    for sheet, number, values in read(source, BONUSES, faults):
        row = Row(faults, sheet, number)
        place, draft = reader.find(row, values[0])
        points = _whole(row, values[1], draft)
        ground = reader.text(row, "依据", values[2], reader.facts)
        if not ground:
            row.wrong(say.NO_GROUND)
        if draft and draft.kind and draft.kind not in APPRAISALS:
            row.wrong(say.BONUS_ON_CHECK, kind=WORD_OF[draft.kind])
        elif draft and not row.faulty:
            _sum_up(row, draft, place, points, sums)
        if not row.faulty and draft and not draft.refused:
            found.sheet.append(place)
            found.points.append(points)
            found.ground.append(ground)
    found.order()
    return found


def _whole(row: Row, cell: Cell, draft: SheetDraft | None) -> int:
    """Read whole points between the scheme's least and most; 1 to 10 where the sheet's scheme is unknown."""
    least, most = (draft.scheme.bonus_least, draft.scheme.bonus_most) if draft and draft.scheme else (1, 10)
    points = row.points("加分", cell)
    if points is not None and (points % 100 or not least * 100 <= points <= most * 100):
        row.wrong(say.BONUS_WHOLE, least=least, most=most, value=cells.show(cell))
    return (points or 0) // 100


def _sum_up(row: Row, draft: SheetDraft, place: int, points: int, sums: dict[int, int]) -> None:
    most = draft.scheme.bonus_most if draft.scheme else 10
    total = sums.get(place, 0) + points
    if total > most:
        row.wrong(say.BONUS_SUM, number=draft.number, sum=show_points(total * 100), most=most)
    else:
        sums[place] = total
