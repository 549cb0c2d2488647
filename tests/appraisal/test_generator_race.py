"""The periodic job, its twin and two managers' buttons at one moment begin every sheet once."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection

from huiyin.kernel.errors import Refusal
from huiyin.platform import clock, jobs
from huiyin.platform.actor import Actor
from huiyin.platform.models import Job, TrailEntry
from huiyin.rooms.appraisal.models import Round, SheetEdition
from huiyin.rooms.appraisal.terms import Kind
from huiyin.rooms.appraisal.usecases.generate_rounds import generate_rounds
from tests.appraisal import small_year


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL")
def test_racing_workers_begin_each_sheet_once(settings):
    """The periodic job, its twin and a manager's button at one moment: every sheet once, and no number is lost."""
    with clock.fixed(datetime(2026, 1, 20, 2, 0, tzinfo=UTC)):
        small_year.build()
    settings.PERIODIC = {"appraisal.generate_month_sheets": "%Y-%m"}
    faults: list[BaseException] = []
    gate = threading.Barrier(4)

    def act(place: int) -> None:
        try:
            with clock.fixed(datetime(2026, 2, 1, 1, 0, tzinfo=UTC)):
                gate.wait(10)
                if place < 2:
                    jobs.fire_due()
                    for job in Job.objects.filter(kind="appraisal.generate_month_sheets"):
                        jobs.run_job.call(job_id=job.pk)
                else:
                    actor = Actor(name="system", system=True)
                    generate_rounds.once(actor, f"button:{place}", kind=Kind.MONTH, period="2026-01")
        except Refusal:
            pass
        except BaseException as fault:  # noqa: BLE001 - told below
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    made = SheetEdition.objects.filter(kind=Kind.MONTH, period="2026-01")
    assert made.count() == made.values("employee").distinct().count() == len(small_year.STAFF)
    numbers = sorted(Round.objects.values_list("number", flat=True))
    assert numbers == [f"PC-2026-{place:04d}" for place in range(1, len(numbers) + 1)]
    assert TrailEntry.objects.filter(act="appraisal.generate_rounds").count() == 1
