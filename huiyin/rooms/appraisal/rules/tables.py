"""The worksheets of a workbook and their columns (format v1), read row by row whatever the order of the columns."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Protocol

from huiyin.rooms.appraisal.rules import faults as say
from huiyin.rooms.appraisal.rules.cells import Cell
from huiyin.rooms.appraisal.rules.faults import Faults

STAFF, SHEETS, DEDUCTIONS, BONUSES, SCHEME = "员工", "考评单", "扣分明细", "加分", "方案"
COLUMNS: dict[str, tuple[str, ...]] = {
    STAFF: ("工号", "姓名", "部门", "业态", "岗位", "层级", "入职日期", "离职日期"),
    SHEETS: ("考评单号", "工号", "类型", "考评日期", "考评人"),
    DEDUCTIONS: ("考评单号", "子项", "标准编号", "扣分", "事由", "严重违规"),
    BONUSES: ("考评单号", "加分", "依据"),
    SCHEME: ("项目", "层级", "值"),
}
OPTIONAL = frozenset({SCHEME})
MOST_PARTS = 20


class Source(Protocol):
    """A workbook as it lies: the names of its worksheets, and their rows from row 1 on."""

    @property
    def names(self) -> Sequence[str]:
        """The worksheets in their order."""

    def rows(self, name: str) -> Iterable[Sequence[Cell]]:
        """Give all rows of a worksheet, empty ones too."""


Line = tuple[str, int, tuple[Cell, ...]]


def parts_of(names: Iterable[str], base: str) -> list[str]:
    """Return the worksheets that hold a table: 扣分明细, and where one is full 扣分明细2, 扣分明细3 and so on."""
    found: dict[int, str] = {}
    for name in names:
        match = re.fullmatch(re.escape(base) + r"(\d*)", unicodedata.normalize("NFKC", name).strip())
        if match:
            found.setdefault(int(match[1] or 1), name)
    return [found[number] for number in sorted(found)] if 1 in found else []


def read(source: Source, base: str, faults: Faults) -> Iterator[Line]:
    """Give the rows of a table as (worksheet, row, cells in the order of ``COLUMNS``); blank rows are passed over.

    A missing worksheet or column is a fault of the sheet or of its first row, and no rows follow.
    """
    names = parts_of(source.names, base)
    if not names and base not in OPTIONAL:
        faults.add(base, 0, say.NO_SHEET)
    if len(names) > MOST_PARTS:
        faults.add(names[MOST_PARTS], 0, say.TOO_LARGE, most=MOST_PARTS)
    for name in names[:MOST_PARTS]:
        faults.opened(name)
        yield from _rows(source, name, COLUMNS[base], faults)


def _rows(source: Source, name: str, columns: Sequence[str], faults: Faults) -> Iterator[Line]:
    rows = iter(source.rows(name))
    heads = [_head(cell) for cell in next(rows, ())]
    missing = [column for column in columns if column not in heads]
    for column in missing:
        faults.add(name, 1, say.NO_COLUMN, column=column)
    if missing:
        return
    pick = itemgetter(*(heads.index(column) for column in columns))
    for row, cells in enumerate(rows, start=2):
        picked = pick(cells)
        first = picked[0]
        if (not first or (type(first) is str and first.isspace())) and all(map(_blank, picked)):
            continue
        yield name, row, picked


def _head(cell: Cell) -> str:
    return re.sub(r"[\s*]", "", unicodedata.normalize("NFKC", cell)) if isinstance(cell, str) else ""


def _blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))
