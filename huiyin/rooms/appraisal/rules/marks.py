"""The worksheets 扣分明细 and 加分: what each sheet lost and gained."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

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
    """Columns rather than rows: three million deductions fit into some hundred megabytes."""

    sheet: "array[int]" = field(default_factory=lambda: array("l"))
    section: "array[int]" = field(default_factory=lambda: array("q"))
    points: "array[int]" = field(default_factory=lambda: array("l"))
    serious: bytearray = field(default_factory=bytearray)
    name: list[str] = field(default_factory=list)
    item: list[str] = field(default_factory=list)
    fact: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        """Count the deductions."""
        return len(self.sheet)

    def by_sheet(self) -> Iterator[tuple[int, list[int]]]:
        """Give each sheet's place with the places of its deductions, in the order of the worksheet."""
        return _grouped(self.sheet)


@dataclass
class Bonuses:
    """Bonus points, in whole points, in columns."""

    sheet: "array[int]" = field(default_factory=lambda: array("l"))
    points: "array[int]" = field(default_factory=lambda: array("l"))
    ground: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        """Count the bonuses."""
        return len(self.sheet)

    def by_sheet(self) -> Iterator[tuple[int, list[int]]]:
        """Give each sheet's place with the places of its bonuses, in the order of the worksheet."""
        return _grouped(self.sheet)


def _grouped(keys: "array[int]") -> Iterator[tuple[int, list[int]]]:
    order = sorted(range(len(keys)), key=keys.__getitem__)
    group: list[int] = []
    last = -1
    for place in order:
        key = keys[place]
        if key != last and group:
            yield last, group
            group = []
        group.append(place)
        last = key
    if group:
        yield last, group


class _Reader:
    """Remembers what a cell meant: points, yes and no, and texts come again and again."""

    def __init__(self, sheets: Sheets, faults: Faults) -> None:
        self.sheets, self.faults = sheets, faults
        self.points: dict[tuple[type, Cell], int] = {}
        self.yes: dict[tuple[type, Cell], bool] = {}
        self.texts: dict[Cell, str] = {}
        self.counts = array("i", bytes(4 * len(sheets.drafts)))

    def find(self, row: Row, cell: Cell) -> tuple[int, SheetDraft | None]:
        number = row.code("考评单号", cell, LONGEST["考评单号"])
        place = self.sheets.places.get(number, -1)
        if place < 0:
            if number and not row.faulty:
                row.wrong(say.UNKNOWN_SHEET, value=number)
            return -1, None
        return place, self.sheets.drafts[place]

    def text(self, cell: Cell) -> str:
        known = self.texts.get(cell) if type(cell) is str else None
        if known is None:
            known = cells.text(cell)
            if type(cell) is str and len(self.texts) < MOST_REMEMBERED:
                known = self.texts.setdefault(cell, known)
        return known


def read_deductions(source: Source, sheets: Sheets, faults: Faults) -> Deductions:
    """Read all deductions (P-4.7a). Those of refused sheets are judged by themselves and then left out."""
    found = Deductions()
    reader = _Reader(sheets, faults)
    for line in read(source, DEDUCTIONS, faults):
        _take_deduction(reader, line, found)
    return found


def _take_deduction(reader: _Reader, line: Line, found: Deductions) -> None:
    sheet, number, (number_cell, name_cell, item_cell, points_cell, fact_cell, serious_cell) = line
    row = Row(reader.faults, sheet, number)
    place, draft = reader.find(row, number_cell)
    name = reader.text(name_cell)
    section = draft.form.sections.get(name) if draft and draft.form else 0
    if not section and draft and draft.form:
        name, section = _by_other_spelling(row, name_cell, draft)
    elif not name:
        row.wrong(say.EMPTY, column="子项")
    serious = _serious(reader, row, serious_cell)
    points = _points(reader, row, points_cell, serious=serious)
    fact, item = reader.text(fact_cell), reader.text(item_cell)
    if not fact:
        row.wrong(say.NO_FACT)
    elif len(fact) > LONGEST["事由"]:
        row.wrong(say.TOO_LONG, column="事由", most=LONGEST["事由"])
    if len(item) > LONGEST["标准编号"]:
        row.wrong(say.TOO_LONG, column="标准编号", most=LONGEST["标准编号"])
    if row.faulty or draft is None or draft.refused:
        return
    reader.counts[place] += 1
    if reader.counts[place] > MOST_ON_A_SHEET:
        row.wrong(say.TOO_MANY, number=draft.number, most=MOST_ON_A_SHEET)
        return
    found.sheet.append(place)
    found.section.append(section or 0)
    found.points.append(points)
    found.serious.append(serious)
    found.name.append(name)
    found.item.append(item)
    found.fact.append(fact)


def _by_other_spelling(row: Row, cell: Cell, draft: SheetDraft) -> tuple[str, int]:
    """Find a section written in full-width forms or with spaces; else say that the form has no such section."""
    try:
        name = cells.code(cell)
    except ValueError:
        name = cells.show(cell)
    section = draft.form.sections.get(name, 0) if draft.form else 0
    if not name:
        row.wrong(say.EMPTY, column="子项")
    elif not section:
        row.wrong(say.NOT_ON_FORM, value=cells.show(name))
    return name, section


def _serious(reader: _Reader, row: Row, cell: Cell) -> bool:
    key = (type(cell), cell)
    known = reader.yes.get(key)
    if known is None:
        try:
            known = reader.yes[key] = cells.yes(cell)
        except ValueError:
            row.wrong(say.NOT_ONE_OF, column="严重违规", known="是、否", value=cells.show(cell))
            return True  # what was meant is unknown, so that a 0 beside it is not blamed as well
    return known


def _points(reader: _Reader, row: Row, cell: Cell, *, serious: bool) -> int:
    key = (type(cell), cell)
    points = reader.points.get(key)
    if points is None:
        read_points = row.points("扣分", cell)
        if read_points is None:
            return 0
        points = reader.points[key] = read_points
    if points < 0:
        row.wrong(say.NEGATIVE, column="扣分", value=cells.show(cell))
    elif points > MOST_POINTS:
        row.wrong(say.TOO_MUCH, column="扣分", value=cells.show(cell))
    elif points == 0 and not serious:
        row.wrong(say.ZERO)
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
        ground = reader.text(values[2])
        if not ground:
            row.wrong(say.NO_GROUND)
        elif len(ground) > LONGEST["依据"]:
            row.wrong(say.TOO_LONG, column="依据", most=LONGEST["依据"])
        if draft and draft.kind and draft.kind not in APPRAISALS:
            row.wrong(say.BONUS_ON_CHECK, kind=WORD_OF[draft.kind])
        elif draft and not row.faulty:
            _sum_up(row, draft, place, points, sums)
        if not row.faulty and draft and not draft.refused:
            found.sheet.append(place)
            found.points.append(points)
            found.ground.append(ground)
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
