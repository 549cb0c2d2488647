"""Records as they are issued in a small house: two branches, one manager, two employees."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from huiyin.platform import clock
from huiyin.platform.actor import Actor, Reach
from huiyin.rooms.appraisal.terms import MONTH_SHEET
from huiyin.rooms.records import usecases
from huiyin.rooms.records.models import Record
from huiyin.rooms.records.terms import Draft, Permit
from tests.appraisal.samples import month_sheet

NOON = datetime(2026, 12, 3, 4, 0, tzinfo=UTC)
PERIOD = "2026-11"


def draft(number: int = 1, *, unit: str = "/1/4/", **content: Any) -> Draft:
    """A month sheet of one person, ready to be issued."""
    form: Any = month_sheet(number) | content
    person = form["person"]
    return Draft(
        subject=("people.employee", str(number)),
        unit_path=unit,
        unit_name=person["department"],
        content=form,
        about_id=number,
        about_number=person["staff_no"],
        about_name=person["name"],
    )


def issuer(branch: str = "/1/") -> Actor:
    """A manager over a branch."""
    reach = Reach(branches=frozenset({branch}))
    return Actor(user_id=7, name="林晓东", grants={Permit.ISSUE: reach, Permit.READ: reach})


def reader(employee: int) -> Actor:
    """An employee who sees himself."""
    return Actor(user_id=100 + employee, employee_id=employee, grants={Permit.READ: Reach(own=employee)})


@pytest.fixture
def manager() -> Actor:
    return issuer()


@pytest.fixture
def issue(db: None, manager: Actor) -> Callable[..., Record]:
    """Issue one person's month sheet at a fixed noon."""

    def act(
        number: int = 1, *, at: datetime = NOON, unit: str = "/1/4/", period: str = PERIOD, **content: Any
    ) -> Record:
        with clock.fixed(at):
            return usecases.issue_record(
                manager, kind=MONTH_SHEET, period=period, draft=draft(number, unit=unit, **content)
            )

    return act
