"""Cases at two sizes side by side: each page is asked of both in turn, so that what else runs here hits both alike.

A page's 95th percentile at a million may be 1.3 times that at ten thousand; it asks the database twelve times at most.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import quantiles
from typing import Any

from bench.import_and_settle import fresh
from bench.on_pages import MOST_STATEMENTS
from tools import postgres

FEW, MANY, GOES, REGISTERED = 10_000, 1_000_000, 40, 100
GROWTH, LEAST_RATE = 1.3, 0.35
# Names of one case in some hundreds, words of one in ten, and one of every case: its page is full at both sizes.
TYPED = ("赵钱", "孙李", "周吴", "郑王", "冯陈", "蒋沈", "电梯", "漏水", "退款", "联系")


class Worker:
    """A process with its own database."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        """Wait until it has filled its database."""
        self.process = process
        self.about = self.read()

    def read(self) -> dict[str, Any]:
        """Return its next answer."""
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            message = "a worker ended; its words stand above"
            raise RuntimeError(message)
        found: dict[str, Any] = json.loads(line)
        return found

    def ask(self, **asked: Any) -> dict[str, Any]:
        """Ask and wait for the answer."""
        if self.process.stdin:
            self.process.stdin.write(json.dumps(asked) + "\n")
            self.process.stdin.flush()
        return self.read()


@contextmanager
def worker(count: int, server: str) -> Iterator[Worker]:
    """Run a process over a fresh database for a block."""
    with fresh(server, f"bench_cases_{count}") as url, tempfile.TemporaryDirectory(prefix="huiyin-bench-") as home:
        command = [sys.executable, "-W", "ignore", "-m", "bench.cases", str(count)]
        environment = {**os.environ, "HUIYIN_HOME": home, "DATABASE_URL": url}
        with subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                yield Worker(process)
            finally:
                process.kill()


def pages(unit: int) -> dict[str, list[str]]:
    """Return the addresses of each kind of page; a detail's are each worker's own."""
    filters = ("state=handling", "kind=praise", f"unit={unit}", "category=repair", "mine=true")
    return {
        "list": ["/cases/"],
        "filtered list": [f"/cases/?{one}" for one in filters],
        "search": [f"/cases/?q={one}" for one in TYPED],
        "detail": ["/cases/{case}"],
        "beside the form": ["/cases/beside?caller_phone=1391000{place:04}&text=电梯又坏了"],
    }


@dataclass(frozen=True)
class Grown:
    """A kind of page as somebody sees it: 95th percentiles at both sizes, in milliseconds, and its most statements.

    ``processor`` is what Python (and SQLite within it) worked of that: it tells a page from a busy machine.
    """

    name: str
    few: float
    many: float
    processor: tuple[float, float]
    statements: int

    @property
    def holds(self) -> bool:
        """Tell whether it keeps both limits."""
        return self.many <= GROWTH * self.few and self.statements <= MOST_STATEMENTS

    def line(self) -> str:
        """One line of the report."""
        verdict = f"{'within' if self.holds else 'ABOVE'} {GROWTH} and {MOST_STATEMENTS} statements"
        worked = " → ".join(f"{one:.1f}" for one in self.processor)
        grown = f"{self.few:7.1f} → {self.many:7.1f} ms   {self.many / self.few:5.2f} ×"
        return f"{self.name:44} p95 {grown}   (processor {worked})   {self.statements:2} statements   {verdict}"


def grown(name: str, who: str, addresses: list[str], workers: tuple[Worker, Worker]) -> Grown:
    """Ask both for one kind of page, turn by turn."""
    spent: tuple[list[float], list[float]] = ([], [])
    worked: tuple[list[float], list[float]] = ([], [])
    most = 0
    for place, address in enumerate(islice(cycle(addresses), GOES + len(addresses))):
        for one, times, own in zip(workers, spent, worked, strict=True):
            cases = one.about["cases"]
            answer = one.ask(who=who, page=address.format(case=cases[place % len(cases)], place=place * 37 % 500))
            if place >= len(addresses):  # the first round warms up
                times.append(answer["milliseconds"])
                own.append(answer["processor"])
            most = max(most, answer["statements"])
    few, many = (quantiles(times, n=20)[-1] for times in spent)
    processor = (quantiles(worked[0], n=20)[-1], quantiles(worked[1], n=20)[-1])
    return Grown(name, few, many, processor, most)


def measure(database: str, server: str, few: int = FEW, many: int = MANY) -> bool:
    """Measure one database, print its lines and tell whether all of them hold."""
    with ExitStack() as stack:
        workers = (stack.enter_context(worker(few, server)), stack.enter_context(worker(many, server)))
        lines = [
            grown(f"{database}: {name}, {words}", who, addresses, workers)
            for name, addresses in pages(workers[0].about["unit"]).items()
            for who, words in (("one", "one unit's"), ("all", "everybody's"))
        ]
        made = workers[1].ask(goes=REGISTERED)
    for one in lines:
        print(one.line(), flush=True)
    rate = made["floor"] / made["seconds"]
    holds = rate >= LEAST_RATE and made["statements"] <= MOST_STATEMENTS
    own, least, bare = (REGISTERED / made[name] for name in ("seconds", "floor", "bare"))
    print(
        f"{f'{database}: register over HTTP':44} {own:7.1f} / s   floor {least:7.1f} / s (bare {bare:.1f})   "
        f"{rate:5.2f} of it   {made['statements']:2} statements   "
        f"{'within' if holds else 'ABOVE'} {LEAST_RATE} and {MOST_STATEMENTS} statements",
        flush=True,
    )
    return holds and all(one.holds for one in lines)


def main(few: int = FEW, many: int = MANY) -> int:
    """Measure both databases; return 1 where a limit is passed."""
    held = [measure("SQLite", "", few, many)]
    with postgres.cluster() as server:
        held.append(measure("PostgreSQL", server, few, many))
    return 0 if all(held) else 1
