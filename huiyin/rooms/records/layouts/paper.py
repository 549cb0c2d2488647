"""A form as rows of cells: page and worksheet are drawn from the same cells, so they cannot say different things.

What stands on a form is Chinese and verbatim in every language of the product: it is the record itself.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Role: TypeAlias = Literal["head", "band", "text", "figure", "note", "blank"]
"""head: a shaded label; band: a shaded line across; figure: a number; note: small print; blank: for the pen."""
Align: TypeAlias = Literal["left", "center", "right"]

NONE: Final = "—"
_NUMBER: Final = re.compile(r"-?\d{1,12}(\.\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell over ``span`` columns and ``down`` rows. ``text`` is what is read, whatever the role."""

    text: str
    span: int = 1
    down: int = 1
    role: Role = "text"
    align: Align = "left"
    strong: bool = False

    @property
    def number(self) -> float | None:
        """Return the value of a figure, so that a worksheet can add it up; nothing for a dash or a text."""
        return float(self.text) if self.role == "figure" and _NUMBER.fullmatch(self.text) else None

    @property
    def decimals(self) -> int:
        """Return how many decimals a figure is written with."""
        return len(self.text.partition(".")[2])


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells; ``room`` is its least height in lines of text."""

    cells: tuple[Cell, ...]
    room: int = 1


@dataclass(frozen=True, slots=True)
class Paper:
    """A form: its head, the widths of its columns in characters, its rows, and those repeated on every sheet of paper.

    ``repeat`` is (first, last) of ``rows``; ``landscape`` turns the sheet.
    """

    title: str
    company: str
    code: str
    columns: tuple[float, ...]
    rows: tuple[Row, ...]
    landscape: bool = False
    repeat: tuple[int, int] | None = None

    @property
    def width(self) -> float:
        """Return the width of all columns in characters."""
        return sum(self.columns)

    @property
    def shares(self) -> list[str]:
        """Return the width of each column in per cent of the whole."""
        return [f"{column * 100 / self.width:.2f}%" for column in self.columns]


def row(*cells: Cell, room: int = 1) -> Row:
    """Make a row of cells."""
    return Row(cells, room)


def head(text: str, span: int = 1, down: int = 1) -> Cell:
    """Make a shaded label."""
    return Cell(text, span, down, "head", "center", strong=True)


def band(text: str, span: int) -> Row:
    """Make a shaded line across the form."""
    return Row((Cell(text, span, role="band", strong=True),))


def text(value: str | None, span: int = 1, *, align: Align = "left", strong: bool = False, down: int = 1) -> Cell:
    """Make a cell of text; nothing known is a dash, a text that nobody wrote yet is left empty."""
    return Cell(NONE if value is None else value, span, down, "text", align, strong)


def middle(value: str | None, span: int = 1, *, strong: bool = False, down: int = 1) -> Cell:
    """Make a cell of centred text."""
    return text(value, span, align="center", strong=strong, down=down)


def figure(value: str | int | None, span: int = 1, *, strong: bool = False) -> Cell:
    """Make a cell of a number; a missing one is a dash, never a zero."""
    return Cell(NONE if value is None else str(value), span, role="figure", align="right", strong=strong)


def note(value: str, span: int) -> Row:
    """Make a line of small print across the form."""
    return Row((Cell(value, span, role="note"),))


def table(columns: Iterable[tuple[str, int]], lines: Iterable[tuple[Cell, ...]], *, empty: str) -> list[Row]:
    """Make a head row of (title, span) and the lines below it, or one line that says that there is none."""
    titles = list(columns)
    rows = [Row(line) for line in lines]
    width = sum(span for _title, span in titles)
    return [Row(tuple(head(*title) for title in titles)), *(rows or [Row((middle(empty, width),))])]


def signing(label: str, signed: tuple[str, str], span: int) -> Cell:
    """Make a cell to be signed: label, name and day, each left open where nobody has signed yet."""
    name, day = signed
    return Cell(f"{label}：{name}\n日期：{day or '　　　年　　月　　日'}", span, role="blank")
