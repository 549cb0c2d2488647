"""Objections: every state × move × person, as the README of the room says."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache

from huiyin.platform.actor import Actor
from huiyin.platform.doors import WriteDoor
from huiyin.platform.screens import one
from huiyin.rooms.appraisal.models import Objection
from huiyin.rooms.appraisal.queries import objections as queries
from huiyin.rooms.appraisal.screens import objections as screens
from huiyin.rooms.appraisal.terms import OBJECTION_FLOW, Outcome
from huiyin.rooms.appraisal.usecases.decide_objections import begin_inquiry
from huiyin.rooms.appraisal.usecases.objections import withdraw_objection
from huiyin.rooms.people.models import Employee, User
from huiyin.rooms.people.queries import actor_of
from huiyin.rooms.people.terms import Role
from tests.appraisal import disputes
from tests.appraisal.conftest import COLLEAGUE, OWN, account
from tests.appraisal.state_table import LET_IN, becomes, cells, rows_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.clause("P-1.0b", "P-4.4.5")]
TABLE = "Objections"
# Who acts: the person, the 主管 who wrote the deduction and drafted the sheet, the 客户经理 who confirmed it, another
# 客户经理 of the unit, one of another unit, the 总经理, 品质部, the administrator, a colleague.
WHO = ("himself", "drafter", "confirmer", "second", "elsewhere", "boss", "quality", "admin", "colleague")
STATES: dict[str, Callable[..., Objection]] = {
    "raised": disputes.raised, "inquiry": disputes.accepted, "inquired": disputes.inquired,
    "decided": disputes.decided, "withdrawn": disputes.withdrawn,
}  # fmt: skip


def _act(load: Any, door: WriteDoor[..., Any]) -> Callable[[Actor, int], object]:
    """Make the act of a button: what is loaded passes through the door as it stands."""

    def act(actor: Actor, pk: int) -> None:
        actor.require(door.permit)
        row: Any = one(load)(actor, pk=pk)
        door.once(actor, "", objection=row, seen=row.version)

    return act


ACTS: dict[str, Callable[[Actor, int], object]] = {
    "accept": _act(queries.decidable, begin_inquiry),
    "record": lambda actor, pk: send(screens.INQUIRE, actor, pk, findings="再次核对", mediation=""),
    "opinion": lambda actor, pk: send(screens.OPINE, actor, pk, appraiser_opinion="当时未见登记"),
    "answer": lambda actor, pk: send(screens.ANSWER, actor, pk, own_opinion="同意调查情况"),
    "decide": lambda actor, pk: send(screens.DECIDE_ONE, actor, pk, outcome=Outcome.REJECTED, decision="查无实据"),
    "withdraw": _act(queries.own_objections, withdraw_objection),
}


@pytest.fixture
def people(department) -> dict[str, Actor]:
    cache.clear()
    return {who: department.actor(who) for who in department.accounts}


@pytest.fixture
def actors(department, people) -> dict[str, Actor]:
    colleague = Employee.objects.get(number=COLLEAGUE)
    made = {
        "second": account("second", Role.MANAGER, (department.unit,)),
        "elsewhere": account("elsewhere", Role.MANAGER, (department.other,)),
        "colleague": account("colleague", employee=colleague),
    }
    found = {name: actor_of(User.objects.get(pk=user.pk)) for name, user in made.items()}
    known = {"himself": "employee", "drafter": "supervisor", "confirmer": "manager"}
    return found | {name: people[known.get(name, name)] for name in WHO if name not in found}


def test_the_readme_lets_in_where_the_table_of_moves_does():
    for name, move in OBJECTION_FLOW.moves.items():
        let_in = {state for (act, state), row in cells(TABLE).items() if act == name and LET_IN in row.values()}
        # An inquiry that has found something is one still; nothing is decided before it has.
        sources = {str(state) for state in move.sources}
        inquired = {"inquired"} if "inquiry" in sources else set()
        assert let_in == (inquired if name == "decide" else sources | inquired), name


@pytest.mark.parametrize(("move", "state"), rows_of(TABLE, ACTS, STATES, WHO))
def test_each_state_and_move_is_to_each_what_the_readme_says(move, state, actors, people, department):
    sheet = disputes.confirmed(people, department.unit, Employee.objects.get(number=OWN).pk, day=date(2026, 1, 14))
    row = STATES[state](people, sheet)
    found = {who: becomes(ACTS[move], actors[who], row.pk) for who in WHO}
    assert found == cells(TABLE)[move, state]
    # The page offers exactly what is let in.
    fresh = disputes.fresh(row)
    offered = {who for who in WHO if move in queries.possible_acts(actors[who], fresh)}
    assert offered == {who for who, became in found.items() if became == LET_IN}
