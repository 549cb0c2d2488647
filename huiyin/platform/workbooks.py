"""Excel workbooks: read by calamine after a look at what they would grow into, written by XlsxWriter row by row."""

import contextlib
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from huiyin.kernel import canon

MOST_BYTES = 4 * 2**30
MOST_CELLS = 32_000_000
ROWS_OF_A_SHEET = 1_048_576

_CHUNK = 2**20
_LONGEST_MARK = 64
# A cell beyond column Z or row 1,049,999; anything else keeps the dense table below 28 million cells.
_FAR = re.compile(rb"""r=["'](?:[A-Za-z]{2,}\d|[A-Za-z]?(?!10[0-4]\d{4}(?:["']|\Z))\d{7,})""")
_CELL = re.compile(rb"""r=["']([A-Za-z]{0,9})(\d{1,18})""")
_BROKEN = (
    CalamineError, zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, RuntimeError
)  # fmt: skip
_PARSER = ThreadPoolExecutor(1, "workbook")


class NoWorkbookError(Exception):
    """The bytes are no .xlsx workbook, or a broken one."""


class TooLargeError(Exception):
    """The workbook would need more memory than a workbook may."""


class Book:
    """A workbook to read: names of its worksheets, and their rows as lists, dense, from row 1 on."""

    def __init__(self, file: Path | BinaryIO) -> None:
        """Open and look through. Raises NoWorkbookError or TooLargeError."""
        try:
            with contextlib.ExitStack() as stack:
                stream = stack.enter_context(file.open("rb")) if isinstance(file, Path) else file
                self.digest = _examine(stream)
                stream.seek(0)
                self._book = CalamineWorkbook.from_object(file)
        except _BROKEN as fault:
            raise NoWorkbookError(str(fault)) from fault
        except (NoWorkbookError, TooLargeError):
            raise
        except BaseException as fault:
            raise _panic(fault) from fault
        self.names: list[str] = self._book.sheet_names
        self._ahead: dict[str, Future[CalamineSheet]] = {}
        self._taken: set[str] = set()

    def rows(self, name: str) -> Iterator[list[Any]]:
        """Yield the rows of a worksheet: text, numbers, dates, "" for an empty or erroneous cell.

        While they are being looked at, the next worksheet is already being parsed beside.
        """
        try:
            sheet = self._parse(name).result()
        except CalamineError as fault:
            raise NoWorkbookError(str(fault)) from fault
        except BaseException as fault:
            raise _panic(fault) from fault
        self._taken.add(name)
        del self._ahead[name]
        following = [other for other in self.names[self.names.index(name) + 1 :] if other not in self._taken]
        if following:
            self._parse(following[0])
        yield from sheet.iter_rows()

    def _parse(self, name: str) -> "Future[CalamineSheet]":
        """Let the one parser parse a worksheet, unless it does so already."""
        if name not in self._ahead:
            self._ahead[name] = _PARSER.submit(self._book.get_sheet_by_name, name)
        return self._ahead[name]


def _panic(fault: BaseException) -> BaseException:
    """Turn a panic of the reader, which is no Exception, into a refusal; leave everything else as it is."""
    return NoWorkbookError(str(fault)) if type(fault).__name__ == "PanicException" else fault


def _examine(stream: BinaryIO) -> str:
    """Look through the archive without building anything; return the SHA-256 of the file."""
    stream.seek(0)
    digest = canon.digest_bytes(iter(lambda: stream.read(_CHUNK), b""))
    with zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
        if not any(member.filename == "xl/workbook.xml" for member in members):
            raise NoWorkbookError
        if sum(member.file_size for member in members) > MOST_BYTES:
            raise TooLargeError
        for member in members:
            if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
                _examine_sheet(archive, member)
    return digest


def _examine_sheet(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if any(_FAR.search(chunk) for chunk in _chunks(archive, member)):
        widest, last = 1, 1
        for chunk in _chunks(archive, member):
            for letters, row in set(_CELL.findall(chunk)):
                last = max(last, int(row))
                widest = max(widest, _column(letters))
        if last > ROWS_OF_A_SHEET or widest * last > MOST_CELLS:
            raise TooLargeError


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        tail = b""
        while chunk := stream.read(_CHUNK):
            yield tail + chunk
            tail = chunk[-_LONGEST_MARK:]


def write(target: Path | BinaryIO, sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[object]]]]) -> None:
    """Write worksheets given as (name, heads, rows) into an .xlsx, holding no more than one row in memory.

    Rows hold text, numbers, dates and None. A table longer than a worksheet goes on in name2, name3 and so on.
    """
    options = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    book = xlsxwriter.Workbook(target if not isinstance(target, Path) else str(target), options)
    head = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, heads, rows in sheets:
        sheet, row = _sheet(book, name, heads, head), 0
        part = 1
        for cells in rows:
            row += 1
            if row == ROWS_OF_A_SHEET:
                part += 1
                sheet, row = _sheet(book, f"{name}{part}", heads, head), 1
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                elif cell is not None:
                    sheet.write_number(row, column, cell)
    book.close()


def _sheet(book: Any, name: str, heads: Sequence[str], style: Any) -> Any:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 16)
    sheet.write_row(0, 0, heads, style)
    return sheet
