"""Months, weeks and spans, as the regulations count them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.kernel.period import Span, days_of, month_key, month_span, months_served, week_key

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "week"), [(date(2025, 12, 29), "2026-W01"), (date(2027, 1, 1), "2026-W53"), (date(2025, 1, 6), "2025-W02")]
)
def test_a_week_belongs_to_its_iso_year(day, week):
    assert week_key(day) == week


def test_a_month_knows_its_last_day():
    assert month_span(2028, 2).end == date(2028, 2, 29)
    assert month_key(date(2025, 3, 9)) == "2025-03"


@pytest.mark.parametrize(("joined", "months"), [(date(2025, 3, 17), [3]), (date(2025, 3, 18), [])])
def test_a_month_is_served_from_fifteen_days_on(joined, months):
    assert list(months_served([Span(joined, date(2025, 3, 31))], 2025, 15)) == months


def test_two_stretches_of_one_month_count_together():
    stretches = [Span(date(2025, 5, 1), date(2025, 5, 7)), Span(date(2025, 5, 24), date(2025, 5, 31))]
    assert list(months_served(stretches, 2025, 15)) == [5]


@given(days, days, days, days)
def test_shared_days_are_counted_like_a_walk_over_the_days(a, b, c, d):
    one, two = Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d))
    walked = sum(two.holds(day) for day in days_of(one)) if (one.end - one.start).days < 500 else one.days_in(two)
    assert one.days_in(two) == walked
    assert one.meets(two) == (one.days_in(two) > 0)
