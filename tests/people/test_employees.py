from datetime import UTC, date, datetime

import pytest

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal, Stale
from huiyin.platform import clock, jobs
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import TrailEntry
from huiyin.rooms.people import queries, usecases
from huiyin.rooms.people.models import ApiToken, Employee, Employment, Placement
from tests.people.conftest import TODAY, hire


def at(refused) -> list[str]:
    return [fault.where for fault in refused.value.faults]


def test_hiring_begins_employment_and_placement(company):
    person = hire("X1", "单晓", company.hotel, company.clerk, joined=date(2026, 2, 2))
    assert (person.pinyin, person.initials, person.level, person.active) == ("shan xiao", "sx", "operational", True)
    assert [row.start for row in Employment.objects.filter(employee=person)] == [date(2026, 2, 2)]
    assert [row.unit for row in Placement.objects.filter(employee=person)] == [company.hotel]


def test_a_correction_of_the_pinyin_stays(company):
    person = company.person("clerk")
    usecases.change_employee(
        SYSTEM, employee=person, seen=person.version, number="E001", name="曾国平", pinyin="ceng guo ping"
    )
    assert Employee.objects.get(pk=person.pk).initials == "cgp"
    usecases.change_employee(
        SYSTEM, employee=person, seen=person.version, number="E001", name="单国平", pinyin="ceng guo ping"
    )
    assert Employee.objects.get(pk=person.pk).pinyin == "shan guo ping"


def test_the_account_follows_number_and_name(company):
    person = company.person("clerk")
    usecases.change_employee(SYSTEM, employee=person, seen=person.version, number="E900", name="曾国强")
    account = company.account("clerk")
    assert (account.username, account.first_name) == ("E900", "曾国强")


@pytest.mark.clause("P-2.0", "P-4.3.3")
def test_a_transfer_is_dated_and_mirrored(company):
    person = company.person("clerk")
    usecases.transfer_employee(
        SYSTEM, employee=person, seen=person.version, start=date(2026, 11, 1), unit=company.hotel, post=company.chief
    )
    now = company.person("clerk")
    assert (now.unit, now.post, now.level) == (company.hotel, company.chief, "managerial")
    assert [row.unit_id for row in Placement.objects.filter(employee=person).order_by("start")] == [
        company.estate.pk,
        company.hotel.pk,
    ]


def test_a_transfer_ahead_comes_into_force_on_its_day(company):
    person = company.person("clerk")
    usecases.transfer_employee(
        SYSTEM, employee=person, seen=person.version, start=date(2026, 12, 1), unit=company.hotel, post=company.clerk
    )
    assert company.person("clerk").unit == company.estate
    usecases.mirror_placements(SYSTEM)
    assert company.person("clerk").unit == company.estate
    with clock.fixed(datetime(2026, 11, 30, 17, 0, tzinfo=UTC)):  # 1 December, 01:00 in Shanghai
        usecases.mirror_placements(SYSTEM)
    assert company.person("clerk").unit == company.hotel


def test_a_transfer_lies_within_employment_and_begins_once_a_day(company):
    person = company.person("clerk")
    for start in (date(2023, 1, 1), date(2024, 1, 8)):
        with pytest.raises(Refusal) as refused:
            usecases.transfer_employee(
                SYSTEM, employee=person, seen=person.version, start=start, unit=company.hotel, post=company.clerk
            )
        assert at(refused) == ["start"]


def test_two_transfers_from_one_page_the_second_is_stale(company):
    first, second = company.person("clerk"), company.person("clerk")
    usecases.transfer_employee(
        SYSTEM, employee=first, seen=first.version, start=TODAY, unit=company.hotel, post=company.clerk
    )
    with pytest.raises(Stale):
        usecases.transfer_employee(
            SYSTEM, employee=second, seen=second.version, start=date(2026, 11, 2), unit=company.root, post=company.clerk
        )
    assert Placement.objects.filter(employee=first).count() == 2


def test_a_manager_transfers_only_within_his_branch(company):
    person, manager = company.person("clerk"), company.actor("manager")
    with pytest.raises(NotPermitted):
        usecases.transfer_employee(
            manager, employee=person, seen=person.version, start=TODAY, unit=company.hotel, post=company.clerk
        )
    other = company.person("guest_clerk")
    with pytest.raises(NotPermitted):
        usecases.transfer_employee(
            manager, employee=other, seen=other.version, start=TODAY, unit=company.estate, post=company.clerk
        )


def test_who_leaves_loses_account_and_tokens(company):
    token = usecases.make_token(company.actor("clerk"), name="x", days=5)
    person = company.person("clerk")
    usecases.leave_service(SYSTEM, employee=person, seen=person.version, end=date(2026, 11, 20))
    assert company.person("clerk").active is False
    assert company.account("clerk").is_active is False
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None
    with pytest.raises(Conflict):
        usecases.leave_service(SYSTEM, employee=person, seen=person.version, end=date(2026, 11, 21))


def test_the_last_day_is_still_served(company):
    person = company.person("clerk")
    usecases.leave_service(SYSTEM, employee=person, seen=person.version, end=TODAY)
    assert company.person("clerk").active is True
    with clock.fixed(datetime(2026, 11, 23, 17, 0, tzinfo=UTC)):
        usecases.mirror_placements(SYSTEM)
    assert company.person("clerk").active is False
    assert company.account("clerk").is_active is False


def test_nobody_leaves_before_he_joined(company):
    person = company.person("clerk")
    with pytest.raises(Refusal) as refused:
        usecases.leave_service(SYSTEM, employee=person, seen=person.version, end=date(2024, 1, 7))
    assert at(refused) == ["end"]


def test_who_left_may_come_back(company):
    person = company.person("clerk")
    usecases.leave_service(SYSTEM, employee=person, seen=person.version, end=date(2026, 6, 30))
    with pytest.raises(Refusal) as refused:
        usecases.come_back(
            SYSTEM,
            employee=person,
            seen=person.version,
            start=date(2026, 6, 30),
            unit=company.hotel,
            post=company.clerk,
        )
    assert at(refused) == ["start"]
    usecases.come_back(
        SYSTEM, employee=person, seen=person.version, start=date(2026, 9, 1), unit=company.hotel, post=company.clerk
    )
    now = company.person("clerk")
    assert (now.active, now.unit, now.joined) == (True, company.hotel, date(2026, 9, 1))
    assert company.account("clerk").is_active is False, "the administrator opens the account again"
    with pytest.raises(Conflict):
        usecases.come_back(
            SYSTEM, employee=person, seen=person.version, start=TODAY, unit=company.hotel, post=company.clerk
        )


def test_a_wrong_joining_day_is_corrected_with_its_placement(company):
    period = Employment.objects.get(employee=company.people["clerk"])
    usecases.correct_employment(SYSTEM, employment=period, seen=period.version, start=date(2024, 2, 1))
    assert Placement.objects.get(employee=company.people["clerk"]).start == date(2024, 2, 1)


def test_a_correction_leaves_no_placement_outside(company):
    person = company.person("clerk")
    usecases.transfer_employee(
        SYSTEM, employee=person, seen=person.version, start=date(2026, 3, 1), unit=company.hotel, post=company.clerk
    )
    period = Employment.objects.get(employee=person)
    with pytest.raises(Refusal) as refused:
        usecases.correct_employment(
            SYSTEM, employment=period, seen=period.version, start=date(2024, 1, 8), end=date(2026, 2, 1)
        )
    assert "2026-03-01" in str(refused.value)


def test_periods_of_a_person_never_overlap(company):
    person = company.person("clerk")
    usecases.leave_service(SYSTEM, employee=person, seen=person.version, end=date(2025, 6, 30))
    usecases.come_back(
        SYSTEM, employee=person, seen=person.version, start=date(2026, 1, 5), unit=company.estate, post=company.clerk
    )
    first = Employment.objects.filter(employee=person).order_by("start")[0]
    with pytest.raises(Refusal) as refused:
        usecases.correct_employment(
            SYSTEM, employment=first, seen=first.version, start=first.start, end=date(2026, 1, 5)
        )
    assert at(refused) == ["start"]


def test_the_first_placement_stays_and_others_may_go(company):
    person = company.person("clerk")
    usecases.transfer_employee(
        SYSTEM, employee=person, seen=person.version, start=date(2026, 3, 1), unit=company.hotel, post=company.clerk
    )
    first, second = Placement.objects.filter(employee=person).order_by("start")
    with pytest.raises(Conflict):
        usecases.remove_placement(SYSTEM, placement=first, seen=first.version)
    usecases.correct_placement(
        SYSTEM, placement=second, seen=second.version, start=date(2026, 4, 1), unit=company.hotel, post=company.chief
    )
    assert company.person("clerk").level == "managerial"
    second.refresh_from_db()
    usecases.remove_placement(SYSTEM, placement=second, seen=second.version)
    assert company.person("clerk").unit == company.estate


def test_contact_data_is_changed_and_never_stands_in_the_trail(company):
    person = company.person("clerk")
    usecases.change_contact(SYSTEM, employee=person, seen=person.version, phone="13700001111", email=person.email)
    assert Employee.objects.get(pk=person.pk).phone == "13700001111"
    entries = "".join(TrailEntry.objects.values_list("detail", flat=True))
    assert "137****1111" in entries
    for secret in ("13700001111", "13812345678", "zeng@example.com"):
        assert secret not in entries


def test_a_stale_contact_change_shows_nothing_that_was_not_typed(company):
    first, second = company.person("clerk"), company.person("clerk")
    usecases.change_contact(SYSTEM, employee=first, seen=first.version, phone="13700001111", email=first.email)
    with pytest.raises(Stale) as refused:
        usecases.change_contact(
            SYSTEM, employee=second, seen=second.version, phone=second.phone, email="new@example.com"
        )
    assert refused.value.mine == {"email": "new@example.com"}
    assert refused.value.theirs == {"email": "zen****.com"}


def test_revealing_needs_reach_and_is_told_in_the_trail(company):
    person, manager = company.person("clerk"), company.actor("manager")
    shown = usecases.reveal_contact.once(manager, "k1", employee=person, seen=person.version, reason="业主投诉")
    assert shown.shown_once == {"phone": "13812345678", "email": "zeng@example.com"}
    again = usecases.reveal_contact.once(manager, "k1", employee=person, seen=person.version, reason="业主投诉")
    assert not hasattr(again, "shown_once"), "the same request is not answered with the data twice"
    told = queries.tell(TrailEntry.objects.order_by("-seq")[:1])[0]
    assert "曾国平 E001" in told.sentence
    assert "业主投诉" in told.sentence
    with pytest.raises(NotPermitted):
        usecases.reveal_contact(company.actor("keeper"), employee=person, seen=person.version, reason="好奇")
    with pytest.raises(NotPermitted):
        usecases.reveal_contact(company.actor("admin"), employee=person, seen=person.version, reason="好奇")


@pytest.mark.parametrize(
    "typed", ["E001", "曾国", "国平", "zeng", "zengguoping", "zeng guo", "ZGP", "guoping"], ids=str
)
def test_people_are_found_by_what_one_types(company, typed):
    assert [row.number for row in queries.matching(queries.employees(SYSTEM), typed)] == ["E001"]


def test_an_employee_sees_himself_alone(company):
    actor = company.actor("clerk")
    assert [row.number for row in queries.employees(actor)] == ["E001"]
    assert list(queries.units(actor)) == []
    assert {row.employee_id for row in queries.placements(actor)} == {company.people["clerk"].pk}


def test_a_supervisor_sees_the_unit_and_keeps_nothing(company):
    actor = company.actor("supervisor")
    assert {row.number for row in queries.employees(actor)} == {"M001", "S001", "E001"}
    person = company.person("clerk")
    with pytest.raises(NotPermitted):
        usecases.change_employee(actor, employee=person, seen=person.version, number="E001", name="x")


def test_the_hourly_job_is_silent_where_nothing_changes(company):
    entries = TrailEntry.objects.count()
    job = jobs.start(SYSTEM, "people.mirror_placements")
    jobs.run_job.call(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"people": 0})
    assert TrailEntry.objects.count() == entries
    person = company.person("clerk")
    usecases.leave_service(SYSTEM, employee=person, seen=person.version, end=TODAY)
    with clock.fixed(datetime(2026, 11, 23, 17, 0, tzinfo=UTC)):
        job = jobs.start(SYSTEM, "people.mirror_placements")
        jobs.run_job.call(job_id=job.pk)
    assert company.person("clerk").active is False


def test_a_number_taken_since_the_form_was_checked_is_a_conflict(company):
    with pytest.raises(Conflict):
        hire("E001", "另一人", company.hotel, company.clerk)
    assert Employee.objects.filter(number="E001").count() == 1
