"""Whose a return stay is, and what it comes to: decisions from values alone."""

from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.rooms.commission.rules.money import cents_of, share, taken_back, yuan
from huiyin.rooms.commission.rules.statements import Back, Owing, due_until
from huiyin.rooms.commission.rules.stays import Reached, StayDraft, owed_to, written

CHINA = timezone(timedelta(hours=8))
BOOKED = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
HOURS = st.integers(-24 * 400, 24 * 400)


@pytest.mark.clause("H-11b")
@given(st.lists(HOURS, max_size=8, unique=True), st.integers(1, 365))
def test_the_last_call_before_the_booking_within_the_window_wins(hours, window):
    calls = [Reached(n, n, BOOKED + timedelta(hours=one)) for n, one in enumerate(hours)]
    won = owed_to(calls, BOOKED, window)
    fit = [one for one in calls if timedelta(0) < BOOKED - one.at <= timedelta(days=window)]
    if won is None:
        assert not fit
    else:
        assert won in fit
        assert all(one.at <= won.at for one in fit)


@pytest.mark.clause("H-11c")
@given(st.integers(0, 10**9), st.integers(0, 10_000), st.lists(st.integers(1, 10**8), max_size=6))
def test_refunds_together_take_back_exactly_what_was_paid(revenue, rate, wanted):
    paid, left, back = share(revenue, rate), revenue, 0
    exact = Fraction(revenue * rate, 10_000)
    assert Fraction(-1, 2) < paid - exact <= Fraction(1, 2)
    for amount in wanted:
        given_back = min(amount, left)
        back += taken_back(revenue, revenue - left, given_back, rate)
        left -= given_back
        assert paid - back == share(left, rate)
    back += taken_back(revenue, revenue - left, left, rate)
    assert back == paid


def test_half_a_cent_is_rounded_up():
    assert (share(25, 200), share(24, 200), share(75, 200), share(74, 200)) == (1, 0, 2, 1)


@pytest.mark.parametrize(
    ("text", "cents"), [("1,280.5", 128050), ("0", 0), ("12.34", 1234), ("12.345", None), ("-1", None), ("", None)]
)
def test_yuan_are_read_as_whole_cents(text, cents):
    assert cents_of(text) == cents
    if cents is not None:
        assert cents_of(yuan(cents)) == cents


@pytest.mark.clause("H-11c")
def test_a_refund_of_what_was_never_paid_is_no_line():
    off = Owing(1, 7, date(2026, 10, 5), 10_000, None)
    late = Owing(2, 7, date(2026, 11, 5), 10_000, 200)
    settled = Owing(3, 7, date(2026, 9, 5), 10_000, 500, settled=200)
    backs = [Back(1, 1, date(2026, 10, 6), 100), Back(2, 2, date(2026, 10, 30), 100), Back(3, 3, date(2026, 10, 7), 50)]
    due = due_until([off, late, settled], backs, date(2026, 10, 31))
    assert [(one.stay, one.base, one.rate, one.commission) for one in due] == [(3, -50, 200, -1)]
    both = due_until([late], backs[1:2], date(2026, 11, 30))
    assert [(one.base, one.commission) for one in both] == [(-100, -2), (10_000, 200)]


def _row(**more):
    plain = {
        "number": "R1", "guest": "周小敏", "phone": "13900001234", "booked": "2026-11-01", "checked_in": "2026/11/2",
        "checked_out": "2026-11-03", "revenue": "688",
    }  # fmt: skip
    return plain | more


def test_a_row_is_read_or_says_what_is_wrong():
    now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    read = written(_row(), CHINA, now)
    assert isinstance(read, StayDraft)
    assert (read.booked_at.date(), read.revenue) == (date(2026, 11, 1), 68_800)
    today = written(_row(booked="2026-11-23", checked_in="2026-11-23", checked_out="2026-11-23"), CHINA, now)
    assert isinstance(today, StayDraft)
    assert today.booked_at == now
    for wrong, fault in (
        ({"revenue": "abc"}, ("revenue", "unreadable")), ({"phone": ""}, ("phone", "missing")),
        ({"checked_in": "2026-10-31"}, ("checked_in", "order")),
        ({"checked_out": "2026-11-24"}, ("checked_out", "ahead")),
        ({"booked": "2026-12-01 10:00"}, ("booked", "ahead")), ({"number": "9" * 41}, ("number", "long")),
    ):  # fmt: skip
        assert written(_row(**wrong), CHINA, now) == [fault]
