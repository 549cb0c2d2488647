"""How a callback ends, and that it is told, owed no more, and put on record."""

from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.platform.jobs import tell
from huiyin.rooms.callbacks.events import CallbackDone
from huiyin.rooms.callbacks.models import Callback, Opinion
from huiyin.rooms.callbacks.queries.form_content import callback_form
from huiyin.rooms.callbacks.rules import calling
from huiyin.rooms.callbacks.terms import CALL, CLOSE, FLOW, FORM, Exemption, Permit, Satisfaction, State
from huiyin.rooms.duties.usecases import fulfil, waive
from huiyin.rooms.people.queries.actors import powered
from huiyin.rooms.records.usecases import issue_record


def moved(act: str, row: Callback) -> State:
    """Return the state after an act, or refuse (409) in words what cannot be done now."""
    if not FLOW.can(act, row.state):
        shown = {"number": row.number, "state": row.get_state_display()}
        raise Conflict(_("This cannot be done with %(number)s now: %(state)s.") % shown)
    return State(FLOW.target(act, row.state))


def check_caller(actor: Actor, row: Callback) -> None:
    """Refuse who handled the matter, and whom the callback was not given to."""
    if not calling.may_call(actor.employee_id, row.handler_id, other_caller=row.policy.other_caller):
        raise NotPermitted(_("Who handled the matter does not call back about it."))
    reach = actor.reach(Permit.CALL)
    own = reach.own is not None and reach.own == row.caller_id
    if not own and not reach.covers(row.unit.path):
        raise NotPermitted(_("This callback was given to somebody else."))


def tell_done(row: Callback, *, opinions: int = 0) -> None:
    """Tell the other rooms what came of a callback."""
    satisfied = row.satisfaction != Satisfaction.UNSATISFIED if row.satisfaction else None
    tell(
        CallbackDone(
            callback=row.pk, number=row.number, subject_type=row.subject_type, subject_id=row.subject_id,
            outcome=row.state, satisfied=satisfied, reached_at=row.reached_at.isoformat() if row.reached_at else "",
            opinions=opinions,
        )
    )  # fmt: skip


def issue_form(actor: Actor, row: Callback) -> None:
    """Put a callback on record: it counts only with its form (H-8b). The act of ending it issues the form."""
    issue_record(powered(actor), kind=FORM, period=row.month, draft=callback_form(row))
    trail.about(row)


def end(actor: Actor, row: Callback, act: str, *, seen: int | None, **more: Any) -> Callback:
    """End a callback before anybody was reached: what was owed is done, it is told and put on record."""
    state = moved(act, row)
    store.change(row, seen=seen, state=state, ended_at=clock.now(), ended_by=actor.name, **more)
    fulfil(actor, CALL, row)
    tell_done(row)
    issue_form(actor, row)
    return row


@usecase(permit=Permit.PLAN, clauses=("H-7b",))
def exempt_callback(actor: Actor, *, callback: Callback, seen: int, exemption: str, reason: str) -> Callback:
    """Exempt somebody from being called, with the reason; he leaves the denominator and stays on the list (AMB-54)."""
    if not reason.strip():
        raise Refusal.at("reason", _("Say why."))
    store.check_seen(callback, seen, state=State.EXEMPT, exempt_reason=reason.strip())
    state = moved("exempt", callback)
    trail.note(reason=f"{Exemption(exemption).label} · {reason}")
    store.change(
        callback, seen=seen, state=state, exemption=exemption, exempt_reason=reason.strip(), ended_at=clock.now(),
        ended_by=actor.name,
    )  # fmt: skip
    waive(actor, CALL, callback, reason=reason.strip())
    tell_done(callback)
    return callback


@usecase(permit=Permit.CALL, clauses=("H-8b", "H-10d", "H-12"))
def close_callback(actor: Actor, *, callback: Callback, seen: int, remark: str = "") -> Callback:
    """Close a callback whose opinions are all answered and signed, and put it on record."""
    check_caller(actor, callback)
    store.check_seen(callback, seen, state=State.CLOSED, remark=remark.strip())
    if callback.state == State.REACHED and Opinion.objects.filter(callback=callback, answered_at__isnull=True).exists():
        raise Conflict(_("An opinion is not answered and signed yet; the form cannot be closed (H-10d)."))
    kept = {"remark": remark.strip()} if remark.strip() else {}
    return closed(actor, callback, seen=seen, **kept)


def closed(actor: Actor, row: Callback, *, seen: int | None, **more: Any) -> Callback:
    """Close a callback and put it on record."""
    state = moved("close", row)
    store.change(row, seen=seen, state=state, ended_at=clock.now(), ended_by=actor.name, **more)
    fulfil(actor, CLOSE, row)
    issue_form(actor, row)
    return row
