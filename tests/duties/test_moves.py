"""Every state × every move: what a duty becomes, or that nothing happens to it, or that it is refused."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.duties import usecases
from huiyin.rooms.duties.models import Duty
from huiyin.rooms.duties.queries import duties
from huiyin.rooms.duties.terms import State
from huiyin.rooms.duties.usecases.acts import pause_duty, reassign_duty, resume_duty, waive_duty
from huiyin.rooms.duties.usecases.sweep import sweep
from tests.duties.conftest import Company, act

NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CASE = ("cases.case", "7")
KIND = "case.answer"  # two hours by the clock
# What a move makes of each state at half past ten, or at noon where the time is over. "refused" is a conflict (409).
TABLE: dict[str, dict[State, Any]] = {
    "fulfil": {State.OPEN: State.DONE, State.PAUSED: State.DONE, State.OVERDUE: State.LATE},
    "waive": {State.OPEN: State.WAIVED, State.PAUSED: State.WAIVED, State.OVERDUE: State.WAIVED},
    "waive page": {
        State.OPEN: State.WAIVED, State.PAUSED: State.WAIVED, State.OVERDUE: State.WAIVED,
        State.DONE: "refused", State.LATE: "refused", State.WAIVED: "refused",
    },
    "reassign": {State.OPEN: State.OPEN, State.PAUSED: State.PAUSED, State.OVERDUE: State.OVERDUE},
    "reassign page": {
        State.OPEN: State.OPEN, State.PAUSED: State.PAUSED, State.OVERDUE: State.OVERDUE,
        State.DONE: "refused", State.LATE: "refused", State.WAIVED: "refused",
    },
    "pause": {State.OPEN: State.PAUSED, State.PAUSED: "refused", State.OVERDUE: State.OVERDUE},
    "resume": {State.OPEN: State.OPEN, State.PAUSED: State.OPEN, State.OVERDUE: State.OVERDUE},
    "pause page": {
        State.OPEN: State.PAUSED, State.PAUSED: "refused", State.OVERDUE: "refused",
        State.DONE: "refused", State.LATE: "refused", State.WAIVED: "refused",
    },
    "resume page": {
        State.OPEN: "refused", State.PAUSED: State.OPEN, State.OVERDUE: "refused",
        State.DONE: "refused", State.LATE: "refused", State.WAIVED: "refused",
    },
    "sweep": {State.OPEN: State.OPEN, State.PAUSED: State.PAUSED, State.OVERDUE: State.OVERDUE},
}  # fmt: skip


def state_of(duty: Duty) -> State:
    row: Any = duties(SYSTEM).get(pk=duty.pk)
    return State(row.state)


def into(state: State, company: Company) -> tuple[Duty, datetime]:
    """Bring a duty into a state, and return it with the moment at which it stands so."""
    clerk, later = company.people["clerk"], NINE + timedelta(hours=3)
    with clock.fixed(NINE), act():
        duty = usecases.owe(SYSTEM, KIND, CASE, unit=company.estate, owner=clerk)
    moment = later if state in {State.OVERDUE, State.LATE} else NINE + timedelta(minutes=90)
    with clock.fixed(moment), act():
        if state == State.PAUSED:
            usecases.pause(SYSTEM, CASE, reason="等", until=moment + timedelta(hours=1), approver=clerk)
        if state in {State.DONE, State.LATE}:
            usecases.fulfil(SYSTEM, KIND, CASE)
        if state == State.WAIVED:
            usecases.waive(SYSTEM, KIND, CASE, reason="并")
    duty.refresh_from_db()
    return duty, moment


def moves(company: Company, duty: Duty) -> dict[str, Callable[[], object]]:
    boss, other = company.people["boss"], company.people["supervisor"]

    def called(call: Callable[[], object]) -> Callable[[], object]:
        def run() -> object:
            with act():
                return call()

        return run

    return {
        "fulfil": called(lambda: usecases.fulfil(SYSTEM, KIND, CASE)),
        "waive": called(lambda: usecases.waive(SYSTEM, KIND, CASE, reason="并")),
        "waive page": lambda: waive_duty(company.actor("boss"), duty=duty, seen=duty.version, reason="并案"),
        "reassign": called(lambda: usecases.reassign(SYSTEM, CASE, owner=other, reason="换")),
        "reassign page": lambda: reassign_duty(
            company.actor("boss"), duty=duty, seen=duty.version, owner=other, reason="换班"
        ),
        "pause": called(
            lambda: usecases.pause(SYSTEM, CASE, reason="等", until=clock.now() + timedelta(hours=1), approver=boss)
        ),
        "resume": called(lambda: usecases.resume(SYSTEM, CASE)),
        "pause page": lambda: pause_duty(
            company.actor("boss"), duty=duty, seen=duty.version, until=clock.now() + timedelta(hours=1), reason="等客户"
        ),
        "resume page": lambda: resume_duty(company.actor("boss"), duty=duty, seen=duty.version, reason="客户已到"),
        "sweep": lambda: sweep(SYSTEM),
    }


@pytest.mark.django_db
def test_each_move_from_each_state(company):
    wrong = []
    for move, state in product(TABLE, State):
        with transaction.atomic():
            duty, moment = into(state, company)
            with clock.fixed(moment):
                assert state_of(duty) == state
                try:
                    moves(company, duty)[move]()
                    became: Any = state_of(duty)
                except Conflict:
                    became = "refused"
                except Refusal as refusal:
                    became = refusal.reason
            duty.refresh_from_db()
            if became != TABLE[move].get(state, state):
                wrong.append((move, state, became))
            if not duty.is_open and duty.wake_at is not None:
                wrong.append((move, state, "still awake"))
            transaction.set_rollback(True)
    assert wrong == []
