"""An estate whose front desk keeps a log and whose patrol reports, in the company of the people room."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from huiyin.platform import clock, jobs
from huiyin.platform.models import Job
from huiyin.rooms.roster.models import DayLog, LogBook
from huiyin.rooms.roster.usecases import record_book, write_log
from tests.people.conftest import NOW, TODAY, Company, _still_clock, browser, company

__all__ = ["NOW", "TODAY", "Company", "_still_clock", "browser", "company"]
YESTERDAY = TODAY - timedelta(days=1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant of a day, in the department's time zone."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def books(company: Company) -> dict[str, LogBook]:
    """A log and a patrol report, kept since two days before yesterday."""
    given: dict[str, Any] = {"unit": company.estate, "start": YESTERDAY - timedelta(days=2)}
    clerk = company.person("clerk")
    return {
        "log": record_book(company.actor("supervisor"), kind="log", name="服务中心前台", keeper=clerk, **given),
        "patrol": record_book(company.actor("supervisor"), kind="patrol", name="早班巡查", keeper=clerk, **given),
    }


@pytest.fixture
def write(company: Company, books: dict[str, LogBook]) -> Callable[..., DayLog]:
    """Write in a book, in the evening of the day unless said otherwise."""

    def written(
        book: str, day: date = YESTERDAY, text: str = "无异常", when: datetime | None = None, **more: Any
    ) -> DayLog:
        with clock.fixed(when or at(day, 20)):
            return write_log(company.actor("clerk"), book=books[book], day=day, text=text, **more)

    return written


def run_jobs() -> None:
    """Do all work that waits, also what that work asks for."""
    while waiting := list(Job.objects.filter(state=Job.State.WAITING).order_by("pk")):
        for job in waiting:
            jobs.run_job.call(job_id=job.pk)
