"""Routine work leaves no row behind for ever; what failed, what somebody asked for and the running slot stay."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.jobs import Progress, fire_due, run_job
from huiyin.platform.models import Job
from huiyin.rooms.people.models import User
from huiyin.site import pruning

pytestmark = pytest.mark.django_db


def test_only_what_the_system_did_well_long_ago_is_cleared_away(monkeypatch, settings):
    settings.PERIODIC = {"duties.sweep": "%Y-%m-%dT%H:%M", "monthly": "%Y-%m"}
    monkeypatch.setattr(pruning, "AT_ONCE", 2)
    now = clock.now()
    old, person = now - pruning.KEPT - timedelta(minutes=1), User.objects.create(username="somebody")

    def left(slot, state="done", at=old, **more):
        return Job.objects.create(
            kind=more.pop("kind", "duties.sweep"), slot=slot, state=state, asked_at=at, finished_at=at, **more
        )

    for minute in range(5):
        left(f"2020-01-01T00:0{minute}")
    left("", kind="notices.send")
    stay = [
        left("f", state="failed"), left("r", state="refused"), left("w", state="waiting"), left("y", at=now),
        left("", asked_by=person), left(now.strftime("%Y-%m"), kind="monthly"),
    ]  # fmt: skip
    run_job.enqueue(job_id=1)
    run_job.enqueue(job_id=2)
    DBTaskResult.objects.filter(args_kwargs__kwargs__job_id=1).update(status="SUCCESSFUL", finished_at=old)
    DBTaskResult.objects.exclude(status="SUCCESSFUL").update(status="FAILED", finished_at=old)
    assert pruning.prune(SYSTEM, Progress(stay[0]), key="k") == {"rows": 7}
    assert set(Job.objects.values_list("pk", flat=True)) == {job.pk for job in stay}
    assert [task.status for task in DBTaskResult.objects.all()] == ["FAILED"]
    settings.PERIODIC = {"monthly": "%Y-%m"}
    assert fire_due() == 0
