"""`huiyin settle`: a year of what is stored, or straight from a workbook, in a store in memory that leaves no trace."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Fault, Refusal
from huiyin.kernel.points import show_points
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import Counter, TrailEntry, TrailHead
from huiyin.platform.trail import HEAD_FOLLOWS
from huiyin.platform.workbooks import Book, NoWorkbookError, TooLargeError, write
from huiyin.rooms.appraisal.queries.import_plan import Progress
from huiyin.rooms.appraisal.queries.settle import YearLine, settle
from huiyin.rooms.appraisal.rules.cells import EARLIEST, LATEST
from huiyin.rooms.appraisal.rules.result import result_of
from huiyin.rooms.appraisal.terms import LEVEL_WORDS
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets
from huiyin.site import console

TABLES = {
    "people": ("Unit", "Post", "Employee", "Employment", "Placement"),
    "appraisal": (
        "Scheme",
        "Form",
        "Section",
        "StandardItem",
        "Sheet",
        "Deduction",
        "Bonus",
        "Score",
        "Run",
        "SheetEdition",
    ),
}
HEADS = ("工号", "姓名", "层级", "检查", "月考核", "年终考评", "总分", "名次", "优秀员工", "资料完整", "缺")


@contextmanager
def memory_store() -> Iterator[None]:
    """Let the default database be an empty one in memory, with the tables that a settlement needs, for a block."""
    stored = connections["default"]
    settings = {**stored.settings_dict, "NAME": ":memory:", "OPTIONS": {}, "CONN_HEALTH_CHECKS": False}
    memory = connections["default"] = DatabaseWrapper(settings, "default")
    try:
        with memory.schema_editor() as editor:
            for model in _tables():
                editor.create_model(model)
            editor.execute(HEAD_FOLLOWS[memory.vendor], None)
        # The tables that these refer to (accounts, files) are left out; the import itself checks every reference.
        memory.disable_constraint_checking()
        TrailHead.objects.create(pk=1)
        yield
    finally:
        connections["default"] = stored
        if memory.connection is not None:
            memory.connection.close()


def _tables() -> list[type[models.Model]]:
    rooms = (apps.get_model(room, name) for room, names in TABLES.items() for name in names)
    return [Counter, TrailEntry, TrailHead, *rooms]


def settle_file(path: Path, year: int, tell: Progress | None = None) -> list[YearLine]:
    """Settle a year of a workbook (format v1) under the default scheme and its own 方案; lines by staff number.

    Raises Refusal with every fault where the workbook, or the year, cannot be taken.
    """
    if not EARLIEST.year <= year <= LATEST.year:
        raise Refusal.at("year", _("The year lies outside %(first)s to %(last)s.") % _years())
    with memory_store():
        adopt_default_scheme(SYSTEM, effective_from=EARLIEST)
        book = open_book(path)
        import_sheets(SYSTEM, book, tell, digest=book.digest)
        return settle(year)


def _years() -> dict[str, int]:
    return {"first": EARLIEST.year, "last": LATEST.year}


def open_book(path: Path) -> Book:
    """Open a workbook. Raises Refusal where it is none, or would not fit into memory."""
    try:
        return Book(path)
    except NoWorkbookError:
        raise Refusal(faults=[Fault("", _("This is no Excel workbook (.xlsx) that can be read."))]) from None
    except TooLargeError:
        raise Refusal(faults=[Fault("", _("This workbook is too large to be read."))]) from None


def results(lines: Sequence[YearLine]) -> list[dict[str, Any]]:
    """Return lines as `--json` prints them."""
    return [result_of(line) for line in lines]


def faults_of(refusal: Refusal) -> list[dict[str, Any]]:
    """Return a refusal's faults as `--json` prints them: sheet, row (0: the sheet or workbook as a whole), reason."""
    found = []
    for fault in refusal.faults or (Fault("", refusal.reason),):
        sheet, _mark, row = fault.where.rpartition("!")
        found.append({"sheet": sheet, "row": int(row) if row.isdecimal() else 0, "reason": fault.reason})
    return found


def rows(lines: Sequence[YearLine]) -> Iterator[list[object]]:
    """Yield lines as the table and the workbook show them, under ``HEADS``; figures as numbers with two decimals."""
    words = {key: word for word, key in LEVEL_WORDS.items()}
    for line in lines:
        figures = (line.checks, line.months, line.annual, line.total)
        yield [
            line.number,
            line.name,
            words[line.level],
            *(None if figure is None else figure / 100 for figure in figures),
            line.rank,
            "是" if line.excellent else "",
            "是" if line.complete else "否",
            "、".join(line.missing),
        ]


def write_results(lines: Sequence[YearLine], target: Path, year: int) -> None:
    """Write a year's results into an .xlsx."""
    write(target, [(f"{year}", HEADS, rows(lines))])


def table(lines: Sequence[YearLine]) -> Iterator[str]:
    """Yield a readable table, line by line."""
    return aligned([HEADS, *rows(lines)])


def aligned(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield rows with their columns under each other; Chinese characters count as two columns."""
    shown = [[_cell(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        yield "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()


def _cell(cell: object) -> str:
    if cell is None:
        return "—"
    return show_points(round(cell * 100)) if isinstance(cell, float) else str(cell)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)


def settle_stored(year: int, _tell: Progress | None = None) -> list[YearLine]:
    """Settle a year of what is stored."""
    return settle(year)


def run(
    settled: Callable[[int, Progress], list[YearLine]], year: int, *, as_json: bool, xlsx: Path | None = None
) -> int:
    """Show a settled year, as JSON, as a table or in a workbook; return 0, or 1 with every refused row named."""
    try:
        with console.progress(_("Settling")) as tell:
            lines = settled(year, tell)
    except Refusal as refusal:
        return refused(refusal, as_json=as_json)
    if xlsx is not None:
        write_results(lines, xlsx, year)
        console.say(_("Written: %(path)s") % {"path": xlsx})
    if as_json:
        console.show_json(results(lines))
    elif xlsx is None:
        for line in table(lines):
            console.out.print(line, markup=False, soft_wrap=True)
    return 0


def refused(refusal: Refusal, *, as_json: bool) -> int:
    """Show a refusal and return 1."""
    if as_json:
        console.show_json(faults_of(refusal))
    else:
        console.refuse(refusal)
    return 1
