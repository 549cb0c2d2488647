"""The compiled calendar: what a look-up, and the whole of adding or counting working time, take in microseconds."""

import timeit
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bench.clock import best
from huiyin.rooms.duties.rules.calendar import HOLIDAY, Calendar, Hours, compile_calendar
from huiyin.rooms.duties.rules.hours import OFFICE_WEEK

GOES = 100_000


def compiled() -> Calendar:
    """Compile twenty-one years of office hours with a week of holidays each October."""
    days = {date(year, 10, day): HOLIDAY for year in range(2016, 2037) for day in range(1, 8)}
    return compile_calendar(
        days, [Hours(date(2000, 1, 1), OFFICE_WEEK)], zone=ZoneInfo("Asia/Shanghai"),
        first=date(2016, 1, 1), last=date(2036, 12, 31),
    )  # fmt: skip


def microseconds(what: Callable[[], object]) -> float:
    """Return the least that a call takes, the call itself included."""
    return min(timeit.repeat(what, number=GOES, repeat=3)) / GOES * 1e6


def figures() -> dict[str, float]:
    """Return seconds to compile, and microseconds of each question."""
    seconds, calendar = best(compiled)
    start = datetime(2026, 9, 30, 9, 0, tzinfo=UTC)
    end, day = start + timedelta(days=40), date(2026, 10, 1)
    ticks = (start - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return {
        "compile (s)": seconds,
        "one look-up": microseconds(lambda: calendar._worked(ticks)),  # noqa: SLF001 - the look-up without its dress
        "add 600 working minutes": microseconds(lambda: calendar.add(start, 600)),
        "elapsed over 40 days": microseconds(lambda: calendar.elapsed(start, end)),
        "end of the third working day": microseconds(lambda: calendar.end_of_working_day(day, 3)),
    }


if __name__ == "__main__":
    for name, figure in figures().items():
        print(f"{name:32} {figure:8.3f}")
