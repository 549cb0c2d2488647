"""Decisions about callbacks, from values alone."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.kernel.errors import Conflict
from huiyin.rooms.callbacks.rules import calling, departures, lots, opinions, rates
from huiyin.rooms.callbacks.terms import ENDED, FLOW, KIND_WORDS, OPEN, TO_CALL, State

CHINA = timezone(timedelta(hours=8))


@pytest.mark.clause("H-7a")
def test_a_departure_of_14_february_is_due_on_the_15th_until_24_o_clock():
    first, due = calling.window(date(2026, 2, 14), 1, 1, CHINA)
    assert first == date(2026, 2, 15)
    assert due == datetime(2026, 2, 15, 16, 0, tzinfo=UTC)  # 2026-02-16 00:00 in China
    assert calling.month_of(due, CHINA) == "2026-02"
    assert calling.month_of(calling.window(date(2026, 1, 30), 1, 1, CHINA)[1], CHINA) == "2026-01"


@pytest.mark.parametrize(
    ("at", "part"),
    [
        (time(8), "morning"), (time(11, 59), "morning"), (time(12), "noon"), (time(14), "afternoon"),
        (time(17, 59), "afternoon"), (time(18), "evening"), (time(23), "evening"),
    ],
)  # fmt: skip
def test_a_day_has_four_parts(at, part):
    assert calling.part_of_day(at) == part


@pytest.mark.clause("H-7b")
@given(st.lists(st.sampled_from(["morning", "noon", "afternoon", "evening"]), max_size=6))
def test_not_reached_means_three_attempts_in_three_parts_of_the_day(parts):
    assert (calling.missing_attempts(parts) == 0) == (len(set(parts)) >= 3)


@pytest.mark.parametrize(("callers", "handler", "chosen"), [([1, 2], 3, 1), ([1, 2], 1, 2), ([1, None], 1, None)])
def test_who_handled_it_does_not_call(callers, handler, chosen):
    assert calling.choose_caller(callers, handler, other_caller=True) == chosen
    assert calling.choose_caller(callers, handler, other_caller=False) == callers[0]


@given(st.text(min_size=1, max_size=8), st.integers(1, 99), st.integers(0, 400))
def test_every_block_draws_exactly_its_share_and_draws_it_again(seed, rate, start):
    size, drawn = lots.block_of(rate)
    first = start - start % size
    said = [lots.is_drawn(seed, place, rate) for place in range(first, first + size)]
    assert sum(said) == drawn
    assert drawn * 100 == rate * size
    assert said == [lots.is_drawn(seed, place, rate) for place in range(first, first + size)]


def test_another_seed_draws_others():
    said = {tuple(lots.is_drawn(f"seed {n}", place, 30) for place in range(10)) for n in range(40)}
    assert len(said) > 20


@pytest.mark.clause("H-7b")
def test_80_of_100_reached_in_time_are_80_per_cent():
    due = datetime(2026, 11, 24, tzinfo=UTC)
    lines = [rates.Line(str(n), "closed", due, due) for n in range(80)]
    lines += [rates.Line("late", "closed", due, due + timedelta(seconds=1))] * 10
    lines += [rates.Line("x", "unreachable", due, None)] * 6 + [rates.Line("o", "planned", due, None)] * 4
    lines += [rates.Line("e", "exempt", due, None)] * 5 + [rates.Line("r", "refused", due, None)] * 2
    found = rates.count(lines)
    assert (found.numerator, found.denominator, found.rate) == (80, 100, 80.0)
    assert (found.due, found.exempt, found.refused, found.late) == (107, 5, 2, 10)
    assert found.reaches(80)
    assert not found.reaches(81)
    assert rates.in_per_mille(1, 3) == 333
    assert rates.in_per_mille(0, 0) is None
    assert rates.Count().reaches(100)


@pytest.mark.clause("H-9")
def test_an_opinion_is_answered_at_once_or_appointed():
    now = datetime(2026, 11, 23, tzinfo=UTC)
    plain = opinions.OpinionDraft("opinion", "冷", 1)
    assert [one.reason for one in opinions.faults_of(plain, now)] == ["unanswered"]
    late = opinions.OpinionDraft("opinion", "冷", 1, appointed_at=now)
    assert [one.reason for one in opinions.faults_of(late, now)] == ["passed"]
    assert not opinions.faults_of(opinions.OpinionDraft("opinion", "冷", 1, said_at_once="已加热"), now)


@pytest.mark.clause("H-8a")
def test_a_proposal_without_a_decision_stays_open():
    assert opinions.undecided("suggestion", None, "")
    assert opinions.undecided("suggestion", True, " ")
    assert not opinions.undecided("suggestion", False, "成本过高")
    assert not opinions.undecided("opinion", None, "")


@pytest.mark.clause("H-10e")
def test_the_same_words_are_a_repeat():
    assert opinions.repeats("早餐 太凉", [(4, "早餐太凉"), (9, "早餐太凉")]) == 4
    assert opinions.repeats("早餐太凉", [(4, "房间冷")]) is None


def test_every_state_and_move():
    assert FLOW.states == frozenset(State)
    assert frozenset(State) == OPEN | ENDED
    for name, state in product(FLOW.moves, State):
        if FLOW.can(name, state):
            assert state in OPEN
            assert FLOW.target(name, state) == FLOW.moves[name].target
        else:
            with pytest.raises(Conflict):
                FLOW.target(name, state)
    leads = Counter(move.target for move in FLOW.moves.values() for _source in move.sources)
    assert set(leads) == set(State) - {State.PLANNED}
    assert all(any(FLOW.can(name, state) for name in FLOW.moves) for state in OPEN)
    assert {name for name in FLOW.moves if FLOW.moves[name].sources == TO_CALL} == {
        "attempt", "reach", "refuse", "exempt",
    }  # fmt: skip


def test_rows_of_a_workbook_of_departures():
    today = date(2026, 11, 23)
    row = {"name": "周小敏", "room": "1806", "departed": "2026/11/22", "phone": "13900001234", "kind": "VIP"}
    found = departures.written(row, KIND_WORDS, today)
    assert isinstance(found, departures.Departure)
    assert (found.departed, found.occasion, found.key) == (date(2026, 11, 22), "vip", "2026-11-22:1806:周小敏")
    assert departures.written({"name": "周", "kind": "?"}, KIND_WORDS, today) == [
        ("room", "missing"), ("departed", "missing"), ("kind", "unknown"),
    ]  # fmt: skip
    assert departures.written(row | {"departed": "昨天"}, KIND_WORDS, today) == [("departed", "unreadable")]
    assert departures.written(row | {"departed": "2026-11-24"}, KIND_WORDS, today) == [("departed", "range")]
    assert departures.written(row | {"name": "长" * 41}, KIND_WORDS, today) == [("name", "long")]
