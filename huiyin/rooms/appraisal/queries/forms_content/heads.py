"""What all forms share: heads, figures as they are written, and what was prepared for issuing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from huiyin.kernel.period import Span
from huiyin.kernel.points import ROUNDINGS, show_points
from huiyin.rooms.appraisal.layouts.content import Bands, Confirmation, Person, Signature, Summary
from huiyin.rooms.appraisal.models import Scheme
from huiyin.rooms.appraisal.rules.year import LEAST_DAYS
from huiyin.rooms.appraisal.terms import LEVEL_WORDS, RECORD_TYPES
from huiyin.rooms.people.rules import Service
from huiyin.rooms.records.terms import Draft

LEVELS: Final = {value: word for word, value in LEVEL_WORDS.items()}
FORM_CODES: Final = {kind.key: kind.code for kind in RECORD_TYPES}
AWARDS: Final = ("记大功", "记功", "嘉奖")
"""Levels of awards from the highest (P-4.9a, AMB-10); a ground that names one is listed under it."""
_BANDS: Final = (9000, 8000, 6000)


@dataclass(frozen=True)
class Prepared:
    """Forms that are ready to be issued, and the people (staff number, name) who have none to issue (P-4.7b)."""

    drafts: tuple[Draft, ...]
    absent: tuple[tuple[str, str], ...] = ()


def unsigned() -> Signature:
    """Return a signature that is left to the pen."""
    return {"name": "", "date": ""}


def unconfirmed() -> Confirmation:
    """Return the employee's confirmation, left to the pen."""
    return {"opinion": "", "name": "", "date": ""}


def points(hundredths: int | None) -> str | None:
    """Write points, or nothing where there are none."""
    return None if hundredths is None else show_points(hundredths)


def difference(now: int | None, before: int | None) -> str:
    """Write how a figure changed, "+0.35"; empty where one of the two is not there."""
    if now is None or before is None:
        return ""
    return f"{'+' if now >= before else ''}{show_points(now - before)}"


def percent(hundredths: int | Fraction) -> str:
    """Write hundredths of a percent: 5000 → "50", 3333 → "33.33"."""
    text = show_points(ROUNDINGS["half_up"](Fraction(hundredths)))
    return text.removesuffix("00").removesuffix(".") if text.endswith(".00") else text


def mean(values: Sequence[int], rounding: str) -> int | None:
    """Return the mean of shown figures, rounded by the scheme's mode; nothing without figures."""
    return ROUNDINGS[rounding](Fraction(sum(values), len(values))) if values else None


def level_of(ground: str) -> str:
    """Return the level of an award that its ground names."""
    return next((level for level in AWARDS if level in ground), "")


def scheme_label(scheme: Scheme) -> str:
    """Return the version of the standard as it is printed."""
    return str(scheme)


def person(company: str, department: str, service: Service, day: date, *, level: str, scheme: Scheme) -> Person:
    """Return the head of a personal form: who, where and as what on a day."""
    return {
        "company": company,
        "department": department,
        "name": service.name,
        "staff_no": service.number,
        "post": service.place_on(day).post if service.places else "",
        "level": LEVELS.get(level, level),
        "scheme": scheme_label(scheme),
    }


def expected(service: Service, frame: Span) -> bool:
    """Tell whether a month's sheet is expected of a person: 15 days of employment or more."""
    return sum(span.days_in(frame) for span in service.spans) >= LEAST_DAYS


def bands(totals: Iterable[int]) -> Bands:
    """Count how many totals lie in each band."""
    counts = [0, 0, 0, 0]
    for total in totals:
        counts[next((at for at, least in enumerate(_BANDS) if total >= least), 3)] += 1
    return {"at_least_90": counts[0], "from_80": counts[1], "from_60": counts[2], "below_60": counts[3]}


def summary(headcount: int, totals: Sequence[int], rounding: str) -> Summary:
    """Return the foot of a statistics table (P-4.7c): recomputed from its lines."""
    return {
        "headcount": headcount,
        "appraised": len(totals),
        "mean": points(mean(totals, rounding)),
        "highest": points(max(totals, default=None)),
        "lowest": points(min(totals, default=None)),
        "bands": bands(totals),
    }


def narrowed(people: Sequence[int]) -> list[int] | None:
    """Return the ids to narrow a statement by; for very many, nothing: reading all costs less than naming them."""
    most = 5000
    return None if len(people) > most else list(people)
