"""Working hours as they are typed, checked, and inherited from the unit above."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from huiyin.rooms.duties.rules.calendar import DAY, LATEST, Hours, Span

OFFICE = ((510, 720), (810, 1050))
OFFICE_WEEK: Mapping[int, Sequence[Span]] = dict.fromkeys((1, 2, 3, 4, 5, 8), OFFICE)
"""Where nobody set others: 8:30 to 12:00 and 13:30 to 17:30, Monday to Friday and on make-up workdays."""

_SPAN = re.compile(r"(\d{1,2})[:：](\d\d)\s*(?:-|–|—|~|至|到)\s*(\d{1,2})[:：](\d\d)")
_BETWEEN = re.compile(r"[\s,，、;；]+")
_MINUTES = 60


class NoHours(ValueError):  # noqa: N818 - a refusal in the making; its text is one of terms.calendar.SaidOfHours
    """What was typed are no hours."""


@dataclass(frozen=True)
class Edition:
    """A unit's hours from a day on; ``week`` is None where it returns to the hours of the unit above."""

    start: date
    week: Mapping[int, Sequence[Span]] | None


def parse_spans(text: str) -> tuple[Span, ...]:
    """Read "8:30-12:00 13:30-17:30"; an end before its start lies on the next day. Raises NoHours."""
    found: list[Span] = []
    at = 0
    for match in _SPAN.finditer(text):
        if _BETWEEN.sub("", text[at : match.start()]):
            raise NoHours("unreadable")
        at = match.end()
        found.append(_span(*(int(part) for part in match.groups())))
    if _BETWEEN.sub("", text[at:]):
        raise NoHours("unreadable")
    return checked(found)


def _span(hour: int, minute: int, end_hour: int, end_minute: int) -> Span:
    if minute >= _MINUTES or end_minute >= _MINUTES:
        raise NoHours("unreadable")
    start, end = hour * _MINUTES + minute, end_hour * _MINUTES + end_minute
    return start, end if end > start else end + DAY


def checked(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the stretches in order. Raises NoHours where one begins after its day, is too long, or meets another."""
    ordered = tuple(sorted(spans))
    for start, end in ordered:
        if not 0 <= start < DAY or end > LATEST or end <= start:
            raise NoHours("unreadable")
        if end - start > DAY:
            raise NoHours("too_long")
    for (_start, end), (following, _end) in pairwise(ordered):
        if following < end:
            raise NoHours("meeting")
    return ordered


def show_spans(spans: Iterable[Span]) -> str:
    """Write stretches as they are typed: "8:30-12:00 22:00-6:00"."""
    return " ".join(f"{_clock(start)}-{_clock(end)}" for start, end in sorted(spans))


def _clock(minutes: int) -> str:
    shown = minutes if minutes <= DAY else minutes - DAY
    return f"{shown // _MINUTES}:{shown % _MINUTES:02}"


def in_force(chain: Sequence[Sequence[Edition]]) -> list[Hours]:
    """Return the hours of a unit over time: its own, else those of the nearest unit above that has some, else office.

    ``chain`` holds the editions of the unit, of the unit above it, and so on to the top.
    """
    starts = sorted({date.min} | {one.start for editions in chain for one in editions})
    return [Hours(start, _on(chain, start)) for start in starts]


def _on(chain: Sequence[Sequence[Edition]], day: date) -> Mapping[int, Sequence[Span]]:
    for editions in chain:
        begun = [one for one in editions if one.start <= day]
        latest = max(begun, key=lambda one: one.start, default=None)
        if latest is not None and latest.week is not None:
            return latest.week
    return OFFICE_WEEK
