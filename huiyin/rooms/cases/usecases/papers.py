"""What a case leaves on record: the form of a complaint, the notice of a violation."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import clock, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.cases.models import Case
from huiyin.rooms.cases.queries.form_content import complaint_form, complaint_kind, violation_form
from huiyin.rooms.cases.rules.forms import lacking
from huiyin.rooms.cases.terms import RECHECK, VIOLATION_FORM, Kind, Permit, StepKind
from huiyin.rooms.cases.usecases.moving import keep, line, locked, owe_about, still_open
from huiyin.rooms.duties.usecases import fulfil
from huiyin.rooms.people.queries.actors import powered
from huiyin.rooms.records.usecases import issue_record


def put_on_record(actor: Actor, case: Case) -> None:
    """File the form of a complaint (H-5c): it is answered, and closed, only with it. Of other kinds there is none.

    Raises Refusal where time, cause, receiver or result is empty (H-5d).
    """
    if case.kind != Kind.COMPLAINT:
        return
    empty = lacking(case.registered_at, case.text, case.taken_by, case.result)
    if empty:
        raise Refusal(_("The form lacks: %(what)s.") % {"what": "、".join(empty)})
    issue_record(powered(actor), kind=complaint_kind(case), period=month_of(case), draft=complaint_form(case))
    trail.about(case)


def month_of(case: Case) -> str:
    """Return the month under which the forms of a case are on record: that of its registration."""
    return f"{timezone.localtime(case.registered_at):%Y-%m}"


@usecase(permit=Permit.KEEP_CASES, clauses=("R-9a", "R-9c", "S-4b"))
def notify_violation(
    actor: Actor, *, case: Case, seen: int, notified: str, place: str, stopped: str, rule: str, demand: str,
    due_on: date,
) -> Case:  # fmt: skip
    """Give notice of a violation: what is put right by when; on that day somebody looks again."""
    stored = locked(actor, case)
    still_open(stored)
    if stored.kind != Kind.VIOLATION:
        raise Conflict(_("Only of a violation notice is given."))
    if due_on < clock.today():
        raise Refusal.at("due_on", _("The day lies in the past."))
    if fulfil(actor, RECHECK, case) is not None:
        trail.note(replaced=True)
    owe_about(actor, stored, RECHECK, stored.worker_id, due_at=_end_of(due_on))
    keep(case, seen)
    line(actor, case, StepKind.NOTE, text=f"{notified}：{demand}（{due_on}）", move="notify_violation")
    given: dict[str, Any] = {
        "notified": notified, "place": place, "stopped": stopped, "rule": rule, "demand": demand, "due_on": due_on,
    }  # fmt: skip
    draft = violation_form(case, given, actor.name)
    issue_record(powered(actor), kind=VIOLATION_FORM, period=month_of(case), draft=draft)
    trail.about(case)
    return case


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), timezone.get_default_timezone())


@usecase(permit=Permit.KEEP_CASES, clauses=("R-9a", "R-9c"))
def recheck_violation(actor: Actor, *, case: Case, seen: int, put_right: bool, found: str) -> Case:
    """Write down what was seen on the day by which a violation was to be put right."""
    stored = locked(actor, case)
    still_open(stored)
    if fulfil(actor, RECHECK, case) is None:
        raise Conflict(_("No notice waits for somebody to look again."))
    keep(case, seen)
    said = _("put right") if put_right else _("not put right")
    line(actor, case, StepKind.NOTE, text=f"{said}：{found}", move="recheck_violation")
    return case
