"""An independent account of the working-time calendar and of due times: it walks the minutes; no code of the product.

A world is a stretch of local minutes from 0:00 of its first date on, each marked as worked or not. Instants are
numbers of such minutes.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import compress, count, islice
from typing import Any

DAY = 24 * 60
SPAN_DAYS = 120
LENGTH = SPAN_DAYS * DAY
MAKEUP, HOLIDAY = 8, 9
ZONES = {"Asia/Shanghai": 480, "Asia/Kathmandu": 345, "America/Bogota": -300}


@dataclass
class World:
    """A calendar: the exceptions by date, editions of hours by their first day, and every minute."""

    first: date
    zone: str
    days: dict[date, int]
    editions: list[tuple[date, dict[int, list[tuple[int, int]]]]]
    worked: bytearray = field(init=False)

    def __post_init__(self) -> None:
        """Walk the minutes of every date and of the one after, which a shift past midnight reaches."""
        self.worked = bytearray(LENGTH)
        for number in range(-1, SPAN_DAYS):
            spans = self.spans(number)
            for minute in range(2 * DAY) if spans else ():
                at = number * DAY + minute
                if 0 <= at < LENGTH and any(start <= minute < end for start, end in spans):
                    self.worked[at] = 1

    def spans(self, number: int) -> list[tuple[int, int]]:
        """The hours of a date by its number."""
        day = self.first + timedelta(days=number)
        week: dict[int, list[tuple[int, int]]] = {}
        for start, hours in sorted(self.editions, key=lambda one: one[0]):
            if start <= day:
                week = hours
        return week.get(self.days.get(day, day.isoweekday()), [])

    def end_of_work(self, number: int) -> int:
        return number * DAY + max(end for _start, end in self.spans(number))

    def nth(self, number: int, n: int) -> int | None:
        """The n-th working day after a date; for 0 the date itself or the next working day."""
        if n == 0:
            number, n = number - 1, 1
        while n:
            number += 1
            if number >= SPAN_DAYS:
                return None
            if self.spans(number):
                n -= 1
        return number


def _walk(marks: bytearray, start: int, wanted: int) -> int | None:
    """Walk from a minute on until so many were marked; the minute after the last of them."""
    if not wanted:
        return start
    for at in islice(compress(count(start), memoryview(marks)[start:]), wanted - 1, None):
        return at + 1
    return None


def elapsed(world: World, start: int, end: int, pauses: Sequence[tuple[int, int]]) -> int:
    marks = bytearray(world.worked)
    for first, last in pauses:
        marks[first:last] = bytes(last - first)
    return marks.count(1, start, end) if start < end else 0


def add(world: World, start: int, minutes: int) -> int | None:
    return _walk(world.worked, start, minutes)


def _runs(pauses: Sequence[tuple[int, int]], start: int) -> Iterator[tuple[int, int]]:
    """The runs of paused minutes, minute by minute, cut at the start."""
    marks = bytearray(LENGTH)
    for first, last in pauses:
        marks[first:last] = b"\1" * (last - first)
    at = 0
    while (at := marks.find(1, at)) >= 0:
        end = marks.find(0, at)
        end = LENGTH if end < 0 else end
        if end > start:
            yield max(at, start), end
        at = end


def _month_day(world: World, number: int, n: int) -> int:
    day = world.first + timedelta(days=number)
    month = day.month
    while day.month == month:
        day += timedelta(days=1)
    begin = day
    while day.month == begin.month and day.day < n:
        day += timedelta(days=1)
    if day.month != begin.month:
        day -= timedelta(days=1)
    return (day - world.first).days


def due(
    world: World, rule: dict[str, Any], armed: int, pauses: Sequence[tuple[int, int]], given: int = 0
) -> int | None:
    """When a duty is due; None where the world ends before."""
    how = rule["how"]
    if how in {"working_minutes", "clock_minutes"}:
        marks = bytearray(world.worked) if how == "working_minutes" else bytearray(b"\1" * LENGTH)
        for first, last in pauses:
            marks[first:last] = bytes(last - first)
        return _walk(marks, armed, rule["amount"])
    stood, found = 0, _reckon(world, rule, armed, given, 0)
    for first, last in _runs(pauses, armed):
        if found is None or first >= found:
            break
        stood += world.worked.count(1, first, last) if how == "working_days" else last - first
        found = _reckon(world, rule, armed, given, stood)
    return found


def _reckon(world: World, rule: dict[str, Any], armed: int, given: int, stood: int) -> int | None:
    """When it is due after its time stood still for so many minutes."""
    how, amount = str(rule["how"]), int(rule["amount"])
    if how == "given":
        return given + stood
    if how == "working_days":
        begun = _walk(world.worked, armed, stood)
        return None if begun is None else _on(world, rule, world.nth(begun // DAY, amount))
    if how == "day_of_month":
        found = _on(world, rule, world.nth(_month_day(world, armed // DAY, amount), 0))
        if found is None or not stood:
            return found
        return _on(world, rule, world.nth((found + stood) // DAY, 0))
    return _on(world, rule, (armed + stood) // DAY + amount)


def _on(world: World, rule: dict[str, Any], number: int | None) -> int | None:
    """The time of a date: the one that the rule names, the end of its work, or 24:00."""
    if number is None:
        return None
    if rule["at"] is not None:
        return number * DAY + int(rule["at"])
    return world.end_of_work(number) if rule["how"] in {"working_days", "day_of_month"} else (number + 1) * DAY


OFFICE = [(510, 720), (810, 1050)]


def _office(rng: random.Random) -> dict[int, list[tuple[int, int]]]:
    early = rng.choice([0, 30, 60])
    hours = [(start + early, end + early) for start, end in OFFICE]
    return dict.fromkeys((1, 2, 3, 4, 5, MAKEUP), hours) | ({6: hours[:1]} if rng.random() < 0.3 else {})


def _shifts(rng: random.Random) -> dict[int, list[tuple[int, int]]]:
    day, night = (rng.randrange(360, 480), rng.randrange(1080, 1260)), rng.randrange(1320, 1440)
    spans = [day, (night, night + rng.randrange(120, 600))]
    return {key: [(day[0], day[1]), spans[1]] for key in range(1, 10) if rng.random() < 0.9}


def _chaos(rng: random.Random) -> dict[int, list[tuple[int, int]]]:
    week: dict[int, list[tuple[int, int]]] = {}
    for day in range(1, 10):
        spans = []
        for _turn in range(rng.randrange(0, 5)):
            start = rng.randrange(0, DAY)
            spans.append((start, min(2 * DAY, start + rng.randrange(1, 700))))
        if spans:
            week[day] = spans
    return week


def world(rng: random.Random) -> World:
    """A random calendar: hours that change on the way, holidays, make-up workdays, days moved to another's hours."""
    first = date(2020, 1, 1) + timedelta(days=rng.randrange(0, 3650))
    make = rng.choice([_office, _office, _shifts, _chaos])
    editions = [(first - timedelta(days=400), make(rng))]
    editions += [
        (first + timedelta(days=rng.randrange(-1, SPAN_DAYS)), rng.choice([make, _shifts, _chaos])(rng))
        for _turn in range(rng.randrange(0, 3))
    ]
    days = {}
    for number in range(-1, SPAN_DAYS):
        if rng.random() < 0.15:
            days[first + timedelta(days=number)] = rng.choice([HOLIDAY, HOLIDAY, MAKEUP, rng.randrange(1, 8)])
    return World(
        first, rng.choice(list(ZONES)), days, list({start: (start, week) for start, week in editions}.values())
    )


def pauses(rng: random.Random, start: int) -> list[tuple[int, int]]:
    """None to four pauses, before, around and after a minute; some meet."""
    found: list[tuple[int, int]] = []
    for _turn in range(rng.choice([0, 0, 1, 1, 2, 3, 4])):
        first = max(0, start + rng.randrange(-2 * DAY, 12 * DAY))
        if found and rng.random() < 0.2:
            first = rng.choice(found)[1]
        found.append((first, first + rng.choice([rng.randrange(1, 300), rng.randrange(1, 4 * DAY)])))
    return found


def rule(rng: random.Random) -> dict[str, Any]:
    how = rng.choice([
        "same_day", "clock_minutes", "working_minutes", "working_minutes", "calendar_days", "working_days",
        "working_days", "day_of_month", "given",
    ])  # fmt: skip
    most = {"clock_minutes": 5000, "working_minutes": 4000, "calendar_days": 20, "working_days": 15, "day_of_month": 31}
    least = 0 if how in {"calendar_days", "working_days"} else 1
    amount = rng.randrange(least, most[how] + 1) if how in most else 0
    dated = how in {"same_day", "calendar_days", "working_days", "day_of_month"}
    return {"how": how, "amount": amount, "at": rng.randrange(0, DAY) if dated and rng.random() < 0.3 else None}
