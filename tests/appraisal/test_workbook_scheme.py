"""The worksheet 方案: weights, marks and rounding that differ from the scheme in force."""

import pytest

from tests.appraisal import oracle
from tests.appraisal.books import book, lost, refused, settled

pytestmark = pytest.mark.django_db

SIXTEEN = [
    [f"满分:{item}", level, marks]
    for level, all_ in oracle.MARKS.items()
    for item, marks in zip(oracle.SUB_ITEMS, all_, strict=True)
]


def shares(a, b, c):
    return [["检查占比", "", a], ["月考核占比", "", b], ["年终占比", "", c]]


def year(scheme=(), **tables):
    return settled(book(方案=[list(row) for row in scheme], **tables))["1001"]


LOSSES = {"扣分明细": [lost("Z1001", "回访", 5), lost("Y1001", "业务能力", 2), lost("N1001", "思想道德", 4)]}
TOTALS = {"20/30/50": "96.40", "10/20/70": "96.30"}


@pytest.mark.parametrize(
    "rows",
    [
        [], shares(20, 30, 50), shares("20", "30", "50"), shares("20%", "30%", "50%"), shares(0.2, 0.3, 0.5),
        shares("０.2", "0.30", 0.5), [*shares(20, 30, 50), *SIXTEEN, ["周检权重", "", 50], ["月检权重", "", 50]],
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.clause("P-4.6Σ")
def test_what_says_the_same_as_the_scheme_in_force_changes_nothing(rows):
    assert year(rows, **LOSSES)["total"] == TOTALS["20/30/50"]


@pytest.mark.parametrize("rows", [shares(10, 20, 70), shares("10 %", "20%", "70％"), shares(0.1, 0.2, 0.7)], ids=str)
def test_other_shares_weigh_the_parts_otherwise(rows):
    assert year(rows, **LOSSES)["total"] == TOTALS["10/20/70"]


def test_a_share_of_exactly_one_percent_is_one_percent():
    assert year(shares(1, 0, 99), **LOSSES)["total"] == "95.99"  # 1 % of 95 and 99 % of 96


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (shares(20, 30, 49), (2, "检查占比, 月考核占比 and 年终占比 sum to 99.00, not to 100")),
        ([["检查占比", "", 25]], (2, "检查占比, 月考核占比 and 年终占比 sum to 105.00, not to 100")),
        ([["备注", "", 1]], (2, "项目 is not known: 备注")),
        ([["周检权重", "", 60]], (2, "周检权重 and 月检权重 sum to 110.00, not to 100")),
        ([["周检权重", "", "六十"]], (2, "值 is not a number: 六十")),
        ([["周检权重", "", -1]], (2, "值 is negative: -1")),
        ([["周检权重", "", 101]], (2, "值 is too large: 101")),
        ([["周检权重", "", 33.333]], (2, "值 has more than two decimals: 33.333")),
        ([["舍入", "", "随便"]], (2, "值 is not one of 四舍五入、四舍六入五成双、截尾: 随便")),
        ([["满分:思想道德", "操作层", 5]], (2, "The marks of 德 for 操作层 sum to 21.00, not to 20.00")),
        ([["满分:思想道德", "", 4]], (2, "层级 is not one of 操作层、管理层: ")),
        ([["满分:回访", "操作层", 4]], (2, "项目 is not known: 满分:回访")),
        ([["检查占比", "", 20], ["检查占比", "", 20]], (3, "检查占比 is given twice")),
        ([["满分:参与性", "管理层", 4], ["满分：参与性", "管理层", 4]], (3, "满分:参与性 管理层 is given twice")),
    ],
    ids=str,
)
@pytest.mark.clause("P-4.5.1", "P-4.5.3a", "P-4.5.3b", "P-4.5.3c", "P-4.5.3d", "P-4.6Σ")
def test_a_scheme_that_cannot_be_is_refused(rows, fault):
    assert refused(book(方案=rows)) == [("方案", *fault)]


def test_two_wrong_sums_are_two_faults_each_at_its_first_row():
    rows = [["满分:工作效率", "管理层", 9], *shares(20, 30, 40), ["满分:思想道德", "操作层", 3]]
    assert [fault[:2] for fault in refused(book(方案=rows))] == [("方案", 2), ("方案", 3), ("方案", 6)]


@pytest.mark.clause("P-4.5.3a")
def test_other_marks_bound_what_a_sub_item_can_lose():
    rows = [["满分：思想道德", "操作层", 10], ["满分:服务态度", "操作层", 1]]
    tables = {"扣分明细": [lost("Y1001", "思想道德", 12), lost("Y1001", "服务态度", 3)]}
    assert year(**tables)["monthly"] == "93.00"  # 4 + 3 of 100
    assert year(rows, **tables)["monthly"] == "89.00"  # 10 + 1


@pytest.mark.parametrize(("mode", "shown"), [("四舍五入", "98.69"), ("四舍六入五成双", "98.68"), ("截尾", "98.68")])
def test_the_rounding_mode_is_the_schemes(mode, shown):
    # 20 % of 100 + 30 % of 98.95 + 50 % of 98 = 98.685
    tables = {"扣分明细": [lost("Y1001", "业务能力", 1.05), lost("N1001", "业务能力", 2)]}
    assert year([["舍入", "", mode]], **tables)["total"] == shown


def test_a_worksheet_of_heads_alone_is_no_scheme():
    assert refused(book(方案=[])) == []
