"""Runs the stages of `make check` and `make test` and closes with what each said: `python -m tools.suite SET|STAGE …`.

Every stage runs even after one failed, so that one run names everything that is wrong; the exit code is 1 then. As many
stages run side by side as there are processors, four at the most (HUIYIN_LANES says another number), so a line of
output begins with the name of its stage.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tools import chromium

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = str(BIN / "python")
PYTEST = (PYTHON, "-m", "pytest", "--quiet", "--durations=10")
ON_POSTGRES = (PYTHON, "-m", "tools.postgres")
LANES = int(os.environ.get("HUIYIN_LANES", "0")) or min(4, os.cpu_count() or 1)
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped)\b")
# What of a failing stage is said again at the end, where the reader of a long log looks first.
FAULT = re.compile(r"(FAILED|ERROR) \S|E   |\S+:\d+: |\S+\.po\b")
FAULTS_SHOWN = 40
ROOMY = 6 * 2**30
CLOSING = re.compile(r"\d+ (?:passed|failed|skipped|errors?|deselected|xfailed)\b.* in [\d.]+s|no tests ran")


@dataclass(frozen=True)
class Stage:
    """One command; `minutes` is when it is given up."""

    name: str
    command: tuple[str, ...]
    minutes: int = 5


@dataclass
class Outcome:
    """How a stage ended, with pytest's closing line, the tests that did not run, and the lines that say what failed."""

    stage: Stage
    code: int
    seconds: float
    closing: str = ""
    not_run: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


FULL = "not browser and not fuzz"
STAGES = [
    Stage("format", (str(BIN / "ruff"), "format", "--check", ".")),
    Stage("lint", (str(BIN / "ruff"), "check", ".")),
    Stage("contracts", (str(BIN / "lint-imports"), "--no-logo")),
    Stage("types", (str(BIN / "mypy"),)),
    Stage("messages", (PYTHON, "-m", "tools.messages", "--check")),
    Stage("migrations", (PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run")),
    Stage("docs", (PYTHON, "-m", "tools.docs", "--check")),
    Stage("house", (*PYTEST, "tests/house", "-m", FULL)),
    Stage("sqlite", (*PYTEST, "-m", FULL), minutes=40),
    Stage("postgres", (*ON_POSTGRES, *PYTEST, "-m", FULL), minutes=40),
    Stage("browser", (*PYTEST, "-m", "browser"), minutes=20),
    Stage("fuzz", (*PYTEST, "-m", "fuzz"), minutes=20),
]
CHECK = ["format", "lint", "contracts", "types", "messages", "migrations", "docs", "house"]
# `sqlite` holds the house tests too, so they are not run twice.
SETS = {"check": CHECK, "test": [*CHECK[:-1], "sqlite", "postgres", "browser", "fuzz"]}


def run(stage: Stage, home: str) -> Outcome:
    """Run one stage, showing its output as it comes; the whole process group goes when its time is up.

    `home` stands for the folder of the installation's data, which no test may touch.
    """
    print(f"── {stage.name}: {' '.join(stage.command).replace(f'{BIN}/', '')}", flush=True)
    began = time.monotonic()
    outcome = Outcome(stage, 1, 0.0)
    known = {"DJANGO_SETTINGS_MODULE": "huiyin.site.settings", "HUIYIN_HOME": home, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        stage.command,
        cwd=ROOT,
        env={**os.environ, **known},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        limit = threading.Timer(stage.minutes * 60, os.killpg, (process.pid, signal.SIGKILL))
        limit.start()
        for line in process.stdout or ():
            print(f"{stage.name:>10} │ {line}", end="", flush=True)
            if CLOSING.search(line):
                outcome.closing = line.strip(" =\n")
            elif line.startswith("NOT RUN "):
                outcome.not_run.append(line.strip())
            elif FAULT.match(line):
                outcome.faults.append(line.rstrip())
        outcome.code = process.wait()
        limit.cancel()
    outcome.seconds = time.monotonic() - began
    return outcome


def report(outcomes: list[Outcome], seconds: float) -> None:
    """Print one line for each stage, and above what did not run and why, and what failed; then the sums."""
    print("\n" + "═" * 100)
    for name in dict.fromkeys(line for outcome in outcomes for line in outcome.not_run):
        print(name)
    for outcome in outcomes:
        for line in outcome.faults[-FAULTS_SHOWN:] if outcome.code else ():
            print(f"{outcome.stage.name:>10} │ {line}")
    for outcome in outcomes:
        mark = "ok    " if outcome.code == 0 else "FAILED"
        print(f"{mark} {outcome.stage.name:<11}{outcome.seconds:7.1f} s  {outcome.closing}")
    counted = Counter[str]()
    for outcome in outcomes:
        for number, what in COUNT.findall(outcome.closing):
            counted["failed" if what.startswith("error") else what] += int(number)
    print(f"{seconds:24.1f} s in all")
    print(f"{counted['passed']} passed, {counted['failed']} failed, {counted['skipped']} skipped")


def quick_files() -> str:
    """Return where the stages' files lie: in memory where there is plenty, for drills write through all the time."""
    memory = Path("/dev/shm")  # noqa: S108 - folders below it are made for this run alone
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOMY
    return str(memory) if roomy and "TMPDIR" not in os.environ else tempfile.gettempdir()


def main(names: list[str]) -> int:
    """Run the named stages or sets of stages."""
    wanted = [part for name in names for part in SETS.get(name, [name])]
    stages = {stage.name: stage for stage in STAGES}
    if "browser" in wanted:
        chromium.provide()
    began = time.monotonic()
    os.environ["TMPDIR"] = tempfile.tempdir = quick_files()
    with tempfile.TemporaryDirectory(prefix="huiyin-") as home, ThreadPoolExecutor(LANES) as lanes:
        outcomes = list(lanes.map(lambda name: run(stages[name], home), wanted))
    report(outcomes, time.monotonic() - began)
    return int(any(outcome.code for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["check"]))
