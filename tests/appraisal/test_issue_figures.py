"""What is printed on a year form adds up to its total, whatever the figures (P-5.2)."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huiyin.kernel.errors import Refusal
from huiyin.kernel.points import ROUNDINGS, show_points
from huiyin.rooms.appraisal.rules.form_figures import apportion, check_total, marks

SHARES = (2000, 3000, 5000)
means = st.builds(Fraction, st.integers(0, 1_300_000), st.integers(1, 130))


@pytest.mark.clause("P-5.2")
@given(st.tuples(means, means, means), st.sampled_from(sorted(ROUNDINGS)))
@settings(max_examples=800)
def test_the_printed_parts_give_the_printed_total(scores, rounding):
    exact = sum((score * share for score, share in zip(scores, SHARES, strict=True)), Fraction(0)) / 10_000
    total = ROUNDINGS[rounding](exact)
    printed = marks(scores, SHARES, total, rounding)
    check_total(show_points(total), printed, rounding)
    for mark, score, share in zip(printed, scores, SHARES, strict=True):
        assert mark is not None
        assert abs(Fraction(mark) * 100 - score * share / 10_000) < Fraction(2, 100)


@given(st.lists(st.one_of(st.none(), means), min_size=1, max_size=5))
def test_parts_add_up_to_their_rounded_sum(exact):
    present = [value for value in exact if value is not None]
    total = ROUNDINGS["half_up"](sum(present, Fraction(0)))
    parts = apportion(exact, total)
    assert [part is None for part in parts] == [value is None for value in exact]
    if present:
        assert sum(part for part in parts if part is not None) == total


def test_without_a_total_each_part_is_rounded_by_itself():
    assert apportion([Fraction(1, 2), None, Fraction(1, 3)], None) == [1, None, 0]
    assert marks((Fraction(9900), None, Fraction(9500)), SHARES, None, "half_up") == ["19.8000", None, "47.5000"]


@pytest.mark.parametrize(
    ("total", "printed"), [("97.66", ("19.8000", "29.8000", "48.0000")), ("97.60", ("19.8000", None, "77.8000"))]
)
def test_parts_that_do_not_give_the_total_are_refused(total, printed):
    with pytest.raises(Refusal):
        check_total(total, printed, "half_up")


def test_what_is_left_of_a_total_goes_to_those_that_lost_most_and_among_equals_to_the_first():
    halves = [Fraction(7, 2), Fraction(1, 2), Fraction(1, 3)]
    assert apportion(halves, 4) == [4, 0, 0]
    assert apportion(halves, 5) == [4, 1, 0]
    assert apportion([Fraction(1, 3), Fraction(10, 4), Fraction(2, 3)], 4) == [0, 3, 1]
    assert apportion([Fraction(1, 3), Fraction(10, 4), Fraction(2, 3)], 3) == [0, 2, 1]


@pytest.mark.parametrize(
    ("score", "total", "rounding", "mark"),
    [
        # 80.005 exactly, shown as 80.01 or, cut off, as 80.00.
        (Fraction(80_005, 10), 8001, "half_up", "80.0050"),
        (Fraction(80_005, 10), 8000, "truncate", "80.0050"),
        # 79.99996 rounds to 80.0000 in four decimals, but what is cut off at two is 79.99.
        (Fraction(7_999_996, 1000), 7999, "truncate", "79.9999"),
        (Fraction(7_999_996, 1000), 8000, "half_up", "80.0000"),
        # 80.00504 is shown as 80.01, and as 80.0050 half to even it would be shown as 80.00.
        (Fraction(8_000_504, 1000), 8001, "half_even", "80.0051"),
    ],
)
def test_a_mark_is_the_nearest_that_still_gives_the_total(score, total, rounding, mark):
    assert marks((score,), (10_000,), total, rounding) == [mark]


def test_a_total_that_the_parts_cannot_give_is_refused_with_both():
    with pytest.raises(Refusal) as refused:
        marks((Fraction(8000),), (10_000,), 8002, "half_up")
    assert refused.value.reason == "A + B + C: 80.0 ≠ 8002"
    with pytest.raises(Refusal) as refused:
        check_total("97.60", ("19.8000", None, "77.8000"), "half_up")
    assert refused.value.reason == "A + B + C: 19.8000 + — + 77.8000 ≠ 97.60"
    with pytest.raises(ValueError, match="zip"):
        marks((Fraction(8000),), (5000, 5000), None, "half_up")


def test_a_form_without_a_total_or_with_its_own_is_let_through():
    check_total(None, ("19.8000", None), "half_up")
    check_total("97.60", ("19.8000", "77.8000"), "half_up")
    check_total("0.00", (), "half_up")
    assert marks((None, None), (5000, 5000), None, "half_up") == [None, None]
    assert marks((None, None), (5000, 5000), 0, "half_up") == [None, None]
