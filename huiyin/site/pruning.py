"""What routine work leaves behind is cleared away: a sweep every minute would keep over a thousand rows a day."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from huiyin.platform import clock, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.platform.jobs import Progress
from huiyin.platform.models import Job
from huiyin.rooms.people.terms import Permit

KEPT = timedelta(days=7)
"""As long as the first page shows an administrator what is in trouble: who looks into it sees what ran beside it."""
AT_ONCE = 5_000
"""Rows that one transaction takes away: nobody else waits long for SQLite's write lock."""


def spent_jobs(now: datetime) -> QuerySet[Job]:
    """Return the system's own work that was done well and is over for longer than ``KEPT``.

    What failed or was refused stays, and so does what somebody asked for: his page shows what came of it. The slot in
    which a periodic job is now stays too, however long it lasts: without its row it would be fired a second time.
    """
    rows = Job.objects.filter(asked_by=None, state=Job.State.DONE, finished_at__lt=now - KEPT)
    for kind, slot in settings.PERIODIC.items():
        rows = rows.exclude(kind=kind, slot=now.strftime(slot))
    return rows


def _spent_tasks(now: datetime) -> QuerySet[Any]:
    tasks: QuerySet[Any] = DBTaskResult.objects.successful().filter(finished_at__lt=now - KEPT)
    return tasks


@usecase(permit=Permit.GRANT_ROLES)
def prune_jobs(_actor: Actor) -> int:
    """Take away some of the spent jobs and of the tasks that ran them; return how many rows went."""
    now, gone = clock.now(), 0
    both: tuple[QuerySet[Any], ...] = (spent_jobs(now), _spent_tasks(now))
    for rows in both:
        chosen = rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
        gone += rows.model._base_manager.filter(pk__in=list(chosen)).delete()[0]
    trail.note(rows=gone)
    return gone


def prune(actor: Actor, progress: Progress, *, key: str) -> Mapping[str, Any]:
    """Daily: take spent jobs away, batch by batch; if there are none, the trail stays silent."""
    gone = 0
    while spent_jobs(clock.now()).exists() or _spent_tasks(clock.now()).exists():
        gone += prune_jobs(actor)
        progress(gone, gone, key)
    return {"rows": gone}
