"""The sweep: every rung once, late ones stamped, to who stands there at that moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import Job, TrailEntry
from huiyin.rooms.duties import usecases
from huiyin.rooms.duties.models import Duty, Fired
from huiyin.rooms.duties.queries.checks import unborne
from huiyin.rooms.duties.usecases.sweep import fire_rungs, sweep
from huiyin.rooms.people import usecases as people
from huiyin.rooms.people.models import Employee, RoleHolding
from tests.duties.conftest import act

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CASE = ("cases.case", "7")


def at(hours: float) -> datetime:
    return NINE + timedelta(hours=hours)


@pytest.fixture(autouse=True)
def _nine(settings):
    settings.LISTENERS = {"DutyRungsFired": ("notices.hear",), "DutyMissed": ("evidence.hear",)}
    with clock.fixed(NINE):
        yield


@pytest.fixture
def duty(company):
    """Due at eleven; the owner hears half an hour before, then supervisor, manager and general manager hourly."""
    with act():
        return usecases.owe(SYSTEM, "case.answer", CASE, unit=company.estate, owner=company.people["clerk"])


def swept(hours: float):
    with clock.fixed(at(hours)):
        return sweep(SYSTEM)


def fired():
    return list(Fired.objects.order_by("pk").values_list("rung", "late_minutes"))


def told():
    return [one for job in Job.objects.filter(kind="notices.hear").order_by("pk") for one in job.args["fired"]]


def test_nothing_due_leaves_no_trace(duty):
    assert swept(1.4).duties == 0
    assert not TrailEntry.objects.filter(act="duties.fire_rungs").exists()


def test_each_rung_fires_once_and_tells_whom_it_means(duty, company):
    for hours in (1.5, 1.5, 2.0, 2.1, 3.0, 4.0, 50.0):
        swept(hours)
    assert [rung for rung, _late in fired()] == ["owner-30", "supervisor+0", "manager+60", "general_manager+120"]
    assert [one["recipients"] for one in told()] == [
        [company.people[who].pk] for who in ("clerk", "supervisor", "manager", "boss")
    ]
    assert [one["urgent"] for one in told()] == [False, False, False, True]
    assert Job.objects.filter(kind="evidence.hear").count() == 1


def test_missed_is_after_the_due_time_not_at_it(duty):
    swept(2.0)
    duty.refresh_from_db()
    assert duty.missed_at is None
    swept(2.001)
    duty.refresh_from_db()
    assert duty.missed_at == at(2.001)
    assert duty.wake_at == at(3)
    assert Job.objects.get(kind="evidence.hear").args["clause"] == "R-7"


def test_after_an_outage_everything_fires_late_and_nothing_is_skipped(duty):
    swept(48 + 3)
    assert fired() == [
        ("owner-30", 2970), ("supervisor+0", 2940), ("manager+60", 2880), ("general_manager+120", 2820),
    ]  # fmt: skip
    assert swept(60).duties == 0


def test_what_was_left_over_does_not_wake_anybody_at_night(duty):
    swept(19)
    assert fired() == [("general_manager+120", 15 * 60)]
    swept(23)
    assert len(fired()) == 4


def test_quiet_hours_hold_back_what_is_not_urgent(company):
    with clock.fixed(at(10.4)), act():
        usecases.owe(SYSTEM, "case.answer", CASE, unit=company.estate, owner=company.people["clerk"])
    for hours in (12.0, 13.0, 14.5, 22.9):
        swept(hours)
    assert fired() == [("owner-30", 6), ("general_manager+120", 6)]
    swept(23)
    assert fired()[2:] == [("supervisor+0", 0), ("manager+60", 0)]


def test_who_is_away_is_stood_in_for(duty, company):
    day = date(2026, 11, 23)
    clerk, supervisor = company.people["clerk"], company.people["supervisor"]
    people.name_deputy(SYSTEM, principal=clerk, deputy=company.people["guest_clerk"], start=day, end=day, reason="请假")
    people.record_leave(SYSTEM, employee=supervisor, kind="annual", start=day, end=day)
    swept(2.1)
    assert [one["recipients"] for one in told()] == [[company.people["guest_clerk"].pk], [company.people["manager"].pk]]


def test_a_superior_is_not_told_as_superior_of_what_he_owes(company):
    with act():
        usecases.owe(SYSTEM, "case.answer", CASE, unit=company.estate, owner=company.people["manager"])
    swept(3.1)
    assert told()[-1]["recipients"] == [company.people["boss"].pk]


def test_where_nobody_stands_above_who_stands_below_is_told(duty, company):
    RoleHolding.objects.filter(role="general_manager").delete()
    swept(4.1)
    assert told()[-1]["rung"] == "general_manager+120"
    assert told()[-1]["recipients"] == [company.people["manager"].pk]


def test_done_and_waived_duties_are_left_alone(duty, company):
    with act():
        usecases.owe(SYSTEM, "case.verify", CASE, unit=company.estate, owner=company.people["clerk"])
        usecases.fulfil(SYSTEM, "case.answer", CASE)
        usecases.waive(SYSTEM, "case.verify", CASE, reason="重复")
    assert swept(100).duties == 0


def test_time_that_stands_still_fires_nothing(duty, company):
    with clock.fixed(at(1)), act():
        usecases.pause(SYSTEM, CASE, reason="等", until=at(5), approver=company.people["manager"])
    assert swept(5.4).duties == 0
    swept(5.6)
    assert fired() == [("owner-30", 6)]


def test_more_than_a_batch_is_swept_to_the_end(company):
    rows = [usecases.Owed(("cases.case", str(n)), company.estate, company.people["clerk"]) for n in range(25)]
    with act():
        usecases.owe_many(SYSTEM, "case.answer", rows)
    with clock.fixed(at(1.6)):
        assert fire_rungs(SYSTEM, most=10).rungs == 10
        assert sweep(SYSTEM).rungs == 15
    assert Duty.objects.filter(wake_at=at(2)).count() == 25


def test_the_nightly_check_finds_what_nobody_owes(duty, company):
    assert unborne(SYSTEM) == []
    with act():
        usecases.owe(SYSTEM, "case.verify", CASE, unit=company.estate, owner=None)
    RoleHolding.objects.all().delete()
    Employee.objects.filter(pk=company.people["manager"].pk).update(active=False)
    assert [line.split()[1] for line in unborne(SYSTEM)] == ["Verify"]
