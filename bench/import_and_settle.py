"""Importing, settling and trying schemes on 10,000 people × a year beside their floors, and every page at two sizes."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from bench import on_pages
from bench.clock import Measure
from tools import postgres

PEOPLE, FEW, AT_ONCE = 10_000, 60, 1_000
IMPORT_LIMIT, SETTLE_LIMIT, CONFIRM_LIMIT = 3.0, 2.0, 3.0
# Trying a scheme is held against counting every score of the year anew; many schemes against trying one.
TRY_LIMIT, MANY_LIMIT = 2.0, 60.0


def _part(part: str, people: int, url: str) -> dict[str, Any]:
    """Run one part in a process of its own, on a fresh database and in a folder of its own; say when it is done."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="huiyin-bench-") as home:
        environment = {**os.environ, "HUIYIN_HOME": home, "DATABASE_URL": url}
        command = [sys.executable, "-W", "ignore", "-m", "bench.on_database", part, str(people)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    where = "PostgreSQL" if url else "SQLite"
    print(f"… {where}: {part}, {people:,} people: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def fresh(server: str, name: str) -> Iterator[str]:
    """Make an empty PostgreSQL database for a block; SQLite makes its own."""
    if not server:
        yield ""
        return
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{server.rpartition('/')[0]}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def measure(database: str, server: str, people: int = PEOPLE) -> list[Measure]:
    """Measure one database: floors first, the product right after."""
    with fresh(server, "bench_floors") as url:
        floors = _part("floors", people, url)
    with fresh(server, "bench_product") as url:
        product = _part("product", people, url)
    with fresh(server, "bench_few") as url:
        few = _part("product", FEW, url)
    with fresh(server, "bench_at_once") as url:
        at_once = _part("trial", AT_ONCE, url)
    constant = on_pages.report(few["pages"], product["pages"])
    size = f"{people:,} people × a year"
    sums = min(product["people"], product["sections"])
    return [
        Measure(f"{database}: import {size}", product["import"], floors["plain"], IMPORT_LIMIT),
        Measure(f"{database}: … beside tables without keys", product["import"], floors["bare"], None),
        Measure(f"{database}: settle {size}", product["settle"], sums, SETTLE_LIMIT),
        Measure(f"{database}: … every score counted anew", product["recount"], sums, None),
        Measure(f"{database}: confirm {AT_ONCE:,} sheets", at_once["confirm"], at_once["confirm_bare"], CONFIRM_LIMIT),
        Measure(f"{database}: … beside the rows written together", at_once["confirm"], at_once["confirm_least"], None),
        Measure(f"{database}: try a scheme on {size}", product["try"], product["recount"], TRY_LIMIT),
        Measure(f"{database}: … beside settling the kept scores", product["try"], product["settle"], None),
        Measure(f"{database}: … 200 schemes side by side", product["many"], product["try"], MANY_LIMIT),
        Measure(
            f"{database}: try a scheme on {AT_ONCE:,} people × a year", at_once["try"], at_once["recount"], TRY_LIMIT
        ),
        Measure(f"{database}: pages off {on_pages.MOST_STATEMENTS} constant statements", constant, 1.0, 0.0),
    ]


def main(people: int = PEOPLE) -> int:
    """Print all measures; return 1 where one lies above its limit."""
    found = measure("SQLite", "", people)
    for one in found:
        print(one.line(), flush=True)
    with postgres.cluster() as server:
        on_postgres = measure("PostgreSQL", server, people)
    for one in on_postgres:
        print(one.line(), flush=True)
    return 0 if all(one.holds for one in (*found, *on_postgres)) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE))
