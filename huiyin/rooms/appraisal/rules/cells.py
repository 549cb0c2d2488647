"""What a cell means. Workbooks kept by hand hold numbers as text, dates as numbers, and full-width digits."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from huiyin.kernel.points import parse_points

EARLIEST, LATEST = date(1950, 1, 1), date(2099, 12, 31)
OPEN_END = date(9999, 12, 31)

_EXCEL_EPOCH = date(1899, 12, 30)
_LAST_SERIAL = 2_958_465
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_DATE = re.compile(r"(\d{4})[-/.年]\s?(\d{1,2})[-/.月]\s?(\d{1,2})日?([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YES = frozenset({"是", "有", "y", "yes", "true", "1", "√", "✓", "✔"})
_NO = frozenset({"", "否", "无", "n", "no", "false", "0", "×", "-"})

Cell = object


def plain(number: float) -> str:
    """Write a number as Excel shows it: 15 significant digits, no ".0" (3.3000000000000003 is 3.3)."""
    return f"{number:.15g}"


def show(value: Cell) -> str:
    """Write a cell for a sentence, shortened."""
    shown = plain(value) if isinstance(value, float) else str(value).strip()
    return shown if len(shown) <= 40 else f"{shown[:40]}…"  # noqa: PLR2004 - enough to find it


def text(value: Cell) -> str:
    """Return a cell's text without outer spaces; line breaks and tabs become spaces, other control characters go."""
    if type(value) is str:
        kept = value.strip()
    elif value is None:
        return ""
    elif isinstance(value, float):
        return plain(value)
    else:
        kept = str(value)
    if kept.isprintable():
        return kept
    spaced = (" " if mark.isspace() else mark for mark in kept)
    return "".join(mark for mark in spaced if unicodedata.category(mark) not in {"Cc", "Cs"}).strip()


def code(value: Cell) -> str:
    """Return a number or word by which rows are told apart: full-width forms become plain, 1001.0 becomes 1001.

    Raises ValueError for what can be no such word (a date, a tick).
    """
    if type(value) is str:
        return value if value.isascii() and value.isalnum() else unicodedata.normalize("NFKC", text(value)).strip()
    if isinstance(value, bool | date | time | timedelta):
        raise ValueError("text")  # noqa: TRY004 - the caller asks only whether the cell can be read
    return text(value)


def points(value: Cell) -> int:
    """Read points into hundredths; negative ones stay negative.

    Raises ValueError("number") for what is no number and ValueError("decimals") beyond two decimals.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("number")  # noqa: TRY004 - a cell of another kind is as unreadable as a wrong word
    if isinstance(value, str):
        typed = unicodedata.normalize("NFKC", value).strip()
        if not _NUMBER.fullmatch(typed):
            raise ValueError("number")
        return parse_points(typed)
    return parse_points(plain(value))


def day(value: Cell) -> date:
    """Read a date: a date cell, Excel's day number, 2025-01-06, 2025/1/6, 2025.1.6, 2025年1月6日 or 20250106.

    Raises ValueError("date") for anything else and ValueError("range") outside 1950 to 2099.
    """
    try:
        found = _day(value)
    except OverflowError:
        raise ValueError("date") from None
    if not (EARLIEST <= found <= LATEST or found == OPEN_END):
        raise ValueError("range")
    return found


def _day(value: Cell) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("date")  # noqa: TRY004 - as above
    if not isinstance(value, str):
        if 1 <= value <= _LAST_SERIAL:
            return _EXCEL_EPOCH + timedelta(days=int(value))
        value = plain(value)
    typed = unicodedata.normalize("NFKC", value).strip()
    match = _DATE.fullmatch(typed) or _COMPACT.fullmatch(typed)
    if not match:
        raise ValueError("date")
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise ValueError("date") from None


def yes(value: Cell) -> bool:
    """Read a yes or no; an empty cell is a no. Raises ValueError("yes") for any other word."""
    if isinstance(value, bool):
        return value
    word = code(value).casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError("yes")
