"""Two at once: one effect, and a conflict (409) for the other."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from django.db import connection

from huiyin.kernel.errors import Conflict, Stale
from huiyin.platform import clock, trail
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.models import Round, Sheet, SheetEdition
from huiyin.rooms.appraisal.terms import EditionState, Kind
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.answer_sheets import acknowledge_sheet, close_due_sheets, close_sheet
from huiyin.rooms.appraisal.usecases.confirm_sheets import confirm_round, confirm_sheet, confirm_sheets
from huiyin.rooms.appraisal.usecases.draft_sheets import begin_round, submit_round
from huiyin.rooms.people import usecases as people
from huiyin.rooms.people.models import Employee, Unit
from huiyin.rooms.people.queries import actor_of
from huiyin.rooms.people.terms import Role
from tests.appraisal.conftest import account

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL"),
]
DAY = date(2026, 1, 14)
JOINED = date(2025, 1, 6)
IN_TERM, OVER = datetime(2026, 1, 20, 2, 0, tzinfo=UTC), datetime(2026, 2, 20, 2, 0, tzinfo=UTC)
TIMES = 6


@pytest.fixture
def office() -> dict[str, Any]:
    """A small office: two who draft, one who confirms, one whom it is about."""
    with clock.fixed(IN_TERM):
        unit = people.record_unit(SYSTEM, code="A", name="滨江管理处", parent=None, business="property")
        post = people.record_post(SYSTEM, name="客服管理员", level="operational")
        adopt_default_scheme(SYSTEM)
        for place in range(1, 9):
            people.hire_employee(SYSTEM, number=f"R{place}", name=f"员工{place}", unit=unit, post=post, joined=JOINED)
        named = {
            "first": account("first", Role.SUPERVISOR, (unit,)),
            "second": account("second", Role.SUPERVISOR, (unit,)),
            "manager": account("manager", Role.MANAGER, (unit,)),
            "chief": account("chief", Role.GENERAL_MANAGER, (unit,)),
            "himself": account("himself", employee=Employee.objects.get(number="R1")),
        }
        return {"unit": unit} | {name: actor_of(user) for name, user in named.items()}


def race(*acts: Callable[[], object], at: datetime = IN_TERM) -> list[str]:
    """Let some act at the same moment; return how each ended: "done", or the name of its refusal."""
    gate, ended = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            with clock.fixed(at):
                gate.wait(10)
                act()
            ended.append("done")
        except Exception as fault:  # noqa: BLE001 - the test names what it expects
            ended.append(type(fault).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended)


def one_wins(ended: list[str]) -> bool:
    """Tell whether exactly one act was done and every other one met a conflict."""
    return ended.count("done") == 1 and set(ended) <= {"done", Conflict.__name__, Stale.__name__}


def submitted(office: dict[str, Any], day: date = DAY, numbers: tuple[str, ...] = ("R1",)) -> list[SheetEdition]:
    with clock.fixed(IN_TERM):
        ids = list(Employee.objects.filter(number__in=numbers).values_list("pk", flat=True))
        made = begin_round(office["first"], kind=Kind.SPOT_CHECK, date=day, unit=office["unit"], people=ids)
        submit_round(office["first"], round=made, seen=made.version)
        return list(made.editions.select_related("employee", "unit", "form__scheme", "round").order_by("pk"))


def again(edition: SheetEdition) -> SheetEdition:
    """The row as another process has it."""
    rows = SheetEdition.objects.select_related("employee", "unit", "form__scheme", "round")
    return rows.get(pk=edition.pk)


def test_two_drafters_of_the_same_person_and_period_make_one_edition(office):
    unit = Unit.objects.get()
    person = Employee.objects.get(number="R1").pk
    for week in range(TIMES):
        day = date.fromisocalendar(2025, 10 + week, 3)
        given: dict[str, Any] = {"kind": Kind.WEEK_CHECK, "date": day, "unit": unit, "people": [person]}
        ended = race(*(partial(begin_round, office[who], **given) for who in ("first", "second")))
        assert ended.count("done") == 1, ended
        # Who comes a moment later finds the draft already, and is told that nobody is without one.
        assert set(ended) <= {"done", "Conflict", "Refusal"}
        assert SheetEdition.objects.filter(employee=person, date=day).count() == 1


def test_of_two_confirmations_one_has_an_effect(office):
    for _time in range(TIMES):
        (edition,) = submitted(office)
        ended = race(
            *(
                partial(confirm_sheet, office[who], edition=again(edition), seen=edition.version)
                for who in ("manager", "chief")
            )
        )
        assert one_wins(ended), ended
        assert Sheet.objects.filter(number=edition.number).count() == 1
        assert again(edition).version == edition.version + 1
    assert trail.verify()[1] == []


def test_a_round_and_a_selection_confirmed_at_once_have_one_effect(office):
    for _time in range(TIMES):
        rows = submitted(office, numbers=tuple(f"R{place}" for place in range(1, 9)))
        made = Round.objects.latest("pk")
        turned = [again(row) for row in reversed(rows)]
        seen = {row.pk: row.version for row in turned}
        ended = race(
            partial(confirm_round, office["manager"], round=made, seen=made.version),
            partial(confirm_sheets, office["chief"], editions=turned, seen=seen),
        )
        assert one_wins(ended), ended
        assert Sheet.objects.filter(number__in=[row.number for row in rows]).count() == len(rows)


def test_reading_against_closing_leaves_one_of_both(office):
    for _time in range(TIMES):
        (edition,) = submitted(office)
        with clock.fixed(IN_TERM):
            confirm_sheet(office["manager"], edition=again(edition), seen=edition.version)
        mine, theirs = again(edition), again(edition)
        ended = race(
            partial(acknowledge_sheet, office["himself"], edition=mine, seen=mine.version),
            partial(close_sheet, office["manager"], edition=theirs, seen=theirs.version),
            at=OVER,
        )
        assert one_wins(ended), ended
        after = again(edition)
        assert (after.state == EditionState.READ) == (after.read_at is not None)
        assert (after.state == EditionState.CLOSED) == (after.closed_at is not None)


def test_the_hourly_closing_never_loses_a_reading(office):
    for _time in range(TIMES):
        (edition,) = submitted(office)
        with clock.fixed(IN_TERM):
            confirm_sheet(office["manager"], edition=again(edition), seen=edition.version)
        mine = again(edition)
        ended = race(
            partial(acknowledge_sheet, office["himself"], edition=mine, seen=mine.version),
            partial(close_due_sheets, SYSTEM),
            at=OVER,
        )
        # The job closes what it may; who reads at that moment has read it before, or is told that it changed.
        assert set(ended) <= {"done", "Stale"}, ended
        after = again(edition)
        assert after.state in {EditionState.CLOSED, EditionState.READ}
        assert ("Stale" in ended) == (after.read_at is None)
