"""The calendar's rules by hand: what a person would look up on the wall."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from huiyin.rooms.duties.rules.calendar import HOLIDAY, MAKEUP, Calendar, Hours, OutOfCalendar, compile_calendar
from huiyin.rooms.duties.rules.due import due_at
from huiyin.rooms.duties.rules.hours import OFFICE_WEEK, Edition, NoHours, in_force, parse_spans, show_spans
from huiyin.rooms.duties.rules.public_days import public_year
from huiyin.rooms.duties.terms.kinds import DueRule, How

SHANGHAI = ZoneInfo("Asia/Shanghai")
# National Day 2026: free from 1 to 7 October, made up on 20 September and 10 October.
DAYS = {date(2026, 10, day): HOLIDAY for day in range(1, 8)} | {
    date(2026, 9, 20): MAKEUP,
    date(2026, 10, 10): MAKEUP,
}


def _calendar(week: dict[int, list[tuple[int, int]]] | None = None) -> Calendar:
    hours = [Hours(date(2000, 1, 1), week or OFFICE_WEEK)]
    return compile_calendar(DAYS, hours, zone=SHANGHAI, first=date(2026, 1, 1), last=date(2026, 12, 31))


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def test_working_time_runs_over_lunch_the_holidays_and_a_make_up_saturday() -> None:
    calendar = _calendar()
    assert calendar.add(_at(9, 30, 11, 30), 60) == _at(9, 30, 14, 0)
    assert calendar.add(_at(9, 30, 17, 0), 60) == _at(10, 8, 9, 0)
    assert calendar.elapsed(_at(9, 30, 0), _at(10, 11, 0)) == 4 * 450
    assert calendar.end_of_working_day(date(2026, 9, 30), 3) == _at(10, 10, 17, 30)
    assert calendar.working_days(date(2026, 9, 28), date(2026, 10, 11)) == 6
    assert calendar.is_working_day(date(2026, 9, 20))
    assert not calendar.is_working_day(date(2026, 10, 5))


def test_a_time_used_up_when_work_ends_is_due_then_and_not_the_next_morning() -> None:
    assert _calendar().add(_at(9, 29, 8, 30), 450) == _at(9, 29, 17, 30)


def test_seconds_are_kept() -> None:
    calendar = _calendar()
    start = _at(9, 28, 9) + timedelta(seconds=7, microseconds=123_456)
    assert calendar.add(start, 30) == start + timedelta(minutes=30)
    assert calendar.elapsed(start, start + timedelta(seconds=30)) == 0.5


def test_a_night_shift_belongs_to_the_day_on_which_it_begins() -> None:
    calendar = _calendar({1: [(22 * 60, 30 * 60)]})  # Mondays 22:00 to 6:00
    assert calendar.elapsed(_at(11, 24, 0), _at(11, 24, 12)) == 360
    assert not calendar.is_working_day(date(2026, 11, 24))
    assert calendar.end_of_working_day(date(2026, 11, 22), 1) == _at(11, 24, 6)


def test_hours_that_overlap_past_midnight_count_once() -> None:
    calendar = _calendar({1: [(22 * 60, 34 * 60)], 2: [(8 * 60, 12 * 60)]})  # to 10:00 on Tuesday, and from 8:00 there
    assert calendar.elapsed(_at(11, 23, 12), _at(11, 24, 12)) == (12 + 2) * 60


def test_what_lies_outside_the_compiled_years_is_refused() -> None:
    calendar = _calendar()
    with pytest.raises(OutOfCalendar):
        calendar.add(_at(12, 31, 17), 60)
    with pytest.raises(OutOfCalendar):
        calendar.elapsed(datetime(2025, 12, 1, tzinfo=UTC), _at(1, 5, 9))
    with pytest.raises(OutOfCalendar):
        calendar.end_of_working_day(date(2026, 12, 30), 3)


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        (DueRule(How.SAME_DAY), _at(10, 1, 0)),
        (DueRule(How.CLOCK_MINUTES, 90), _at(9, 30, 18, 30)),
        (DueRule(How.WORKING_MINUTES, 90), _at(10, 8, 9, 30)),
        (DueRule(How.CALENDAR_DAYS, 3), _at(10, 4, 0)),
        (DueRule(How.CALENDAR_DAYS, 1, time(12)), _at(10, 1, 12)),
        (DueRule(How.WORKING_DAYS, 3), _at(10, 10, 17, 30)),
        (DueRule(How.WORKING_DAYS, 1, time(12)), _at(10, 8, 12)),
        (DueRule(How.DAY_OF_MONTH, 5), _at(10, 8, 17, 30)),  # the 5th is a holiday
    ],
)
def test_every_rule_has_its_due_time(rule: DueRule, due: datetime) -> None:
    assert due_at(rule, _at(9, 30, 17), _calendar()) == due


def test_a_pause_over_a_night_costs_no_working_time() -> None:
    rule, armed = DueRule(How.WORKING_MINUTES, 120), _at(9, 28, 16, 30)
    night = [(_at(9, 28, 17, 30), _at(9, 29, 8, 30))]
    assert due_at(rule, armed, _calendar(), night) == due_at(rule, armed, _calendar()) == _at(9, 29, 9, 30)
    morning = [(_at(9, 28, 17, 0), _at(9, 29, 9, 0))]
    assert due_at(rule, armed, _calendar(), morning) == _at(9, 29, 10, 30)


def test_a_pause_of_a_day_moves_days_by_a_day_and_a_short_one_moves_none() -> None:
    armed = _at(9, 28, 9)
    day, short = [(_at(9, 28, 10), _at(9, 29, 10))], [(_at(9, 28, 10), _at(9, 28, 11))]
    for how in (How.SAME_DAY, How.CALENDAR_DAYS, How.WORKING_DAYS):
        rule = DueRule(how, 1 if how != How.SAME_DAY else 0)
        before = due_at(rule, armed, _calendar())
        assert due_at(rule, armed, _calendar(), short) == before
        assert due_at(rule, armed, _calendar(), day) == before + timedelta(days=1)


def test_a_promised_time_moves_on_by_the_clock() -> None:
    pause = [(_at(9, 28, 10), _at(9, 28, 11))]
    assert due_at(DueRule(How.GIVEN), _at(9, 28, 9), _calendar(), pause, _at(9, 30, 12)) == _at(9, 30, 13)


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("", ()),
        ("8:30-12:00 13:30-17:30", ((510, 720), (810, 1050))),
        ("13:30–17:30，08:30至12:00", ((510, 720), (810, 1050))),
        ("22:00-6:00", ((1320, 1800),)),
        ("0:00-24:00", ((0, 1440),)),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert parse_spans(typed) == spans
    assert parse_spans(show_spans(spans)) == spans


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("morning", "unreadable"),
        ("8:30-12:00 and 13:30-17:30", "unreadable"),
        ("8:70-9:00", "unreadable"),
        ("25:00-26:00", "unreadable"),
        ("8:00-12:00 11:00-13:00", "meeting"),
    ],
)
def test_what_are_no_hours_is_refused(typed: str, why: str) -> None:
    with pytest.raises(NoHours, match=why):
        parse_spans(typed)


def test_a_unit_follows_the_one_above_until_it_has_hours_and_after_it_gives_them_up() -> None:
    company = [Edition(date(2026, 1, 1), {1: ((540, 1020),)})]
    hotel = [Edition(date(2026, 3, 1), {1: ((0, 1440),)}), Edition(date(2026, 6, 1), None)]
    weeks = {hours.start: hours.week for hours in in_force([hotel, company])}
    assert weeks[date.min] == OFFICE_WEEK
    assert weeks[date(2026, 1, 1)] == weeks[date(2026, 6, 1)] == company[0].week
    assert weeks[date(2026, 3, 1)] == hotel[0].week


def test_published_years_agree_in_both_packages_and_a_later_one_is_unconfirmed() -> None:
    for year in (2024, 2025, 2026):
        public = public_year(year)
        assert (public.published, list(public.differing)) == (True, [])
        assert all(one.confirmed for one in public.days)
    known = {one.day: one.works for one in public_year(2026).days}
    assert (known[date(2026, 10, 10)], known[date(2026, 10, 7)]) == (True, False)
    coming = public_year(2035)
    assert not coming.published
    assert {(one.confirmed, one.works) for one in coming.days} == {(False, False)}
