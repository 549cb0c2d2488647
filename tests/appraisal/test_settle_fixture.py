"""A whole department's year, against figures that somebody else calculated."""

import json
from pathlib import Path

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from huiyin.kernel.errors import Refusal
from huiyin.platform.models import TrailEntry
from huiyin.rooms.appraisal.rules.tables import COLUMNS
from huiyin.site.settle_file import HEADS, faults_of, results, settle_file, table, write_results
from tests.appraisal import oracle

FIXTURES = Path(__file__).parent / "fixtures"
YEAR = FIXTURES / "appraisal-2025.xlsx"
BAD = FIXTURES / "appraisal-2025-bad.xlsx"
EXPECTED = json.loads((FIXTURES / "appraisal-2025.expected.json").read_text("utf-8"))
EIGHT = [
    ("考评单", 930, "Staff number E9999 is unknown"),
    ("考评单", 931, "类型 is not one of 周检、月检、抽检、月考核、年终考评: 季检"),
    ("扣分明细", 645, "Sheet number KBAD3 is unknown"),
    ("扣分明细", 646, "不存在的子项 is not a section of this sheet's form"),
    ("扣分明细", 647, "服务态度 is not a section of this sheet's form；扣分 is negative: -1"),
    ("扣分明细", 648, "服务态度 is not a section of this sheet's form；扣分 is not a number: abc"),
    ("扣分明细", 649, "服务态度 is not a section of this sheet's form；扣分 has more than two decimals: 1.005"),
    ("加分", 39, "Bonus points are only given on 月考核 and 年终考评, not on 周检"),
]

pytestmark = pytest.mark.django_db


@pytest.mark.clause("P-4.6A", "P-4.6B", "P-4.6C", "P-4.6Σ", "P-4.9e")
def test_every_field_of_every_person_is_as_expected():
    assert results(settle_file(YEAR, 2025)) == EXPECTED


def test_the_oracle_agrees_with_the_same_figures():
    book = CalamineWorkbook.from_path(YEAR)
    tables = {name: book.get_sheet_by_name(name).to_python()[1:] for name in book.sheet_names}
    assert set(tables) <= set(COLUMNS)
    assert oracle.settle(tables, 2025) == EXPECTED


def test_the_bad_workbook_names_exactly_its_eight_faults():
    with translation.override("en"), pytest.raises(Refusal) as caught:
        settle_file(BAD, 2025)
    assert [tuple(fault.values()) for fault in faults_of(caught.value)] == EIGHT


def test_settling_a_file_leaves_no_trace_in_the_store():
    before = TrailEntry.objects.count()
    settle_file(YEAR, 2025)
    with pytest.raises(Refusal):
        settle_file(BAD, 2025)
    assert TrailEntry.objects.count() == before


def test_the_table_lines_up_and_holds_every_person():
    lines = list(table(settle_file(YEAR, 2025)))
    assert len(lines) == 61
    assert lines[0].startswith("工号   姓名")
    assert "99.51" in lines[1]
    assert any("月考核 2025-11、年终考评" in line and "—" in line for line in lines)


def test_the_results_as_a_workbook_hold_the_same_figures(tmp_path):
    lines = settle_file(YEAR, 2025)
    write_results(lines, tmp_path / "out.xlsx", 2025)
    rows = CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_name("2025").to_python()
    assert tuple(rows[0]) == HEADS
    figures = [[f"{cell:.2f}" if isinstance(cell, float) else None for cell in row[3:7]] for row in rows[1:]]
    names = ("checks", "monthly", "annual", "total")
    assert figures == [[line[name] for name in names] for line in EXPECTED]


@pytest.mark.parametrize("year", [0, 1949, 2100, 99999])
def test_a_year_out_of_range_is_refused(year):
    with pytest.raises(Refusal):
        settle_file(YEAR, year)


def test_what_is_no_workbook_is_one_fault(tmp_path):
    path = tmp_path / "notes.xlsx"
    path.write_text("考评单", "utf-8")
    with translation.override("en"), pytest.raises(Refusal) as caught:
        settle_file(path, 2025)
    reason = "This is no Excel workbook (.xlsx) that can be read."
    assert faults_of(caught.value) == [{"sheet": "", "row": 0, "reason": reason}]
