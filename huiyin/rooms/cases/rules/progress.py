"""How far a complaint is in its customer's eyes: phases in their order, each with when it was reached."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from huiyin.rooms.cases.terms import PHASE_OF, Phase

ORDER = tuple(Phase)


@dataclass(frozen=True)
class Stage:
    """A phase: when it was reached, if it was, and whether the complaint stands there."""

    phase: Phase
    at: datetime | None
    here: bool
    ahead: bool


def stages(moves: Iterable[tuple[str, datetime]], state: str) -> list[Stage]:
    """Return all phases for moves (state, when), oldest first, and the state in which the case is.

    What a customer was told is taken back with a case that is opened again; an exit that is only asked for is nothing
    that he is told.
    """
    reached: dict[Phase, datetime] = {}
    for place, at in moves:
        phase = PHASE_OF.get(place)
        if phase is None:
            continue
        reached = {one: then for one, then in reached.items() if ORDER.index(one) <= ORDER.index(phase)}
        reached.setdefault(phase, at)
    here = ORDER.index(PHASE_OF[state])
    return [
        Stage(phase, reached.get(phase) if place <= here else None, place == here, place > here)
        for place, phase in enumerate(ORDER)
    ]
