"""What a single sheet loses and gains, what a deduction cost in the year, and how a result is told to programs."""

from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from huiyin.kernel import canon
from huiyin.rooms.appraisal.rules.account import (
    Gain,
    Group,
    Line,
    Loss,
    SectionAccount,
    SheetAccount,
    YearAccount,
    account_sheet,
)
from huiyin.rooms.appraisal.rules.losses import allowed, gained, left_of, lost_in, lost_to_other
from huiyin.rooms.appraisal.rules.result import result_of, results_digest
from huiyin.rooms.appraisal.rules.what_if import costs, without_one
from huiyin.rooms.appraisal.rules.year import Figures, Sums, Weights
from huiyin.rooms.appraisal.terms import Kind

MANNERS, DUTY = Line("服务态度", "德", 2000), Line("工作出勤", "勤", 2000)
HEAD: dict[str, Any] = {
    "pk": 7, "number": "YK202503-1", "kind": int(Kind.MONTH), "day": date(2025, 3, 31), "period": "2025-03",
    "evaluator": "1002", "scheme": "1.0", "cap": 500,
}  # fmt: skip


def loss(section="服务态度", points=100, serious=False, day=3, sheet="YK202503-1"):
    return Loss(section, points, serious, "DA1", f"第{day}日", "录音", sheet, date(2025, 3, day), "1002")


def sheet(*losses, others=(), gains=(), kind=Kind.MONTH, day=date(2025, 3, 31), number="YK202503-1"):
    """A sheet of two sections of 20 marks each."""
    sections = tuple(
        SectionAccount(line, tuple(one for one in losses if one.section == line.name)) for line in (MANNERS, DUTY)
    )
    facts = HEAD | {"kind": int(kind), "day": day, "number": number}
    return SheetAccount(sections=sections, others=tuple(others), gains=tuple(gains), **facts)


def year(*sheets, weights=None):
    groups: dict[int, list[SheetAccount]] = {}
    for one in sheets:
        groups.setdefault(one.kind, []).append(one)
    found = {kind: Group(kind, tuple(group)) for kind, group in groups.items()}
    return YearAccount(2025, weights or Weights(), found)


@pytest.mark.clause("P-4.5.2a", "P-4.10a")
@pytest.mark.parametrize(
    ("points", "serious", "lost"), [(0, False, 0), (1999, False, 1999), (2000, False, 2000), (2001, False, 2000),
    (0, True, 2000), (50, True, 2000)],
)  # fmt: skip
def test_a_section_loses_at_most_its_marks_and_all_of_them_after_a_serious_violation(points, serious, lost):
    assert lost_in(2000, points, serious=serious) == lost


@pytest.mark.clause("P-4.8")
def test_other_takes_at_most_the_cap():
    assert [lost_to_other(500, points) for points in (0, 499, 500, 501)] == [0, 499, 500, 500]


def test_nothing_falls_below_zero():
    assert [left_of(1000, lost) for lost in (0, 999, 1000, 1001)] == [1000, 1, 0, 0]


@pytest.mark.clause("P-4.9c")
def test_awards_add_whole_points():
    assert gained([]) == 0
    assert gained([1, 3]) == 400


@pytest.mark.clause("P-4.9b")
@pytest.mark.parametrize(
    ("awards", "kept"),
    [
        ([2, 3], [2, 3]),
        ([1, 2], [2]),
        ([10], [10]),
        ([11], [10]),
        ([6, 6], [6, 4]),
        ([9, 2], [9, 1]),
        ([10, 2], [10]),
        ([], []),
    ],
)
def test_awards_are_allowed_from_the_least_each_up_to_the_most_together(awards, kept):
    assert allowed(awards, 2, 10) == kept


def test_losses_go_to_their_sections_and_to_other():
    made = account_sheet(
        HEAD,
        [(MANNERS, False), (DUTY, False), (Line("其它", "", 0), True)],
        [loss(points=50), loss("其它", 30), loss(points=20, day=4), loss("没有的", 900)],
        [Gain(3, "嘉奖")],
    )
    assert [(section.line, [one.points for one in section.losses]) for section in made.sections] == [
        (MANNERS, [50, 20]), (DUTY, []),
    ]  # fmt: skip
    assert [one.points for one in made.others] == [30]
    assert made.gains == (Gain(3, "嘉奖"),)
    assert (made.pk, made.number, made.cap) == (7, "YK202503-1", 500)
    assert (made.sections_sum, made.subtotal, made.bonus, made.score) == (3930, 3900, 300, 4200)


def test_a_year_without_sheets_has_no_figure_and_one_with_all_parts_agrees():
    nobody = year()
    assert nobody.group(Kind.MONTH) == Group(Kind.MONTH, ())
    assert nobody.sums == Sums()
    assert nobody.figures == Figures(None, None, None, None)
    assert nobody.agrees()
    full = year(
        sheet(kind=Kind.WEEK_CHECK), sheet(loss(points=400), kind=Kind.MONTH_CHECK),
        sheet(loss(points=300)), sheet(day=date(2025, 4, 30)), sheet(loss(points=100), kind=Kind.YEAR),
    )  # fmt: skip
    assert full.sums == Sums(4000, 1, 3600, 1, 7700, 2, 3900, 1, (1 << 3) | (1 << 4))
    assert full.checks == 3800
    assert full.total == Fraction(3800 * 2000 + 3850 * 3000 + 3900 * 5000, 10_000)
    assert full.agrees()


def test_an_account_whose_figures_differ_does_not_agree(monkeypatch):
    full = year(sheet(kind=Kind.WEEK_CHECK), sheet(), sheet(kind=Kind.YEAR))
    assert full.agrees()
    monkeypatch.setattr(YearAccount, "total", property(lambda _account: Fraction(1)))
    assert not full.agrees()


def test_each_deduction_is_taken_away_alone():
    first, second, third, other = loss(points=10), loss(points=20, day=4), loss("工作出勤", 30), loss("其它", 40)
    second_other = loss("其它", 50, day=5)
    whole = sheet(first, second, third, others=(other, second_other))
    found = [
        (
            taken.points,
            [[one.points for one in section.losses] for section in left.sections],
            [one.points for one in left.others],
        )
        for taken, left in without_one(whole)
    ]
    assert found == [
        (10, [[20], [30]], [40, 50]),
        (20, [[10], [30]], [40, 50]),
        (30, [[10, 20], []], [40, 50]),
        (40, [[10, 20], [30]], [50]),
        (50, [[10, 20], [30]], [40]),
    ]
    assert all(left.number == whole.number for _taken, left in without_one(whole))


@pytest.mark.clause("P-4.6Σ")
def test_what_each_deduction_cost_in_the_total_dearest_first():
    account = year(
        sheet(loss(points=100, day=1), kind=Kind.WEEK_CHECK),
        sheet(loss(points=200, day=2), kind=Kind.MONTH_CHECK),
        sheet(loss(points=400, day=3)),
        sheet(day=date(2025, 4, 30)),
        sheet(loss(points=1000, day=9), kind=Kind.YEAR),
    )
    found = costs(account)
    # 50 % of 10.00; 30 % of 4.00 over two months; half of 20 % of 2.00 and of 1.00.
    assert [(one.loss.day.day, one.points) for one in found] == [
        (day, Fraction(cost)) for day, cost in ((9, 500), (3, 60), (2, 20), (1, 10))
    ]
    assert [one.sheet.kind for one in found] == [Kind.YEAR, Kind.MONTH, Kind.MONTH_CHECK, Kind.WEEK_CHECK]


def test_a_running_year_counts_the_parts_it_has():
    assert [one.points for one in costs(year(sheet(loss(points=400))))] == [120]
    assert [one.points for one in costs(year(sheet(loss(points=400), kind=Kind.WEEK_CHECK)))] == [80]
    assert [one.points for one in costs(year(sheet(loss(points=400), kind=Kind.YEAR)))] == [200]


def test_what_lies_beyond_the_marks_cost_nothing_and_equals_stand_by_day_and_sheet():
    lost_anyway = [loss(points=10, serious=True), loss(points=20, serious=True, day=4)]
    assert [one.points for one in costs(year(sheet(*lost_anyway)))] == [0, 0]
    alike = year(
        sheet(
            loss(day=5, sheet="B"),
            loss("工作出勤", day=5, sheet="A"),
            loss(day=2, sheet="C"),
            others=[loss("其它", 200)],
        )
    )
    assert [(one.loss.day.day, one.loss.sheet) for one in costs(alike)] == [
        (3, "YK202503-1"),
        (2, "C"),
        (5, "A"),
        (5, "B"),
    ]


LINE = SimpleNamespace(
    number="1001", level="operational", missing=("月考核 2025-03",), complete=False, checks=9000, months=None,
    annual=905, total=10001, excellent=True, rank=3,
)  # fmt: skip


def test_a_result_as_programs_read_it():
    assert result_of(LINE) == {
        "employee_no": "1001", "level": "操作层", "complete": False, "missing": ["月考核 2025-03"], "checks": "90.00",
        "monthly": None, "annual": "9.05", "total": "100.01", "excellent": True, "rank": 3,
    }  # fmt: skip
    assert result_of(SimpleNamespace(**{**vars(LINE), "level": "外包"}))["level"] == "外包"


def test_the_digest_of_a_year_does_not_depend_on_the_order_of_its_lines():
    other = SimpleNamespace(**{**vars(LINE), "number": "1000", "total": None})
    expected = canon.digest([result_of(other), result_of(LINE)])
    assert results_digest([LINE, other]) == results_digest([other, LINE]) == expected
    assert results_digest([LINE]) != expected
    # Staff numbers are texts, also where a caller holds them as numbers: "10" stands before "9".
    nine, ten = (SimpleNamespace(**{**vars(LINE), "number": number}) for number in (9, 10))
    assert results_digest([nine, ten]) == canon.digest([result_of(ten), result_of(nine)])
