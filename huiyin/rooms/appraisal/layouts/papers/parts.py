"""What the personal forms and the tables share."""

from collections.abc import Mapping
from typing import Any, Final

from huiyin.rooms.records.layouts.paper import Cell, Row, head, row

GRID: Final = 24
"""Columns of the two personal forms; each cell takes several of them."""
REMARK_ROOM: Final = 3
SIGN_ROOM: Final = 4
"""Least heights of boxes for the pen, in lines."""

Content = Mapping[str, Any]


def period(value: str) -> str:
    """Write "2025-03" or "2025" as a form has it."""
    year, _, month = value.partition("-")
    return f"{year} 年 {int(month)} 月" if month else f"{year} 年"


def choice(*options: tuple[bool, str]) -> str:
    """Write boxes to tick, ticked or not."""
    return "　".join(f"{'☑' if on else '☐'}{label}" for on, label in options)


def signed(signature: Content) -> tuple[str, str]:
    """Return name and day of a signature."""
    return signature["name"], signature["date"]


def remark(label: str, value: str, span: int = GRID, label_span: int = 3) -> Row:
    """Make a box for a text, with room for the pen."""
    return row(head(label, label_span), Cell(value, span - label_span, role="blank"), room=REMARK_ROOM)
