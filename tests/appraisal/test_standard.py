"""The standard's own bounds: four dimensions of 20, 20, 30 and 30; no sheet outside a scheme, and one a period."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.models import Form, Sheet
from huiyin.rooms.appraisal.queries.schemes import content_of
from huiyin.rooms.appraisal.rules.publication import scheme_faults
from huiyin.rooms.appraisal.terms import DIMENSIONS, OTHER, SUB_ITEMS, FormKind, Kind
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.people import usecases as people
from huiyin.rooms.people.terms import Level

AUDIENCES = {FormKind.MONTH.value: Level.values, FormKind.YEAR.value: Level.values}


@pytest.fixture
def standard(db):
    return adopt_default_scheme(SYSTEM)


def faults_of(content):
    return scheme_faults(content, dimensions=DIMENSIONS, audiences=AUDIENCES, other=OTHER)


def with_marks(content, place, name, more):
    """The content with one sub-item's marks raised."""
    forms = dict(content["forms"])
    forms[place] = [[line[0], line[1], line[2] + (more if line[1] == name else 0), *line[3:]] for line in forms[place]]
    return {**content, "forms": forms}


@pytest.mark.clause("P-4.2b", "P-4.5.1", "P-1.0c")
def test_the_shipped_standard_may_be_published_as_it_is(standard):
    content = content_of(standard)
    assert faults_of(content) == []
    assert len(content["items"]) == 99
    for place in ("month/operational", "month/managerial", "year/operational", "year/managerial"):
        found = {name: {line[1] for line in content["forms"][place] if line[0] == name} for name in DIMENSIONS}
        assert found == {name: set(parts) for name, parts in SUB_ITEMS.items()}


@pytest.mark.parametrize(
    ("dimension", "marks"),
    [
        pytest.param("德", 2000, marks=pytest.mark.clause("P-4.5.1-德", "P-4.5.3a")),
        pytest.param("勤", 2000, marks=pytest.mark.clause("P-4.5.1-勤", "P-4.5.3b")),
        pytest.param("能", 3000, marks=pytest.mark.clause("P-4.5.1-能", "P-4.5.3c")),
        pytest.param("绩", 3000, marks=pytest.mark.clause("P-4.5.1-绩", "P-4.5.3d")),
    ],
)
@pytest.mark.parametrize("more", [100, -100])
def test_a_dimension_off_its_marks_is_named(standard, dimension, marks, more):
    content = with_marks(content_of(standard), "month/operational", SUB_ITEMS[dimension][0], more)
    wrong = [fault for fault in faults_of(content) if fault[1] == "dimension"]
    assert wrong == [("month/operational", "dimension", {"dimension": dimension, "sum": marks + more, "wanted": marks})]


@pytest.mark.clause("P-4.5.1")
@pytest.mark.parametrize("missing", sorted(DIMENSIONS))
def test_a_form_without_one_of_the_four_dimensions_is_refused(standard, missing):
    content = content_of(standard)
    kept = [line for line in content["forms"]["year/managerial"] if line[0] != missing]
    forms = {**content["forms"], "year/managerial": kept}
    codes = {fault[1] for fault in faults_of({**content, "forms": forms}) if fault[0] == "year/managerial"}
    assert codes == {"dimensions"}


def sheet_of(standard, **values):
    unit = people.record_unit(SYSTEM, code="A", name="滨江管理处", parent=None, business="property")
    post = people.record_post(SYSTEM, name="客服管理员", level="operational")
    employee = people.hire_employee(SYSTEM, number="E1", name="赵敏", unit=unit, post=post, joined=date(2020, 1, 1))
    form = Form.objects.get(scheme=standard, kind="month", audience="operational")
    given = {"number": "K1", "employee": employee, "kind": Kind.MONTH, "date": date(2025, 3, 28), "period": "2025-03"}
    return Sheet(**{**given, "form": form, "unit": unit, "fingerprint": "0" * 32, **values})


@pytest.mark.clause("P-1.0a")
def test_the_store_refuses_a_sheet_outside_a_scheme(standard):
    with pytest.raises(IntegrityError), transaction.atomic():
        sheet_of(standard, form=None).save()


@pytest.mark.clause("P-4.3.1")
def test_a_person_has_one_month_sheet_a_month_and_one_year_sheet_a_year(standard):
    first = sheet_of(standard)
    first.save()
    year_form = Form.objects.get(scheme=standard, kind="year", audience="operational")
    same = {"employee": first.employee, "unit": first.unit, "fingerprint": "1" * 32}
    year = {"kind": Kind.YEAR, "form": year_form, "period": "2025", "date": date(2025, 12, 20)}
    Sheet(number="K2", **same, **year).save()
    for number, values in (
        ("K3", {"kind": Kind.MONTH, "form": first.form, "period": "2025-03", "date": first.date}),
        ("K4", year),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sheet(number=number, **same, **values).save()


@pytest.mark.clause("H-5a")
def test_how_complaints_are_handled_is_an_item_of_every_inspection(standard):
    """AMB-59: conduct is tested by inspection, so the standard has a section for it and items that cost points."""
    forms = content_of(standard)["forms"]
    checks = [lines for place, lines in forms.items() if place.startswith(f"{FormKind.CHECK.value}/")]
    assert len(checks) == 3
    assert all("投诉受理与处理" in [line[1] for line in lines] for lines in checks)
    conduct = standard.items.filter(check_section__contains="投诉受理与处理", check_most__gt=0)
    assert {"推诿客户事项", "态度类有效投诉", "首接事项未跟到有回音"} <= set(conduct.values_list("label", flat=True))
