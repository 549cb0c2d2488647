"""The documents made from code: `python -m tools.docs` writes them, `--check` names those that are not current."""

from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "huiyin"
MADE = "<!-- Made by `make docs` from the code. Change the code, not this file. -->"


def cell(text: object) -> str:
    """Return a text as a cell of a table."""
    return " ".join(str(text).split()).replace("|", "\\|") or " "


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cell(one) for one in line)} |" for line in lines)


def page(title: str, intro: str, *parts: str) -> str:
    """Return a whole document."""
    return "\n\n".join([f"# {title}", MADE, intro, *(part for part in parts if part)]) + "\n"


def first_line(text: str | None) -> str:
    """Return the first sentence of a docstring, which may run over several lines."""
    return " ".join((text or "").strip().partition("\n\n")[0].split())
