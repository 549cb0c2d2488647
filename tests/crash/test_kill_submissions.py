"""kill -9 of the web server within 200 submissions at once, again and again (P-1.0b, P-3.2, P-4.10b).

Every acknowledged sheet is submitted once with its deduction, its sanction and its link in the trail; of every other
there is all or nothing; and the same request with the same key, sent again, has one effect. No long work is part of
a submission, so the web server runs alone: the drill beside this one kills the workers too.
"""

import http.client
import json
import os
import random
import threading
import time
from dataclasses import dataclass, field

import pytest

from tests.crash.drill import SETUP, faults
from tests.site.homes import Home, Server
from tools.postgres import Cluster, free_port

pytestmark = [pytest.mark.crash, pytest.mark.slow]

# The whole drill is HUIYIN_KILLS=10; every run of the suite strikes once.
KILLS = min(10, int(os.environ.get("HUIYIN_KILLS", "1")))
PEOPLE, SERIOUS_EVERY = 200, 10
# The kill falls after so many acknowledgements, so that some are always cut off.
LATEST = 170
SEED = 20_261_130

ROUNDS = f"""
{SETUP}
from huiyin.rooms.appraisal.terms import Kind
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round
from huiyin.rooms.people.queries import actor_of

post = usecases.record_post(SYSTEM, name="客户专员", level="operational")
for place in range({PEOPLE}):
    usecases.hire_employee(
        SYSTEM, number=f"E{{place:03d}}", name=f"员工{{place}}", unit=top, post=post, joined=date(2000, 1, 3)
    )
for week in range(2, {KILLS} + 2):
    begin_round(SYSTEM, kind=Kind.WEEK_CHECK, date=date.fromisocalendar(2001, week, 3), unit=top)
print(usecases.make_token(actor_of(boss), name="drill", days=1).shown_once["token"])
"""
SHEETS = """
SELECT e.id, e.state, e.version,
    (SELECT count(*) FROM appraisal_entry n WHERE n.edition_id = e.id),
    (SELECT count(*) FROM appraisal_entry n JOIN appraisal_ruling r ON r.id = n.ruling_id WHERE n.edition_id = e.id),
    (SELECT count(*) FROM platform_trailentry t WHERE t.subject_type = 'appraisal.sheetedition'
        AND t.act = 'appraisal.write_sheets' AND t.subject_id = CAST(e.id AS VARCHAR(60))),
    (SELECT count(*) FROM platform_idempotencykey k WHERE k.key = 'submit-' || e.id)
FROM appraisal_sheetedition e WHERE e.round_id = ? ORDER BY e.employee_id
"""


@pytest.fixture
def office(empty_home: tuple[Home, Cluster | None]) -> tuple[Home, Cluster | None, str]:
    """A department of 200 with a round of drafts for each kill; and the token of who submits them."""
    home, cluster = empty_home
    return home, cluster, home.inside(ROUNDS).split()[-1]


@dataclass
class Storm:
    """200 clients that submit a sheet each, all at once, each with its own connection and key."""

    port: int
    token: str
    editions: list[int]
    answers: dict[int, tuple[int, str]] = field(default_factory=dict)
    came: threading.Condition = field(default_factory=threading.Condition)

    def begin(self) -> list[threading.Thread]:
        """Let all clients off."""
        gate = threading.Barrier(len(self.editions))
        threads = [threading.Thread(target=self._submit, args=(place, gate)) for place in range(len(self.editions))]
        for thread in threads:
            thread.start()
        return threads

    def _submit(self, place: int, gate: threading.Barrier) -> None:
        edition = self.editions[place]
        line = {"item": "JA3", "fact": f"回访逾期 {edition}", "evidence": "单据", "serious": is_serious(place)}
        body = {"sheets": [{"edition": edition, "version": 1, "entries": [line]}], "submit": True}
        headers = {
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/json",
            "Idempotency-Key": f"submit-{edition}",
        }  # fmt: skip
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        gate.wait()
        try:
            link.request("POST", "/api/v1/appraisal/drafts", json.dumps(body), headers)
            answer = link.getresponse()
            found = answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return  # nobody answered: whether it was done is not known
        finally:
            link.close()
        with self.came:
            self.answers[edition] = found
            self.came.notify_all()

    def await_answers(self, count: int) -> None:
        """Wait until so many were acknowledged."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.answers) >= count, 120), f"{len(self.answers)} of {count}"


def is_serious(place: int) -> bool:
    """Tell whether a client's deduction is a serious violation, which opens a numbered sanction."""
    return place % SERIOUS_EVERY == 0


def rows_of(home: Home, made: int) -> dict[int, tuple[object, ...]]:
    return {row[0]: row[1:] for row in home.select(SHEETS, made)}


def whole(place: int) -> tuple[object, ...]:
    """What is stored of a submitted sheet: once everything."""
    return "submitted", 2, 1, int(is_serious(place)), 1, 1


NOTHING = ("draft", 1, 0, 0, 0, 0)


def check_as_it_lies(home: Home, made: int, storm: Storm) -> None:
    """Check a round in the database that the kill left."""
    rows = rows_of(home, made)
    for place, edition in enumerate(storm.editions):
        if edition in storm.answers:
            assert rows[edition] == whole(place), f"acknowledged: {edition}"
        else:
            assert rows[edition] in {whole(place), NOTHING}, f"cut off: {edition}"
    check_numbers(home)
    assert list(faults(home)) == []


def check_numbers(home: Home) -> None:
    """Check that the numbers of sanctions have no gap, and that the counters stand where they end."""
    numbers: dict[str, list[int]] = {}
    for (number,) in home.select("SELECT number FROM appraisal_ruling ORDER BY number"):
        _kind, year, place = number.split("-")
        numbers.setdefault(f"ruling:{year}", []).append(int(place))
    counters = home.select("SELECT series, value FROM platform_counter WHERE series LIKE ?", "ruling:%")
    assert numbers == {series: list(range(1, value + 1)) for series, value in counters}


def check_answers(storm: Storm) -> None:
    """Check that whoever was answered was told that his own sheet is submitted."""
    for edition, (status, text) in storm.answers.items():
        assert status == http.client.OK, text
        made = json.loads(text)
        assert (made["id"], made["version"]) == (edition, 2)


def send_again(home: Home, made: int, storm: Storm) -> None:
    """Repeat all requests of a round as they were, and check that there is one effect of each."""
    again = Storm(storm.port, storm.token, storm.editions)
    for thread in again.begin():
        thread.join()
    assert len(again.answers) == PEOPLE
    check_answers(again)
    assert list(rows_of(home, made).values()) == [whole(place) for place in range(PEOPLE)]


@pytest.mark.clause("P-1.0b")
def test_a_kill_within_200_submissions_loses_none_and_doubles_none(office):
    home, cluster, token = office
    dice, before = random.Random(SEED), None
    server = Server(home, free_port(), "web")
    try:
        for kill, (made,) in enumerate(home.select("SELECT id FROM appraisal_round ORDER BY id")):
            server.start()
            if before is not None:
                send_again(home, *before)
            storm = Storm(server.port, token, list(rows_of(home, made)))
            assert len(storm.editions) == PEOPLE
            threads = storm.begin()
            storm.await_answers(dice.randint(0, LATEST))
            time.sleep(dice.uniform(0.0, 0.02))  # a random instant of what is being done
            server.kill()
            for thread in threads:
                thread.join()
            if cluster is not None and kill % 5 == 1:  # and the database with it: the power cut
                cluster.stop("immediate")
                cluster.start()
            assert len(storm.answers) < PEOPLE, "the kill cut nobody off"
            check_answers(storm)
            check_as_it_lies(home, made, storm)
            before = made, storm
        assert before is not None
        server.start()
        send_again(home, *before)
        assert server.stop() == 0
    finally:
        server.kill()
    check_numbers(home)
    counted = home.select("SELECT count(*), count(DISTINCT number) FROM appraisal_ruling")
    assert counted == [(KILLS * PEOPLE // SERIOUS_EVERY,) * 2]
    verified = home.run("verify-trail")
    assert verified.returncode == 0, verified.stdout + verified.stderr
