"""What the cases room hears and does by itself."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.platform.actor import Actor
from huiyin.platform.jobs import Progress
from huiyin.rooms.cases import queries, usecases
from huiyin.rooms.cases.queries.checks import SUBJECT
from huiyin.rooms.cases.queries.reports import reported
from huiyin.rooms.cases.terms import CaseChannel, Kind, State
from huiyin.rooms.customers.queries import party_of
from huiyin.rooms.people.queries import open_units


def check(actor: Actor, progress: Progress, *, key: str) -> Mapping[str, Any]:
    """Nightly: no open case without something that is due; stored due times are the true ones."""
    looked, refreshed, last, lost = 0, 0, 0, list[str]()
    while True:
        found = usecases.refresh_due(actor, after=last)
        if not found.looked:
            break
        looked, refreshed, last = looked + found.looked, refreshed + found.refreshed, found.last
        lost += found.lost
        progress(looked, looked, key)
    if lost:
        raise Refusal("; ".join(lost[:20]))
    return {"looked": looked, "refreshed": refreshed}


def hear_callback(
    actor: Actor, progress: Progress, *, key: str, subject_type: str, subject_id: str, satisfied: bool | None = None,
    reached_at: str = "", **_more: Any,
) -> Mapping[str, Any]:  # fmt: skip
    """Archive a case whose customer was called back, or open it again where he is not satisfied."""
    progress(0, 1, key)
    case: Any = queries.cases(actor).filter(pk=subject_id).first() if subject_type == SUBJECT else None
    if case is None or case.state != State.AWAITING_CALLBACK:
        return {"case": 0}
    if satisfied is not False and case.kind == Kind.EMERGENCY and not reported(case):
        text = _("The customer was called back; it is archived once its final report is written.")
        usecases.add_note.once(actor, key, case=case, text=text)
        return {"case": case.pk}
    door = usecases.reopen_case if satisfied is False else usecases.close_case
    answered = (
        _("The customer was called back") if reached_at else _("The callback ended without reaching the customer")
    )
    reason = _("Called back: the customer is not satisfied") if satisfied is False else answered
    door.once(actor, key, case=case, seen=None, reason=reason)
    return {"case": case.pk}


def hear_problem(
    actor: Actor, progress: Progress, *, key: str, follow_up: int, unit: int, kind: str, text: str, owner: int,
    found_by: str, **_more: Any,
) -> Mapping[str, Any]:  # fmt: skip
    """Record a problem that a supervisor found in a day's records as a case of whom he named for it (S-1c)."""
    progress(0, 1, key)
    place: Any = open_units(actor.reach("")).filter(pk=unit).first()
    if place is None:
        return {"case": 0}
    given = {"follow_up": follow_up, "unit": place, "kind": Kind(kind), "text": text, "owner": owner}
    return {"case": usecases.take_problem.once(actor, key, **given, found_by=found_by).pk}


def hear_demand(
    actor: Actor, progress: Progress, *, key: str, request: int, unit: int, text: str, owner: int, found_by: str,
    asked_by: str = "",
) -> Mapping[str, Any]:  # fmt: skip
    """Record what an owners' committee asks for as a case of who answers it (R-10b)."""
    progress(0, 1, key)
    place: Any = open_units(actor.reach("")).filter(pk=unit).first()
    if place is None:
        return {"case": 0}
    given: dict[str, Any] = {"request": request, "unit": place, "text": text, "owner": owner, "found_by": found_by}
    return {"case": usecases.take_demand.once(actor, key, **given, asked_by=asked_by).pk}


def hear_opinion(
    actor: Actor, progress: Progress, *, key: str, number: str, unit: int, party: int | None, text: str,
    department: int | None = None, **_more: Any,
) -> Mapping[str, Any]:  # fmt: skip
    """Record an opinion that a callback brought as a case of the department that owns it."""
    progress(0, 1, key)
    units: Any = {one.pk: one for one in open_units(actor.reach("")).filter(pk__in=[unit, department or unit])}
    given = {
        "kind": Kind.SUGGESTION, "channel": CaseChannel.CALLBACK, "unit": units[unit], "text": f"{number}：{text}",
        "department": units.get(department or unit), "party": party_of(actor, party) if party else None,
    }  # fmt: skip
    return {"case": usecases.record_case.once(actor, key, **given).pk}
