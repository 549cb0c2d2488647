"""Which version rules on which day, what a date may be, and what differs between two texts."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.kernel.errors import Refusal
from huiyin.rooms.regulations import rules
from huiyin.rooms.regulations.rules import Term, Wording
from huiyin.rooms.regulations.terms import Difference, Standing

V1 = Term(1, date(2025, 1, 1))
V2 = Term(2, date(2025, 3, 15))
START = date(2025, 1, 1)


@pytest.mark.clause("P-0")
@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2024, 12, 31), None),
        (date(2025, 1, 1), 1),
        (date(2025, 2, 28), 1),
        (date(2025, 3, 14), 1),
        (date(2025, 3, 15), 2),
        (date(2030, 1, 1), 2),
    ],
    ids=str,
)
def test_a_version_begun_in_the_middle_of_a_month_rules_from_that_day_on(day, number):
    found = rules.in_force_on([V2, V1], day)
    assert (found.number if found else None) == number


def test_a_repeal_does_not_bring_the_earlier_version_back():
    repealed = Term(2, date(2025, 3, 15), date(2025, 6, 1))
    assert rules.in_force_on([V1, repealed], date(2025, 5, 31)) == repealed
    assert rules.in_force_on([V1, repealed], date(2025, 6, 1)) is None


def test_a_version_withdrawn_before_its_day_supersedes_nothing():
    withdrawn = Term(2, date(2025, 3, 15), date(2025, 3, 15))
    assert rules.in_force_on([V1, withdrawn], date(2025, 4, 1)) == V1
    assert rules.end_of(V1, [V1, withdrawn]) is None


days: st.SearchStrategy[date] = st.integers(0, 400).map(lambda count: START + timedelta(days=count))


@st.composite
def histories(draw: st.DrawFn) -> list[Term]:
    """Published versions of a document; some repealed, some before their first day."""
    starts = sorted(draw(st.lists(days, unique=True, max_size=6)))
    ends = [draw(st.none() | days) for _ in starts]
    return [
        Term(number, start, end and max(start, end))
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    ]


@given(histories(), days)
def test_one_version_at_most_rules_and_exactly_between_its_start_and_its_end(known, day):
    ruling = rules.in_force_on(known, day)
    holding = []
    for term in known:
        end = rules.end_of(term, known)
        if not term.withdrawn and term.start <= day and (end is None or day < end):
            holding.append(term)
    assert holding == ([ruling] if ruling else [])


@given(histories(), days)
def test_standing_agrees_with_what_rules(known, day):
    for term in known:
        is_ruling = rules.standing(term, known, day) is Standing.RULING
        assert is_ruling == (rules.in_force_on(known, day) == term)
    assert rules.standing(None, known, day) is Standing.DRAFT


@pytest.mark.parametrize(
    ("term", "known", "day", "expected"),
    [
        (V2, [V1, V2], date(2025, 3, 1), Standing.COMING),
        (V1, [V1, V2], date(2025, 3, 15), Standing.SUPERSEDED),
        (Term(1, START, date(2025, 2, 1)), [Term(1, START, date(2025, 2, 1))], date(2025, 2, 1), Standing.REPEALED),
        (Term(2, START, START), [Term(2, START, START)], date(2024, 1, 1), Standing.WITHDRAWN),
    ],
    ids=["coming", "superseded", "repealed", "withdrawn"],
)
def test_standing(term, known, day, expected):
    assert rules.standing(term, known, day) is expected


TODAY = date(2025, 3, 10)


@pytest.mark.clause("P-0", "P-4.2a")
def test_a_version_never_acts_back_in_time():
    rules.check_start(TODAY, TODAY, [V1])
    with pytest.raises(Refusal) as refused:
        rules.check_start(TODAY - timedelta(days=1), TODAY, [V1])
    assert refused.value.faults[0].where == "effective_from"


def test_the_first_version_may_date_back():
    rules.check_start(date(2019, 1, 1), TODAY, [])
    rules.check_start(date(2019, 1, 1), TODAY, [Term(1, date(2025, 5, 1), date(2025, 5, 1))])


def test_a_version_begins_after_those_published_before():
    coming = Term(2, date(2025, 6, 1))
    for day in (date(2025, 5, 31), date(2025, 6, 1)):
        with pytest.raises(Refusal, match="2025-06-01"):
            rules.check_start(day, TODAY, [V1, coming])
    rules.check_start(date(2025, 6, 2), TODAY, [V1, coming])


def test_a_repeal_never_acts_back_in_time():
    with pytest.raises(Refusal, match="2025-03-10"):
        rules.check_repeal(date(2025, 3, 9), TODAY, V1, [V1])
    rules.check_repeal(TODAY, TODAY, V1, [V1])


def test_what_is_superseded_is_not_repealed():
    with pytest.raises(Refusal, match="2025-03-15"):
        rules.check_repeal(date(2025, 3, 20), date(2025, 3, 16), V1, [V1, V2])
    with pytest.raises(Refusal, match="2025-03-15"):
        rules.check_repeal(date(2025, 3, 15), TODAY, V1, [V1, V2])
    rules.check_repeal(date(2025, 3, 14), TODAY, V1, [V1, V2])


@pytest.mark.parametrize(
    ("number", "depth"),
    [("1.0", 1), ("4.0", 1), ("4.1", 2), ("4.10", 2), ("4.3.1", 3), ("4.6A", 3), ("4.5.1德", 4), ("第一条", 1)],
    ids=str,
)
def test_depth(number, depth):
    assert rules.depth(number) == depth


def wordings(*pairs):
    return [Wording(number, "", text) for number, text in pairs]


def test_compare_finds_what_was_changed_added_and_left_out():
    before = wordings(("1", "甲乙丙"), ("2", "删"), ("3", "同"))
    after = wordings(("1", "甲丁丙"), ("2a", "新"), ("3", "同"))
    found = rules.compare(before, after)
    assert [(one.number, one.kind) for one in found] == [
        ("1", Difference.CHANGED),
        ("2", Difference.REMOVED),
        ("2a", Difference.ADDED),
        ("3", Difference.SAME),
    ]
    assert [(run.kind, run.text) for run in found[0].runs] == [
        (Difference.SAME, "甲"),
        (Difference.REMOVED, "乙"),
        (Difference.ADDED, "丁"),
        (Difference.SAME, "丙"),
    ]


numbers = st.lists(st.integers(1, 9).map(str), unique=True, max_size=6)
texts = st.text("甲乙丙。", max_size=6)


@given(numbers.flatmap(lambda n: st.tuples(st.just(n), st.lists(texts, min_size=len(n), max_size=len(n)))), st.data())
def test_compare_spells_out_both_texts_whole(old, data):
    before = wordings(*zip(*old, strict=True))
    after = wordings(*((number, data.draw(texts)) for number in data.draw(numbers)))
    found = rules.compare(before, after)
    assert sorted(one.number for one in found) == sorted({one.number for one in (*before, *after)})
    assert [one.number for one in found if one.after] == [one.number for one in after]
    for change in found:
        kept = "".join(run.text for run in change.runs if run.kind != Difference.ADDED)
        new = "".join(run.text for run in change.runs if run.kind != Difference.REMOVED)
        assert kept == (change.before.whole if change.before else "")
        assert new == (change.after.whole if change.after else "")


def test_every_part_of_a_version_is_under_its_seal():
    plain = Wording("1", "目的", "正文", "注", ("P-0",))
    sealed: dict[str, Any] = {"code": "A", "title": "甲", "number": 1, "start": START, "wordings": [plain]}
    seal = rules.seal(**sealed)
    assert seal == rules.seal(**sealed)
    others: list[dict[str, Any]] = [
        {"code": "B"},
        {"title": "乙"},
        {"number": 2},
        {"start": date(2025, 1, 2)},
        {"wordings": [Wording("2", "目的", "正文", "注", ("P-0",))]},
        {"wordings": [Wording("1", "目", "正文", "注", ("P-0",))]},
        {"wordings": [Wording("1", "目的", "文", "注", ("P-0",))]},
        {"wordings": [Wording("1", "目的", "正文", "", ("P-0",))]},
        {"wordings": [Wording("1", "目的", "正文", "注", ())]},
        {"wordings": [plain, plain]},
    ]
    assert len({seal, *(rules.seal(**sealed | one) for one in others)}) == len(others) + 1


def test_between_leaves_no_place_taken_twice():
    assert rules.between(None, None, 1000) == 1000
    assert rules.between(3000, None, 1000) == 4000
    assert rules.between(1000, 2000, 1000) == 1500
    assert rules.between(None, 1000, 1000) == 500
    assert rules.between(1000, 1001, 1000) is None
    assert rules.between(None, 1, 1000) is None
