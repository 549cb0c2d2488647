"""Long work: committed with its act, run once per key, resumed after a death, periodic once per slot."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from huiyin.kernel.errors import Refusal
from huiyin.platform import clock, jobs
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.models import Job
from huiyin.rooms.people import usecases
from huiyin.rooms.people.models import Unit, User

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def record(actor: Actor, progress: jobs.Progress, *, key: str, code: str) -> Mapping[str, Any]:
    """A handler as rooms write them."""
    progress(1, 2, "half")
    unit = usecases.record_unit.once(actor, key, code=code, name="处", parent=None, business="company")
    return {"unit": unit.pk}


def refuse(actor: Actor, progress: jobs.Progress, *, key: str) -> Mapping[str, Any]:
    raise Refusal("no")


def fail(actor: Actor, progress: jobs.Progress, *, key: str) -> Mapping[str, Any]:
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def handlers(settings: Any) -> None:
    settings.JOBS = {name: f"{__name__}.{name}" for name in ("record", "refuse", "fail")}
    settings.PERIODIC = {}


@pytest.fixture
def asker() -> Actor:
    return Actor(user_id=User.objects.create(username="asker").pk, name="asker")


def run_waiting() -> None:
    for row in DBTaskResult.objects.filter(status="READY"):
        row.claim("test")
        try:
            jobs.run_job.call(**row.args_kwargs["kwargs"])
        except ZeroDivisionError as fault:
            row.set_failed(fault)
        else:
            row.set_successful(None)


@pytest.mark.django_db(transaction=True)
def test_work_is_done_and_tells_its_result():
    job = jobs.start(SYSTEM, "record", code="A")
    run_waiting()
    job.refresh_from_db()
    assert (job.state, job.percent, job.result) == ("done", 100, {"unit": Unit.objects.get(code="A").pk})


@pytest.mark.django_db(transaction=True)
def test_work_of_an_act_that_was_rolled_back_never_exists():
    with transaction.atomic():
        jobs.start(SYSTEM, "record", code="A")
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("kind", "state", "said"), [("refuse", "refused", "no"), ("fail", "failed", "ZeroDivisionError")]
)
def test_refusals_and_failures_are_told_apart(kind, state, said, asker):
    job = jobs.start(asker, kind)
    run_waiting()
    job.refresh_from_db()
    assert job.state == state
    assert said in job.error


@pytest.mark.django_db(transaction=True)
def test_the_systems_own_work_is_tried_again_later_each_time_and_then_given_up():
    job = jobs.start(SYSTEM, "fail")
    waits = []
    for _attempt in range(jobs.MOST_ATTEMPTS - 1):
        run_waiting()
        job.refresh_from_db()
        assert (job.state, "ZeroDivisionError" in job.error) == ("running", True)
        assert job.lease_until is not None
        waits.append(job.lease_until - clock.now())
        assert jobs.reap() == 0
        Job.objects.update(lease_until=clock.now() - timedelta(seconds=1))
        assert jobs.reap() == 1
    run_waiting()
    job.refresh_from_db()
    assert job.state == "failed"
    assert waits == sorted(waits)


@dataclass(frozen=True)
class UnitWanted:
    """An event as rooms write them."""

    code: str


@pytest.mark.django_db(transaction=True)
def test_what_happened_is_heard_once_by_each_listener_if_it_was_committed(settings):
    settings.LISTENERS = {"UnitWanted": ("record",)}
    with transaction.atomic():
        jobs.tell(UnitWanted("A"))
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    with transaction.atomic():
        jobs.tell(UnitWanted("B"))
    run_waiting()
    assert list(Unit.objects.filter(code__in="AB").values_list("code", flat=True)) == ["B"]


@pytest.mark.django_db(transaction=True)
def test_work_whose_worker_died_is_put_back_and_has_one_effect():
    job = jobs.start(SYSTEM, "record", code="A")
    usecases.record_unit.once(SYSTEM, f"job:{job.pk}", code="A", name="处", parent=None, business="company")
    DBTaskResult.objects.update(status="RUNNING")
    Job.objects.update(state="running", lease_until=clock.now() - timedelta(seconds=1), attempts=1)
    assert jobs.reap() == 1
    assert jobs.reap() == 0
    run_waiting()
    job.refresh_from_db()
    assert job.state == "done"
    assert Unit.objects.filter(code="A").count() == 1


@pytest.mark.django_db(transaction=True)
def test_work_that_kills_every_worker_is_given_up_visibly():
    job = jobs.start(SYSTEM, "record", code="A")
    Job.objects.update(state="running", lease_until=clock.now() - timedelta(seconds=1), attempts=jobs.MOST_ATTEMPTS)
    jobs.reap()
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.error


@pytest.mark.django_db(transaction=True)
def test_a_living_lease_is_left_alone():
    jobs.start(SYSTEM, "record", code="A")
    Job.objects.update(state="running", lease_until=clock.now() + timedelta(seconds=20), attempts=1)
    assert jobs.reap() == 0


@pytest.mark.django_db(transaction=True)
def test_a_periodic_job_fires_once_a_slot(settings):
    settings.PERIODIC = {"refuse": "%Y-%m-%d"}
    with clock.fixed(NOON):
        assert (jobs.fire_due(), jobs.fire_due()) == (1, 0)
    with clock.fixed(NOON + timedelta(days=1)):
        assert jobs.fire_due() == 1
    assert sorted(Job.objects.values_list("slot", flat=True)) == ["2026-11-23", "2026-11-24"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL")
def test_racing_workers_fire_a_slot_once_and_run_it_once(settings):
    settings.PERIODIC = {"refuse": "%Y-%m-%d"}
    fired: list[int] = []
    claimed: list[Job | None] = []

    def worker() -> None:
        with clock.fixed(NOON):
            fired.append(jobs.fire_due())
            claimed.append(jobs._claim(Job.objects.get().pk))
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(fired) == 1
    assert len([job for job in claimed if job]) == 1
    assert DBTaskResult.objects.count() == 1
