"""The four forms are issued from the same figures as the pages show, once, within one's reach."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import files
from huiyin.platform.actor import STRANGER, SYSTEM, Actor, Reach
from huiyin.platform.models import Job, StoredFile, TrailEntry
from huiyin.rooms.appraisal.models import Line, Score, Sheet
from huiyin.rooms.appraisal.queries.settle import month_scores
from huiyin.rooms.appraisal.terms import ANNUAL_OVERVIEW, MONTH_SHEET, STATISTICS, YEAR_SHEET, Permit
from huiyin.rooms.appraisal.usecases import issue_forms as issue
from huiyin.rooms.people.usecases import appoint_appraiser
from huiyin.rooms.records.models import Record
from huiyin.rooms.records.queries.issued import content_of, verify_record
from tests.appraisal import small_year
from tests.appraisal.small_year import HOTEL, RIVER, YEAR, person
from tests.records.test_prints import squeezed, text_of

MARCH, JUNE = "2025-03", "2025-06"


@pytest.fixture
def units(db: None) -> dict[str, Any]:
    return small_year.build()


@pytest.fixture
def published(units: dict[str, Any]) -> dict[str, Any]:
    small_year.publish()
    return units


def contents(outcome: issue.Outcome) -> dict[str, dict[str, Any]]:
    """Contents by staff number, or by unit for a table."""
    rows = Record.objects.filter(pk__in=outcome.issued.pks)
    return {row.about_number or row.unit_name: content_of(row) for row in rows}


def hundredths(text: str) -> int:
    return round(Fraction(text) * 100)


@pytest.mark.clause("P-4.7b", "P-5.1")
def test_a_month_gives_one_form_per_sheet_and_names_who_has_none(units):
    manager = small_year.manager_of(units[RIVER])
    outcome = issue.issue_month_sheets(manager, unit=units[RIVER], period=MARCH)
    forms = contents(outcome)
    assert sorted(forms) == ["E0001", "E0002"]
    assert outcome.absent == (("E0005", "钱七"),)
    for number, form in forms.items():
        kept = Score.objects.get(sheet__employee__number=number, sheet__kind=4, year=YEAR, month=3)
        assert hundredths(form["score"]["total"]) == kept.base + kept.bonus
        sections = [item for dimension in form["score"]["dimensions"] for item in dimension["items"]]
        assert len(sections) == 16
        assert sum(hundredths(item["score"]) for item in sections) == kept.base
    head = forms["E0002"]["person"]
    assert (head["company"], head["department"], head["level"]) == ("碧溪客户服务有限公司", RIVER, "管理层")
    assert (head["name"], head["post"]) == ("李四", "客服主管")
    assert set(Record.objects.values_list("unit_path", flat=True)) == {units[RIVER].path}


@pytest.mark.clause("P-4.9c", "P-4.10a")
def test_awards_and_serious_violations_stand_on_the_form(units):
    november = contents(issue.issue_month_sheets(SYSTEM, unit=units[""], period="2025-11"))["E0001"]
    assert november["score"]["bonuses"][0] | {"ground": ""} == {
        "award_no": "", "level": "嘉奖", "ground": "", "points": "5.00",
    }  # fmt: skip
    september = contents(issue.issue_month_sheets(SYSTEM, unit=units[""], period="2025-09"))["E0003"]
    discipline = next(item for item in september["score"]["dimensions"][0]["items"] if item["name"] == "纪律作风")
    assert (discipline["zeroed"], discipline["score"]) == (True, "0.00")
    assert [line["serious"] for line in september["score"]["deductions"]].count(True) == 1


@pytest.mark.clause("P-4.7a")
def test_the_responsible_manager_confirms_each_deduction(units):
    appoint_appraiser(SYSTEM, unit=units[""], employee=person("E0002"), start=date(2024, 1, 1))
    form = contents(issue.issue_month_sheets(SYSTEM, unit=units[RIVER], period=MARCH))["E0001"]
    assert {(line["recorder"], line["confirmer"]) for line in form["score"]["deductions"]} == {("李四", "李四")}


def test_the_same_forms_are_numbered_once(units):
    first = issue.issue_month_sheets(SYSTEM, unit=units[RIVER], period=MARCH)
    again = issue.issue_month_sheets(SYSTEM, unit=units[RIVER], period=MARCH)
    assert (first.issued.fresh, again.issued.fresh) == (2, 0)
    assert first.issued.pks == again.issued.pks
    whole = issue.issue_month_sheets(SYSTEM, unit=units[""], period=MARCH)
    assert (len(whole.issued.pks), whole.issued.fresh) == (3, 1)


@pytest.mark.clause("P-4.7b")
def test_a_form_that_would_not_add_up_to_the_kept_score_is_refused(units):
    Score.objects.filter(employee__number="E0001", kind=4, month=3).update(base=9000)
    with pytest.raises(Refusal) as caught:
        issue.issue_month_sheets(SYSTEM, unit=units[RIVER], period=MARCH)
    sheet = Sheet.objects.get(employee__number="E0001", kind=4, period=MARCH)
    assert [fault.where for fault in caught.value.faults] == [sheet.number]
    assert not Record.objects.exists()


@pytest.mark.clause("P-5.2", "P-4.6Σ", "P-1.0c")
def test_year_forms_come_from_a_published_year_and_add_up(units):
    with pytest.raises(Conflict):
        issue.issue_year_sheets(SYSTEM, unit=units[""], year=YEAR)
    small_year.publish()
    forms = contents(issue.issue_year_sheets(SYSTEM, unit=units[""], year=YEAR))
    assert len(forms) == 5
    for number, form in forms.items():
        line = Line.objects.get(number=number)
        parts = [form[key] for key in ("checks", "monthly", "annual")]
        assert hundredths(form["total"]) == line.total
        printed = sum((Fraction(part["marks"]) for part in parts), Fraction(0))
        assert hundredths(form["total"]) == (printed * 100 * 2 + 1) // 2
        assert sum(hundredths(one["marks"]) for one in form["inspections"] if one["marks"]) == line.checks
        scores = [hundredths(one["score"]) for one in form["months"] if one["score"]]
        assert (sum(scores), len(scores)) == (line.month_sum, form["months_counted"])
        assert (form["rank"], form["excellent"], form["missing"]) == (line.rank, line.excellent, line.missing)
    gap = {one["month"]: one for one in forms["E0005"]["months"]}[MARCH]
    assert (gap["score"], gap["note"]) == (None, "缺月考核")
    assert {one["note"] for one in forms["E0004"]["months"][:6]} == {"在职不足 15 天"}


def test_spot_checks_are_counted_and_where_they_stood_in(published):
    form = contents(issue.issue_year_sheets(SYSTEM, unit=published[HOTEL], year=YEAR))["E0003"]
    assert (form["spot_checks"], form["spot_standing"]) == (2, 1)
    assert [one["kind"] for one in form["merits"]] == ["处分"]


@pytest.mark.clause("P-5.2")
def test_a_result_that_its_sheets_no_longer_give_is_refused(published):
    Score.objects.filter(employee__number="E0001", kind=4, month=2).update(base=100)
    with pytest.raises(Refusal) as caught:
        issue.issue_year_sheets(SYSTEM, unit=published[""], year=YEAR)
    assert [fault.where for fault in caught.value.faults] == ["E0001"]


@pytest.mark.clause("P-4.7c", "P-5.3")
def test_the_month_table_has_a_line_for_everybody_employed_in_it(units):
    form = contents(issue.issue_statistics(SYSTEM, unit=units[RIVER], period=JUNE))[RIVER]
    assert [line["staff_no"] for line in form["lines"]] == ["E0001", "E0002", "E0004", "E0005"]
    newcomer = form["lines"][2]
    assert (newcomer["total"], newcomer["rank"], newcomer["remark"]) == (None, None, "在职不足 15 天")
    totals = [score.total for score in month_scores(YEAR, 6) if score.unit == units[RIVER].pk]
    assert form["summary"]["headcount"] == 4
    assert form["summary"]["appraised"] == len(totals) == 3
    assert hundredths(form["summary"]["mean"]) == (2 * sum(totals) + 3) // 6
    for line in form["lines"]:
        if line["total"]:
            dimensions = sum(hundredths(line[key]) for key in ("virtue", "diligence", "ability", "results", "bonus"))
            assert dimensions == hundredths(line["total"])
    march = contents(issue.issue_statistics(SYSTEM, unit=units[RIVER], period=MARCH))[RIVER]
    assert {line["staff_no"]: line["remark"] for line in march["lines"]}["E0005"] == "缺月考核"
    assert all(line["change"] for line in march["lines"] if line["total"])


@pytest.mark.clause("P-4.7c", "P-5.3")
def test_the_year_table_repeats_the_frozen_results(published):
    form = contents(issue.issue_statistics(SYSTEM, unit=published[RIVER], period="2025"))[RIVER]
    lines = {line.number: line for line in Line.objects.filter(unit=published[RIVER])}
    assert [line["staff_no"] for line in form["lines"]] == sorted(lines)
    for line in form["lines"]:
        kept = lines[line["staff_no"]]
        assert (hundredths(line["total"]), line["rank"]) == (kept.total, kept.rank)
        assert line["main_deductions"]
    assert form["summary"]["headcount"] == len(lines)


@pytest.mark.clause("P-5.4")
def test_the_overview_re_derives_from_the_year_results(published):
    form = contents(issue.issue_annual_overview(SYSTEM, unit=published[""], year=YEAR))["碧溪客户服务有限公司"]
    assert [line["unit"] for line in form["lines"]] == [RIVER, HOTEL]
    totals = [line.total or 0 for line in Line.objects.all()]
    whole = form["whole"]
    assert (whole["headcount"], whole["appraised"]) == (5, 5)
    assert hundredths(whole["total"]) == (2 * sum(totals) + 5) // 10
    assert (hundredths(whole["highest"]), hundredths(whole["lowest"])) == (max(totals), min(totals))
    assert sum(whole["bands"].values()) == 5
    assert form["sanctions"] == [{"level": "严重违规", "count": 1}]
    assert form["awards"] == [{"level": "嘉奖", "count": 2}]
    assert [hundredths(one["points"]) for one in form["top_deductions"]] == sorted(
        (hundredths(one["points"]) for one in form["top_deductions"]), reverse=True
    )
    assert len(form["top_deductions"]) == 5


def test_forms_are_issued_within_the_reach_alone(published):
    hotel = small_year.manager_of(published[HOTEL])
    for act, values in (
        (issue.issue_month_sheets, {"period": MARCH}),
        (issue.issue_year_sheets, {"year": YEAR}),
        (issue.issue_statistics, {"period": MARCH}),
        (issue.issue_annual_overview, {"year": YEAR}),
        (issue.ask_issue, {"form": MONTH_SHEET, "period": MARCH}),
    ):
        with pytest.raises(NotPermitted):
            act(hotel, unit=published[RIVER], **values)
        with pytest.raises(NotPermitted):
            act(STRANGER, unit=published[HOTEL], **values)
    with pytest.raises(NotPermitted):
        issue.issue_personal_form(hotel, form=MONTH_SHEET, employee=person("E0001").pk, period=MARCH)
    employee = Actor(user_id=9, employee_id=1, grants={Permit.READ_SHEETS: Reach(own=1)})
    with pytest.raises(NotPermitted):
        issue.issue_month_sheets(employee, unit=published[RIVER], period=MARCH)
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    ("form", "period"),
    [
        (MONTH_SHEET, "2025"), (MONTH_SHEET, "2025-13"), (YEAR_SHEET, MARCH), (ANNUAL_OVERVIEW, MARCH),
        (STATISTICS, "25"),
    ],
)  # fmt: skip
def test_a_period_that_the_form_does_not_have_is_refused_at_its_field(units, form, period):
    with pytest.raises(Refusal) as caught:
        issue.ask_issue(SYSTEM, form=form, unit=units[""], period=period)
    assert [fault.where for fault in caught.value.faults] == ["period"]


@pytest.mark.clause("P-5.1", "P-5.2")
def test_one_persons_form_is_issued_at_once(published):
    manager, employee = small_year.manager_of(published[RIVER]), person("E0001").pk
    month = issue.issue_personal_form(manager, form=MONTH_SHEET, employee=employee, period=MARCH)
    year = issue.issue_personal_form(manager, form=YEAR_SHEET, employee=employee, period="2025")
    assert (month.about_id, month.type, year.type) == (employee, MONTH_SHEET, YEAR_SHEET)
    assert verify_record(manager, pk=month.pk).holds
    whole = issue.issue_month_sheets(manager, unit=published[RIVER], period=MARCH)
    assert (month.pk in whole.issued.pks, whole.issued.fresh) == (True, 1)


@pytest.mark.parametrize(
    ("form", "period", "count"),
    [(MONTH_SHEET, MARCH, 2), (YEAR_SHEET, "2025", 4), (STATISTICS, MARCH, 1), (ANNUAL_OVERVIEW, "2025", 1)],
)
def test_a_batch_issues_prints_and_stores_once(published, settings, form, period, count):
    manager = small_year.manager_of(published[RIVER])
    job = issue.ask_issue(manager, form=form, unit=published[RIVER], period=period)
    assert Job.objects.get(pk=job.pk).args == {"form": form, "unit": published[RIVER].pk, "period": period}
    told: list[tuple[int, int, str]] = []
    made = issue.carry_out_issue(manager, lambda *step: told.append(step), key=f"job:{job.pk}", **job.args)
    assert (made["count"], made["fresh"], made["unprintable"]) == (count, count, [])
    assert told[-1][:2] == (count, count)
    again = issue.carry_out_issue(manager, lambda *_step: None, key=f"job:{job.pk}", **job.args)
    assert (again["file"], again["fresh"]) == (made["file"], 0)
    stored = StoredFile.objects.get()
    assert stored.owner_id == manager.user_id
    with files.read(stored) as body:
        shown = squeezed(text_of(body.read()))
    for record in Record.objects.all():
        assert record.number in shown
        assert squeezed(record.about_name) in shown


def test_issuing_is_told_in_the_trail(units):
    issue.issue_month_sheets(SYSTEM, unit=units[RIVER], period=MARCH)
    acts = list(TrailEntry.objects.order_by("-seq").values_list("act", flat=True)[:2])
    assert acts == ["appraisal.issue_month_sheets", "records.issue_records"]


@pytest.mark.parametrize("form", [MONTH_SHEET, YEAR_SHEET, STATISTICS, "year_statistics", ANNUAL_OVERVIEW])
def test_the_statements_do_not_grow_with_the_people(db, form):
    units = small_year.build(small_year.crowd(4))
    small_year.publish()
    few = statements(form, units[HOTEL]), statements(form, units[RIVER])
    assert few[1] <= few[0] + 1, "the river office has eight people, the hotel one"


def statements(form: str, unit: Any) -> int:
    acts: dict[str, Any] = {
        MONTH_SHEET: lambda: issue.issue_month_sheets(SYSTEM, unit=unit, period=MARCH),
        YEAR_SHEET: lambda: issue.issue_year_sheets(SYSTEM, unit=unit, year=YEAR),
        STATISTICS: lambda: issue.issue_statistics(SYSTEM, unit=unit, period=MARCH),
        "year_statistics": lambda: issue.issue_statistics(SYSTEM, unit=unit, period="2025"),
        ANNUAL_OVERVIEW: lambda: issue.issue_annual_overview(SYSTEM, unit=unit, year=YEAR),
    }
    with CaptureQueriesContext(connection) as seen:
        acts[form]()
    return len(seen)
