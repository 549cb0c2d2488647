"""The worker process: runs long and periodic work. One beside the server on SQLite, any number on PostgreSQL."""

import contextlib
import logging
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import connection
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django_tasks_db.management.commands.db_worker import Worker

from huiyin.kernel.errors import Conflict
from huiyin.platform import clock, jobs
from huiyin.platform.models import Job
from huiyin.site import lifeline

log = logging.getLogger("huiyin.worker")

POLL_SECONDS = 0.5


class HouseWorker(Worker):
    """django-tasks' database worker; asked to stop, it finishes the work in hand, and asked twice it lets go."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """End now when idle, after the work in hand otherwise. Work that is let go is taken up by the next worker."""
        if not self.running:
            os._exit(1)
        self.running = False
        if not self.running_task:
            raise SystemExit(0)
        log.info("stopping after the work in hand")


@contextlib.contextmanager
def _place(home: Path) -> Iterator[None]:
    """Keep a restore away and take a worker's place: on SQLite the only one.

    Who finds the place empty knows that whatever is marked as running was left by a worker that died, and puts it back
    at once; with others at work, the lease tells.
    """
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(lifeline.lock(home, "home", shared=True))
            if connection.vendor == "sqlite":
                held.enter_context(lifeline.lock(home, "worker"))
                _put_back()
            else:
                with contextlib.suppress(lifeline.InUseError), lifeline.lock(home, "worker"):
                    _put_back()
                held.enter_context(lifeline.lock(home, "worker", shared=True, patient=True))
        except lifeline.InUseError as taken:
            known = {"worker": _("A worker is running already; SQLite takes one.")}
            raise Conflict(known.get(str(taken), _("The data is being restored."))) from None
        yield


def _put_back() -> None:
    Job.objects.filter(state=Job.State.RUNNING).update(lease_until=clock.now() - jobs.LEASE)
    jobs.reap()


def work() -> None:
    """Run work until told to stop (SIGINT, SIGTERM).

    Raises Conflict where a second worker is started on SQLite.
    """
    home = Path(settings.HOME)
    stop = threading.Event()
    ticker = threading.Thread(target=jobs.tick_forever, args=(stop,), name="tick", daemon=True)
    worker = HouseWorker(
        queue_names=["default"], interval=POLL_SECONDS, batch=False, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id=get_random_string(32), excluded_queue_names=[],
    )  # fmt: skip
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, worker.shutdown)
    with _place(home), lifeline.beating(home):
        log.info("worker ready (%s)", connection.vendor)
        ticker.start()
        try:
            worker.run()
        finally:
            stop.set()
            log.info("worker stopped")
