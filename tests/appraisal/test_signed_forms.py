"""The code on a printed form of a person names who signed the sheet behind it, as it was when the form was issued."""

from datetime import date

import pytest

from huiyin.rooms.appraisal.models import Sheet, SheetEdition
from huiyin.rooms.appraisal.terms import MONTH_SHEET, Kind
from huiyin.rooms.appraisal.usecases.answer_sheets import acknowledge_sheet
from huiyin.rooms.appraisal.usecases.confirm_sheets import confirm_sheet
from huiyin.rooms.appraisal.usecases.correct_sheet import correct_sheet
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round, write_sheets
from huiyin.rooms.appraisal.usecases.issue_forms import issue_personal_form
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput
from huiyin.rooms.people.models import Employee
from huiyin.rooms.records.queries.prints import codes_of
from huiyin.rooms.records.queries.signatures import borne_by
from tests.appraisal.conftest import OWN

pytestmark = [pytest.mark.django_db, pytest.mark.clause("P-5.1", "P-4.7b")]


@pytest.fixture
def people(department):
    return {who: department.actor(who) for who in department.accounts}


@pytest.fixture
def sheet(people, department):
    """A month appraisal without deductions, drafted by the supervisor and confirmed by the manager."""
    own = Employee.objects.get(number=OWN)
    made = begin_round(
        people["supervisor"], kind=Kind.MONTH, date=date(2026, 1, 14), unit=department.unit, people=[own.pk]
    )
    edition = made.editions.get()
    write_sheets(people["supervisor"], sheets=[SheetInput(edition, edition.version, [])], submit=True)
    edition.refresh_from_db()
    return confirm_sheet(people["manager"], edition=edition, seen=edition.version)


@pytest.fixture
def issue(people, sheet):
    def issued():
        return issue_personal_form(people["boss"], form=MONTH_SHEET, employee=sheet.employee_id, period="2026-01")

    return issued


def lines(record):
    """The signers that a code names."""
    return codes_of([record])[0].split("|")[5].split(";")


def test_the_code_names_who_confirmed_and_who_read_before_it_was_issued(people, sheet, issue):
    first = issue()
    assert lines(first) == ["确认 manager 20260120"]
    now = SheetEdition.objects.get(pk=sheet.pk)
    acknowledge_sheet(people["employee"], edition=now, seen=now.version, agrees=True)
    assert lines(first) == ["确认 manager 20260120"], "what is signed later does not change a print"
    assert lines(issue()) == ["确认 manager 20260120", "已阅 employee 20260120"]


def test_of_a_corrected_sheet_only_the_signatures_of_what_counts_are_named(people, sheet, issue):
    first = issue()
    row = Sheet.objects.get(number=sheet.number)
    later = correct_sheet(people["supervisor"], sheet=row, seen=row.version, reason="看错日期")
    assert lines(issue()) == lines(first), "a correction that nobody signed counts nothing yet"
    write_sheets(people["supervisor"], sheets=[SheetInput(later, later.version, [])], submit=True)
    later.refresh_from_db()
    confirm_sheet(people["boss"], edition=later, seen=later.version)
    assert lines(issue()) == ["确认 boss 20260120"]
    assert lines(first) == ["确认 manager 20260120"]


def test_the_page_of_the_record_shows_the_same_signatures(department, issue):
    record = issue()
    shown = department.client("boss").get(f"/records/{record.pk}").content.decode()
    assert 'id="signed-title"' in shown
    assert shown.count(">manager<") == len(borne_by([record])[record.pk]) == 1


def test_many_forms_are_asked_about_together(people, department, issue, django_assert_num_queries):
    first = issue()
    with django_assert_num_queries(3):  # the editions, the signatures of forms' subjects, those of editions
        assert len(borne_by([first] * 3)) == 1
