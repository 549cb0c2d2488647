"""The retention term counts calendar years; numbers and series are readable."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.rooms.records import rules


@pytest.mark.clause("P-4.12.1", "P-4.12.2", "P-4.12.3", "P-4.12.4")
@pytest.mark.parametrize(
    ("archived", "until"),
    [
        (date(2024, 2, 5), date(2026, 2, 5)),
        (date(2024, 2, 29), date(2026, 2, 28)),
        (date(2023, 2, 28), date(2025, 2, 28)),
        (date(2025, 12, 31), date(2027, 12, 31)),
    ],
)
def test_two_years_are_calendar_years_and_not_730_days(archived, until):
    assert rules.keep_until(archived, 2) == until


@pytest.mark.clause("P-4.12.1")
def test_archived_2024_02_05_is_due_on_2026_02_05_and_not_the_day_before():
    until = rules.keep_until(date(2024, 2, 5), 2)
    assert not rules.is_over(until, date(2026, 2, 4))
    assert rules.is_over(until, date(2026, 2, 5))


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.integers(1, 30))
def test_a_term_ends_in_the_same_month_of_the_last_year(archived, years):
    until = rules.keep_until(archived, years)
    assert (until.year, until.month) == (archived.year + years, archived.month)
    assert until.day in {archived.day, 28}


def test_numbers_grow_past_four_digits():
    assert rules.number_of("YKH", "2026-11", 7) == "YKH-202611-0007"
    assert rules.number_of("NKH", "2026", 12_345) == "NKH-2026-12345"
    assert rules.series_of("NKH", "2026") == "record:NKH:2026"
