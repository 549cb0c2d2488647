"""What is written about an emergency: when it ended, the first report, the final one under its author's name (R-8c)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel import canon
from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.cases.models import Case, EventReport, Step
from huiyin.rooms.cases.queries.event_form import event_form, report_content
from huiyin.rooms.cases.queries.reports import reported
from huiyin.rooms.cases.terms import EVENT_FORM, FINAL_REPORT, FIRST_REPORT, Kind, Meaning, Part, Permit, StepKind
from huiyin.rooms.cases.usecases.moving import keep, line, locked, owe_about, still_open
from huiyin.rooms.cases.usecases.papers import month_of
from huiyin.rooms.duties.usecases import fulfil
from huiyin.rooms.people.queries.actors import powered
from huiyin.rooms.records.usecases import issue_record
from huiyin.rooms.records.usecases.sign import sign


def _emergency(actor: Actor, case: Case, seen: int) -> Case:
    """Lock a case and refuse what is no emergency, or is over."""
    stored = locked(actor, case)
    store.check_seen(stored, seen)
    still_open(stored)
    if stored.kind != Kind.EMERGENCY:
        raise Conflict(_("Only about an emergency this is written."))
    return stored


def ended(actor: Actor, case: Case, at: datetime | None = None) -> dict[str, Any]:
    """Let the final report be owed from the end of an emergency on; return what changes, nothing where it was over."""
    if case.kind != Kind.EMERGENCY or case.ended_at is not None:
        return {}
    at = at or clock.now()
    if not reported(case):
        owe_about(actor, case, FINAL_REPORT, case.worker_id, at=at)
    return {"ended_at": at}


@usecase(permit=Permit.KEEP_CASES, clauses=("R-8c",))
def end_emergency(actor: Actor, *, case: Case, seen: int, ended_at: datetime, told: str) -> Case:
    """Write down when an emergency ended; from then on its final report is owed."""
    stored = _emergency(actor, case, seen)
    if stored.ended_at is not None:
        raise Conflict(_("It is written down already when this emergency ended."))
    if not stored.registered_at <= ended_at <= clock.now():
        raise Refusal.at("ended_at", _("An emergency ends after it was registered, and not in the future."))
    keep(case, seen, **ended(actor, stored, ended_at))
    line(actor, case, StepKind.EMERGENCY, text=told, move="end_emergency")
    return case


@usecase(permit=Permit.KEEP_CASES, clauses=("R-8c",))
def write_first_report(
    actor: Actor, *, case: Case, seen: int, course: str, handling: str, cause: str = "", loss: str = ""
) -> Case:
    """Write the first report of an emergency, while it may still go on: what happens and what is done."""
    _emergency(actor, case, seen)
    if fulfil(actor, FIRST_REPORT, case) is None:
        raise Conflict(_("The first report is written already."))
    keep(case, seen)
    step = line(actor, case, StepKind.EMERGENCY, text=course, move="write_first_report")
    _report(step, Part.FIRST, course=course, handling=handling, cause=cause, loss=loss)
    return case


@usecase(permit=Permit.KEEP_CASES, clauses=("R-8c",))
def write_final_report(
    actor: Actor, *, case: Case, seen: int, course: str, cause: str, loss: str, handling: str, prevention: str
) -> Case:
    """Write and sign the final report of an emergency that ended: course, cause, loss, handling, prevention.

    It is on record as 《突发事件报告》. While the case is open it may be written again, and is a further
    edition of the record.
    It also ends a first report that is still owed.
    """
    stored = _emergency(actor, case, seen)
    if stored.ended_at is None:
        raise Conflict(_("Say first when the emergency ended."))
    for kind in (FIRST_REPORT, FINAL_REPORT):
        fulfil(actor, kind, case)
    keep(case, seen)
    step = line(actor, case, StepKind.EMERGENCY, text=handling, move="write_final_report")
    said = {"course": course, "cause": cause, "loss": loss, "handling": handling, "prevention": prevention}
    report = _report(step, Part.FINAL, **said)
    issue_record(powered(actor), kind=EVENT_FORM, period=month_of(case), draft=event_form(case, report))
    trail.about(case)
    if not actor.system:  # a program signs nothing
        sign(actor, subject=report, meaning=Meaning.WRITE_REPORT, digest=canon.digest(report_content(report)))
    return case


def _report(step: Step, part: str, **said: str) -> EventReport:
    return store.add(EventReport(step=step, part=part, **{name: text.strip() for name, text in said.items()}))
