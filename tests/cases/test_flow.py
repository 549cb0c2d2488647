"""The table of moves: every state that can be reached has something owed, and a way out."""

from collections.abc import Iterator

import pytest

from huiyin.kernel.errors import Conflict
from huiyin.rooms.cases.rules import suggest
from huiyin.rooms.cases.rules.flow import CASE_FLOW, next_owed
from huiyin.rooms.cases.terms import DUTY_KINDS, DUTY_OF, FINAL, State

World = tuple[str, frozenset[str], str]


def steps(world: World) -> Iterator[World]:
    """All worlds one move away; an exit goes back to where it was asked for."""
    state, owed, before = world
    for name, move in CASE_FLOW.moves.items():
        if state not in move.sources:
            continue
        if name.startswith("refuse_to_") and move.target != (
            State.HANDLING if before == State.HANDLING else State.INVESTIGATING
        ):
            continue
        yield move.target, next_owed(owed, name, state), state if name == "ask_exit" else ""


def reached() -> set[World]:
    first: World = (CASE_FLOW.start, frozenset({DUTY_OF[CASE_FLOW.start]}), "")
    found, todo = {first}, [first]
    while todo:
        for world in steps(todo.pop()):
            if world not in found:
                found.add(world)
                todo.append(world)
    return found


@pytest.mark.clause("H-12")
def test_whatever_happens_an_open_case_has_what_its_state_owes() -> None:
    for state, owed, _before in reached():
        assert (state in FINAL) == (not owed), (state, owed)
        assert state in FINAL or DUTY_OF[state] in owed


@pytest.mark.clause("H-12")
def test_every_state_is_reached_and_leads_to_an_end() -> None:
    worlds = reached()
    assert {state for state, _owed, _before in worlds} == set(State.values)
    ends = {world for world in worlds if world[0] in FINAL}
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
    assert set(DUTY_OF.values()) <= {kind.key for kind in DUTY_KINDS}


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
