"""Duties begin, stand still, change hands and end as the rooms ask for it."""

from datetime import UTC, datetime, timedelta

import pytest

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import Job
from huiyin.rooms.duties import usecases
from huiyin.rooms.duties.models import Duty, Handover, Pause
from huiyin.rooms.people import usecases as people
from tests.duties.conftest import act

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
CASE = ("cases.case", "7")


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


@pytest.fixture(autouse=True)
def _noon():
    with clock.fixed(NOON):
        yield


@pytest.fixture
def owe(company):
    def call(kind="case.answer", subject=CASE, who="clerk", **more):
        owner = company.people[who] if who else None
        with act():
            return usecases.owe(SYSTEM, kind, subject, unit=company.estate, owner=owner, **more)

    return call


def test_the_same_day_ends_at_midnight_of_the_local_day(owe):
    assert owe("case.verify").due_at == MIDNIGHT


def test_a_promised_time_is_kept_and_must_be_given(owe):
    assert owe("case.promise", due_at=at(5)).due_at == at(5)
    with pytest.raises(Refusal):
        owe("case.promise", subject=("cases.case", "8"))


def test_what_is_owed_already_stays_as_it_is(owe):
    first = owe()
    with clock.fixed(at(1)):
        again = owe()
    assert again.pk == first.pk
    assert again.due_at == at(2)
    assert owe(sequence=1).pk != first.pk


def test_without_an_owner_the_role_over_the_unit_owes(owe, company):
    assert owe(who=None).owner == company.people["manager"]
    assert owe("call.back", who=None).owner == company.people["supervisor"]


def test_an_absent_bearer_is_replaced_by_his_deputy_or_by_who_stands_above(owe, company):
    people.name_deputy(
        SYSTEM, principal=company.people["manager"], deputy=company.people["clerk"], start=NOON.date(),
        end=NOON.date(), reason="培训",
    )  # fmt: skip
    people.record_leave(
        SYSTEM, employee=company.people["supervisor"], kind="annual", start=NOON.date(), end=NOON.date()
    )  # fmt: skip
    assert owe(who=None).owner == company.people["clerk"]
    assert owe("call.back", who=None).owner == company.people["clerk"]


def test_done_in_time_and_done_late(owe, company):
    owe()
    with clock.fixed(at(2)), act(company.actor("clerk")):
        done = usecases.fulfil(company.actor("clerk"), "case.answer", CASE)
    assert done is not None
    assert (done.done_at, done.missed_at, done.wake_at) == (at(2), None, None)
    owe()
    with clock.fixed(at(2.01)), act():
        late = usecases.fulfil(SYSTEM, "case.answer", CASE)
    assert late is not None
    assert late.missed_at == late.done_at == at(2.01)
    with act():
        assert usecases.fulfil(SYSTEM, "case.answer", CASE) is None


def test_a_late_one_is_told_to_who_listens(owe, settings):
    settings.LISTENERS = {"DutyMissed": ("evidence.hear",)}
    duty = owe()
    with clock.fixed(at(3)), act():
        usecases.fulfil(SYSTEM, "case.answer", CASE)
    told = Job.objects.get(kind="evidence.hear").args
    assert (told["duty"], told["clause"], told["owner"]) == (duty.pk, "R-7", duty.owner_id)
    assert told["due_at"] == at(2).isoformat()


def test_waived_with_a_reason(owe):
    owe()
    with act():
        waived = usecases.waive(SYSTEM, "case.answer", CASE, reason="并入 TS-001")
    assert waived is not None
    assert (waived.waived_reason, waived.waived_by, waived.wake_at) == ("并入 TS-001", "system", None)


def test_reassigned_with_a_reason(owe, company):
    owe()
    owe("case.verify")
    with act():
        assert len(usecases.reassign(SYSTEM, CASE, owner=company.people["supervisor"], reason="换班")) == 2
    assert set(Duty.objects.values_list("owner__number", flat=True)) == {"S001"}
    assert Handover.objects.filter(before=company.people["clerk"], reason="换班").count() == 2


def test_time_stands_still_to_the_promised_end_or_to_the_real_one(owe, company):
    owe()
    with clock.fixed(at(1)), act():
        [duty] = usecases.pause(SYSTEM, CASE, reason="等配件", until=at(25), approver=company.people["manager"])
    assert duty.due_at == at(26)
    with clock.fixed(at(3)):
        with pytest.raises(Conflict), act():
            usecases.pause(SYSTEM, CASE, reason="再等", until=at(30), approver=company.people["manager"])
        with act():
            [duty] = usecases.resume(SYSTEM, CASE)
    assert duty.due_at == at(4)
    assert Pause.objects.get().ended_at == at(3)


def test_a_pause_ends_by_itself_at_its_promised_end(owe, company):
    owe()
    with act():
        usecases.pause(SYSTEM, CASE, reason="等配件", until=at(1), approver=company.people["manager"])
    with clock.fixed(at(2)), act():
        usecases.pause(SYSTEM, CASE, reason="客人改期", until=at(4), approver=company.people["manager"])
    assert Duty.objects.get().due_at == at(5)
    with clock.fixed(at(9)), act():
        [duty] = usecases.resume(SYSTEM, CASE)
    assert duty.due_at == at(5)


def test_many_at_once_leave_alone_what_is_owed(owe, company):
    owe(subject=("cases.case", "1"))
    rows = [
        usecases.Owed(("cases.case", str(number)), company.estate, company.people["clerk"], label=f"投诉 {number}")
        for number in range(1, 31)
    ]
    rows.append(usecases.Owed(("cases.case", "40"), company.hotel))
    with act():
        assert usecases.owe_many(SYSTEM, "case.answer", rows) == 30
        assert usecases.owe_many(SYSTEM, "case.answer", rows) == 0
    assert Duty.objects.filter(due_at=at(2)).count() == 31
    one = Duty.objects.get(subject_id="9")
    single = Duty.objects.get(subject_id="1")
    assert (one.url, one.wake_at, one.how) == ("/people/employees/9", single.wake_at, single.how)
    assert Duty.objects.get(subject_id="40").owner == company.people["keeper"]
