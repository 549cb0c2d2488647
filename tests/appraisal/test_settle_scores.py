"""What a sheet comes to, seen through the year: the worked examples and every oddity of the rules."""

from datetime import date

import pytest

from tests.appraisal.books import LI, ZHANG, book, lost, settled

pytestmark = pytest.mark.django_db


def figures(losses=(), bonuses=(), sheets=()):
    """The year of 1001 with losses on Z1001 (周检), Y1001 (月考核), N1001 (年终考评) and further sheets."""
    tables = book(扣分明细=[list(row) for row in losses], 加分=[list(row) for row in bonuses])
    tables["考评单"] += [list(row) for row in sheets]
    return settled(tables)["1001"]


@pytest.mark.clause("P-4.5.2a")
def test_a_sheet_without_deductions_is_100():
    line = figures()
    assert (line["checks"], line["monthly"], line["annual"], line["total"]) == ("100.00",) * 4
    assert line["excellent"] is False


@pytest.mark.clause("P-4.10a")
def test_example_4_a_serious_violation_takes_the_sub_item_whole_and_no_more():
    rows = [lost("Y1001", "服务态度", 2), lost("Y1001", "服务态度", 0, "是")]
    assert figures(rows)["monthly"] == "93.00"  # 7 in all, not 9
    assert figures([lost("Y1001", "服务态度", 30, "是")])["monthly"] == "93.00"


@pytest.mark.clause("P-4.5.3a")
def test_example_5_a_sub_item_never_falls_below_zero_and_spills_nowhere():
    assert figures([lost("Y1001", "服务态度", 6), lost("Y1001", "服务态度", 5)])["monthly"] == "93.00"


@pytest.mark.clause("P-4.8")
@pytest.mark.parametrize(("points", "shown"), [((4.99,), "95.01"), ((5,), "95.00"), ((3, 4), "95.00")])
def test_other_deducts_at_most_five_a_sheet(points, shown):
    assert figures([lost("Z1001", "其它", one) for one in points])["checks"] == shown


def test_a_serious_violation_under_other_takes_what_other_costs():
    assert figures([lost("Z1001", "其它", 2, "是")])["checks"] == "98.00"
    assert figures([lost("Z1001", "其它", 0, "是")])["checks"] == "100.00"


@pytest.mark.clause("P-4.5.2a")
def test_other_never_takes_a_sheet_below_zero():
    names = ["仪容仪表与出勤", "服务用语与接待", "投诉受理与处理", "回访", "档案与登记", "收费与通知", "巡查与装修",
             "交接班与值班", "培训与制度执行"]  # fmt: skip
    everything = [lost("Z1001", name, 99) for name in names]
    assert figures([*everything, lost("Z1001", "其它", 5)])["checks"] == "0.00"
    two_left = [*everything[:-1], lost("Z1001", names[-1], 3), lost("Z1001", "其它", 5)]
    assert figures(two_left)["checks"] == "0.00"
    assert figures(two_left[:-1])["checks"] == "2.00"


@pytest.mark.clause("P-4.9b", "P-4.9c", "P-4.9d")
def test_bonuses_add_up_and_may_lift_a_sheet_above_100():
    line = figures([lost("Y1001", "主动性", 1)], [["Y1001", 3, "嘉奖"], ["Y1001", 4, "记功"], ["N1001", 10, "记大功"]])
    assert (line["monthly"], line["annual"], line["total"]) == ("106.00", "110.00", "106.80")
    assert line["excellent"] is True


SPOT = [["S1", "1001", "抽检", date(2025, 3, 8), ""], ["S2", "1001", "抽检", date(2025, 3, 20), ""]]
CHECK = ["M1", "1001", "月检", date(2025, 3, 15), ""]


@pytest.mark.clause("P-4.6")
def test_spot_checks_are_merged_into_the_monthly_check_before_it_is_scored():
    losses = [lost("M1", "交接班与值班", 3), lost("S1", "交接班与值班", 1), lost("S2", "交接班与值班", 4)]
    # 交接班与值班 has 5 marks: 3 + 1 + 4 takes 5, not 8. Weekly 100, monthly 95.
    assert figures(losses, sheets=[CHECK, *SPOT])["checks"] == "97.50"


@pytest.mark.clause("P-4.6")
def test_spot_checks_stand_in_together_where_the_month_has_no_monthly_check():
    losses = [lost("S1", "回访", 6), lost("S2", "回访", 6)]
    assert figures(losses, sheets=SPOT)["checks"] == "95.00"  # one check of 90, not two of 94


def test_other_is_capped_once_over_the_merged_checks():
    losses = [lost("S1", "其它", 4), lost("S2", "其它", 4)]
    assert figures(losses, sheets=SPOT)["checks"] == "97.50"


def test_spot_checks_of_another_month_are_another_check():
    later = ["S3", "1001", "抽检", date(2025, 4, 1), ""]
    losses = [lost("S1", "回访", 6), lost("S3", "回访", 6)]
    assert figures(losses, sheets=[SPOT[0], later])["checks"] == "97.00"


@pytest.mark.clause("P-4.3.3")
def test_the_class_on_the_periods_last_day_picks_the_appraisal_form():
    before = [*ZHANG[:5], "操作层", ZHANG[6], date(2025, 3, 20)]
    after = [*ZHANG[:5], "管理层", date(2025, 3, 21), None]
    losses = [lost("Y1001", "服务态度", 9), lost("N1001", "服务态度", 9)]
    sheets = [
        ["Y1001", "1001", "月考核", date(2025, 3, 10), ""],  # before the change, but of a month that ends after it
        ["N1001", "1001", "年终考评", date(2025, 1, 10), ""],
        ["Z1001", "1001", "周检", date(2025, 3, 5), ""],
        ["Y2", "1001", "月考核", date(2025, 2, 28), ""],
    ]
    losses.append(lost("Y2", "服务态度", 9))
    line = settled(book(员工=[before, after, LI], 考评单=sheets, 扣分明细=losses))["1001"]
    assert line["level"] == "管理层"
    assert line["annual"] == "95.00"  # 管理层: 5 marks
    assert line["monthly"] == "94.00"  # 5 in March, 7 as 操作层 in February


@pytest.mark.clause("P-4.3.3")
def test_who_left_within_a_month_is_judged_by_the_last_employed_day():
    first = [*ZHANG[:5], "管理层", ZHANG[6], date(2025, 3, 20)]
    sheets = [["Y1001", "1001", "月考核", date(2025, 3, 18), ""]]
    losses = [lost("Y1001", "服务态度", 9)]
    assert settled(book(员工=[first, LI], 考评单=sheets, 扣分明细=losses))["1001"]["monthly"] == "95.00"


def test_an_inspection_goes_by_the_business_of_its_day():
    before = [*ZHANG[:7], date(2025, 3, 20)]
    after = [*LI[:6], date(2025, 3, 21), None]
    after[0:2] = ZHANG[0:2]
    sheets = [["Z1", "1001", "周检", date(2025, 3, 20), ""], ["Z2", "1001", "周检", date(2025, 3, 27), ""]]
    losses = [lost("Z1", "收费与通知", 2), lost("Z2", "客史录入", 4)]
    assert settled(book(员工=[before, after, LI], 考评单=sheets, 扣分明细=losses))["1001"]["checks"] == "97.00"


def test_a_spot_check_under_another_form_stands_as_a_check_of_its_own():
    before = [*ZHANG[:7], date(2025, 3, 20)]
    after = [*ZHANG[:2], *LI[2:6], date(2025, 3, 21), None]
    sheets = [["M1", "1001", "月检", date(2025, 3, 10), ""], ["S1", "1001", "抽检", date(2025, 3, 27), ""]]
    losses = [lost("M1", "回访", 4), lost("S1", "客史录入", 9)]
    assert settled(book(员工=[before, after, LI], 考评单=sheets, 扣分明细=losses))["1001"]["checks"] == "95.50"


def test_only_the_sheets_of_the_year_count_and_only_its_people_are_listed():
    late = ["1003", "王五", *ZHANG[2:6], date(2026, 2, 1), None]
    gone = ["1004", "赵六", *ZHANG[2:6], date(2020, 1, 1), date(2024, 12, 31)]
    tables = book(员工=[ZHANG, LI, late, gone])
    tables["考评单"].append(["A", "1001", "月考核", date(2026, 1, 31), ""])
    tables["扣分明细"] = [lost("A", "主动性", 5)]
    lines = settled(tables)
    assert list(lines) == ["1001", "1002"]
    assert lines["1001"]["monthly"] == "100.00"
    assert list(settled(tables, 2026)) == ["1001", "1002", "1003"]


def test_complete_people_are_ranked_within_their_class_by_unrounded_totals():
    people, sheets, losses = [], [], []
    for place, (level, points) in enumerate(
        [("操作层", 1), ("操作层", 0), ("操作层", 1), ("操作层", 2), ("管理层", 3), ("操作层", 0)]
    ):
        number = f"P{place}"
        people.append([number, f"人{place}", *ZHANG[2:5], level, date(2025, 12, 1), None])
        sheets += [
            [f"{number}{kind}", number, kind, date(2025, 12, 15), ""]
            for kind in ("周检", "月考核", "年终考评")
            if (place, kind) != (5, "月考核")
        ]
        losses += [lost(f"{number}年终考评", "业务能力", points)] if points else []
    lines = settled(book(员工=people, 考评单=sheets, 扣分明细=losses))
    assert [line["rank"] for line in lines.values()] == [2, 1, 2, 4, 1, None]
    assert lines["P5"]["missing"] == ["月考核 2025-12"]
    assert lines["P5"]["total"] is None
