"""Every fault is named by worksheet, row and reason: one fault a row, and none because of another."""

from datetime import date

import pytest

from tests.appraisal.books import LI, ZHANG, book, lost, refused, settled

pytestmark = pytest.mark.django_db


def staff(*rows):
    return book(员工=[ZHANG, LI, *rows], 考评单=[])


def changed(row, **cells):
    """A row of 员工 with some cells replaced, by number of column."""
    return [cells.get(f"c{place}", cell) for place, cell in enumerate(row)]


def sheets(*rows):
    return book(考评单=[list(row) for row in rows])


def test_a_sound_workbook_is_taken():
    assert refused(book()) == []


FAULTY_PEOPLE = [
    (changed(LI, c0=""), "工号 is empty"),
    (changed(LI, c0="9" * 21), "工号 is longer than 20 characters"),
    (changed(LI, c0=True), "工号 is not text: True"),
    (changed(LI, c0="3", c1=" "), "姓名 is empty"),
    (changed(LI, c0="3", c1="长" * 41), "姓名 is longer than 40 characters"),
    (changed(LI, c0="3", c2=""), "部门 is empty"),
    (changed(LI, c0="3", c3="餐饮"), "业态 is not one of 物业、酒店、公司: 餐饮"),
    (changed(LI, c0="3", c4=None), "岗位 is empty"),
    (changed(LI, c0="3", c5="董事"), "层级 is not one of 操作层、管理层: 董事"),
    (changed(LI, c0="3", c6="以前"), "入职日期 is not a date: 以前"),
    (changed(LI, c0="3", c6=""), "入职日期 is not a date: "),
    (changed(LI, c0="3", c6="1899-01-01"), "入职日期 lies outside 1950 to 2099: 1899-01-01"),
    (changed(LI, c0="3", c7="2020-02-29"), "离职日期 lies before 入职日期"),
    (changed(LI, c0="3", c1="", c5="?"), "姓名 is empty；层级 is not one of 操作层、管理层: ?"),
    (LI, "Staff number 1002 is repeated: the period overlaps that of row 3"),
    (changed(LI, c1="王五", c6="2030-01-01"), "Staff number 1002 belongs to 李四 (row 3)"),
]


def faults_in(sheet, cases, first):
    """What cases in the rows from ``first`` on must be refused for."""
    return [(sheet, row, reasons) for row, (_cells, reasons) in enumerate(cases, start=first)]


def test_faulty_rows_of_people_are_refused():
    assert refused(staff(*(row for row, _reasons in FAULTY_PEOPLE))) == faults_in("员工", FAULTY_PEOPLE, 4)


def test_a_person_may_have_several_periods_that_do_not_overlap():
    first = changed(ZHANG, c7=date(2025, 6, 30))
    again = changed(ZHANG, c6=date(2025, 9, 1))
    lines = settled(book(员工=[first, again, LI]))
    assert lines["1001"]["missing"] == [f"月考核 2025-{month:02d}" for month in (1, 2, 4, 5, 6, 9, 10, 11, 12)]


def test_a_day_between_two_periods_is_outside_employment():
    tables = book(员工=[changed(ZHANG, c7=date(2025, 3, 30)), changed(ZHANG, c6=date(2025, 4, 2)), LI])
    assert refused(tables) == [("考评单", 3, "2025-03-31 lies outside the employment of 张三")]


GOOD = ("Q1", "1001", "周检", date(2025, 3, 5), "1002")


FAULTY_SHEETS = [
    (("", *GOOD[1:]), "考评单号 is empty"),
    (("K" * 31, *GOOD[1:]), "考评单号 is longer than 30 characters"),
    (("Q2", "9999", *GOOD[2:]), "Staff number 9999 is unknown"),
    (("Q2", "", *GOOD[2:]), "工号 is empty"),
    (("Q2", "1001", "季检", *GOOD[3:]), "类型 is not one of 周检、月检、抽检、月考核、年终考评: 季检"),
    (("Q2", "1001", "", *GOOD[3:]), "类型 is not one of 周检、月检、抽检、月考核、年终考评: "),
    (("Q2", "1001", "周检", "?", ""), "考评日期 is not a date: ?"),
    (("Q2", "1001", "周检", "9999-12-31", ""), "考评日期 lies outside 1950 to 2099: 9999-12-31"),
    (("Q2", "1001", "周检", "2020-02-29", ""), "2020-02-29 lies outside the employment of 张三"),
    (("Q2", "1001", "周检", "2025-06-01", "长" * 41), "考评人 is longer than 40 characters"),
    (("Q1", "1001", "周检", "2025-06-01", ""), "Sheet number Q1 is repeated; it stands in row 2 already"),
    (("Q2", "1001", "周检", "2025-03-09", ""), "A second 周检 of 张三 in 2025-W10; the first is sheet Q1"),
    (
        ("Q3", "9999", "季检", "?", ""),
        (
            "类型 is not one of 周检、月检、抽检、月考核、年终考评: 季检；考评日期 is not a date: ?；"
            "Staff number 9999 is unknown"
        ),
    ),
]


def test_faulty_sheets_are_refused():
    rows = [(row[0].replace("Q2", f"Q2{place}"), *row[1:]) for place, (row, _reasons) in enumerate(FAULTY_SHEETS)]
    assert refused(sheets(GOOD, *rows)) == faults_in("考评单", FAULTY_SHEETS, 3)


@pytest.mark.parametrize(
    ("kind", "first", "second", "period"),
    [
        ("月检", "2025-03-01", "2025-03-31", "2025-03"),
        ("月考核", "2025-03-01", "2025-03-31", "2025-03"),
        ("年终考评", "2025-01-01", "2025-12-31", "2025"),
        ("周检", "2024-12-30", "2025-01-05", "2025-W01"),
    ],
)
def test_a_second_sheet_of_a_period_is_refused(kind, first, second, period):
    rows = (("A", "1001", kind, first, ""), ("B", "1001", kind, second, ""), ("C", "1002", kind, second, ""))
    assert refused(sheets(*rows)) == [("考评单", 3, f"A second {kind} of 张三 in {period}; the first is sheet A")]


def test_spot_checks_may_be_many_and_neighbouring_weeks_are_two():
    rows = [(f"A{n}", "1001", "抽检", "2025-03-05", "") for n in range(3)]
    rows += [("B1", "1001", "周检", "2025-03-09", ""), ("B2", "1001", "周检", "2025-03-10", "")]
    assert refused(sheets(*rows)) == []


def test_a_refused_sheet_takes_no_period_and_its_deductions_are_not_unknown():
    tables = sheets(
        ("A", "1001", "月检", "2020-01-01", ""),  # before the employment
        ("B", "9999", "月检", "2025-03-01", ""),  # of nobody
        ("C", "1001", "月检", "2025-03-01", ""),
        ("C", "1002", "月检", "2025-03-01", ""),  # a repeated number
        ("D", "1002", "月检", "2025-03-09", ""),  # so this is the first of the month
    )
    tables["扣分明细"] = [lost("A", "回访", 1), lost("B", "回访", 1), lost("C", "回访", 1), lost("A", "回访", -1)]
    tables["加分"] = [["B", 3, "受嘉奖"]]
    assert [fault[:2] for fault in refused(tables)] == [
        ("考评单", 2), ("考评单", 3), ("考评单", 5), ("扣分明细", 5), ("加分", 2),
    ]  # fmt: skip


def test_sheets_of_a_refused_person_are_not_unknown():
    tables = book(员工=[changed(ZHANG, c5="?"), LI])
    assert [fault[:2] for fault in refused(tables)] == [("员工", 2)]


FAULTY_DEDUCTIONS = [
    (lost("", "回访", 1), "考评单号 is empty"),
    (lost("X", "回访", 1), "Sheet number X is unknown"),
    (lost("Z1001", "", 1), "子项 is empty"),
    (lost("Z1001", "思想道德", 1), "思想道德 is not a section of this sheet's form"),
    (lost("Z1001", "客史录入", 1), "客史录入 is not a section of this sheet's form"),  # a hotel's
    (lost("Y1001", "其它", 1), "其它 is not a section of this sheet's form"),
    (lost("Z1001", "回访", ""), "扣分 is not a number: "),
    (lost("Z1001", "回访", "二"), "扣分 is not a number: 二"),
    (lost("Z1001", "回访", True), "扣分 is not a number: True"),
    (lost("Z1001", "回访", -0.5), "扣分 is negative: -0.5"),
    (lost("Z1001", "回访", 0.125), "扣分 has more than two decimals: 0.125"),
    (lost("Z1001", "回访", 0), "扣分 is 0 without 严重违规"),
    (lost("Z1001", "回访", 0, "否"), "扣分 is 0 without 严重违规"),
    (lost("Z1001", "回访", 100000), "扣分 is too large: 100000"),
    (lost("Z1001", "回访", 0, "不知道"), "严重违规 is not one of 是、否: 不知道"),
    (lost("Z1001", "回访", 1, fact=""), "事由 is empty; a deduction needs its fact"),
    (lost("Z1001", "其它", 1, fact=" "), "事由 is empty; a deduction needs its fact"),
    (lost("Z1001", "回访", 1, fact="长" * 201), "事由 is longer than 200 characters"),
    (lost("Z1001", "回访", 1, code="9" * 21), "标准编号 is longer than 20 characters"),
    (
        lost("Z1001", "?", "?", "?", fact=""),
        (
            "? is not a section of this sheet's form；严重违规 is not one of 是、否: ?；扣分 is not a number: ?；"
            "事由 is empty; a deduction needs its fact"
        ),
    ),
]


@pytest.mark.clause("P-4.7a", "P-4.8")
def test_faulty_deductions_are_refused():
    rows = [row for row, _reasons in FAULTY_DEDUCTIONS]
    assert refused(book(扣分明细=[lost("Z1001", "回访", 1), *rows])) == faults_in("扣分明细", FAULTY_DEDUCTIONS, 3)


@pytest.mark.clause("P-4.10a")
def test_a_deduction_of_zero_is_taken_with_a_serious_violation():
    assert refused(book(扣分明细=[lost("Z1001", "回访", 0, "是")])) == []


FAULTY_BONUSES = [
    (["X", 1, "受嘉奖"], "Sheet number X is unknown"),
    (["Z1001", 1, "受嘉奖"], "Bonus points are only given on 月考核 and 年终考评, not on 周检"),
    (["Y1001", 0.5, "受嘉奖"], "加分 must be a whole number from 1 to 10: 0.5"),
    (["Y1001", 0, "受嘉奖"], "加分 must be a whole number from 1 to 10: 0"),
    (["Y1001", 11, "受嘉奖"], "加分 must be a whole number from 1 to 10: 11"),
    (["Y1001", -1, "受嘉奖"], "加分 must be a whole number from 1 to 10: -1"),
    (["Y1001", "多", "受嘉奖"], "加分 is not a number: 多"),
    (["Y1001", 1, ""], "依据 is empty; bonus points need an award as their ground"),
    (["Y1001", 1, "长" * 201], "依据 is longer than 200 characters"),
    (["Y1001", 4, "受嘉奖"], "The bonus points of sheet Y1001 come to 11.00; a sheet gets at most 10"),
]


@pytest.mark.clause("P-4.9a", "P-4.9c")
def test_bonuses_outside_the_rules_are_refused():
    rows = [row for row, _reasons in FAULTY_BONUSES]
    assert refused(book(加分=[["Y1001", 7, "受嘉奖"], *rows])) == faults_in("加分", FAULTY_BONUSES, 3)


@pytest.mark.clause("P-4.9c")
def test_after_a_bonus_too_many_a_smaller_one_still_fits():
    rows = [["N1001", 8, "记功"], ["N1001", 5, "嘉奖"], ["N1001", "2", "嘉奖"]]
    assert [fault[:2] for fault in refused(book(加分=rows))] == [("加分", 3)]


def test_words_and_numbers_are_read_however_they_were_typed():
    tables = book(
        员工=[[1001.0, "张三", "滨江管理处", " 物业 ", "客服", "操作层　", "2020/3/1", ""], LI],
        考评单=[
            ["Ｚ１", "１００１", "周检", 45721, 1002],
            ["Y1", 1001, " 月考核 ", "2025年3月31日", "李四"],
            ["N1", "1001", "年终考评", "20251230", ""],
        ],
        扣分明细=[["Z1", "回访", "", "１．５", "少一次", "否"], ["Z1", " 回访　", 12, 0.1 + 0.2, "又一次", ""]],
        加分=[["Y1", "3", "受嘉奖"]],
    )
    line = settled(tables)["1001"]
    assert (line["checks"], line["monthly"]) == ("98.20", "103.00")


def test_a_sheet_numbered_by_a_number_and_by_text_is_the_same_sheet():
    tables = sheets((20250001.0, "1001", "周检", "2025-03-05", ""), ("20250001", "1001", "周检", "2025-06-05", ""))
    assert [fault[:2] for fault in refused(tables)] == [("考评单", 3)]
