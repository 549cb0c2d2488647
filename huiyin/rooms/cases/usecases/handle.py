"""A case on its way: investigated, verified, handled, reported, answered, archived."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.platform.jobs import tell
from huiyin.rooms.cases.events import CaseAnswered, ComplaintVerified, PraiseRecorded
from huiyin.rooms.cases.models import Case
from huiyin.rooms.cases.rules.flow import settles_at_once
from huiyin.rooms.cases.terms import Kind, Permit
from huiyin.rooms.cases.usecases.emergency import ended
from huiyin.rooms.cases.usecases.moving import deciding, locked, move
from huiyin.rooms.cases.usecases.papers import put_on_record


@usecase(permit=Permit.KEEP_CASES, clauses=("H-4b",))
def begin_investigation(actor: Actor, *, case: Case, seen: int) -> Case:
    """Say that the investigation has begun; it is verified the same day."""
    return move(actor, case, locked(actor, case), seen, "begin_investigation")


@usecase(permit=Permit.KEEP_CASES, clauses=("H-4b", "R-5b"))
def verify_case(actor: Actor, *, case: Case, seen: int, founded: bool, finding: str, blamed: Any = None) -> Case:
    """Write down what was found, and whether the matter is true; a true complaint about a person is told."""
    stored = locked(actor, case)
    values = {"founded": founded, "finding": finding, "blamed": blamed}
    move(actor, case, stored, seen, "verify_case", text=finding, **values)
    if founded and blamed is not None and case.kind == Kind.COMPLAINT:
        tell(ComplaintVerified(**_fact(case, blamed, finding, good=False)))
    return case


@usecase(permit=Permit.KEEP_CASES, clauses=("H-12",))
def settle_at_once(actor: Actor, *, case: Case, seen: int, result: str, blamed: Any = None) -> Case:
    """Answer a consultation, a suggestion or praise on the spot, and archive it."""
    stored = locked(actor, case)
    if not settles_at_once(stored.kind):
        raise Conflict(_("This kind of matter is investigated before it is answered."))
    now = clock.now()
    move(actor, case, stored, seen, "settle_at_once", text=result, result=result, answered_at=now, blamed=blamed)
    if case.kind == Kind.PRAISE and blamed is not None:
        tell(PraiseRecorded(**_fact(case, blamed, case.text[:500], good=True)))
    return case


@usecase(permit=Permit.KEEP_CASES, clauses=("H-4d",))
def escalate_case(actor: Actor, *, case: Case, seen: int, reason: str) -> Case:
    """Report upwards what one cannot solve: the manager decides."""
    stored = locked(actor, case)
    owner = deciding(stored.unit, asks=stored.handler_id, owner=stored.worker_id)
    return move(actor, case, stored, seen, "escalate_case", text=reason, owner=owner)


@usecase(permit=Permit.DECIDE_CASES, clauses=("H-4e",))
def decide_case(actor: Actor, *, case: Case, seen: int, decision: str) -> Case:
    """Decide how a case is handled; it goes back to who handles it."""
    stored = locked(actor, case, Permit.DECIDE_CASES)
    return move(actor, case, stored, seen, "decide_case", text=decision, decision=decision)


@usecase(permit=Permit.KEEP_CASES, clauses=("R-5b", "H-5d"))
def write_result(actor: Actor, *, case: Case, seen: int, result: str) -> Case:
    """Write down what was done; an emergency that nobody said to be over is over with it."""
    stored = locked(actor, case)
    values = {"result": result} | ended(actor, stored)
    return move(actor, case, stored, seen, "write_result", text=result, **values)


@usecase(permit=Permit.KEEP_CASES, clauses=("M-3.3.1",))
def guide_case(actor: Actor, *, case: Case, seen: int, result: str, guidance: str) -> Case:
    """Write down what a representation led to, and the guidance that the customer gets with it."""
    said = {"result": result, "guidance": guidance}
    return move(actor, case, locked(actor, case), seen, "guide_case", text=f"{result}（{guidance}）", **said)


@usecase(permit=Permit.KEEP_CASES, clauses=("H-4c",))
def report_case(actor: Actor, *, case: Case, seen: int, told: str) -> Case:
    """Report the result to the head of the responsible department."""
    return move(actor, case, locked(actor, case), seen, "report_case", text=told)


@usecase(permit=Permit.KEEP_CASES, clauses=("H-12", "H-5c", "H-5d", "H-5e"))
def answer_case(actor: Actor, *, case: Case, seen: int, answer: str) -> Case:
    """Answer the customer and file the form of a complaint; a callback follows."""
    now, stored = clock.now(), locked(actor, case)
    move(actor, case, stored, seen, "answer_case", text=answer, answered_at=now)
    put_on_record(actor, case)
    tell(
        CaseAnswered(
            case=case.pk, number=case.number, kind=case.kind, unit=case.unit_id, party=case.party_id,
            handler=case.handler_id, answered_at=now.isoformat(), caller_name=case.caller_name,
        )
    )  # fmt: skip
    return case


@usecase(permit=Permit.DECIDE_CASES, clauses=("H-12", "H-5c"))
def close_case(actor: Actor, *, case: Case, seen: int | None, reason: str) -> Case:
    """Archive a case after its callback, a complaint with its form."""
    move(actor, case, locked(actor, case, Permit.DECIDE_CASES), seen, "close_case", text=reason)
    put_on_record(actor, case)
    return case


@usecase(permit=Permit.DECIDE_CASES, clauses=("H-12",))
def reopen_case(actor: Actor, *, case: Case, seen: int | None, reason: str) -> Case:
    """Handle a case again whose customer is not satisfied."""
    return move(actor, case, locked(actor, case, Permit.DECIDE_CASES), seen, "reopen_case", text=reason)


def _fact(case: Case, person: Any, text: str, *, good: bool) -> dict[str, Any]:
    return {
        "case": case.pk, "number": case.number, "unit": case.unit_id, "employee": person.pk,
        "on": timezone.localdate(clock.now()).isoformat(), "text": text,
        "url": reverse("cases:case", args=[case.pk]), "good": good, "item": "",
    }  # fmt: skip
