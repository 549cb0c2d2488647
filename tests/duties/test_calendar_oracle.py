"""The compiled calendar and due times beside an oracle that walks the minutes."""

import os
import random
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from huiyin.rooms.duties.rules.calendar import Calendar, Hours, OutOfCalendar, compile_calendar
from huiyin.rooms.duties.rules.due import counted, due_at
from huiyin.rooms.duties.terms.kinds import DueRule
from tests.duties import calendar_oracle as oracle
from tests.duties.calendar_oracle import DAY, SPAN_DAYS, ZONES, World

# 3,000 cases in a run of the suite; the same variable as for the year's oracle scales them.
BATCHES = int(os.environ.get("HUIYIN_BATCHES", "25"))
WORLDS = max(1, BATCHES * 6 // 25)
CASES = 500


class Side:
    """The product's side of a world: minutes become instants and come back."""

    def __init__(self, world: World) -> None:
        self.world = world
        midnight = datetime.combine(world.first, time(0), UTC)
        self.zero = midnight - timedelta(minutes=ZONES[world.zone])
        hours = [Hours(start, week) for start, week in world.editions]
        self.calendar: Calendar = compile_calendar(
            world.days, hours, zone=ZoneInfo(world.zone),
            first=world.first, last=world.first + timedelta(days=SPAN_DAYS - 1),
        )  # fmt: skip

    def at(self, minute: int) -> datetime:
        return self.zero + timedelta(minutes=minute)

    def minute(self, at: datetime) -> float:
        return (at - self.zero) / timedelta(minutes=1)

    def spans(self, pauses: list[tuple[int, int]]) -> list[tuple[datetime, datetime]]:
        return [(self.at(start), self.at(end)) for start, end in pauses]


def _tried(what: Any) -> Any:
    try:
        return what()
    except OutOfCalendar:
        return None


def _due(side: Side, rule: dict[str, Any], armed: int, pauses: list[tuple[int, int]], given: int) -> float | None:
    at = None if rule["at"] is None else time(rule["at"] // 60, rule["at"] % 60)
    asked = DueRule(rule["how"], rule["amount"], at)
    given_at = side.at(given) if rule["how"] == "given" else None
    found = _tried(lambda: due_at(asked, side.at(armed), side.calendar, side.spans(pauses), given_at))
    if found is None:
        return None
    assert found.tzinfo is UTC
    return side.minute(found)


def _case(rng: random.Random, world: World, side: Side) -> str:
    """Run one case; return what differs, or nothing."""
    armed = rng.randrange(2 * DAY, 45 * DAY)
    pauses = oracle.pauses(rng, armed)
    turn = rng.randrange(0, 10)
    if turn == 0:
        end = armed + rng.randrange(-100, 20 * DAY)
        wanted: Any = oracle.elapsed(world, armed, end, pauses)
        got: Any = side.calendar.elapsed(side.at(armed), side.at(end), side.spans(pauses))
    elif turn == 1:
        minutes = rng.randrange(0, 9000)
        wanted = oracle.add(world, armed, minutes)
        found = _tried(lambda: side.calendar.add(side.at(armed), minutes))
        got = None if found is None else side.minute(found)
    elif turn == 2:
        number, n = rng.randrange(0, SPAN_DAYS), rng.randrange(0, 30)
        day = world.first + timedelta(days=number)
        nth = world.nth(number, n)
        wanted = None if nth is None else world.end_of_work(nth)
        found = _tried(lambda: side.calendar.end_of_working_day(day, n))
        got = None if found is None else side.minute(found)
    elif turn == 3:
        return _explained(rng, world, side, armed, pauses)
    else:
        # Two rules in turn: a policy that changes is reckoned anew from the same facts.
        rules, given = [oracle.rule(rng), oracle.rule(rng)], armed + rng.randrange(1, 10 * DAY)
        wanted = [oracle.due(world, rule, armed, pauses, given) for rule in rules]
        got = [_due(side, rule, armed, pauses, given) for rule in rules]
        return "" if wanted == got else f"{rules} armed {armed} pauses {pauses} given {given}: {wanted} != {got}"
    return "" if wanted == got else f"turn {turn} armed {armed} pauses {pauses}: {wanted} != {got}"


def _explained(rng: random.Random, world: World, side: Side, armed: int, pauses: list[tuple[int, int]]) -> str:
    """What is told has no gap, and each part of it is worked throughout or not at all, as the minutes say."""
    end = armed + rng.randrange(1, 12 * DAY)
    parts = counted(DueRule("working_minutes", 1), side.calendar, side.at(armed), side.at(end), side.spans(pauses))
    at, total = float(armed), 0.0
    for part in parts:
        first, last = side.minute(part.start), side.minute(part.end)
        worked = oracle.elapsed(world, int(first), int(last), pauses)
        if first != at or worked != part.minutes or worked not in {0, last - first}:
            return f"explained {part} as {part.minutes}, not {worked}; before it {at}"
        at, total = last, total + part.minutes
    wanted = oracle.elapsed(world, armed, end, pauses)
    return "" if (at, total) == (end, wanted) else f"explained {total} to {at}, not {wanted} to {end}"


def run(seed: int, cases: int = CASES) -> list[str]:
    """Run the cases of one world; return what differs."""
    rng = random.Random(seed)
    world = oracle.world(rng)
    side = Side(world)
    return [f"seed {seed}: {said}" for _turn in range(cases) if (said := _case(rng, world, side))]


@pytest.mark.parametrize("seed", range(WORLDS))
def test_the_compiled_calendar_says_what_walking_the_minutes_says(seed: int) -> None:
    assert run(seed) == []
