"""Two contents are compared whole: no line differs exactly where they are equal, and each line names one difference."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.rooms.appraisal.data import default_scheme
from huiyin.rooms.appraisal.rules.comparison import ADDED, CHANGED, REMOVED, differences

pytestmark = pytest.mark.clause("P-4.2a")
BASE = default_scheme()


def changed(what):
    content = deepcopy(BASE)
    what(content)
    return [(one.part, one.place, one.line, one.field, one.change) for one in differences(BASE, content)]


def test_what_is_equal_has_no_difference():
    assert differences(BASE, deepcopy(BASE)) == []


def test_every_kind_of_change_is_one_line():
    form = "check/hotel"
    cases = {
        ("weights", "other_cap", "", "other_cap", CHANGED): lambda one: one["weights"].update(other_cap=300),
        ("forms", form, "回访", "", REMOVED): lambda one: one["forms"][form].remove(["", "回访", 2000, False]),
        ("forms", form, "客人生日", "", ADDED): lambda one: one["forms"][form].append(["", "客人生日", 500, False]),
        ("forms", form, "回访", "marks", CHANGED): lambda one: row(one, form, "回访").__setitem__(2, 1500),
        ("forms", form, "回访", "dimension", CHANGED): lambda one: row(one, form, "回访").__setitem__(0, "德"),
        ("forms", form, "回访", "is_other", CHANGED): lambda one: row(one, form, "回访").__setitem__(3, True),
        ("forms", form, "", "order", CHANGED): lambda one: one["forms"][form].reverse(),
        ("items", "DA1", "", "", REMOVED): lambda one: one["items"].pop("DA1"),
        ("items", "ZZ9", "", "", ADDED): lambda one: one["items"].update(ZZ9=one["items"]["DA1"]),
        ("items", "DA1", "", "most", CHANGED): lambda one: one["items"]["DA1"].update(most=150),
        ("items", "DA1", "", "label", CHANGED): lambda one: one["items"]["DA1"].update(label="x"),
    }
    for line, act in cases.items():
        assert changed(act) == [line]


def row(content, form, name):
    return next(line for line in content["forms"][form] if line[1] == name)


def test_a_form_that_only_one_has_differs_in_every_section():
    lines = changed(lambda one: one["forms"].pop("month/managerial"))
    assert len(lines) == len(BASE["forms"]["month/managerial"]) == 16
    assert {line[4] for line in lines} == {REMOVED}


FORM = "month/operational"
MOVES = st.lists(
    st.tuples(st.sampled_from(["marks", "drop", "swap", "item", "weight"]), st.integers(0, 15), st.integers(0, 900)),
    max_size=5,
)


def moved(moves):
    content = deepcopy(BASE)
    for what, place, value in moves:
        lines = content["forms"][FORM]
        at = place % len(lines)
        if what == "marks":
            lines[at][2] = value
        elif what == "drop" and len(lines) > 1:
            del lines[at]
        elif what == "swap":
            lines[at], lines[0] = lines[0], lines[at]
        elif what == "item":
            content["items"][sorted(content["items"])[place]]["most"] = value
        elif what == "weight":
            content["weights"]["other_cap"] = value
    return content


@given(MOVES, MOVES)
def test_no_difference_exactly_where_the_contents_are_equal_and_the_same_both_ways(one, other):
    before, after = moved(one), moved(other)
    found = differences(before, after)
    assert (found == []) == (before == after)
    assert sorted(str((line.part, line.place, line.line, line.field)) for line in found) == sorted(
        str((line.part, line.place, line.line, line.field)) for line in differences(after, before)
    )
