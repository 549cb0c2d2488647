"""The table of moves of a case, and what each leaves owed. The model check walks it whole."""

from collections.abc import Iterable

from huiyin.kernel.workflow import Move, Workflow
from huiyin.rooms.cases.terms import AT_ONCE, DUTY_OF, EXITS, FINAL, OWN_DUTIES, Kind, Permit, State

_KEEP, _DECIDE = str(Permit.KEEP_CASES), str(Permit.DECIDE_CASES)
_FIRST = frozenset({State.REGISTERED, State.INVESTIGATING})
_CALLED = frozenset({State.AWAITING_CALLBACK})
_ASKED = frozenset({State.EXIT_ASKED})


def _moves() -> Iterable[Move]:
    yield Move("begin_investigation", frozenset({State.REGISTERED}), State.INVESTIGATING, _KEEP)
    yield Move("verify_case", _FIRST, State.HANDLING, _KEEP)
    yield Move("settle_at_once", _FIRST, State.ARCHIVED, _KEEP)
    yield Move("escalate_case", frozenset({State.HANDLING}), State.ESCALATED, _KEEP)
    yield Move("decide_case", frozenset({State.ESCALATED}), State.HANDLING, _DECIDE)
    yield Move("write_result", frozenset({State.HANDLING}), State.REPORTING, _KEEP)
    yield Move("guide_case", frozenset({State.HANDLING}), State.REPORTING, _KEEP)
    yield Move("report_case", frozenset({State.REPORTING}), State.ANSWERING, _KEEP)
    yield Move("answer_case", frozenset({State.ANSWERING}), State.AWAITING_CALLBACK, _KEEP)
    yield Move("close_case", _CALLED, State.ARCHIVED, _DECIDE)
    yield Move("reopen_case", _CALLED, State.HANDLING, _DECIDE)
    yield Move("ask_exit", _FIRST | {State.HANDLING}, State.EXIT_ASKED, _KEEP)
    for state in EXITS:
        yield Move(f"grant_{state}", _ASKED, state, _DECIDE)
    for state in (State.INVESTIGATING, State.HANDLING):
        yield Move(f"refuse_to_{state}", _ASKED, state, _DECIDE)


CASE_FLOW = Workflow(State.REGISTERED, _moves())
# Where an exit is asked for, what was owed before stays owed: asking does not stop the clock.
KEEPS_EARLIER = frozenset({"ask_exit"})


def duty_of(state: str, kind: str) -> str:
    """Return the duty that a state owes for a kind of matter; "" where the case is over."""
    duty = DUTY_OF.get(state, "")
    return OWN_DUTIES.get(kind, {}).get(duty, duty)


def next_owed(owed: frozenset[str], move: str, before: str, kind: str = Kind.COMPLAINT) -> frozenset[str]:
    """Return which of a case's own duties are open after a move: at least one unless it is over."""
    target = CASE_FLOW.target(move, before)
    if target in FINAL:
        return frozenset()
    due = duty_of(target, kind)
    kept = owed if move in KEEPS_EARLIER else owed - ({duty_of(before, kind)} - {due})
    return kept | {due}


def fits(move: str, kind: str) -> bool:
    """Tell whether a kind of matter takes a move: only a representation is guided, and so needs no bare result."""
    if move in {"guide_case", "write_result"}:
        return (move == "guide_case") == (kind == Kind.REPRESENTATION)
    return move != "settle_at_once" or settles_at_once(kind)


def lacks_report(kind: str, target: str, *, reported: bool) -> bool:
    """Tell whether an emergency may not end yet: it leaves with its final report, or to whose matter it is (R-8c)."""
    return kind == Kind.EMERGENCY and target in FINAL - {State.NOT_OURS} and not reported


def lacks_result(kind: str, target: str, *, result: str) -> bool:
    """Tell whether a representation may not be archived yet: it closes only with a result (M-3.3.1)."""
    return kind == Kind.REPRESENTATION and target == State.ARCHIVED and not result.strip()


def settles_at_once(kind: str) -> bool:
    """Tell whether a matter of this kind may be answered on the spot (H-4: a complaint is investigated)."""
    return kind in AT_ONCE


def refused_to(before: str) -> str:
    """Return the move by which a refused exit goes back to where it was asked for."""
    return f"refuse_to_{State.HANDLING if before == State.HANDLING else State.INVESTIGATING}"
