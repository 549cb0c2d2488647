"""A workflow is a table of moves; the use case, the buttons, the docs and the exhaustive test read the same table."""

from collections.abc import Iterable
from dataclasses import dataclass

from huiyin.kernel.errors import Conflict


@dataclass(frozen=True)
class Move:
    """From one of ``sources`` to ``target`` by an act that a permit allows."""

    name: str
    sources: frozenset[str]
    target: str
    permit: str


class Workflow:
    """The states of a thing and every move between them."""

    def __init__(self, start: str, moves: Iterable[Move]) -> None:
        """Keep the table; a move's name is unique in it."""
        self.start = start
        self.moves = {move.name: move for move in moves}

    @property
    def states(self) -> frozenset[str]:
        """Every state that the table names."""
        named = {self.start}
        for move in self.moves.values():
            named |= move.sources | {move.target}
        return frozenset(named)

    def can(self, name: str, state: str) -> bool:
        """Tell whether the move leaves from this state."""
        return state in self.moves[name].sources

    def target(self, name: str, state: str) -> str:
        """Return the state after the move, or refuse (409) with the states it may start from."""
        move = self.moves[name]
        if state not in move.sources:
            allowed = ", ".join(sorted(move.sources))
            msg = f"{name}: {state} → only from {allowed}"
            raise Conflict(msg)
        return move.target
