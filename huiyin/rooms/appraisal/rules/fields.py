"""Reading one field of a row: the value, or a reason beside it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from huiyin.rooms.appraisal.rules import cells
from huiyin.rooms.appraisal.rules import faults as say
from huiyin.rooms.appraisal.rules.cells import Cell
from huiyin.rooms.appraisal.rules.faults import Faults

Word = TypeVar("Word")
NAMED = {"number": say.NO_NUMBER, "decimals": say.DECIMALS, "date": say.NO_DATE, "range": say.DATE_RANGE}


class Row:
    """One row being read: where it stands, and whether anything is wrong with it."""

    __slots__ = ("_faults", "faulty", "row", "sheet")

    def __init__(self, faults: Faults, sheet: str, row: int) -> None:
        """Begin a row without fault."""
        self._faults, self.sheet, self.row, self.faulty = faults, sheet, row, False

    def wrong(self, reason: str, /, **facts: object) -> None:
        """Say what is wrong with the row."""
        self.faulty = True
        self._faults.add(self.sheet, self.row, reason, **facts)

    def code(self, column: str, cell: Cell, most: int) -> str:
        """Read a number or word by which rows are told apart; it may not be empty."""
        try:
            return self._sized(column, cells.code(cell), most)
        except ValueError:
            self.wrong(say.NO_TEXT, column=column, value=cells.show(cell))
            return ""

    def text(self, column: str, cell: Cell, most: int) -> str:
        """Read a text that may not be empty."""
        return self._sized(column, cells.text(cell), most)

    def _sized(self, column: str, read: str, most: int) -> str:
        if not read:
            self.wrong(say.EMPTY, column=column)
        elif len(read) > most:
            self.wrong(say.TOO_LONG, column=column, most=most)
        return read

    def word(self, column: str, cell: Cell, words: Mapping[str, Word]) -> Word | None:
        """Read one of a few words."""
        try:
            read = cells.code(cell)
        except ValueError:
            read = cells.show(cell)
        if read not in words:
            self.wrong(say.NOT_ONE_OF, column=column, known="、".join(words), value=read)
        return words.get(read)

    def day(self, column: str, cell: Cell) -> date | None:
        """Read a day."""
        return self._read(column, cell, cells.day)

    def points(self, column: str, cell: Cell) -> int | None:
        """Read points into hundredths."""
        return self._read(column, cell, cells.points)

    def _read(self, column: str, cell: Cell, reader: Callable[[Cell], Word]) -> Word | None:
        try:
            return reader(cell)
        except ValueError as fault:
            self.wrong(NAMED[str(fault)], column=column, value=cells.show(cell))
            return None
