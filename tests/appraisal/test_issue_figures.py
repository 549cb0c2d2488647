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
