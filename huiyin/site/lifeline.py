"""What ties the processes of an installation together: children end with their parent, locks, heartbeats."""

import ctypes
import fcntl
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
BEAT_SECONDS = 5.0
SILENT_AFTER_SECONDS = 20.0
FORGOTTEN_AFTER_SECONDS = 3600.0


def follow(parent: int) -> None:
    """End this process at once when ``parent`` ends, however it ends: a killed server leaves no child on its port."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:  # it ended before we asked to be told
        os._exit(1)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)


class InUseError(RuntimeError):
    """Somebody else holds the lock."""


@contextmanager
def lock(home: Path, name: str, *, shared: bool = False, patient: bool = False) -> Iterator[None]:
    """Hold a lock on the home while the block runs; raises InUseError at once when it cannot be had.

    ``patient`` waits for it instead. The system frees it when the process ends, however it ends.
    """
    folder = home / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("a") as held:
        try:
            mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
            fcntl.flock(held, mode if patient else mode | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUseError(name) from None
        yield


@contextmanager
def beating(home: Path) -> Iterator[None]:
    """Touch this worker's heartbeat file every few seconds while the block runs, also during a long transaction."""
    folder = home / "run"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("worker-*.beat"):
        if _age(old) > FORGOTTEN_AFTER_SECONDS:
            old.unlink(missing_ok=True)
    mine = folder / f"worker-{os.uname().nodename}-{os.getpid()}.beat"
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(BEAT_SECONDS):
            mine.touch()

    mine.touch()
    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        mine.unlink(missing_ok=True)


def _age(beat: Path) -> float:
    try:
        return max(0.0, time.time() - beat.stat().st_mtime)
    except FileNotFoundError:
        return float("inf")


@dataclass(frozen=True)
class Workers:
    """How many workers beat, and how many fell silent without a good-bye."""

    alive: int
    silent: int


def workers(home: Path) -> Workers:
    """Count the workers by their heartbeat files; one that was killed is silent until it is forgotten."""
    ages = [_age(beat) for beat in (home / "run").glob("worker-*.beat")]
    alive = sum(age <= SILENT_AFTER_SECONDS for age in ages)
    silent = sum(SILENT_AFTER_SECONDS < age <= FORGOTTEN_AFTER_SECONDS for age in ages)
    return Workers(alive, silent)
