"""A worker takes up what a dead one left, and leaves alone what a living one has in hand."""

import os
import time
from datetime import timedelta

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from huiyin.kernel.errors import Conflict
from huiyin.platform import clock, jobs
from huiyin.platform.actor import SYSTEM
from huiyin.platform.doors import usecase
from huiyin.platform.models import Job
from huiyin.site import lifeline, worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def work():
    @usecase(permit="people.read_people")
    def ask(actor):
        return jobs.start(actor, "platform.verify_trail")

    return ask(SYSTEM)


@pytest.fixture(autouse=True)
def ready_tasks():
    """django-tasks' own rows, which a killed worker leaves behind as being run."""

    yield DBTaskResult.objects
    DBTaskResult.objects.all().delete()


def test_a_worker_that_finds_its_place_empty_puts_lost_work_back_at_once(work, tmp_path):
    Job.objects.filter(pk=work.pk).update(state="running", lease_until=clock.now() + timedelta(minutes=1), attempts=1)
    with worker._place(tmp_path):
        assert Job.objects.get(pk=work.pk).state == "waiting"


def test_a_worker_beside_another_leaves_running_work_to_the_lease(work, tmp_path):
    Job.objects.filter(pk=work.pk).update(state="running", lease_until=clock.now() + timedelta(minutes=1), attempts=1)
    with lifeline.lock(tmp_path, "worker", shared=True):
        if connection.vendor == "sqlite":
            with pytest.raises(Conflict), worker._place(tmp_path):
                pass
        else:
            with worker._place(tmp_path):
                pass
    assert Job.objects.get(pk=work.pk).state == "running"


def test_no_worker_starts_while_data_is_restored(tmp_path):
    with (
        lifeline.lock(tmp_path, "home"),
        pytest.raises(Conflict, match=r"restored|恢复"),
        worker._place(tmp_path),
    ):
        pass


def test_work_in_ones_own_hands_is_not_taken_for_lost(work):
    """On SQLite a long transaction keeps the lease from being renewed."""
    Job.objects.filter(pk=work.pk).update(state="running", lease_until=clock.now() - timedelta(seconds=1), attempts=1)
    jobs._in_hand.add(work.pk)
    try:
        assert jobs.reap() == 0
    finally:
        jobs._in_hand.discard(work.pk)
    assert jobs.reap() == 1


def test_work_whose_task_died_before_it_was_claimed_is_called_again(work, ready_tasks):
    """A worker may be killed between taking the task and claiming the work: then nothing would ever start it."""
    ready_tasks.update(status="RUNNING")
    assert jobs.reap() == 0, "it may only just have been taken"
    Job.objects.filter(pk=work.pk).update(asked_at=clock.now() - 2 * jobs.LEASE)
    assert jobs.reap() == 1
    assert ready_tasks.ready().count() == 1
    assert jobs.reap() == 0, "it is called already"


def test_heartbeats_tell_living_silent_and_forgotten_workers_apart(tmp_path):

    assert lifeline.workers(tmp_path) == lifeline.Workers(0, 0)
    with lifeline.beating(tmp_path):
        for name, age in (("silent", 60), ("gone", 7200)):
            beat = tmp_path / "run" / f"worker-{name}-1.beat"
            beat.touch()
            os.utime(beat, (time.time() - age,) * 2)
        assert lifeline.workers(tmp_path) == lifeline.Workers(alive=1, silent=1)
    assert lifeline.workers(tmp_path).alive == 0
    with lifeline.beating(tmp_path):
        assert not (tmp_path / "run" / "worker-gone-1.beat").exists()
