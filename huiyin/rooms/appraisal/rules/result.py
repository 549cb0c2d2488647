"""A person's result as programs read it: the shape of ``huiyin settle --json`` (design of the workbook, format v1)."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from huiyin.kernel import canon
from huiyin.kernel.points import show_points
from huiyin.rooms.appraisal.terms import LEVEL_WORDS

_WORD_OF = {value: word for word, value in LEVEL_WORDS.items()}


class Result(Protocol):
    """What a settled line says, whether it was just computed or is kept; figures in hundredths or None."""

    number: str
    level: str
    missing: Sequence[str]
    complete: bool
    checks: int | None
    months: int | None
    annual: int | None
    total: int | None
    excellent: bool
    rank: int | None


def result_of(line: Any) -> dict[str, Any]:
    """Return a line as programs read it: figures as text with two decimals or None, the class in Chinese."""
    found: Result = line
    return {
        "employee_no": found.number,
        "level": _WORD_OF.get(found.level, found.level),
        "complete": found.complete,
        "missing": list(found.missing),
        "checks": _shown(found.checks),
        "monthly": _shown(found.months),
        "annual": _shown(found.annual),
        "total": _shown(found.total),
        "excellent": found.excellent,
        "rank": found.rank,
    }


def _shown(figure: int | None) -> str | None:
    return None if figure is None else show_points(figure)


def results_digest(lines: Iterable[Any]) -> str:
    """Return the digest over all results of a year, in the order of the staff numbers: equal results, equal bytes."""
    return canon.digest([result_of(line) for line in sorted(lines, key=lambda line: str(line.number))])
