"""The public calendar of mainland China: holidays and make-up workdays of a year, from two independent packages.

A year whose notice (国务院办公厅关于部分节假日安排的通知) is in ``chinesecalendar`` is published; a day on which
``holidays`` differs from it is not confirmed. Other years have the statutory days alone (全国年节及纪念日放假办法),
none confirmed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 6
_FULL = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


@dataclass(frozen=True)
class PublicDay:
    """A date that does not follow its weekday, as published, or as far as it can be foreseen."""

    day: date
    works: bool
    name: str
    confirmed: bool


@dataclass(frozen=True)
class PublicYear:
    """A year's days, and what the two packages say otherwise."""

    year: int
    published: bool
    days: Sequence[PublicDay]
    differing: Sequence[date] = field(default_factory=tuple)


def public_year(year: int) -> PublicYear:
    """Return the public days of a year."""
    ours, names = _published(year)
    theirs, theirs_names = _foreseen(year)
    if not ours:
        days = [
            PublicDay(day, works, theirs_names.get(day, ""), confirmed=False) for day, works in sorted(theirs.items())
        ]
        return PublicYear(year, published=False, days=days)
    differing = [day for day in _days(year) if _works(ours, day) != _works(theirs, day)]
    days = [
        PublicDay(day, works, names.get(day) or theirs_names.get(day, ""), confirmed=day not in differing)
        for day, works in sorted(ours.items())
    ]
    return PublicYear(year, published=True, days=days, differing=differing)


def _days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def _works(days: Mapping[date, bool], day: date) -> bool:
    return days.get(day, day.isoweekday() < SATURDAY)


def _published(year: int) -> tuple[dict[date, bool], dict[date, str]]:
    """Return what chinesecalendar knows: date → whether one works, and why; nothing for a year it does not know."""
    from chinese_calendar import constants  # noqa: PLC0415 - only who loads a year needs the tables

    chinese = {one.value: _FULL.get(one.chinese, one.chinese) for one in constants.Holiday}
    free = {day: name for day, name in constants.holidays.items() if day.year == year}
    made_up = {day: name for day, name in constants.workdays.items() if day.year == year}
    names = {day: chinese.get(name, name) for day, name in {**free, **made_up}.items()}
    return dict.fromkeys(free, False) | dict.fromkeys(made_up, True), names


def _foreseen(year: int) -> tuple[dict[date, bool], dict[date, str]]:
    """Return what ``holidays`` knows: published days, and the statutory ones of any year."""
    from holidays import country_holidays  # noqa: PLC0415 - half a second; only who loads a year needs it

    found = country_holidays("CN", years=year, language="zh_CN")
    days = {day: False for day in found if day.year == year}
    days |= {day: True for day in found.weekend_workdays if day.year == year}
    return days, {day: str(name) for day, name in found.items()}
