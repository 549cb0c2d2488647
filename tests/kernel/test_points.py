"""Points are exact hundredths; rounding happens once, as the scheme says."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.kernel.points import parse_points, round_half_even, round_half_up, show_points, truncate


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [("1.5", 150), (2.5, 250), (0.1, 10), ("0.29", 29), (" 2 ", 200), (-1, -100), ("1e1", 1000), ("１２", 1200)],
)
def test_points_are_read_as_typed(typed, hundredths):
    assert parse_points(typed) == hundredths


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("abc", "number"),
        ("", "number"),
        (None, "number"),
        (True, "number"),
        ("nan", "number"),
        ("inf", "number"),
        (1.005, "decimals"),
        ("0.001", "decimals"),
    ],
)
def test_what_is_no_number_of_points_is_refused_with_its_reason(typed, why):
    with pytest.raises(ValueError, match=why):
        parse_points(typed)


@given(st.integers(-(10**9), 10**9))
def test_showing_and_reading_are_inverse(hundredths):
    assert parse_points(show_points(hundredths)) == hundredths


@pytest.mark.parametrize(
    ("exact", "up", "even", "cut"),
    [
        ("1/2", 1, 0, 0),
        ("3/2", 2, 2, 1),
        ("5/2", 3, 2, 2),
        ("-1/2", -1, 0, 0),
        ("-5/2", -3, -2, -2),
        ("7/3", 2, 2, 2),
        ("8/3", 3, 3, 2),
    ],
)
def test_the_three_roundings_at_ties_and_between(exact, up, even, cut):
    value = Fraction(exact)
    assert (round_half_up(value), round_half_even(value), truncate(value)) == (up, even, cut)


@given(st.fractions())
def test_half_up_is_never_further_than_a_half(value):
    assert abs(round_half_up(value) - value) <= Fraction(1, 2)
