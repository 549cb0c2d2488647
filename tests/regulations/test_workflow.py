"""Every (state, move) pair of a version: what the table allows is done, the rest is refused and changes nothing."""

from datetime import date

import pytest

from huiyin.kernel.errors import Conflict, NotPermitted
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import WriteDoor
from huiyin.rooms.regulations import usecases
from huiyin.rooms.regulations.models import Edition
from huiyin.rooms.regulations.terms import FLOW, State

pytestmark = pytest.mark.django_db

DOORS: dict[str, tuple[WriteDoor[..., Edition], str]] = {
    "publish": (usecases.publish_edition, "effective_from"),
    "repeal": (usecases.repeal_edition, "repealed_from"),
}
PAIRS = [(state, move) for state in State.values for move in FLOW.moves]


@pytest.fixture
def in_state(first, draft):
    """Bring the second version into a state by the table's own moves."""

    def bring(state):
        edition = draft
        if state != State.DRAFT:
            edition = usecases.publish_edition(SYSTEM, edition=edition, seen=1, effective_from=date(2025, 4, 1))
        if state == State.REPEALED:
            edition = usecases.repeal_edition(SYSTEM, edition=edition, seen=2, repealed_from=date(2025, 5, 1))
        return Edition.objects.get(pk=edition.pk)

    return bring


def test_the_table_names_every_state_and_every_move_has_a_door():
    assert FLOW.states == set(State.values)
    assert set(FLOW.moves) == set(DOORS)
    assert {move.name: DOORS[move.name][0].permit for move in FLOW.moves.values()} == {
        move.name: str(move.permit) for move in FLOW.moves.values()
    }


@pytest.mark.clause("P-0")
@pytest.mark.parametrize(("state", "move"), PAIRS, ids=[f"{state}-{move}" for state, move in PAIRS])
def test_every_pair(in_state, state, move):
    edition = in_state(state)
    door, day = DOORS[move]
    given = {"edition": edition, "seen": edition.version, day: date(2025, 6, 1)}
    before = Edition.objects.filter(pk=edition.pk).values().get()
    if FLOW.can(move, state):
        assert door(SYSTEM, **given).state == FLOW.target(move, state)
        assert Edition.objects.get(pk=edition.pk).state == FLOW.target(move, state)
    else:
        with pytest.raises(Conflict):
            door(SYSTEM, **given)
        assert Edition.objects.filter(pk=edition.pk).values().get() == before


@pytest.mark.parametrize("move", sorted(FLOW.moves))
def test_a_move_needs_its_permit(in_state, move):
    edition = in_state(next(iter(FLOW.moves[move].sources)))
    door, day = DOORS[move]
    with pytest.raises(NotPermitted):
        door(Actor(user_id=1, name="无权"), edition=edition, seen=edition.version, **{day: date(2025, 6, 1)})
