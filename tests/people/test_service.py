from datetime import date

import pytest

from huiyin.kernel.errors import NotPermitted, NotVisible, Refusal
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.people import queries, usecases
from huiyin.rooms.people.models import Appraiser, Deputy, Leave
from tests.people.conftest import TODAY, hire

JANUARY = date(2025, 1, 1)


def at(refused) -> list[str]:
    return [fault.where for fault in refused.value.faults]


def appoint(unit, person, start=JANUARY):
    return usecases.appoint_appraiser(SYSTEM, unit=unit, employee=person, start=start)


@pytest.fixture
def appointed(company):
    appoint(company.root, company.people["boss"])
    appoint(company.estate, company.people["manager"])
    return company


@pytest.mark.clause("P-3.2", "P-4.1a", "P-4.1b")
def test_the_units_own_manager_appraises(appointed):
    assert queries.appraiser_of(SYSTEM, appointed.people["clerk"], TODAY) == appointed.people["manager"]


@pytest.mark.clause("P-3.1")
def test_the_manager_himself_is_appraised_by_the_one_above(appointed):
    assert queries.appraiser_of(SYSTEM, appointed.people["manager"], TODAY) == appointed.people["boss"]
    assert queries.appraiser_of(SYSTEM, appointed.people["boss"], TODAY) is None


@pytest.mark.clause("P-4.1a")
def test_a_unit_that_names_nobody_follows_the_one_above(appointed):
    assert queries.appraiser_of(SYSTEM, appointed.people["guest_clerk"], TODAY) == appointed.people["boss"]


@pytest.mark.clause("P-4.1a")
def test_a_change_of_manager_counts_from_its_day(appointed):
    usecases.appoint_appraiser(
        SYSTEM, unit=appointed.estate, employee=appointed.people["supervisor"], start=date(2026, 7, 1)
    )
    clerk = appointed.people["clerk"]
    assert queries.appraiser_of(SYSTEM, clerk, date(2026, 6, 30)) == appointed.people["manager"]
    assert queries.appraiser_of(SYSTEM, clerk, date(2026, 7, 1)) == appointed.people["supervisor"]


def test_where_a_person_served_on_the_day_decides(appointed):
    clerk = appointed.person("clerk")
    usecases.transfer_employee(
        SYSTEM, employee=clerk, seen=clerk.version, start=date(2026, 7, 1), unit=appointed.hotel, post=appointed.clerk
    )
    assert queries.appraiser_of(SYSTEM, clerk, date(2026, 6, 30)) == appointed.people["manager"]
    assert queries.appraiser_of(SYSTEM, clerk, date(2026, 7, 1)) == appointed.people["boss"]


def test_an_appraiser_who_left_appraises_nobody(appointed):
    manager = appointed.person("manager")
    usecases.leave_service(SYSTEM, employee=manager, seen=manager.version, end=date(2026, 8, 31))
    clerk = appointed.people["clerk"]
    assert queries.appraiser_of(SYSTEM, clerk, date(2026, 8, 31)) == appointed.people["manager"]
    assert queries.appraiser_of(SYSTEM, clerk, date(2026, 9, 1)) == appointed.people["boss"]


@pytest.mark.clause("P-4.1a", "P-4.1b")
def test_all_appraisers_at_once_agree_with_each_alone(appointed, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = queries.appraisers_on(SYSTEM, TODAY)
    assert found == {
        person.pk: (one.pk if (one := queries.appraiser_of(SYSTEM, person, TODAY)) else None)
        for person in appointed.people.values()
    }


def test_one_sees_the_appraiser_of_whom_one_sees(appointed):
    clerk = appointed.actor("clerk")
    assert queries.appraiser_of(clerk, appointed.people["clerk"], TODAY) == appointed.people["manager"]
    with pytest.raises(NotVisible):
        queries.appraiser_of(clerk, appointed.people["supervisor"], TODAY)
    assert set(queries.appraisers_on(clerk, TODAY)) == {appointed.people["clerk"].pk}


def test_one_appraiser_a_unit_and_day(appointed):
    with pytest.raises(Refusal) as refused:
        appoint(appointed.estate, appointed.people["supervisor"])
    assert at(refused) == ["start"]
    row = Appraiser.objects.get(unit=appointed.estate)
    usecases.withdraw_appraiser(SYSTEM, appraiser=row, seen=row.version)
    assert queries.appraiser_of(SYSTEM, appointed.people["clerk"], TODAY) == appointed.people["boss"]


def test_an_appraiser_serves_when_he_begins(company):
    late = hire("X1", "新人", company.hotel, company.chief, joined=date(2026, 5, 1))
    with pytest.raises(Refusal) as refused:
        appoint(company.hotel, late, date(2026, 4, 30))
    assert at(refused) == ["employee"]


def test_a_manager_names_appraisers_of_his_branch_only(company):
    manager = company.actor("manager")
    usecases.appoint_appraiser(manager, unit=company.estate, employee=company.people["boss"], start=JANUARY)
    with pytest.raises(NotPermitted):
        usecases.appoint_appraiser(manager, unit=company.hotel, employee=company.people["manager"], start=JANUARY)


def leave(who, start, end):
    return usecases.record_leave(SYSTEM, employee=who, kind="annual", start=start, end=end)


def test_leave_lies_within_employment_and_never_overlaps(company):
    clerk = company.people["clerk"]
    first = leave(clerk, date(2026, 5, 4), date(2026, 5, 8))
    with pytest.raises(Refusal) as overlapping:
        leave(clerk, date(2026, 5, 8), date(2026, 5, 9))
    with pytest.raises(Refusal) as outside:
        leave(clerk, date(2023, 12, 30), date(2024, 1, 9))
    with pytest.raises(Refusal) as turned:
        leave(clerk, date(2026, 6, 2), date(2026, 6, 1))
    assert [at(overlapping), at(outside), at(turned)] == [["start"], ["start"], ["end"]]
    usecases.change_leave(
        SYSTEM, leave=first, seen=first.version, kind="sick", start=date(2026, 5, 5), end=date(2026, 5, 9)
    )
    usecases.withdraw_leave(SYSTEM, leave=first, seen=first.version)
    assert not Leave.objects.exists()


def test_a_manager_records_leave_of_his_people_only(company):
    with pytest.raises(NotPermitted):
        usecases.record_leave(
            company.actor("manager"), employee=company.people["guest_clerk"], kind="annual", start=TODAY, end=TODAY
        )


@pytest.mark.clause("P-3.2")
def test_a_deputy_acts_between_two_days(company):
    manager, supervisor = company.people["manager"], company.people["supervisor"]
    row = usecases.name_deputy(
        SYSTEM, principal=manager, deputy=supervisor, start=date(2026, 5, 4), end=date(2026, 5, 8), reason="出差"
    )
    assert queries.deputy_of(SYSTEM, manager, date(2026, 5, 8)) == supervisor
    assert queries.deputy_of(SYSTEM, manager, date(2026, 5, 9)) is None
    with pytest.raises(Refusal) as another:
        usecases.name_deputy(
            SYSTEM, principal=manager, deputy=company.people["clerk"], start=date(2026, 5, 8), end=TODAY, reason="x"
        )
    with pytest.raises(Refusal) as himself:
        usecases.name_deputy(SYSTEM, principal=manager, deputy=manager, start=TODAY, end=TODAY, reason="x")
    assert [at(another), at(himself)] == [["start"], ["deputy"]]
    usecases.change_deputy(
        SYSTEM, row=row, seen=row.version, principal=manager, deputy=company.people["clerk"],
        start=date(2026, 5, 4), end=date(2026, 5, 8), reason="出差",
    )  # fmt: skip
    usecases.withdraw_deputy(SYSTEM, row=row, seen=row.version)
    assert not Deputy.objects.exists()


def test_being_a_deputy_opens_no_permit(company):
    before = company.actor("clerk").grants
    usecases.name_deputy(
        SYSTEM, principal=company.people["manager"], deputy=company.people["clerk"], start=TODAY, end=TODAY, reason="x"
    )
    assert company.actor("clerk").grants == before
