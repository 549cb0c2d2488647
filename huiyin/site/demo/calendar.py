"""The demo company's calendar: each year as it became known, and the hours of who works otherwise than the office."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from huiyin.rooms.duties.usecases import calendar
from huiyin.rooms.people import queries as people
from huiyin.site.demo.load import FOUNDED, GENERAL_MANAGER, RULES_FROM, Story

# Year → the day on which the general manager loads it, after the yearly notice; the last one is still awaited.
YEARS: Mapping[int, date] = {2025: FOUNDED + timedelta(days=3), 2026: date(2025, 11, 10), 2027: date(2026, 11, 16)}

Week = Mapping[int, Sequence[tuple[int, int]]]
EVERY_DAY = range(1, 10)
# The estates' counters are open at noon and on Saturdays; the hotel answers from 7:00, and at night until 2:00.
ESTATE: Week = dict.fromkeys((1, 2, 3, 4, 5, 8), ((510, 1080),)) | {6: ((540, 1020),)}
HOTEL: Week = dict.fromkeys(EVERY_DAY, ((420, 1380),))
DESK: Week = dict.fromkeys(EVERY_DAY, ((420, 930), (930, 1560)))
HOURS: Mapping[str, Week] = {"回音物业": ESTATE, "回音酒店": HOTEL, "酒店客服中心": DESK}


def keep_calendar(story: Story, until: date) -> None:
    """Set the hours, and load the years that were known by a day, unless that was done before."""
    for name, week in HOURS.items():
        if not story.knows(f"hours:{name}"):
            with story.on(FOUNDED + timedelta(days=3), 11):
                manager = story.actor(GENERAL_MANAGER)
                unit = people.units(manager).get(name=name)
                story.once(manager, f"hours:{name}", calendar.set_hours, unit=unit, start=RULES_FROM, week=week)
    for year, day in YEARS.items():
        if day <= until and not story.knows(f"calendar:{year}"):
            with story.on(day, 11):
                story.once(story.actor(GENERAL_MANAGER), f"calendar:{year}", calendar.load_year, year=year)
