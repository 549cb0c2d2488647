"""The table of moves: every state that can be reached has something owed, and a way out."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from huiyin.kernel.errors import Conflict
from huiyin.rooms.cases.rules import suggest
from huiyin.rooms.cases.rules.flow import CASE_FLOW, duty_of, fits, lacks_report, lacks_result, next_owed
from huiyin.rooms.cases.terms import DUTY_KINDS, DUTY_OF, EXITS, FINAL, OWN_DUTIES, Kind, State

RESULTS = {"write_result", "guide_case", "settle_at_once"}


class World(NamedTuple):
    """A case of a kind: where it stands, what is owed, where an exit was asked for; its result, its final report."""

    kind: str
    state: str
    owed: frozenset[str]
    before: str = ""
    result: bool = False
    reported: bool = False


def steps(world: World) -> Iterator[World]:
    """All worlds one move away; an exit goes back to where it was asked for. The report is written at any time."""
    kind, state, owed, before, result, reported = world
    if kind == Kind.EMERGENCY and state not in FINAL:
        yield world._replace(reported=True)
    for name, move in CASE_FLOW.moves.items():
        if state not in move.sources or not fits(name, kind):
            continue
        said = result or name in RESULTS
        if lacks_report(kind, move.target, reported=reported):
            continue
        if lacks_result(kind, move.target, result="已办" if said else " "):
            continue
        if name.startswith("refuse_to_") and move.target != (
            State.HANDLING if before == State.HANDLING else State.INVESTIGATING
        ):
            continue
        asked = state if name == "ask_exit" else ""
        yield World(kind, move.target, next_owed(owed, name, state, kind), asked, said, reported)


def reached(kind: str) -> set[World]:
    first = World(kind, CASE_FLOW.start, frozenset({duty_of(CASE_FLOW.start, kind)}))
    found, todo = {first}, [first]
    while todo:
        for world in steps(todo.pop()):
            if world not in found:
                found.add(world)
                todo.append(world)
    return found


@pytest.mark.clause("H-12", "M-3.3.1")
@pytest.mark.parametrize("kind", Kind.values)
def test_whatever_happens_an_open_case_has_what_its_state_owes(kind: str) -> None:
    for world in reached(kind):
        assert (world.state in FINAL) == (not world.owed), world
        assert world.state in FINAL or duty_of(world.state, kind) in world.owed


@pytest.mark.clause("R-8c", "M-3.3.1")
def test_no_emergency_ends_without_its_report_and_no_representation_without_a_result() -> None:
    over = [world for kind in Kind.values for world in reached(kind) if world.state in FINAL - {State.NOT_OURS}]
    assert all(world.reported for world in over if world.kind == Kind.EMERGENCY)
    assert all(world.result for world in over if world.kind == Kind.REPRESENTATION and world.state not in EXITS)
    assert {Kind.EMERGENCY, Kind.REPRESENTATION} <= {Kind(world.kind) for world in over}


@pytest.mark.clause("H-12")
@pytest.mark.parametrize("kind", Kind.values)
def test_every_state_is_reached_and_leads_to_an_end(kind: str) -> None:
    worlds = reached(kind)
    assert {world.state for world in worlds} == set(State.values)
    ends = {world for world in worlds if world.state in FINAL}
    while True:
        more = {world for world in worlds - ends if any(step in ends for step in steps(world))}
        if not more:
            break
        ends |= more
    assert ends == worlds


def test_nothing_leaves_a_final_state_and_each_other_pair_is_allowed_or_refused() -> None:
    for name, move in CASE_FLOW.moves.items():
        assert not move.sources & FINAL
        for state in State.values:
            if state in move.sources:
                assert CASE_FLOW.target(name, state) == move.target
            else:
                with pytest.raises(Conflict):
                    CASE_FLOW.target(name, state)


def test_every_state_that_is_not_final_owes_a_declared_kind() -> None:
    assert set(DUTY_OF) == set(State.values) - FINAL
    declared = {kind.key for kind in DUTY_KINDS}
    assert set(DUTY_OF.values()) <= declared
    for own in OWN_DUTIES.values():
        assert set(own) <= set(DUTY_OF.values())
        assert set(own.values()) <= declared


@pytest.mark.parametrize(
    ("text", "category"),
    [("楼道漏水三天没人维修", "repair"), ("前台态度冷淡", "service"), ("隔壁半夜很吵", "noise"), ("你好", "")],
)
def test_a_category_is_suggested_from_the_words(text: str, category: str) -> None:
    assert suggest.category_of(text) == category


@pytest.mark.parametrize(
    ("latest", "department"),
    [(["工程部"] * 3, "工程部"), (["工程部"] * 3 + ["保洁部"] * 2, "工程部"), (["工程部"] * 3 + ["保洁部"] * 3, ""),
     (["工程部"] * 2, ""), ([], "")],
)  # fmt: skip
def test_a_department_is_suggested_by_what_it_lately_had(latest: list[str], department: str) -> None:
    assert suggest.department_of(latest) == department


def test_a_repeat_is_found_by_what_two_texts_have_in_common() -> None:
    earlier = [(1, "物业费多收了一个月"), (2, "三号楼电梯坏了两天没人修")]
    assert suggest.repeats("电梯又坏了，三号楼没人修", earlier) == [2]
