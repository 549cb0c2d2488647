"""`huiyin serve`: the web server and the worker under one supervisor that restarts what dies and stops all cleanly."""

import errno
import hashlib
import http.client
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from huiyin.kernel.errors import Refusal
from huiyin.site import lifeline

log = logging.getLogger("huiyin.serve")

STOP_SECONDS = 15.0
QUICK_DEATH_SECONDS = 10.0
MOST_QUICK_DEATHS = 5
BLOCKING_THREADS = 8
LINE = {"format": "{asctime} {levelname} {name} {message}", "style": "{"}


def unapplied() -> tuple[int, bool]:
    """Return how many migrations the database lacks, and whether it is empty."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return len(plan), not executor.loader.applied_migrations


def prepare_database() -> None:
    """Set an empty database up; refuse one that an older version left, so that nobody migrates without a backup."""
    lacking, empty = unapplied()
    if lacking and not empty:
        raise Refusal(
            _(
                "The database was made by an older version (%(n)s migrations are missing). "
                "Take a backup, then run “huiyin migrate”."
            )
            % {"n": lacking}
        )
    if lacking:
        log.info("setting up the database")
        call_command("migrate", verbosity=0, interactive=False)
    connection.close()


def prepare_static() -> bool:
    """Collect the front-end files into the home when they differ from what lies there; return whether it was done."""
    sources = sorted(
        (path, (found := Path(storage.path(path)).stat()).st_size, found.st_mtime_ns)
        for finder in get_finders()
        for path, storage in finder.list([])
    )
    wanted = hashlib.sha256(repr(sources).encode()).hexdigest()
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected"
    if stamp.exists() and stamp.read_text("ascii") == wanted:
        return False
    log.info("collecting front-end files")
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(wanted, "ascii")
    return True


def check_port(host: str, port: int) -> None:
    """Refuse a port that somebody listens on: the kernel would let two servers share it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                reason = _("Port %(port)s is taken. Stop what runs there, or choose another: --port %(other)s")
                raise Refusal(reason % {"port": port, "other": port + 1}) from None
            raise Refusal(f"{host}:{port}: {fault.strerror}") from None


def web(host: str, port: int, workers: int) -> None:
    """Run the web server in this process until told to stop."""
    Server(
        "huiyin.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
        log_dictconfig=_granian_logging(),
    ).serve()


def _granian_logging() -> dict[str, Any]:
    handler = {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"generic": LINE, "access": LINE},
        "handlers": {"console": handler, "access": handler},
        "loggers": {
            "_granian": {"handlers": ["console"], "level": "ERROR", "propagate": False},
            "granian.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
        },
    }


@dataclass
class Child:
    """A process that the supervisor keeps alive."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    quick_deaths: int = 0
    due: float = 0.0

    def start(self) -> None:
        """Start it in a group of its own, so that Ctrl+C reaches the supervisor alone."""
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "huiyin.site", *self.arguments],
            stdin=subprocess.DEVNULL,
            env={**os.environ, "HUIYIN_SUPERVISOR": str(os.getpid())},
            process_group=0,
        )
        self.began = time.monotonic()
        log.info("%s started (pid %s)", self.name, self.process.pid)

    def look(self) -> None:
        """Note a death and plan the next start, later and later while it keeps dying young."""
        if self.process is None:
            if time.monotonic() >= self.due:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        quick = time.monotonic() - self.began < QUICK_DEATH_SECONDS
        self.quick_deaths = self.quick_deaths + 1 if quick else 0
        self.due = time.monotonic() + min(30.0, 2.0**self.quick_deaths - 1)
        self.process = None
        log.error("%s ended (%s); it is started again", self.name, code)

    def tell(self, number: int) -> None:
        """Send a signal, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)


@dataclass
class Supervisor:
    """Keeps the children alive until told to stop."""

    children: Sequence[Child]
    host: str
    port: int
    stop: threading.Event = field(default_factory=threading.Event)
    ready: bool = False

    def run(self) -> int:
        """Start all, watch all, stop all; return the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_given: self.stop.set())
        for child in self.children:
            child.start()
        code = 0
        while not self.stop.wait(0.1):
            for child in self.children:
                child.look()
                if child.quick_deaths >= MOST_QUICK_DEATHS and child.name == "web":
                    log.error("the web server does not stay up; giving up")
                    code = 1
                    self.stop.set()
            self._announce()
        self._end()
        return code

    def _announce(self) -> None:
        if not self.ready and answers(self.host, self.port):
            self.ready = True
            print(_("Huiyin serves on %(url)s (Ctrl+C stops it).") % {"url": url_of(self.host, self.port)}, flush=True)  # noqa: T201 - what the person waits for

    def _end(self) -> None:
        log.info("stopping")
        for child in self.children:
            child.tell(signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if child.process is not None:
                try:
                    child.process.wait(max(0.1, until - time.monotonic()))
                except subprocess.TimeoutExpired:
                    log.warning("%s did not stop in time; its work is taken up at the next start", child.name)
                    child.process.kill()
                    child.process.wait()
        log.info("stopped")


def url_of(host: str, port: int) -> str:
    """Return the address a person opens."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def answers(host: str, port: int) -> bool:
    """Tell whether a server answers there; any answer counts."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - looked for, not bound
    asking = http.client.HTTPConnection(near, port, timeout=5)
    try:
        asking.request("GET", "/health")
        asking.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()
    return True


def serve(host: str, port: int, *, web_workers: int = 2, job_workers: int = 1) -> int:
    """Prepare database and front-end files, then run the web server and ``job_workers`` workers until stopped.

    Returns the exit code; refuses a taken port, an older database, and more than one worker on SQLite.
    """
    if job_workers > 1 and connection.vendor == "sqlite":
        raise Refusal(_("SQLite takes one worker; with PostgreSQL several may run."))
    check_port(host, port)
    try:
        with lifeline.lock(settings.HOME, "home", shared=True):
            prepare_database()
            prepare_static()
            children = [Child("web", ("web", "--host", host, "--port", str(port), "--web-workers", str(web_workers)))]
            children += [Child(f"worker {number + 1}", ("worker",)) for number in range(job_workers)]
            return Supervisor(children, host, port).run()
    except lifeline.InUseError:
        raise Refusal(_("The data is being restored.")) from None
