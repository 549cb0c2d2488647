"""What a customer without an account reads: the units he may name, and how his own complaint stands."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from huiyin.platform.actor import ANYBODY, EVERYTHING, Actor
from huiyin.platform.doors import query
from huiyin.rooms.cases.models import Filing, Step
from huiyin.rooms.cases.rules.progress import stages
from huiyin.rooms.cases.terms import SAID, State, StepKind
from huiyin.rooms.people.queries import open_units
from huiyin.rooms.people.terms import Business


@query(permit=ANYBODY, clauses=("R-5a",))
def public_units(_actor: Actor) -> QuerySet[Any]:
    """List the estates and hotels that a customer may name; the company's own offices are nobody's address."""
    return open_units(EVERYTHING).exclude(business=Business.COMPANY).order_by("path")


@query(permit=ANYBODY, clauses=("R-5a",))
def filing(_actor: Actor, *, token: str) -> Filing | None:
    """Return what was filed under an address that only its customer was given."""
    return Filing.objects.select_related("case").filter(token=token).first()


def top_unit() -> Any:
    """Return the unit that takes what is not said to be another's."""
    return open_units(EVERYTHING).order_by("path").first()


def progress_of(row: Filing) -> Mapping[str, Any]:
    """Return how a complaint stands, for who proved that it is his: one statement, no name and no note of the staff."""
    case = row.case
    state = case.before_exit if case.state == State.EXIT_ASKED else case.state
    moves = Step.objects.filter(case=case, kind=StepKind.MOVE).order_by("id").values_list("state", "at")
    return {
        "number": case.number, "text": case.text, "filed_at": case.registered_at, "said": SAID[state],
        "stages": stages(moves, state), "promised_at": case.promised_at,
    }  # fmt: skip
