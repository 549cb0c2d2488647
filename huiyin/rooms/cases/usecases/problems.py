"""A matter comes in from another room: a problem in a day's records, a demand of an owners' committee."""

from typing import Any

from huiyin.platform import trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.platform.jobs import tell
from huiyin.rooms.cases.events import DemandTaken, ProblemTaken
from huiyin.rooms.cases.models import Case
from huiyin.rooms.cases.terms import CaseChannel, Kind, Permit
from huiyin.rooms.cases.usecases.register import record_case


@usecase(permit=Permit.KEEP_CASES, clauses=("S-1c", "R-10b"))
def take_problem(
    actor: Actor, *, follow_up: int, unit: Any, kind: str, text: str, owner: int, found_by: str
) -> Case:  # fmt: skip
    """Register what a supervisor found in a day's records: whom he named for it has it, and its number is told."""
    taker = Actor(user_id=actor.user_id, employee_id=owner, name=found_by, system=True)
    case = record_case(taker, kind=kind, channel=CaseChannel.PATROL, unit=unit, text=text)
    trail.note(subject=case.number)
    tell(ProblemTaken(follow_up=follow_up, case=case.pk, number=case.number))
    return case


@usecase(permit=Permit.KEEP_CASES, clauses=("R-10b",))
def take_demand(
    actor: Actor, *, request: int, unit: Any, text: str, owner: int, found_by: str, asked_by: str = ""
) -> Case:  # fmt: skip
    """Register what an owners' committee asks for as a request of who answers the committee; its number is told."""
    taker = Actor(user_id=actor.user_id, employee_id=owner, name=found_by, system=True)
    given = {"kind": Kind.REQUEST, "channel": CaseChannel.COMMITTEE, "caller_name": asked_by}
    case = record_case(taker, unit=unit, text=text, **given)
    trail.note(subject=case.number)
    tell(DemandTaken(request=request, case=case.pk, number=case.number))
    return case
