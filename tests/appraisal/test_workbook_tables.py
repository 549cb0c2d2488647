"""Worksheets and columns: whatever their order, with others beside them, over several sheets; missing ones by name."""

import pytest

from huiyin.rooms.appraisal.rules.tables import COLUMNS, parts_of
from tests.appraisal.books import book, lost, refused, settled

pytestmark = pytest.mark.django_db


def test_missing_worksheets_are_named_all_but_the_optional_one():
    faults = [(name, 0, "The worksheet is missing") for name in ("员工", "考评单", "扣分明细", "加分")]
    assert refused({"说明": [["a"]]}) == faults


def test_missing_columns_are_named_in_the_first_row():
    tables = book()
    heads = {"考评单": ["考评单号", "类型", "日期", "考评人"]}
    found = [fault for fault in refused(tables, heads) if fault[0] == "考评单"]
    assert found == [("考评单", 1, "The column 工号 is missing；The column 考评日期 is missing")]


def test_an_empty_worksheet_misses_all_its_columns():
    class Bare:
        names = ("员工", "考评单", "扣分明细", "加分")

        def rows(self, name):
            return iter(())

    assert [(fault[0], fault[1]) for fault in refused(Bare())] == [(name, 1) for name in Bare.names]


def test_columns_may_stand_in_any_order_with_others_between():
    tables, heads = book(扣分明细=[lost("Z1001", "回访", 2)]), {}
    plain = settled(tables)
    for name, columns in COLUMNS.items():
        if name in tables:
            heads[name] = [" 备注 ", *reversed([f"{column} *" for column in columns]), None, 3.0]
            tables[name] = [["x", *reversed(row), "y", 1.0] for row in tables[name]]
    assert settled(tables, heads=heads) == plain


def test_blank_rows_are_passed_over_and_counted():
    blank = ["", None, " ", "", "", "　"]
    tables = book(扣分明细=[blank, lost("Z1001", "回访", 2), blank, blank, lost("X", "回访", 2), blank])
    assert refused(tables) == [("扣分明细", 6, "Sheet number X is unknown")]


def test_other_worksheets_are_left_alone():
    assert refused(book(说明=[["随便写"]], 考评单旧=[["K1"]])) == []


def test_a_table_goes_on_in_numbered_worksheets_and_faults_name_the_real_one():
    tables = book(
        扣分明细=[lost("Z1001", "回访", 1)], 扣分明细2=[lost("Z1001", "回访", 2)], 扣分明细10=[lost("X", "回访", 1)]
    )
    heads = {"扣分明细2": COLUMNS["扣分明细"], "扣分明细10": COLUMNS["扣分明细"]}
    assert refused(tables, heads) == [("扣分明细10", 2, "Sheet number X is unknown")]
    tables.pop("扣分明细10")
    assert settled(tables, heads=heads)["1001"]["checks"] == "97.00"


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        (["扣分明细"], ["扣分明细"]),
        (["扣分明细3", " 扣分明细 ", "扣分明细２", "扣分明细汇总"], [" 扣分明细 ", "扣分明细２", "扣分明细3"]),
        (["扣分明细2"], []),
        ([], []),
    ],
    ids=str,
)
def test_the_parts_of_a_table_follow_their_numbers(names, parts):
    assert parts_of(names, "扣分明细") == parts


def test_more_deductions_than_a_sheet_can_hold_are_refused():
    rows = [lost("Z1001", "回访", 0.01) for _ in range(1001)]
    assert [fault[:2] for fault in refused(book(扣分明细=rows))] == [("扣分明细", 1001), ("扣分明细", 1002)]
