"""A form as a workbook: one A4 sheet laid out like it, ready to print. The same form always gives the same bytes."""

import io
import math
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter

from huiyin.rooms.records.layouts.paper import Cell, Paper

_FONT: Final = "宋体"
_LINE: Final = 14.5
"""Height of a line of text, in points."""
_SHADE: Final = "#EAEAEA"
_THIN, _THICK = 1, 2
_LONGEST: Final = 32_767
"""Characters that a cell of a workbook holds."""


@dataclass(frozen=True)
class Stamp:
    """What an issued form bears beside its content: number, digest of the content, the number it follows, when."""

    number: str
    digest: str
    follows: str
    issued_at: datetime


@dataclass
class _Sheet:
    book: Any
    sheet: Any
    paper: Paper
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def style(self, **wanted: Any) -> Any:
        """Return the format of these properties, made once."""
        key = tuple(sorted(wanted.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(
                {"font_name": _FONT, "font_size": 10, "valign": "vcenter", **wanted}
            )
        return self.formats[key]

    def put(self, at: int, column: int, cell: Cell, style: Any) -> None:
        """Write a cell; text is written as text, whatever it looks like."""
        if cell.span > 1 or cell.down > 1:
            self.sheet.merge_range(at, column, at + cell.down - 1, column + cell.span - 1, "", style)
        if cell.number is not None:
            self.sheet.write_number(at, column, cell.number, style)
        elif cell.text:
            self.sheet.write_string(at, column, cell.text[:_LONGEST], style)
        else:
            self.sheet.write_blank(at, column, None, style)


def _width_of(text: str) -> float:
    return sum(2 if unicodedata.east_asian_width(char) in {"W", "F", "A"} else 1.1 for char in text)


def _lines(cell: Cell, room: float) -> int:
    return sum(max(1, math.ceil(_width_of(line) / max(room - 1, 1))) for line in cell.text.split("\n"))


def _height(paper: Paper, cells: list[tuple[int, Cell]], least: int) -> float:
    needed = [_lines(cell, sum(paper.columns[column : column + cell.span])) for column, cell in cells if cell.down == 1]
    return min(409.0, max([least, *needed]) * _LINE + 5)


def _properties(paper: Paper, cell: Cell, *, first: bool, last: bool, column: int) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "align": cell.align,
        "text_wrap": True,
        "top": _THICK if first else _THIN,
        "bottom": _THICK if last else _THIN,
        "left": _THICK if column == 0 else _THIN,
        "right": _THICK if column + cell.span == len(paper.columns) else _THIN,
    }
    if cell.strong:
        wanted["bold"] = True
    if cell.role in {"head", "band"}:
        wanted["bg_color"] = _SHADE
    if cell.role == "note":
        wanted["font_size"] = 9
    if cell.role == "blank":
        wanted["valign"] = "top"
    if cell.number is not None:
        wanted["num_format"] = "0" + ("." + "0" * cell.decimals if cell.decimals else "")
    return wanted


def _head(drawn: _Sheet, stamp: Stamp) -> int:
    """Write company, title and number; return the first row of the form."""
    last = len(drawn.paper.columns) - 1
    sheet = drawn.sheet
    lines = (
        (drawn.paper.company, 18, {"font_size": 11, "align": "center"}),
        (drawn.paper.title, 30, {"font_size": 18, "bold": True, "align": "center"}),
        (f"表号：{drawn.paper.code}　　编号：{stamp.number}", 16, {"font_size": 9, "align": "right"}),
    )
    for at, (text, height, wanted) in enumerate(lines):
        sheet.set_row(at, height)
        sheet.merge_range(at, 0, at, last, "", drawn.style(**wanted))
        sheet.write_string(at, 0, text, drawn.style(**wanted))
    return len(lines)


def _body(drawn: _Sheet, top: int) -> int:
    """Write the rows of the form; return the row after the last."""
    paper = drawn.paper
    taken: dict[tuple[int, int], None] = {}
    for at, line in enumerate(paper.rows):
        placed: list[tuple[int, Cell]] = []
        column = 0
        for cell in line.cells:
            while (at, column) in taken:
                column += 1
            last = at + cell.down == len(paper.rows)
            style = drawn.style(**_properties(paper, cell, first=at == 0, last=last, column=column))
            drawn.put(top + at, column, cell, style)
            placed.append((column, cell))
            for below in range(1, cell.down):
                taken.update(dict.fromkeys((at + below, column + beside) for beside in range(cell.span)))
            column += cell.span
        drawn.sheet.set_row(top + at, _height(paper, placed, line.room))
    return top + len(paper.rows)


def _foot(drawn: _Sheet, at: int, stamp: Stamp) -> None:
    last = len(drawn.paper.columns) - 1
    style = drawn.style(font_size=8, align="left", text_wrap=True, valign="top")
    words = f"记录编号：{stamp.number}　　内容摘要（SHA-256）：{stamp.digest}"
    if stamp.follows:
        words += f"\n本记录代替：{stamp.follows}"
    drawn.sheet.set_row(at, 26)
    drawn.sheet.merge_range(at, 0, at, last, "", style)
    drawn.sheet.write_string(at, 0, words, style)


def _set_up(drawn: _Sheet, top: int, end: int, stamp: Stamp) -> None:
    sheet, paper = drawn.sheet, drawn.paper
    for column, width in enumerate(paper.columns):
        sheet.set_column(column, column, width)
    sheet.set_paper(9)  # A4
    if paper.landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    sheet.print_area(0, 0, end, len(paper.columns) - 1)
    sheet.set_footer(f"&L&8{stamp.number}&R&8第 &P 页　共 &N 页")
    if paper.repeat:
        sheet.repeat_rows(top + paper.repeat[0], top + paper.repeat[1])


def draw(paper: Paper, stamp: Stamp) -> bytes:
    """Return the workbook of an issued form. Texts stay texts: nothing typed in becomes a formula or a link."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({
        "title": f"{paper.title} {stamp.number}", "author": "", "created": stamp.issued_at.astimezone(UTC),
    })  # fmt: skip
    drawn = _Sheet(book, book.add_worksheet(paper.title.replace("/", "、")[:31]), paper)
    top = _head(drawn, stamp)
    end = _body(drawn, top)
    _foot(drawn, end, stamp)
    _set_up(drawn, top, end, stamp)
    book.close()
    return target.getvalue()
