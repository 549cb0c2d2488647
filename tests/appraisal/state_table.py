"""The tables of the room's README, read cell by cell, and what really becomes of an act in each cell."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from huiyin.kernel.errors import Refusal
from huiyin.platform.actor import Actor
from huiyin.platform.screens import FormScreen

README = Path(__file__).parents[2] / "huiyin" / "rooms" / "appraisal" / "README.md"
LET_IN = "yes"
Cells = Mapping[tuple[str, str], Mapping[str, str]]


def cells(title: str) -> Cells:
    """Return a table of the README: {(move, state): {who: "yes" or the status of the refusal}}; each cell told once."""
    _before, _head, text = README.read_text("utf-8").partition(f"\n### {title}\n")
    lines = [line for line in text.partition("\n#")[0].splitlines() if line.startswith("|")]
    rows = [[part.strip() for part in line.strip("|").split("|")] for line in lines]
    assert rows, f"the README has no table {title}"
    people = rows[0][2:]
    found: dict[tuple[str, str], dict[str, str]] = {}
    for move, states, *marks in rows[2:]:
        for state in states.split(", "):
            assert (move, state) not in found, (title, move, state)
            found[move, state] = dict(zip(people, marks, strict=True))
    return found


def rows_of(title: str, moves: Iterable[str], states: Iterable[str], who: Iterable[str]) -> list[tuple[str, str]]:
    """Return every (move, state) there is, once the table holds exactly these, each for exactly these people."""
    table, pairs = cells(title), [(move, str(state)) for move in moves for state in states]
    assert set(table) == set(pairs), "the README tells other moves or states"
    assert all(set(row) == set(who) for row in table.values()), "the README tells of other people"
    return pairs


def becomes(act: Callable[[Actor, int], object], actor: Actor, pk: int) -> str:
    """Try an act, take it back, and say what became of it."""
    try:
        with transaction.atomic():
            act(actor, pk)
            transaction.set_rollback(True)
    except Refusal as refusal:
        return str(refusal.status)
    return LET_IN


def send(screen: FormScreen, actor: Actor, pk: int, *, where: Mapping[str, Any] | None = None, **values: Any) -> Any:
    """Pass something through the loader and the door of a page."""
    actor.require(screen.door.permit)
    row: Any = screen.load(actor, pk=pk, **(where or {}))  # type: ignore[misc]
    return screen.send(actor, "", row, row.version, values)
