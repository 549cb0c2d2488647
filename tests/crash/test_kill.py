"""kill -9 of the whole server within imports, settlements, publications and issues, again and again (P-1.0b, P-4.11).

Everything acknowledged is there once, nothing is half stored, numbers have no gap, the trail verifies, work resumes.
"""

import logging
import os
import random
import threading

import pytest

from tests.crash.drill import FIRST_YEAR, FORM, PEOPLE, SETUP, SHEETS, STEPS, WORK, Client, faults, strike
from tests.site.homes import Home, Server, as_json
from tools.postgres import Cluster, free_port

pytestmark = [pytest.mark.crash, pytest.mark.slow]

log = logging.getLogger("drill")
# The whole drill is HUIYIN_KILLS=20; every run of the suite strikes a few times, so that it stays within its minutes.
KILLS = int(os.environ.get("HUIYIN_KILLS", "2"))
WHOLE = 20
SEED = 20_261_123
# What each kill aims at, in turn; imports and publications most.
AIMS = ("apply", "publish", "apply", "hand_in", "issue", "apply", "settle", "publish", "apply", "issue")


@pytest.fixture
def installation(empty_home: tuple[Home, Cluster | None]) -> tuple[Home, Cluster | None]:
    """A home with one unit, one account and the standard."""
    empty_home[0].inside(SETUP)
    return empty_home


def _kill_within(server: Server, client: Client, dice: random.Random, aim: str) -> list[str]:
    """Let the client work on a running server and kill the server within the work aimed at."""
    worker = threading.Thread(target=client.work, args=(FIRST_YEAR + KILLS,))
    client.stop.clear()
    worker.start()
    cut_off = strike(server, client, dice, WORK[aim])
    client.stop.set()
    worker.join()
    assert client.fault is None, client.fault
    return cut_off


def test_kills_lose_nothing_and_double_nothing(installation):
    home, cluster = installation
    dice, struck = random.Random(SEED), []
    server = Server(home, free_port())
    client = Client(home, server.port)
    try:
        for kill in range(KILLS):
            server.start("--web-workers", "1")
            if kill == 0:
                client.sign_in()
            cut_off = _kill_within(server, client, dice, AIMS[kill % len(AIMS)])
            struck += cut_off
            if cluster is not None and kill % 5 == 4:  # and the database with it: the power cut
                cluster.stop("immediate")
                cluster.start()
            assert list(faults(home)) == [], f"after kill {kill + 1}, within {cut_off}"
        log.info("struck: %s", struck)
        if KILLS >= WHOLE:
            assert {WORK["apply"], WORK["publish"]} <= set(struck), f"no kill fell into an import: {struck}"
        _finish(server, client)
    finally:
        server.kill()
    _check(home, client)


def _finish(server: Server, client: Client) -> None:
    """Start once more and let the client finish the year that it is in."""
    server.start("--web-workers", "1")
    client.stop.clear()
    client.work(client.year)
    assert client.fault is None, client.fault
    assert server.stop() == 0


ISSUED = """
SELECT period, count(*), count(DISTINCT about_id) FROM records_record WHERE type = ? GROUP BY period ORDER BY period
"""


def _check(home: Home, client: Client) -> None:
    assert list(faults(home)) == []
    done = range(FIRST_YEAR, client.year)
    assert done, "the client got nowhere"
    assert sorted(client.acknowledged) == sorted((year, step) for year in done for step in STEPS)
    for what, statement, expected in (
        ("hand-ins", "SELECT count(*), count(DISTINCT file_id) FROM appraisal_import", len(done)),
        ("sheets", "SELECT count(*), count(DISTINCT number) FROM appraisal_sheet", SHEETS * len(done)),
    ):
        assert home.select(statement) == [(expected, expected)], what
    published = home.select("SELECT year FROM appraisal_run WHERE state = 'published' ORDER BY year")
    assert published == [(year,) for year in done]
    assert home.select(ISSUED, FORM) == [(f"{year}-03", PEOPLE, PEOPLE) for year in done]
    assert home.select("SELECT count(*) FROM platform_job WHERE state <> 'done' AND slot = ''") == [(0,)]
    if KILLS >= WHOLE:
        assert home.select("SELECT count(*) FROM platform_job WHERE attempts > 1")[0][0] >= 2, "no work was resumed"
    for code, acknowledged in client.units.items():
        found = home.select("SELECT count(*) FROM people_unit WHERE code = ?", code)
        assert found == [(1,)] if acknowledged else found in ([(0,)], [(1,)])
    verified = home.run("verify-trail")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    findings = {item["what"]: item["good"] for item in as_json(home.run("check", "--json"))}
    assert findings["stored files"]
