"""Many workers, some of them killed: after an outage each rung fires exactly once, each miss is told once."""

import multiprocessing
import os
import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.db.models import Count

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import Job
from huiyin.rooms.duties import usecases
from huiyin.rooms.duties.models import Duty, Fired
from huiyin.rooms.duties.usecases.sweep import sweep
from tests.duties.conftest import act
from tests.duties.worker import work

DUTIES = int(os.environ.get("HUIYIN_DUTIES", "300"))
WORKERS, KILLS = 4, 6 if DUTIES < 1000 else 30
NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def start(monkeypatch):
    """Start a worker on the test's database: forked off a server that has loaded the house once."""
    values = connection.settings_dict
    place = f"{quote(values['HOST'], safe='')}:{values['PORT']}"
    secret = quote(values["PASSWORD"], safe="")
    monkeypatch.setenv("DATABASE_URL", f"postgres://{values['USER']}:{secret}@{place}/{values['NAME']}")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.duties.worker"])

    def call(now: datetime, most: int) -> Any:
        process = context.Process(target=work, args=(now.isoformat(), most), daemon=True)
        process.start()
        return process

    return call


@pytest.mark.race
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL")
def test_workers_killed_at_random_fire_each_rung_once_after_two_days_of_outage(company, start):
    dice = random.Random(20261123)
    rows = [usecases.Owed(("cases.case", str(n)), company.estate, company.people["clerk"]) for n in range(DUTIES)]
    with clock.fixed(NINE), act():
        usecases.owe_many(SYSTEM, "case.answer", rows)
    now, most = NINE + timedelta(hours=48), max(10, min(500, DUTIES // 30))
    kills, began = 0, time.monotonic()
    workers = [start(now, most) for _place in range(WORKERS)]
    while kills < KILLS and (left := Duty.objects.filter(wake_at__lte=now).count()):
        if left > DUTIES * (KILLS - kills) / KILLS:  # the kills are spread over all of the work
            time.sleep(0.02)
            continue
        time.sleep(dice.uniform(0.02, 0.3))
        place = dice.randrange(WORKERS)
        workers[place].kill()
        workers[place].join(10)
        workers[place] = start(now, most)
        kills += 1
    for worker in workers:
        worker.join(600)
    with clock.fixed(now):
        sweep(SYSTEM)
    print(f"{DUTIES} duties, {kills} kills, {time.monotonic() - began:.1f} s")  # noqa: T201 - read at full size
    assert kills >= 2
    assert Fired.objects.count() == 4 * DUTIES
    assert Fired.objects.values("duty", "rung").annotate(n=Count("pk")).filter(n__gt=1).count() == 0
    assert Duty.objects.filter(missed_at=now).count() == DUTIES
    told = [one for job in Job.objects.filter(kind="notices.hear") for one in job.args["fired"]]
    assert len(told) == len({(one["duty"], one["rung"]) for one in told}) == 4 * DUTIES
    assert min(one["late_minutes"] for one in told) == 44 * 60
    missed = list(Job.objects.filter(kind="evidence.hear").values_list("args__duty", flat=True))
    assert len(missed) == len(set(missed)) == DUTIES
