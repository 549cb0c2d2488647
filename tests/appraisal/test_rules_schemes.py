"""The worksheet 方案, what may be published, and what two versions differ in."""

from copy import deepcopy

import pytest

from huiyin.rooms.appraisal.data import default_scheme
from huiyin.rooms.appraisal.rules import faults as say
from huiyin.rooms.appraisal.rules.comparison import Difference, differences
from huiyin.rooms.appraisal.rules.faults import Faults
from huiyin.rooms.appraisal.rules.publication import scheme_faults
from huiyin.rooms.appraisal.rules.scheme_sheet import Settings, apply, read_settings
from tests.appraisal.test_rules_rows import told
from tests.appraisal.worlds import Rows

BASE = default_scheme()


def settings(*rows):
    faults = Faults()
    found = read_settings(Rows({"方案": list(rows)}), faults)
    return found, [(at, text, facts) for _sheet, at, text, facts in told(faults)]


def test_weights_marks_and_rounding_are_read_with_their_places():
    found, said = settings(
        ["检查占比", None, 25], ["月考核占比", None, "30"], ["年终占比", None, "４５％"], ["周检权重", None, "60%"],
        ["舍入", None, "截尾"], ["满分:服务态度", "操作层", 6], ["满分： 工作出勤", "管理层", "7.5"],
    )  # fmt: skip
    assert said == []
    assert found.weights == {
        "checks_share": 2500, "months_share": 3000, "year_share": 4500, "week_weight": 6000, "rounding": "truncate",
    }  # fmt: skip
    assert found.marks == {("operational", "服务态度"): 600, ("managerial", "工作出勤"): 750}
    assert found.percents == {"year_share", "week_weight"}
    assert found.places == {
        "checks_share": ("方案", 2), "months_share": ("方案", 3), "year_share": ("方案", 4), "week_weight": ("方案", 5),
        "舍入": ("方案", 6), ("operational", "服务态度"): ("方案", 7), ("managerial", "工作出勤"): ("方案", 8),
    }  # fmt: skip
    assert found
    assert not Settings()
    assert Settings(marks={("operational", "服务态度"): 600})


@pytest.mark.parametrize(
    ("row", "reason", "facts"),
    [
        (["别的", None, 5], say.UNKNOWN_SETTING, {"value": "别的"}),
        (["满分:别的", "操作层", 5], say.UNKNOWN_SETTING, {"value": "满分:别的"}),
        (["服务态度", "操作层", 5], say.UNKNOWN_SETTING, {"value": "服务态度"}),
        ([None, "操作层", 5], say.EMPTY, {"column": "项目"}),
        (["一" * 31, "操作层", 5], say.TOO_LONG, {"column": "项目", "most": 30}),
        (["检查占比", None, "多"], say.NO_NUMBER, {"column": "值", "value": "多"}),
        (["检查占比", None, -0.5], say.NEGATIVE, {"column": "值", "value": "-0.5"}),
        (["检查占比", None, 100.01], say.TOO_MUCH, {"column": "值", "value": "100.01"}),
        (["检查占比", None, "多%"], say.NO_NUMBER, {"column": "值", "value": "多"}),
        (
            ["舍入", None, "随意"],
            say.NOT_ONE_OF,
            {"column": "值", "known": "四舍五入、四舍六入五成双、截尾", "value": "随意"},
        ),
        (["满分:服务态度", "高层", 5], say.NOT_ONE_OF, {"column": "层级", "known": "操作层、管理层", "value": "高层"}),
        (["满分:服务态度", "操作层", "多"], say.NO_NUMBER, {"column": "值", "value": "多"}),
    ],
    ids=repr,
)
def test_what_is_wrong_with_a_setting_is_said_of_its_row_and_nothing_is_kept(row, reason, facts):
    found, said = settings(row)
    said = [one for one in said if one[1] != say.UNKNOWN_SETTING or reason == say.UNKNOWN_SETTING]
    assert said == [(2, reason, facts)]
    assert (found.weights, found.marks) == ({}, {})


@pytest.mark.parametrize("amount", [0, 100])
def test_a_share_lies_from_nothing_to_all(amount):
    assert settings(["检查占比", None, amount])[0].weights == {"checks_share": amount * 100}


def test_a_setting_is_given_once_also_where_the_first_could_not_be_read():
    found, said = settings(
        ["检查占比", None, "多"],
        ["检查占比", None, 20],
        ["满分:服务态度", "操作层", 5],
        ["满分:服务态度", "管理层", 6],
        ["满分:服务态度", " 操作层", 7],
        ["舍入", None, "截尾"],
        ["舍入", None, "四舍五入"],
    )
    assert said == [
        (2, say.NO_NUMBER, {"column": "值", "value": "多"}),
        (3, say.REPEATED_SETTING, {"value": "检查占比"}),
        (6, say.REPEATED_SETTING, {"value": "满分:服务态度 操作层"}),
        (8, say.REPEATED_SETTING, {"value": "舍入"}),
    ]
    assert found.weights == {"rounding": "truncate"}
    assert found.marks == {("operational", "服务态度"): 500, ("managerial", "服务态度"): 600}


SHARES = ("检查占比", "月考核占比", "年终占比")


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ((0.2, 0.3, 0.5), [2000, 3000, 5000]),
        ((0.2, 0.3, 0.4), [20, 30, 40]),
        ((20, 30, 50), [2000, 3000, 5000]),
        (("0.2%", 0.3, 0.5), [20, 30, 50]),
        ((1, 0, 0), [10000, 0, 0]),
    ],
)
def test_what_excel_keeps_for_percentages_is_told_by_the_whole_group(values, kept):
    found, _said = settings(*([name, None, value] for name, value in zip(SHARES, values, strict=True)))
    assert list(found.weights.values()) == kept


def test_each_group_is_told_apart_by_itself_and_only_when_it_is_whole():
    found, _said = settings(["周检权重", None, 0.4], ["月检权重", None, 0.6], ["检查占比", None, 1])
    assert found.weights == {"week_weight": 4000, "month_weight": 6000, "checks_share": 100}


def laid_over(*rows, base=BASE):
    """The content, and the faults of laying it over."""
    found, said = settings(*rows)
    faults = Faults()
    before = deepcopy(base)
    content = apply(found, base, faults)
    assert base == before
    assert [one for one in said if one[1] != say.NO_NUMBER] == []
    return content, [(at, text, facts) for _sheet, at, text, facts in told(faults)]


def test_settings_are_laid_over_the_scheme_in_force():
    content, said = laid_over(["检查占比", None, 30], ["月考核占比", None, 20], ["舍入", None, "截尾"])
    assert said == []
    assert content["weights"] == BASE["weights"] | {"checks_share": 3000, "months_share": 2000, "rounding": "truncate"}
    assert content["forms"] == BASE["forms"]


@pytest.mark.clause("P-4.5.3a", "P-4.5.3b", "P-4.5.3c", "P-4.5.3d")
def test_marks_change_on_both_forms_of_the_class_alone():
    content, said = laid_over(["满分:服务态度", "操作层", 6], ["满分:纪律作风", "操作层", 7])
    assert said == []
    changed = [(one.place, one.line, one.field, one.after) for one in differences(BASE, content)]
    assert changed == [
        (f"{kind}/operational", name, "marks", marks)
        for kind in ("month", "year")
        for name, marks in (("服务态度", 600), ("纪律作风", 700))
    ]


@pytest.mark.clause("P-4.6Σ")
def test_a_wrong_sum_is_one_fault_at_the_first_row_that_belongs_to_it():
    content, said = laid_over(
        ["舍入", None, "截尾"], ["年终占比", None, 45], ["月考核占比", None, 30.5], ["周检权重", None, 60]
    )
    assert said == [(3, say.SHARES_SUM, {"sum": "95.50"}), (5, say.WEIGHTS_SUM, {"sum": "110.00"})]
    assert content["weights"]["year_share"] == 4500


def test_a_sum_is_not_blamed_for_what_could_not_be_read():
    assert laid_over(["年终占比", None, "多"], ["月考核占比", None, 35])[1] == []
    assert laid_over(["满分:服务态度", "操作层", "多"], ["满分:纪律作风", "操作层", 9])[1] == []


@pytest.mark.clause("P-4.5.3a", "P-4.5.3b", "P-4.5.3c", "P-4.5.3d")
def test_marks_that_do_not_sum_to_their_dimension_are_one_fault_each():
    said = laid_over(
        ["满分:业务能力", "管理层", 9],
        ["满分:纪律作风", "操作层", 4],
        ["满分:服务态度", "操作层", 7.25],
        ["满分:工作出勤", "操作层", 8],
    )[1]
    assert said == [
        (2, say.MAXIMA_SUM, {"dimension": "能", "level": "管理层", "sum": "31.00", "wanted": "30.00"}),
        (3, say.MAXIMA_SUM, {"dimension": "德", "level": "操作层", "sum": "18.25", "wanted": "20.00"}),
    ]


# Publication

DIMENSIONS = {"德": 4000, "能": 6000}
AUDIENCES = {"check": ("hotel",), "month": ("operational", "managerial")}
SECTIONS = [
    ["德", "服务", 4000, False],
    ["能", "业务", 2500, False],
    ["能", "管理", 3500, False],
    ["", "其它", 0, True],
]
CONTENT = {
    "weights": {
        "checks_share": 2000, "months_share": 3000, "year_share": 5000, "week_weight": 4000, "month_weight": 6000,
        "bonus_least": 1, "bonus_most": 10, "other_cap": 500,
    },
    "forms": {
        "check/hotel": [["", "回访", 6000, False], ["", "台帐", 4000, False], ["", "其它", 0, True]],
        "month/operational": SECTIONS, "month/managerial": deepcopy(SECTIONS),
    },
    "items": {},
}  # fmt: skip
ITEM = {"sub_item": "业务", "level": "", "least": 50, "most": 2500, "check_least": 10, "check_most": 20}


def refused(what):
    content = deepcopy(CONTENT)
    what(content)
    return scheme_faults(content, dimensions=DIMENSIONS, audiences=AUDIENCES, other="其它")


def item(**changes):
    return refused(lambda one: one["items"].update(X1=ITEM | changes))


def test_a_version_that_holds_may_be_published():
    assert refused(lambda _content: None) == []
    assert item() == []


@pytest.mark.clause("P-4.6Σ", "P-4.9c")
@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"checks_share": 2001}, [("checks_share", "shares", {"sum": 10001})]),
        ({"months_share": 2999}, [("checks_share", "shares", {"sum": 9999})]),
        ({"year_share": 6000}, [("checks_share", "shares", {"sum": 11000})]),
        ({"week_weight": 4001}, [("week_weight", "weights", {"sum": 10001})]),
        ({"month_weight": 5999}, [("week_weight", "weights", {"sum": 9999})]),
        ({"bonus_least": 0}, [("bonus_least", "bonus", {})]),
        ({"bonus_least": 11}, [("bonus_least", "bonus", {})]),
        ({"bonus_least": 10}, []),
        ({"bonus_most": 1}, []),
    ],
    ids=repr,
)
def test_weights_that_do_not_sum_up_are_named(changes, faults):
    assert refused(lambda one: one["weights"].update(changes)) == faults


@pytest.mark.clause("P-4.5.1", "P-4.5.3a", "P-4.5.3b", "P-4.5.3c", "P-4.5.3d")
def test_forms_that_are_missing_or_off_their_marks_are_named():
    cases = [
        (lambda one: one["forms"].pop("check/hotel"), [("check/hotel", "no_forms", {})]),
        (
            lambda one: one["forms"].update({"month/managerial": [["", "其它", 0, True]]}),
            [("month/managerial", "no_forms", {})],
        ),
        (
            lambda one: one["forms"]["check/hotel"][0].__setitem__(2, 6001),
            [("check/hotel", "form_sum", {"sum": 10001})],
        ),
        (
            lambda one: one["forms"]["month/operational"][1].__setitem__(2, 2400),
            [("month/operational", "dimension", {"dimension": "能", "sum": 5900, "wanted": 6000})],
        ),
        (
            lambda one: one["forms"]["month/operational"][0].__setitem__(0, "勤"),
            [("month/operational", "dimensions", {"found": "勤、能"})],
        ),
        (lambda one: one["forms"]["month/operational"].pop(0), [("month/operational", "dimensions", {"found": "能"})]),
    ]
    for what, faults in cases:
        assert refused(what) == faults


def test_faults_stand_in_the_order_of_the_pages():
    def spoil(one):
        one["weights"].update(checks_share=0, week_weight=0, bonus_least=0)
        one["forms"].clear()
        one["items"]["X1"] = ITEM

    assert [(place, code) for place, code, _facts in refused(spoil)] == [
        ("checks_share", "shares"),
        ("week_weight", "weights"),
        ("bonus_least", "bonus"),
        ("check/hotel", "no_forms"),
        ("month/operational", "no_forms"),
        ("month/managerial", "no_forms"),
        ("X1", "item_section"),
    ]


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"most": 2501}, [("X1", "item_section", {"most": 2501, "maximum": 2500})]),
        ({"least": 2501}, [("X1", "item_range", {})]),
        ({"least": 2500}, []),
        ({"check_least": 21}, [("X1", "item_range", {})]),
        ({"check_least": 20}, []),
        ({"sub_item": "其它", "most": 500}, []),
        ({"sub_item": "其它", "most": 501}, [("X1", "item_section", {"most": 501, "maximum": 500})]),
        ({"sub_item": "没有的", "least": 0, "most": 0}, []),
        ({"sub_item": "没有的"}, [("X1", "item_section", {"most": 2500, "maximum": 0})]),
        # 回访 is a section of an inspection, which has its own range.
        ({"sub_item": "回访"}, [("X1", "item_section", {"most": 2500, "maximum": 0})]),
    ],
    ids=repr,
)
def test_an_item_lies_within_its_section(changes, faults):
    assert item(**changes) == faults


def test_an_item_is_held_against_the_forms_of_its_class_or_the_least_of_all():
    def lower(one):
        one["forms"]["month/managerial"][1][2], one["forms"]["month/managerial"][2][2] = 2000, 4000
        one["items"] = {"A": ITEM, "B": ITEM | {"level": "operational"}, "C": ITEM | {"level": "managerial"}}

    facts = {"most": 2500, "maximum": 2000}
    assert refused(lower) == [("A", "item_section", facts), ("C", "item_section", facts)]


# What two versions differ in: both sides are told


def changed(what):
    content = deepcopy(BASE)
    what(content)
    return differences(BASE, content)


@pytest.mark.clause("P-4.2a")
def test_a_difference_tells_what_stood_before_and_what_stands_now():
    cap = BASE["weights"]["other_cap"]
    assert changed(lambda one: one["weights"].update(other_cap=300)) == [
        Difference("weights", "other_cap", "", "other_cap", cap, 300)
    ]
    assert changed(lambda one: one["weights"].pop("other_cap")) == [
        Difference("weights", "other_cap", "", "other_cap", cap, None)
    ]
    items = BASE["items"]
    assert changed(lambda one: one["items"]["DA1"].update(most=150)) == [
        Difference("items", "DA1", "", "most", items["DA1"]["most"], 150)
    ]
    assert changed(lambda one: one["items"].pop("DA1")) == [Difference("items", "DA1", "", "", items["DA1"], None)]
    assert changed(lambda one: one["items"].update(ZZ=items["DA1"])) == [
        Difference("items", "ZZ", "", "", None, items["DA1"])
    ]


@pytest.mark.clause("P-4.2a")
def test_a_section_that_is_new_or_gone_is_told_with_its_marks():
    small = {
        "weights": {},
        "items": {},
        "forms": {"check/hotel": [["", "回访", 6000, False], ["", "台帐", 4000, False]]},
    }
    other = deepcopy(small)
    other["forms"]["check/hotel"] = [["", "台帐", 4500, False], ["德", "生日", 500, True]]
    other["forms"]["month/x"] = [["德", "服务", 700, False]]
    assert differences(small, other) == [
        Difference("forms", "check/hotel", "回访", "", 6000, None),
        Difference("forms", "check/hotel", "台帐", "marks", 4000, 4500),
        Difference("forms", "check/hotel", "生日", "", None, 500),
        Difference("forms", "month/x", "服务", "", None, 700),
    ]
    assert differences({**small, "forms": {}}, small)[0] == Difference("forms", "check/hotel", "回访", "", None, 6000)
    turned = deepcopy(small)
    turned["forms"]["check/hotel"].reverse()
    assert differences(small, turned) == [Difference("forms", "check/hotel", "", "order", "回访、台帐", "台帐、回访")]
