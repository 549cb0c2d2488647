"""What other rooms tell becomes facts: once each, on the day on which it was due, about who owed it."""

from dataclasses import asdict, dataclass, replace
from typing import Any

import pytest
from django.conf import settings

from huiyin.platform import jobs
from huiyin.platform.models import Job
from huiyin.rooms.evidence.models import Fact
from tests.evidence.conftest import DAY

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class DutyMissed:
    """As the duties room tells it."""

    duty: int
    kind: str
    clause: str
    owner: int | None
    unit: int
    subject_type: str
    subject_id: str
    label: str
    url: str
    due_at: str
    missed_at: str


@dataclass(frozen=True)
class ComplaintVerified:
    """As the cases room tells it."""

    case: int
    number: str
    unit: int
    employee: int | None
    on: str
    text: str
    url: str
    good: bool
    item: str


class PraiseRecorded(ComplaintVerified):
    """Likewise."""


class ThirdTransfer(ComplaintVerified):
    """Likewise."""


def deliver(event: Any) -> list[Job]:
    """Tell, and let the jobs run, twice each: a worker may die after its work."""
    jobs.tell(event)
    started = list(Job.objects.filter(state=Job.State.WAITING, kind__startswith="evidence."))
    for job in started:
        for _ in range(2):
            Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING)
            jobs.run_job.call(job_id=job.pk)
    return [Job.objects.get(pk=job.pk) for job in started]


def missed(house: Any, owner: int | None) -> DutyMissed:
    return DutyMissed(
        7, "cases.verify", "R-5b", owner, house.unit.pk, "cases.case", "12", "投诉 TS-20261118-004 · 调查核实",
        "/cases/12", "2026-11-18T16:00:00+00:00", "2026-11-18T16:05:00+00:00",
    )  # fmt: skip


@pytest.mark.clause("P-4.7a")
def test_a_missed_duty_is_a_fact_about_who_owed_it_on_the_day_on_which_it_was_due(house):
    (job,) = deliver(missed(house, house.person.pk))
    assert job.state == Job.State.DONE, job.error
    fact = Fact.objects.get()
    assert (fact.employee, fact.unit, fact.on.isoformat()) == (house.person, house.unit, "2026-11-19")  # 00:00 local
    assert (fact.kind, fact.good, fact.clause, fact.item) == ("missed_duty", False, "R-5b", "JA1")
    assert (fact.subject_type, fact.subject_id, fact.url) == ("cases.case", "12", "/cases/12")
    assert "TS-20261118-004" in fact.text


@dataclass(frozen=True)
class DutyMissWithdrawn:
    """As the duties room tells it."""

    duty: int
    due_at: str


def test_a_miss_that_was_none_is_withdrawn_with_its_reason_and_a_later_one_counts_anew(house):
    deliver(missed(house, house.person.pk))
    (job,) = deliver(DutyMissWithdrawn(7, "2026-11-20T16:00:00+00:00"))
    assert job.state == Job.State.DONE, job.error
    fact = Fact.objects.get()
    assert fact.withdrawn_at is not None
    assert "2026-11-21 00:00" in fact.withdrawn_why
    deliver(DutyMissWithdrawn(70, "2026-11-20T16:00:00+00:00"))
    deliver(replace(missed(house, house.person.pk), due_at="2026-11-20T16:00:00+00:00"))
    assert Fact.objects.filter(withdrawn_at=None).count() == 1


def test_a_duty_of_nobody_in_particular_is_no_fact(house):
    (job,) = deliver(missed(house, None))
    assert (job.state, Fact.objects.count()) == (Job.State.DONE, 0)


@pytest.mark.clause("P-4.7a", "P-4.9a")
@pytest.mark.parametrize(
    ("event", "kind", "good", "item"),
    [
        (ComplaintVerified, "complaint", False, "DB7"),
        (PraiseRecorded, "praise", True, ""),
        (ThirdTransfer, "third_transfer", False, "DB7"),
    ],
)
def test_what_becomes_of_cases_is_a_fact_once(house, event, kind, good, item):
    told = event(5, "TS-20261118-004", house.unit.pk, house.person.pk, DAY.isoformat(), "态度问题", "/c/5", good, "DB7")
    for _ in range(2):
        assert {job.state for job in deliver(told)} == {Job.State.DONE}
    fact = Fact.objects.get()
    assert (fact.kind, fact.good, fact.item, fact.on, fact.recorded_by) == (kind, good, item, DAY, "系统")
    assert asdict(told)["number"] in fact.text


def test_every_listener_of_the_room_is_a_job():
    heard = {kind for kinds in settings.LISTENERS.values() for kind in kinds if kind.startswith("evidence.")}
    assert heard == {kind for kind in settings.JOBS if kind.startswith("evidence.")}
