"""Calling: attempts, and what was said when the customer answered."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.callbacks.models import Attempt, Callback
from huiyin.rooms.callbacks.queries.callbacks import attempts_of, may_offer
from huiyin.rooms.callbacks.rules import calling
from huiyin.rooms.callbacks.rules.opinions import OpinionDraft
from huiyin.rooms.callbacks.terms import CALL, Permit, Result, Satisfaction, State, Way
from huiyin.rooms.callbacks.usecases.ends import check_caller, closed, end, moved, tell_done
from huiyin.rooms.callbacks.usecases.opinions import check_drafts, write_opinions
from huiyin.rooms.duties.usecases import fulfil, reassign
from huiyin.rooms.people import queries as people


def _check(actor: Actor, row: Callback, seen: int, **mine: Any) -> None:
    check_caller(actor, row)
    store.check_seen(row, seen, **mine)
    if clock.today() < row.not_before:
        raise Conflict(_("This customer is not called before %(day)s.") % {"day": row.not_before})


def _attempt(actor: Actor, row: Callback, result: str, way: str, note: str) -> None:
    now = clock.now()
    part = calling.part_of_day(timezone.localtime(now).time())
    store.add(
        Attempt(
            callback=row, at=now, part=part, result=result, way=way, caller_id=actor.employee_id, by=actor.name,
            note=note.strip(),
        )
    )  # fmt: skip


def _taker(actor: Actor, row: Callback) -> Any:
    """Return the caller, where somebody calls whom it was not given to: from then on it is his. Else nobody."""
    if actor.employee_id in {None, row.caller_id}:
        return None
    return people.employees(SYSTEM).filter(pk=actor.employee_id).first()


def _taken(taker: Any) -> dict[str, Any]:
    return {} if taker is None else {"caller": taker}


@usecase(permit=Permit.CALL, clauses=("H-7a", "H-8b"))
def record_attempt(
    actor: Actor, *, callback: Callback, seen: int, result: str, way: str = Way.PHONE, note: str = ""
) -> Callback:
    """Record that somebody was tried and not reached; who refuses to talk is left alone from then on (AMB-51)."""
    _check(actor, callback, seen, state=State.ATTEMPTED)
    if result == Result.REACHED:
        raise Refusal.at("result", _("Record the call itself: what was said belongs to it."))
    act = "refuse" if result == Result.REFUSED else "attempt"
    state = moved(act, callback)
    trail.note(result=str(Result(result).label))
    _attempt(actor, callback, result, way, note)
    if state == State.REFUSED:
        return end(actor, callback, act, seen=seen)
    taker = _taker(actor, callback)
    store.change(callback, seen=seen, state=state, **_taken(taker))
    if taker is not None:
        reassign(actor, callback, owner=taker, reason=_("Called by somebody else"), kind=CALL)
    return callback


@usecase(permit=Permit.CALL, clauses=("H-7b",))
def give_up_callback(actor: Actor, *, callback: Callback, seen: int) -> Callback:
    """Give up on somebody: only after three attempts, each in another part of the day (AMB-50)."""
    _check(actor, callback, seen, state=State.UNREACHABLE)
    parts = [one.part for one in attempts_of(callback) if one.result != Result.REFUSED]
    more = calling.missing_attempts(parts)
    if more:
        raise Conflict(_("%(more)s more attempts in another part of the day are needed first.") % {"more": more})
    trail.note(attempts=len(parts))
    return end(actor, callback, "give_up", seen=seen)


@usecase(permit=Permit.CALL, clauses=("H-8a", "H-8b", "H-9", "H-10a", "H-11a", "M-3.1.3"))
def record_call(  # noqa: PLR0913 - what is said in one call
    actor: Actor, *, callback: Callback, seen: int, satisfaction: str, way: str = Way.PHONE,
    scores: Sequence[int | None] = (None, None, None), answers: Sequence[str] = (),
    opinions: Sequence[OpinionDraft] = (), told_phone: bool = False, told_name: bool = False,
    told_offer: bool = False, untold_reason: str = "", remark: str = "",
) -> Callback:  # fmt: skip
    """Record a call that was answered. Without opinions it is closed at once; each opinion goes to its department.

    Refuses an opinion that is neither answered at once nor appointed, and a guest who was not told what he must be.
    """
    _check(actor, callback, seen, state=State.REACHED, satisfaction=satisfaction, remark=remark.strip())
    policy, state = callback.policy, moved("reach", callback)
    if policy.tell_three and calling.untold(
        (told_phone, told_name, told_offer or not may_offer(callback)), untold_reason
    ):
        reason = _("Tell the guest number, name and offer, or say why not (H-11).")
        raise Refusal.at("untold_reason", reason)
    check_drafts(actor, opinions)
    trail.note(satisfaction=str(Satisfaction(satisfaction).label), opinions=len(opinions))
    _attempt(actor, callback, Result.REACHED, way, "")
    asked = [*answers, *[""] * len(policy.lines)]
    said = [{"question": line, "answer": answer.strip()} for line, answer in zip(policy.lines, asked, strict=False)]
    service, result, speed = scores
    store.change(
        callback, seen=seen, state=state, reached_at=clock.now(), way=way, satisfaction=satisfaction,
        score_service=service, score_result=result, score_speed=speed, answers=said, told_phone=told_phone,
        told_name=told_name, told_offer=told_offer, untold_reason=untold_reason.strip(), remark=remark.strip(),
        **_taken(_taker(actor, callback)),
    )  # fmt: skip
    fulfil(actor, CALL, callback)
    write_opinions(actor, callback, opinions)
    tell_done(callback, opinions=len(opinions))
    return callback if opinions else closed(actor, callback, seen=None)
