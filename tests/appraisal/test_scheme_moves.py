"""Versions of the standard: every state × move × person, as the README of the room says."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import WriteDoor
from huiyin.platform.screens import one
from huiyin.rooms.appraisal.models import Scheme
from huiyin.rooms.appraisal.queries import schemes as queries
from huiyin.rooms.appraisal.screens import schemes as screens
from huiyin.rooms.appraisal.terms import SCHEME_FLOW, Standing
from huiyin.rooms.appraisal.usecases import draft_scheme as drafting
from huiyin.rooms.appraisal.usecases.approve_scheme import approve_scheme
from huiyin.rooms.appraisal.usecases.publish_scheme import withdraw_scheme
from huiyin.rooms.people.models import User
from huiyin.rooms.people.queries import actor_of
from huiyin.rooms.people.terms import Role
from tests.appraisal.conftest import account
from tests.appraisal.state_table import LET_IN, becomes, cells, rows_of, send
from tests.appraisal.test_pages_schemes import WEIGHTS
from tests.appraisal.versions import TOLD, publish

pytestmark = [pytest.mark.django_db, pytest.mark.clause("P-3.1", "P-4.2a")]
TABLE = "Schemes"
DAY, NEXT = date(2026, 2, 11), date(2026, 3, 1)
AFTER = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
# Who acts: the 客户经理 who drafted it, a 总经理 who changed a line of the draft, another 客户经理, the 总经理, a 主管,
# 品质部, the administrator, an employee.
WHO = ("author", "coauthor", "manager", "boss", "supervisor", "quality", "admin", "employee")


def _act(door: WriteDoor[..., Any]) -> Callable[[Actor, int], object]:
    """Make the act of a button: the version as it stands passes through the door."""

    def act(actor: Actor, pk: int) -> None:
        actor.require(door.permit)
        row: Any = one(queries.schemes)(actor, pk=pk)
        door.once(actor, "", scheme=row, seen=row.version)

    return act


HEAD: dict[str, Any] = {"name": "改了名", "effective_from": DAY, **WEIGHTS}
ACTS: dict[str, Callable[[Actor, int], object]] = {
    "copy": lambda actor, pk: send(screens.DRAFT_SCHEME, actor, pk, name="再改", effective_from=NEXT),
    "change": lambda actor, pk: send(screens.CHANGE_SCHEME, actor, pk, **HEAD),
    "discard": _act(drafting.discard_draft),
    "approve": _act(approve_scheme),
    "send_back": lambda actor, pk: send(screens.SEND_BACK_SCHEME, actor, pk, reason="再议"),
    "publish": lambda actor, pk: send(screens.PUBLISH_SCHEME, actor, pk, **TOLD),
    "withdraw": _act(withdraw_scheme),
}
# What is no move of the table, with the states that let it.
MORE = {"copy": set(Standing.values), "change": {"draft"}, "discard": {"draft"}}


@pytest.fixture
def actors(department) -> dict[str, Actor]:
    cache.clear()
    top = department.unit
    while top.parent is not None:
        top = top.parent
    made = {
        "author": account("author", Role.MANAGER, (department.unit,)),
        "coauthor": account("coauthor", Role.GENERAL_MANAGER, (top,)),
    }
    found = {name: actor_of(User.objects.get(pk=user.pk)) for name, user in made.items()}
    return found | {name: department.actor(name) for name in WHO if name not in found}


def _bring(standing: str, actors: dict[str, Actor]) -> Scheme:
    """Bring a version to a standing by the acts that lead there; no sheet is filled in under it."""
    base = Scheme.objects.get(is_default_pack=True)
    draft = drafting.draft_scheme(actors["author"], base=base, name="新标准", effective_from=DAY)
    drafting.change_scheme(actors["coauthor"], scheme=draft, seen=draft.version, **HEAD)
    if standing in {Standing.PUBLISHED, Standing.SUPERSEDED, Standing.WITHDRAWN}:
        draft = publish(draft, approver=actors["boss"], actor=actors["boss"])
    if standing == Standing.APPROVED:
        draft = approve_scheme(actors["boss"], scheme=draft, seen=draft.version)
    elif standing == Standing.WITHDRAWN:
        draft = withdraw_scheme(actors["boss"], scheme=draft, seen=draft.version)
    elif standing == Standing.SUPERSEDED:
        publish(drafting.draft_scheme(actors["author"], base=base, name="又一版", effective_from=NEXT))
    return draft


def test_the_readme_lets_in_where_the_table_of_moves_does():
    assert set(ACTS) == set(SCHEME_FLOW.moves) | set(MORE)
    for (move, standing), row in cells(TABLE).items():
        # A superseded version is a published one; until a sheet stands under it, it can be withdrawn.
        state = "published" if standing == Standing.SUPERSEDED else standing
        sources = MORE.get(move) or SCHEME_FLOW.moves[move].sources
        assert (LET_IN in row.values()) is (state in sources), (move, standing)


@pytest.mark.parametrize(("move", "standing"), rows_of(TABLE, ACTS, Standing.values, WHO))
def test_each_state_and_move_is_to_each_what_the_readme_says(move, standing, actors):
    row = _bring(standing, actors)
    with clock.fixed(AFTER if standing == Standing.SUPERSEDED else clock.now()):
        shown: Any = queries.schemes(actors["boss"]).get(pk=row.pk)
        assert shown.standing == standing
        found = {who: becomes(ACTS[move], actors[who], row.pk) for who in WHO}
    assert found == cells(TABLE)[move, standing]
