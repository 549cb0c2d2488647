"""A rule is explained to a customer who does not take it as it is (H-3b 晓之以理，动之以情)."""

from typing import Any

from huiyin.platform import store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.cases.models import Case, Explanation
from huiyin.rooms.cases.terms import Permit, Position, StepKind
from huiyin.rooms.cases.usecases.moving import keep, line, locked, still_open


@usecase(permit=Permit.KEEP_CASES, clauses=("H-3b",))
def explain_rule(
    actor: Actor, *, case: Case, seen: int, rule: str, explanation: str, position: str, document: Any = None
) -> Case:
    """Write down which rule was explained, how, and whether the customer accepts it; the last one is his position."""
    stored = locked(actor, case)
    store.check_seen(stored, seen, position=position)
    still_open(stored)
    said = {"rule": rule.strip(), "explanation": explanation.strip(), "position": position, "document": document}
    keep(case, seen, position=position)
    label = str(Position(position).label)
    trail.note(position=label)
    step = line(actor, case, StepKind.NOTE, text=f"{rule}：{explanation}（{label}）", move="explain_rule")
    store.add(Explanation(step=step, **said))
    return case
