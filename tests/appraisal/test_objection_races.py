"""Objections at the same moment as something else: one effect, and a refusal (409) for the other."""

import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection

from huiyin.kernel.errors import Conflict
from huiyin.platform import clock, trail
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.models import Objection, SheetEdition
from huiyin.rooms.appraisal.terms import EditionState, Outcome
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.answer_sheets import acknowledge_sheet, close_due_sheets
from huiyin.rooms.appraisal.usecases.decide_objections import decide_objection
from huiyin.rooms.appraisal.usecases.objections import raise_objection, withdraw_objection
from huiyin.rooms.people import usecases
from huiyin.rooms.people.models import Employee, RoleHolding, User
from huiyin.rooms.people.queries import actor_of
from huiyin.rooms.people.terms import Role
from tests.appraisal import disputes
from tests.appraisal.conftest import NOW
from tests.appraisal.disputes import fresh, line

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL"),
    pytest.mark.clause("P-1.0b"),
]
LAST_DAY = datetime(2026, 1, 29, 2, 0, tzinfo=UTC)


@pytest.fixture
def people():
    joined = date(2020, 1, 6)
    top = usecases.record_unit(SYSTEM, code="HQ", name="回音集团", parent=None, business="property")
    post = usecases.record_post(SYSTEM, name="客服管理员", level="operational")
    person = usecases.hire_employee(SYSTEM, number="E1", name="赵敏", unit=top, post=post, joined=joined, phone="")
    adopt_default_scheme(SYSTEM)
    accounts = {"employee": User.objects.create(username="employee", employee=person)}
    roles = {"supervisor": Role.SUPERVISOR, "manager": Role.MANAGER, "quality": Role.QUALITY,
             "boss": Role.GENERAL_MANAGER}  # fmt: skip
    for name, role in roles.items():
        accounts[name] = User.objects.create(username=name)
        RoleHolding.objects.create(user=accounts[name], role=role, unit=top, start=joined)
    return {name: actor_of(account) for name, account in accounts.items()}


@pytest.fixture
def sheet(people):
    person = Employee.objects.get(number="E1")
    return disputes.confirmed(people, person.unit, person.pk)


def at_once(*acts: Any, at: datetime = NOW) -> list[str]:
    """Run acts in threads that begin together; say of each "done" or "refused"."""
    told = [""] * len(acts)
    ready = threading.Barrier(len(acts))

    def run(place: int, act: Any) -> None:
        try:
            with clock.fixed(at):
                ready.wait()
                act()
            told[place] = "done"
        except Conflict:
            told[place] = "refused"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@pytest.mark.parametrize("attempt", range(5))
def test_objection_against_closing(people, sheet, attempt):
    found = line(sheet)
    other = SheetEdition.objects.get(pk=sheet.pk)
    told = at_once(
        lambda: raise_objection(people["employee"], line=found, seen=found.version, ground="不属实"),
        lambda: acknowledge_sheet(people["employee"], edition=other, seen=other.version, agrees=True),
    )
    assert sorted(told) == ["done", "refused"], attempt
    state = SheetEdition.objects.get(pk=sheet.pk).state
    assert (state, Objection.objects.count()) == (("disputed", 1) if told[0] == "done" else ("closed", 0))
    assert trail.verify()[1] == []


@pytest.mark.parametrize("attempt", range(5))
def test_objection_at_midnight_against_the_hourly_closing(people, sheet, attempt):
    found, before = line(sheet), threading.Event()

    def object_in_time() -> None:
        with clock.fixed(LAST_DAY):
            raise_objection(people["employee"], line=found, seen=found.version, ground="不属实")
        before.set()

    told = at_once(object_in_time, lambda: close_due_sheets(people["manager"]), at=datetime(2026, 1, 30, tzinfo=UTC))
    state = SheetEdition.objects.get(pk=sheet.pk).state
    assert told[1] == "done", attempt
    assert (state, Objection.objects.count()) == (("disputed", 1) if told[0] == "done" else ("closed", 0))


@pytest.mark.parametrize("attempt", range(5))
def test_the_same_deduction_objected_to_twice(people, sheet, attempt):
    lines = [line(sheet), line(sheet)]
    told = at_once(*(
        lambda one=one: raise_objection(people["employee"], line=one, seen=one.version, ground="不属实")
        for one in lines
    ))  # fmt: skip
    assert sorted(told) == ["done", "refused"], attempt
    assert Objection.objects.get().number == "SS-2026-0001"


@pytest.mark.parametrize("outcomes", [(Outcome.UPHELD, Outcome.REJECTED), (Outcome.UPHELD, Outcome.UPHELD)])
def test_two_deciders_of_one_objection(people, sheet, outcomes):
    with clock.fixed(NOW):
        row = disputes.inquired(people, sheet)
    seen = [fresh(row), fresh(row)]
    told = at_once(*(
        lambda who=who, one=one, outcome=outcome: decide_objection(
            people[who], objection=one, seen=one.version, outcome=outcome, decision="已查"
        )
        for who, one, outcome in zip(("quality", "boss"), seen, outcomes, strict=True)
    ))  # fmt: skip
    assert sorted(told) == ["done", "refused"]
    won = outcomes[told.index("done")]
    assert fresh(row).outcome == won
    assert SheetEdition.objects.filter(number=sheet.number).count() == (1 if won == Outcome.REJECTED else 2)


@pytest.mark.parametrize("attempt", range(5))
def test_a_decision_against_withdrawing(people, sheet, attempt):
    with clock.fixed(NOW):
        row = disputes.inquired(people, sheet)
    one, other = fresh(row), fresh(row)
    told = at_once(
        lambda: decide_objection(
            people["quality"], objection=one, seen=one.version, outcome=Outcome.UPHELD, decision="已查"
        ),
        lambda: withdraw_objection(people["employee"], objection=other, seen=other.version),
    )
    assert sorted(told) == ["done", "refused"], attempt
    assert fresh(row).state == ("decided" if told[0] == "done" else "withdrawn")


@pytest.mark.parametrize("attempt", range(5))
def test_the_last_two_objections_of_a_sheet_decided_at_once(people, sheet, attempt):
    with clock.fixed(NOW):
        rows = [disputes.inquired(people, sheet, place) for place in (1, 2)]
    seen = [fresh(row) for row in rows]
    told = at_once(*(
        lambda who=who, one=one: decide_objection(
            people[who], objection=one, seen=one.version, outcome=Outcome.REJECTED, decision="已查"
        )
        for who, one in zip(("quality", "boss"), seen, strict=True)
    ))  # fmt: skip
    assert told == ["done", "done"], attempt
    assert SheetEdition.objects.get(pk=sheet.pk).state == EditionState.READ
