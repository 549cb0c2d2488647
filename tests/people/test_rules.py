from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.kernel.errors import Refusal
from huiyin.kernel.period import Span
from huiyin.rooms.people import rules


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("张三", "zhang san", "zs"),
        ("曾国平", "zeng guo ping", "zgp"),
        ("单晓", "shan xiao", "sx"),
        ("尉迟恭", "yu chi gong", "ycg"),
        ("欧阳娜", "ou yang na", "oyn"),
        ("Li Wei", "li wei", "lw"),
    ],
    ids=["plain", "surname", "other-surname", "double-surname", "double", "latin"],
)
def test_a_name_is_read_aloud_surname_first(name, pinyin, initials):
    assert rules.read_aloud(name) == pinyin
    assert rules.initials_of(rules.read_aloud(name)) == initials


def test_a_unit_never_stands_below_itself():
    with pytest.raises(Refusal) as refused:
        rules.check_parent("/1/4/", "/1/4/9/", loop="loop", deep="deep")
    assert refused.value.faults[0].where == "parent"
    rules.check_parent("/1/4/", "/1/5/", loop="loop", deep="deep")
    with pytest.raises(Refusal, match="deep"):
        rules.check_parent("", "/" + "/".join(str(n) for n in range(1, 10)) + "/", loop="loop", deep="deep")


@pytest.mark.clause("P-3.1", "P-4.1a")
def test_the_nearest_appraiser_up_the_tree_is_responsible():
    assert rules.appraiser("/1/4/9/", {1: 100, 4: 40}, 7) == 40
    assert rules.appraiser("/1/4/9/", {1: 100}, 7) == 100
    assert rules.appraiser("/1/4/9/", {}, 7) is None


@pytest.mark.clause("P-3.1")
def test_the_manager_is_appraised_by_the_one_above():
    assert rules.appraiser("/1/4/", {1: 100, 4: 40}, 40) == 100
    assert rules.appraiser("/1/", {1: 100}, 100) is None


UNITS = st.lists(st.integers(1, 30), min_size=1, max_size=8, unique=True)


@given(UNITS, st.dictionaries(st.integers(1, 30), st.integers(1, 6)), st.integers(1, 6))
def test_nobody_ever_appraises_himself(units, appointed, person):
    path = "/" + "/".join(map(str, units)) + "/"
    found = rules.appraiser(path, appointed, person)
    assert found != person
    on_the_way = [appointed[unit] for unit in reversed(units) if unit in appointed and appointed[unit] != person]
    assert found == (on_the_way[0] if on_the_way else None)


@given(st.lists(st.dates(date(2020, 1, 1), date(2026, 12, 31)), min_size=1, unique=True), st.dates())
def test_what_is_in_force_began_last(days, day):
    rows = [(start, start) for start in sorted(days)]
    begun = [start for start in days if start <= day]
    assert rules.in_force(rows, day) == (max(begun) if begun else min(days))


def test_spans_meet_on_a_shared_day():
    may = Span(date(2026, 5, 1), date(2026, 5, 31))
    assert rules.meeting(Span(date(2026, 5, 31), date(2026, 6, 2)), [may]) == may
    assert rules.meeting(Span(date(2026, 6, 1), date(2026, 6, 2)), [may]) is None
    assert rules.covered(date(2026, 5, 31), [may])
    assert not rules.covered(date(2026, 6, 1), [may])
