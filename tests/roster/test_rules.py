"""Which days lack what, and when a day may be signed off."""

from datetime import date, timedelta

import pytest

from huiyin.rooms.roster.rules import Gap, Span, gaps, last_days, missing_on, refusal
from huiyin.rooms.roster.terms import Said

MONDAY = date(2026, 11, 23)


def day(ago: int) -> date:
    return MONDAY - timedelta(days=ago)


def test_a_book_is_missing_only_on_days_on_which_it_is_kept() -> None:
    spans = [Span(1, day(3)), Span(2, day(9), day(2)), Span(3, day(0))]
    assert missing_on(day(1), spans, set()) == (1,)
    assert missing_on(day(2), spans, {(1, day(2))}) == (2,)
    assert missing_on(day(4), spans, {(1, day(2))}) == (2,)
    assert missing_on(day(0), spans, {(3, day(1))}) == (1, 3)


@pytest.mark.clause("S-1a")
def test_each_day_without_a_log_or_a_review_is_listed() -> None:
    spans, written = [Span(1, day(4)), Span(2, day(2))], {(1, day(1)), (2, day(1)), (1, day(3)), (1, day(4))}
    found = gaps(
        last_days(MONDAY, 6), spans, written, {day(3), day(4)}, today=MONDAY, reviewed_until=day(2)
    )  # fmt: skip
    assert found == [Gap(day(2), (1, 2), unreviewed=True)]
    found = gaps(last_days(MONDAY, 6), spans, written, {day(2)}, today=MONDAY, reviewed_until=day(1))
    assert found == [
        Gap(day(1), (), unreviewed=True), Gap(day(2), (1, 2), unreviewed=False), Gap(day(3), (), unreviewed=True),
        Gap(day(4), (), unreviewed=True),
    ]  # fmt: skip


def test_today_is_not_missing_before_it_is_over() -> None:
    assert gaps([MONDAY], [Span(1, day(1))], set(), set(), today=MONDAY, reviewed_until=day(1)) == []


@pytest.mark.parametrize(
    ("on", "missing", "unread", "neglected", "why"),
    [
        (day(-1), 0, 0, False, "ahead"), (day(0), 1, 0, False, "missing"), (day(1), 1, 0, False, ""),
        (day(0), 0, 0, False, ""), (day(1), 0, 1, False, "unread"), (day(1), 0, 1, True, "unread"),
        (day(1), 0, 0, True, "neglected"),
    ],
)  # fmt: skip
@pytest.mark.clause("S-1c")
def test_a_day_is_signed_off_when_all_is_read_and_every_problem_followed_up(
    on: date, missing: int, unread: int, neglected: bool, why: str
) -> None:
    assert refusal(on, today=MONDAY, missing=missing, unread=unread, neglected=neglected) == why
    assert why == "" or why in Said.values
