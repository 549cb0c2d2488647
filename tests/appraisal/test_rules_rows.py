"""One field of a row, the faults that are collected, the columns of a worksheet, and what the store knows."""

from datetime import date, datetime, time

import pytest

from huiyin.rooms.appraisal.rules import cells
from huiyin.rooms.appraisal.rules import faults as say
from huiyin.rooms.appraisal.rules.faults import Faults, Reason, RowFault, gettext_noop
from huiyin.rooms.appraisal.rules.fields import Row
from huiyin.rooms.appraisal.rules.known import Everything, Known, SchemeSpec
from huiyin.rooms.appraisal.rules.tables import COLUMNS, MOST_PARTS, parts_of, read
from tests.appraisal.worlds import Rows

WORDS = {"是": 1, "否": 2}


def told(faults):
    """Every reason with its place and facts."""
    return [(one.sheet, one.row, reason.text, dict(reason.facts)) for one in faults for reason in one.reasons]


def field(read_it):
    """What a reader returned, whether the row is faulty, and what was said."""
    faults = Faults()
    row = Row(faults, "员工", 4)
    value = read_it(row)
    assert (row.sheet, row.row) == ("员工", 4)
    return value, row.faulty, [(text, facts) for _sheet, _row, text, facts in told(faults)]


def test_faults_stand_in_the_order_of_the_sheets_and_their_rows_all_reasons_of_a_row_in_one():
    faults = Faults()
    assert len(faults) == 0
    faults.opened("员工")
    faults.opened("考评单")
    faults.add("考评单", 9, say.EMPTY, column="工号")
    faults.add("加分", 1, say.NO_GROUND)
    faults.add("考评单", 2, say.EMPTY, column="类型")
    faults.add("员工", 3, say.EMPTY, column="姓名")
    faults.opened("员工")
    faults.add("考评单", 9, say.NO_DATE, column="考评日期", value="x")
    assert len(faults) == 4
    assert list(faults) == [
        RowFault("员工", 3, [Reason(say.EMPTY, {"column": "姓名"})]),
        RowFault("考评单", 2, [Reason(say.EMPTY, {"column": "类型"})]),
        RowFault("考评单", 9, [
            Reason(say.EMPTY, {"column": "工号"}), Reason(say.NO_DATE, {"column": "考评日期", "value": "x"}),
        ]),
        RowFault("加分", 1, [Reason(say.NO_GROUND, {})]),
    ]  # fmt: skip


def test_marking_a_sentence_leaves_it_as_it_is():
    assert gettext_noop("as it is") == "as it is"


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        (" E1 ", "E1", []),
        ("12345", "12345", []),
        ("123456", "123456", [(say.TOO_LONG, {"column": "工号", "most": 5})]),
        ("", "", [(say.EMPTY, {"column": "工号"})]),
        (True, "", [(say.NO_TEXT, {"column": "工号", "value": "True"})]),
    ],
    ids=repr,
)
def test_a_code_is_there_and_not_too_long(cell, value, said):
    assert field(lambda row: row.code("工号", cell, 5)) == (value, bool(said), said)


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        (" 张三 ", "张三", []),
        (date(2025, 1, 6), "2025-01-06", [(say.TOO_LONG, {"column": "姓名", "most": 9})]),
        (None, "", [(say.EMPTY, {"column": "姓名"})]),
    ],
    ids=repr,
)
def test_a_text_is_there_and_not_too_long(cell, value, said):
    assert field(lambda row: row.text("姓名", cell, 9)) == (value, bool(said), said)


@pytest.mark.parametrize(
    ("cell", "value", "shown"),
    [("是", 1, None), (" 否", 2, None), ("也许", None, "也许"), (True, None, "True")],
    ids=repr,
)
def test_a_word_is_one_of_a_few(cell, value, shown):
    said = [] if shown is None else [(say.NOT_ONE_OF, {"column": "类型", "known": "是、否", "value": shown})]
    assert field(lambda row: row.word("类型", cell, WORDS)) == (value, bool(said), said)


def test_days_and_points_say_what_is_wrong_with_them():
    assert field(lambda row: row.day("入职日期", "2025-1-6")) == (date(2025, 1, 6), False, [])
    assert field(lambda row: row.points("扣分", "1.5")) == (150, False, [])
    for cell, sentence in (("x", say.NO_DATE), ("1949-01-01", say.DATE_RANGE)):
        expected = (None, True, [(sentence, {"column": "入职日期", "value": cell})])
        assert field(lambda row, cell=cell: row.day("入职日期", cell)) == expected
    for cell, sentence in (("x", say.NO_NUMBER), ("1.005", say.DECIMALS)):
        expected = (None, True, [(sentence, {"column": "扣分", "value": cell})])
        assert field(lambda row, cell=cell: row.points("扣分", cell)) == expected


@pytest.mark.parametrize(
    ("cell", "shown"),
    [(3.3000000000000003, "3.3"), (12.0, "12"), (" x ", "x"), ("一" * 40, "一" * 40), ("一" * 41, "一" * 40 + "…"),
     (None, "None"), (True, "True")],
    ids=repr,
)  # fmt: skip
def test_a_cell_in_a_sentence_is_shortened(cell, shown):
    assert cells.show(cell) == shown


def test_the_words_of_what_cannot_be_read_are_exactly_these():
    wrong = [
        (cells.code, True, "text"),
        (cells.points, True, "number"),
        (cells.points, "x", "number"),
        (cells.day, float("inf"), "date"),
        (cells.day, 1e300, "date"),
        (cells.day, None, "date"),
        (cells.day, "x", "date"),
        (cells.day, "2025-02-30", "date"),
        (cells.day, "1949-12-31", "range"),
        (cells.day, "2100-01-01", "range"),
        (cells.yes, "x", "yes"),
    ]
    for reader, cell, word in wrong:
        with pytest.raises(ValueError, match=f"^{word}$"):
            reader(cell)


def test_the_first_and_the_last_day_are_days():
    for day in (cells.EARLIEST, cells.LATEST):
        assert cells.day(day) == day
    assert cells.day(2_958_465) == cells.OPEN_END
    assert cells.text("a\ud800b") == "ab"
    assert cells.text(datetime(2025, 1, 6, 8)) == "2025-01-06 08:00:00"  # noqa: DTZ001 - as a cell holds it
    assert cells.text(time(8, 30)) == "08:30:00"


def test_a_table_that_is_full_goes_on_on_further_worksheets_in_the_order_of_their_numbers():
    names = ["扣分明细10", "扣分明细 ", "说明", "扣分明细２", "扣分明细3", "扣分明细2", "我的扣分明细"]
    assert parts_of(names, "扣分明细") == ["扣分明细 ", "扣分明细２", "扣分明细3", "扣分明细10"]
    assert parts_of(["扣分明细2"], "扣分明细") == []
    assert parts_of(["扣分明细1"], "扣分明细") == ["扣分明细1"]
    assert parts_of(["axb"], "a.b") == []


def lines(tables, base, heads=None):
    faults = Faults()
    return list(read(Rows(tables, heads), base, faults)), told(faults)


def test_rows_come_in_the_order_of_the_columns_and_blank_ones_are_passed_over():
    tables = {
        "加分": [[" ", "\t", None], ["嘉奖", "A1", 3], [None, None, ""], [None, "", 2], ["x", "", None], ["  ", "B", 1]]
    }
    heads = {"加分": ["依 据*", "考评单号", " 加分"]}
    assert lines(tables, "加分", heads) == (
        [
            ("加分", 3, ("A1", 3, "嘉奖")),
            ("加分", 5, ("", 2, None)),
            ("加分", 6, ("", None, "x")),
            ("加分", 7, ("B", 1, "  ")),
        ],
        [],
    )


def test_a_number_in_the_first_column_is_no_blank():
    assert lines({"加分": [[0, None, None], [0.0, "", ""], [7, 0, 0]]}, "加分")[0] == [
        ("加分", 2, (0, None, None)), ("加分", 3, (0.0, "", "")), ("加分", 4, (7, 0, 0)),
    ]  # fmt: skip


def test_missing_worksheets_and_columns_are_named():
    assert lines({}, "加分") == ([], [("加分", 0, say.NO_SHEET, {})])
    assert lines({}, "方案") == ([], [])
    assert lines({"加分": [["A1", 3, "x"]]}, "加分", {"加分": ["考评单号", 7, None]}) == (
        [],
        [("加分", 1, say.NO_COLUMN, {"column": "加分"}), ("加分", 1, say.NO_COLUMN, {"column": "依据"})],
    )


class Silent:
    """A worksheet without any row, not even heads."""

    names = ("加分",)

    def rows(self, name):
        return iter(())


def test_a_worksheet_without_a_row_lacks_all_its_columns():
    faults = Faults()
    assert list(read(Silent(), "加分", faults)) == []
    assert [facts["column"] for *_place, facts in told(faults)] == list(COLUMNS["加分"])


@pytest.mark.parametrize("more", [0, 1])
def test_a_table_goes_on_over_twenty_worksheets_at_most(more):
    tables = {f"加分{number}": [[f"A{number}", 1, "x"]] for number in range(1, MOST_PARTS + 1 + more)}
    rows, said = lines(tables, "加分", dict.fromkeys(tables, COLUMNS["加分"]))
    assert [row[2][0] for row in rows] == [f"A{number}" for number in range(1, MOST_PARTS + 1)]
    assert said == [("加分21", 0, say.TOO_LARGE, {"most": 20})] * more


def test_worksheets_are_spoken_of_in_their_order_though_the_later_one_was_blamed_first():
    faults = Faults()
    rows = read(Rows({"加分": [["A1", 1, "x"]], "加分2": [["A2", 1, "x"]]}, {"加分2": COLUMNS["加分"]}), "加分", faults)
    for sheet, row, _cells in rows:
        if sheet == "加分2":
            faults.add(sheet, row, say.ZERO)
            faults.add("加分", 2, say.ZERO)
    assert [one.sheet for one in faults] == ["加分", "加分2"]


def test_a_scheme_rules_from_its_day_on_until_the_next():
    spring, autumn = (SchemeSpec(day, 1, 10, {}) for day in (date(2025, 3, 1), date(2025, 9, 1)))
    known = Known(schemes=(autumn, spring))
    assert known.schemes == (spring, autumn)
    assert known.scheme_on(date(2025, 2, 28)) is None
    assert known.scheme_on(date(2025, 3, 1)) is spring
    assert known.scheme_on(date(2025, 8, 31)) is spring
    assert known.scheme_on(date(2025, 9, 1)) is autumn
    assert 17 in Everything()
    assert 17 in Known().units
