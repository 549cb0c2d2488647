"""Long work and periodic work. django-tasks runs it; the lease, the reaper and the slots are ours (docs/decisions)."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from huiyin.kernel.errors import Refusal
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.models import Job

log = logging.getLogger("huiyin.jobs")

LEASE = timedelta(seconds=10)
BEAT_SECONDS = 1.0
MOST_ATTEMPTS = 5

Handler = Callable[..., Mapping[str, Any]]
_in_hand: set[int] = set()


class Progress:
    """What a handler tells about how far it is; a second connection carries it out of the handler's transaction."""

    def __init__(self, job: Job) -> None:
        """Begin at what the job last said."""
        self.job = job
        self.done, self.total, self.message = job.done, job.total, job.message

    def __call__(self, done: int, total: int, message: str = "") -> None:
        """Say how far it is."""
        self.done, self.total = done, total
        self.message = message or self.message

    def beat(self) -> None:
        """Write progress and renew the lease."""
        Job.objects.filter(pk=self.job.pk, state=Job.State.RUNNING).update(
            done=self.done, total=self.total, message=self.message[:200], lease_until=clock.now() + LEASE
        )


@contextmanager
def _beating(progress: Progress) -> Iterator[None]:
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(BEAT_SECONDS):
            try:
                progress.beat()
            except OperationalError:  # SQLite: the handler's own transaction holds the write lock; try again
                log.debug("no beat for job %s", progress.job.pk)
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def start(actor: Actor, kind: str, /, *, slot: str = "", total: int = 0, **args: object) -> Job:
    """Ask for long work; call it inside a write door, so that the work exists exactly if the act was committed.

    ``kind`` is a name in ``settings.JOBS``; ``args`` must be JSON.
    """
    job = Job(kind=kind, slot=slot, args=args, total=total, asked_by_id=actor.user_id, asked_at=clock.now())
    job.save(force_insert=True)
    run_job.enqueue(job_id=job.pk)
    return job


def tell(event: Any) -> None:
    """Hand on what happened (a dataclass of JSON values): a job for each listener in ``settings.LISTENERS``.

    Call it inside a write door: the jobs exist exactly if the act was committed, and each is tried until it is done.
    A listener is a handler of jobs; it acts as the system, and gets the event's fields by name.
    """
    for kind in settings.LISTENERS.get(type(event).__name__, ()):
        start(SYSTEM, kind, **asdict(event))


def _claim(job_id: int) -> Job | None:
    free = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, lease_until__lt=clock.now())
    won = Job.objects.filter(free, pk=job_id).update(
        state=Job.State.RUNNING, lease_until=clock.now() + LEASE, attempts=F("attempts") + 1
    )
    return Job.objects.get(pk=job_id) if won else None


@task()
def run_job(job_id: int) -> None:
    """Run a job's handler as the person who asked; its use case takes the key ``job:<id>`` and so acts once."""
    job = _claim(job_id)
    if job is None:
        return
    actor = SYSTEM if job.asked_by is None else import_string(settings.ACTOR_OF)(job.asked_by)
    handler: Handler = import_string(settings.JOBS[job.kind])
    progress = Progress(job)
    _in_hand.add(job.pk)
    try:
        with _beating(progress):
            result = dict(handler(actor, progress, key=f"job:{job.pk}", **job.args))
    except Refusal as refusal:
        _finish(job, progress, Job.State.REFUSED, error=refusal.reason)
    except Exception as fault:
        log.exception("job %s failed", job.pk)
        error = f"{type(fault).__name__}: {fault}"
        if job.asked_by is None and job.attempts < MOST_ATTEMPTS:
            # Nobody looks at the system's own work: it is put back when its lease is over, later each time.
            Job.objects.filter(pk=job.pk).update(error=error, lease_until=clock.now() + LEASE * 2**job.attempts)
        else:
            _finish(job, progress, Job.State.FAILED, error=error)
        raise
    else:
        _finish(job, progress, Job.State.DONE, result=result)
    finally:
        _in_hand.discard(job.pk)


def _finish(job: Job, progress: Progress, state: str, **values: object) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=state, finished_at=clock.now(), lease_until=None, done=progress.done, total=progress.total,
        message=progress.message[:200], **values,
    )  # fmt: skip


def reap() -> int:
    """Put work back whose worker died (its lease ran out); after ``MOST_ATTEMPTS`` it is given up, visibly.

    Work in this process's own hands is not lost: on SQLite its long transaction keeps the lease from being renewed.
    """
    lost = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=clock.now()).exclude(pk__in=list(_in_hand))
    given_up = lost.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=Job.State.FAILED, finished_at=clock.now(), error=_("The worker died %(n)s times.") % {"n": MOST_ATTEMPTS}
    )
    back = 0
    for job in lost.select_for_update(skip_locked=True) if connection.in_atomic_block else lost:
        with transaction.atomic():
            won = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, lease_until__lt=clock.now()).update(
                state=Job.State.WAITING, lease_until=None
            )
            if won:
                run_job.enqueue(job_id=job.pk)
                back += 1
    return given_up + back + _call_again()


def _call_again() -> int:
    """Enqueue waiting work that nothing will start: its worker died between taking the task and claiming the work."""
    if DBTaskResult.objects.ready().exists():
        return 0
    stranded = Job.objects.filter(state=Job.State.WAITING, asked_at__lt=clock.now() - LEASE)
    for job in stranded:
        run_job.enqueue(job_id=job.pk)
    return len(stranded)


_SLOT = (
    "INSERT INTO platform_job (kind, slot, args, state, done, total, message, result, error, asked_at, attempts) "
    "VALUES (%s, %s, '{}', 'waiting', 0, 0, '', '{}', '', %s, 0) ON CONFLICT DO NOTHING RETURNING id"
)


def fire_due() -> int:
    """Start each periodic job of ``settings.PERIODIC`` once per slot, however many workers race."""
    fired = 0
    for kind, slot_format in settings.PERIODIC.items():
        slot = clock.now().strftime(slot_format)
        if Job.objects.filter(kind=kind, slot=slot).exists():
            continue
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_SLOT, [kind, slot, clock.now()])
            won = cursor.fetchone()
            if won:
                run_job.enqueue(job_id=won[0])
                fired += 1
    return fired


def tick_forever(stop: threading.Event, seconds: float = 5.0) -> None:
    """Reap and fire beside the worker until told to stop; a tick is only a wake-up, correctness sits in the tables."""
    while not stop.is_set():
        try:
            reap()
            fire_due()
        except OperationalError:
            log.warning("the database was busy; next tick in %s s", seconds)
        stop.wait(seconds)
    connection.close()
