"""The generator begins exactly the sheets that are owed and missing: against a count by single days, and once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import TrailEntry
from huiyin.rooms.appraisal.jobs import generate_month_sheets
from huiyin.rooms.appraisal.models import Form, Round, Sheet, SheetEdition
from huiyin.rooms.appraisal.rules.board import Term
from huiyin.rooms.appraisal.terms import EditionState, Kind
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.confirm_sheets import confirm_sheet
from huiyin.rooms.appraisal.usecases.draft_sheets import submit_round, write_sheets
from huiyin.rooms.appraisal.usecases.generate_rounds import generate_rounds
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput
from huiyin.rooms.people.models import Employee, Employment, Leave, Placement, Post, Unit
from tests.appraisal.conftest import OWN, quiet
from tests.appraisal.worlds import Rows, empty

FIRST = date(2025, 11, 17)
DAYS = st.integers(0, 110).map(lambda n: FIRST + timedelta(days=n))
LATER = st.integers(0, 70)
PERIODS = [
    (Kind.WEEK_CHECK, "2025-W51"), (Kind.WEEK_CHECK, "2026-W01"), (Kind.WEEK_CHECK, "2026-W03"),
    (Kind.MONTH_CHECK, "2025-12"), (Kind.MONTH, "2025-12"), (Kind.MONTH, "2026-01"), (Kind.MONTH, "2026-02"),
    (Kind.YEAR, "2025"),
]  # fmt: skip


@st.composite
def somebody(draw):
    """A person: one or two employment periods, one or two places, some leave, and what there is of the period."""
    start = draw(DAYS)
    end = start + timedelta(days=draw(LATER))
    spans = [(start, end)]
    if draw(st.booleans()):
        again = end + timedelta(days=2 + draw(LATER))
        spans.append((again, None))
    elif draw(st.booleans()):
        spans = [(start, None)]
    places = [(start, draw(st.sampled_from("AB")))]
    if draw(st.booleans()):
        places.append((start + timedelta(days=1 + draw(LATER)), draw(st.sampled_from("AB"))))
    leaves = []
    for _one in range(draw(st.integers(0, 2))):
        away = draw(DAYS)
        leaves.append((away, away + timedelta(days=draw(st.integers(0, 40)))))
    return {
        "spans": spans, "places": places, "leaves": leaves, "has": draw(st.sampled_from(["", "", "", "sheet", "draft"]))
    }  # fmt: skip


def period_days(kind: Kind, period: str) -> list[date]:
    """All days of a period, found by looking at every day."""
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(500)]
    if kind == Kind.WEEK_CHECK:
        return [day for day in days if f"{day.isocalendar()[0]}-W{day.isocalendar()[1]:02d}" == period]
    return [day for day in days if day.isoformat().startswith(f"{period}-")]


def oracle(person: dict[str, Any], kind: Kind, period: str, today: date) -> tuple[date, str] | None:
    """Who owes a sheet and has none, day by day: the day of the sheet and the unit; None for nobody else."""
    days = period_days(kind, period)
    employed = {day for day in days if any(a <= day and (b is None or day <= b) for a, b in person["spans"])}
    away = {day for day in days if any(a <= day <= b for a, b in person["leaves"])}
    working = [day for day in employed - away if day.weekday() < 5]
    if kind == Kind.YEAR:
        owes = days[-1] in employed
    else:
        owes = bool(working) and (kind == Kind.WEEK_CHECK or len(employed) >= 15)
    lived = [day for day in employed if day <= today]
    if not owes or not lived or person["has"]:
        return None
    day = max(lived)
    unit = person["places"][0][1]
    for start, place in person["places"]:
        if start <= day:
            unit = place
    return day, unit


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: Any) -> Any:
    """Two units, a post and the shipped standard, rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.fixed(datetime(2026, 1, 20, 2, 0, tzinfo=UTC)):
            adopt_default_scheme(SYSTEM)
        top = Unit.objects.create(code="T", name="集团", business="company", path="/")
        Unit.objects.filter(pk=top.pk).update(path=f"/{top.pk}/")
        units = {"": top}
        for name in "AB":
            made = Unit.objects.create(code=name, name=f"管理处{name}", business="property", parent=top, path="/")
            Unit.objects.filter(pk=made.pk).update(path=f"/{top.pk}/{made.pk}/")
            units[name] = made
        yield units, Post.objects.create(name="客服管理员", level="operational")
        transaction.set_rollback(True)


def settle_in(company: Any, place: int, person: dict[str, Any], asked: tuple[Kind, str]) -> None:
    (units, post), (kind, period) = company, asked
    row = Employee.objects.create(
        number=f"P{place:03d}", name=f"员工{place}", unit=units[person["places"][-1][1]], post=post, level="operational"
    )
    for start, end in person["spans"]:
        Employment.objects.create(employee=row, start=start, end=end)
    for start, unit in person["places"]:
        Placement.objects.create(employee=row, start=start, unit=units[unit], post=post, level="operational")
    for start, end in person["leaves"]:
        Leave.objects.create(employee=row, kind="sick", start=start, end=end)
    if person["has"]:
        day = period_days(kind, period)[0]
        given = {
            "number": f"X{place}", "employee": row, "kind": kind, "date": day, "period": period, "unit": units["A"],
            "form": Form.objects.first(),
        }  # fmt: skip
        if person["has"] == "sheet":
            Sheet.objects.create(**given)
        else:
            SheetEdition.objects.create(**given, drafted_at=clock.now())


@pytest.mark.clause("P-2.0", "P-4.1a", "P-4.5.2a")
@pytest.mark.django_db
@settings(max_examples=60)
@given(
    people=st.lists(somebody(), min_size=1, max_size=8), asked=st.sampled_from(PERIODS),
    today=st.integers(0, 120).map(lambda n: date(2025, 12, 1) + timedelta(days=n)),
    branch=st.sampled_from(["", "", "A", "B"]),
)  # fmt: skip
def test_exactly_who_owes_a_sheet_and_has_none_gets_one(company, people, asked, today, branch):
    units = company[0]
    kind, period = asked
    expected = {}
    for place, person in enumerate(people):
        owed = oracle(person, kind, period, today)
        if owed and branch in {"", owed[1]}:
            expected[f"P{place:03d}"] = (owed[0], f"管理处{owed[1]}")
    begun = Term.of(kind, period).has_begun(today)
    with transaction.atomic(), clock.fixed(datetime(today.year, today.month, today.day, 4, 0, tzinfo=UTC)):
        for place, person in enumerate(people):
            settle_in(company, place, person, asked)
        unit = Unit.objects.get(pk=units[branch].pk)
        if expected and begun:
            generate_rounds(SYSTEM, kind=kind, period=period, unit=unit)
        else:
            with pytest.raises(Refusal):
                generate_rounds(SYSTEM, kind=kind, period=period, unit=unit)
        made = SheetEdition.objects.exclude(round=None).select_related("employee", "unit", "round")
        found = {row.employee.number: (row.date, row.unit.name) for row in made}
        assert found == (expected if begun else {})
        assert {(row.round.unit_id, row.drafter_id) for row in made if row.round} == {
            (row.unit_id, None) for row in made
        }
        assert Round.objects.count() == len({unit for _day, unit in found.values()})
        with pytest.raises(Refusal):
            generate_rounds(SYSTEM, kind=kind, period=period, unit=unit)
        transaction.set_rollback(True)


def month_of(department: Any, who: str = "supervisor", **more: Any) -> Round:
    given = {"kind": Kind.MONTH, "period": "2026-01", "unit": department.unit} | more
    return generate_rounds(department.actor(who), **given)


@pytest.mark.django_db
def test_a_draft_is_nobodys_until_somebody_writes_on_it(department):
    """A manager generates, the supervisor writes, the manager confirms (P-3.2)."""
    made = month_of(department, "manager")
    edition = made.editions.get(employee__number=OWN)
    assert (edition.drafter_id, edition.drafter_name) == (None, "")
    supervisor = department.actor("supervisor")
    write_sheets(supervisor, sheets=[SheetInput(edition, edition.version, [])], submit=True)
    edition.refresh_from_db()
    assert edition.drafter_name == supervisor.name
    with pytest.raises(NotPermitted):
        confirm_sheet(department.actor("supervisor"), edition=edition, seen=edition.version)
    assert confirm_sheet(department.actor("manager"), edition=edition, seen=edition.version).state == "confirmed"


@pytest.mark.django_db
def test_who_submits_a_round_that_nobody_wrote_on_answers_for_it(department):
    made = month_of(department)
    submit_round(department.actor("manager"), round=made, seen=made.version)
    edition = made.editions.order_by("pk")[0]
    assert edition.drafter_name == department.actor("manager").name
    with pytest.raises(NotPermitted):
        confirm_sheet(department.actor("manager"), edition=edition, seen=edition.version)


@pytest.mark.django_db
def test_nobody_generates_outside_his_units_or_too_early(department):
    with pytest.raises(NotPermitted):
        month_of(department, unit=department.other)
    with pytest.raises(NotPermitted):
        month_of(department, unit=None)
    with pytest.raises(Refusal):
        month_of(department, period="2026-02")
    with pytest.raises(Refusal):
        month_of(department, kind=Kind.YEAR, period="2026")


@pytest.mark.django_db
def test_a_published_year_gets_no_more_sheets(department, settled):
    settled.state = "published"
    settled.save()
    with pytest.raises(Conflict):
        month_of(department, period="2025-12")


@pytest.mark.clause("P-2.0")
@pytest.mark.django_db
def test_the_system_begins_the_month_before_on_the_first_day(department):
    with clock.fixed(datetime(2026, 1, 31, 23, 0, tzinfo=UTC)):  # already February in the department
        assert generate_month_sheets(SYSTEM, quiet, key="job:1")["period"] == "2025-12"
    before = SheetEdition.objects.filter(kind=Kind.MONTH, period="2026-01").count()
    with clock.fixed(datetime(2026, 2, 1, 0, 5, tzinfo=UTC)):
        done = generate_month_sheets(SYSTEM, quiet, key="job:2")
        again = generate_month_sheets(SYSTEM, quiet, key="job:3")
    made = SheetEdition.objects.filter(kind=Kind.MONTH, period="2026-01", state=EditionState.DRAFT)
    assert (before, done["sheets"], again["sheets"]) == (0, made.count(), 0)
    assert made.count() > 20
    assert TrailEntry.objects.filter(act="appraisal.generate_rounds").count() == 1


@pytest.mark.django_db
def test_an_imported_sheet_takes_the_place_of_a_draft_that_nobody_wrote_on(department):
    made = month_of(department)
    first, second = made.editions.order_by("pk")[:2]
    write_sheets(department.actor("supervisor"), sheets=[SheetInput(second, second.version, [])])
    tables = empty()
    for row in (first, second):
        tables["考评单"].append([f"B{row.pk}", row.employee.number, "月考核", date(2026, 1, 15), "E0001"])
    import_sheets(SYSTEM, Rows(tables))
    assert list(made.editions.filter(pk__in=[first.pk, second.pk])) == [second]
