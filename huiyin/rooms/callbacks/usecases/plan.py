"""Planning: something happened, and somebody is to be called back about it, or drawn by lot."""

import secrets
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import clock, numbering, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.callbacks.models import Callback, Candidate, Draw, Policy
from huiyin.rooms.callbacks.queries.policies import ruling, unit_of
from huiyin.rooms.callbacks.rules import calling
from huiyin.rooms.callbacks.rules.lots import is_drawn
from huiyin.rooms.callbacks.terms import CALL, CALL_SERIES, OPEN, TO_CALL, Permit
from huiyin.rooms.callbacks.usecases.policies import adopt_for
from huiyin.rooms.customers.queries import names_of
from huiyin.rooms.customers.rules import names
from huiyin.rooms.customers.terms import PartyKind
from huiyin.rooms.duties.usecases import owe, reassign

NAME_MOST, LABEL_MOST, REFERENCE_MOST = 60, 200, 100


@usecase(permit=Permit.PLAN, clauses=("H-5e", "H-7a", "H-7c"))
def plan_callback(  # noqa: PLR0913 - what other rooms know of it
    actor: Actor, *, occasion: str, subject_type: str, subject_id: str, unit: Any, party: Any = None,
    phone_contact: Any = None, reference: str = "", not_before: date | None = None, due: datetime | None = None,
    handler: Any = None, label: str = "", customer: str = "", happened_at: datetime | None = None,
) -> Callback | None:  # fmt: skip
    """Plan a callback and return it; nothing where the policy calls a part of them and the lot said no.

    ``unit``, ``party``, ``phone_contact`` and ``handler`` are rows or ids. Without ``due`` the policy of the nearest
    unit upwards says by when, counted from ``happened_at`` (now); where none was kept, the regulation's begins today.
    What is open about the same thing stays as it is, and is returned.
    """
    where = unit_of(unit)
    if not actor.reach(Permit.PLAN).covers(where.path):
        raise NotPermitted(_("You do not plan callbacks for this unit."))
    known = Callback.objects.filter(occasion=occasion, subject_type=subject_type, subject_id=str(subject_id))
    found = known.filter(state__in=OPEN).first()
    if found is not None:
        return found
    at = happened_at or clock.now()
    # What happened before a unit kept its first policy is called back by that one.
    ruled = (ruling(occasion, where.path, day) for day in (timezone.localdate(at), clock.today()))
    policy = next((one for one in ruled if one is not None), None) or adopt_for(where, occasion)
    if not _drawn(policy, subject_type, str(subject_id), reference, at):
        return None
    row = Callback(
        occasion=occasion, policy=policy, unit=where, party_id=_key(party), contact_id=_key(phone_contact),
        customer=(customer or _name(party) or label or "—")[:NAME_MOST], subject_type=subject_type,
        subject_id=str(subject_id), reference=reference[:REFERENCE_MOST], about=label[:LABEL_MOST], happened_at=at,
        handler_id=_key(handler), planned_at=clock.now(),
    )  # fmt: skip
    return _planned(actor, row, not_before, due)


def _name(party: Any) -> str:
    pk = _key(party)
    return names_of([pk])[pk] if pk is not None else ""


def _key(given: Any) -> Any:
    return getattr(given, "pk", given)


def _planned(actor: Actor, row: Callback, not_before: date | None, due: datetime | None) -> Callback:
    """Add a callback with its times, its caller and its number, and let it be owed."""
    policy, zone = row.policy, timezone.get_default_timezone()
    first, last = calling.window(timezone.localdate(row.happened_at), policy.delay_days, policy.window_days, zone)
    row.not_before, row.due_at = not_before or first, due or last
    if row.due_at < row.happened_at:
        raise Refusal.at("due", _("A callback is due after what it is about."))
    row.month = calling.month_of(row.due_at, zone)
    callers = (policy.caller_id, policy.deputy_id)
    row.caller_id = calling.choose_caller(callers, row.handler_id, other_caller=policy.other_caller)
    today = f"{clock.today():%Y%m%d}"
    row.number = f"{CALL_SERIES}-{today}-{numbering.take_one(f'callback:{today}'):04d}"
    row.grams = found_by(row.number, row.customer, row.reference)
    store.add(row)
    owe(
        actor, CALL, row, unit=row.unit, owner=row.caller, due_at=row.due_at,
        label=_("Callback %(number)s · %(what)s") % {"number": row.number, "what": row.reference or row.about},
    )  # fmt: skip
    return row


def found_by(number: str, customer: str, reference: str) -> str:
    """Return the tokens by which a callback is found: its number, what it refers to, the customer and his pinyin."""
    return names.found_by(customer, names.spelt(PartyKind.PERSON, customer), number, reference)


def _drawn(policy: Policy, subject_type: str, subject_id: str, reference: str, at: datetime) -> bool:
    """Tell whether a candidate is drawn, and keep his place and what the lot said. Who was asked already stays so."""
    if policy.rate == 100:  # noqa: PLR2004 - everybody is called
        return True
    month = f"{timezone.localdate(at):%Y-%m}"
    draw, _made = Draw.objects.get_or_create(
        policy=policy, month=month, rate=policy.rate, defaults={"seed": secrets.token_hex(16)}
    )
    draw = Draw.objects.select_for_update().get(pk=draw.pk)
    before = Candidate.objects.filter(draw=draw, subject_type=subject_type, subject_id=subject_id).first()
    if before is not None:
        return False  # drawn before: its callback is open or over; not drawn: it stays so
    place = draw.candidates
    drawn = is_drawn(draw.seed, place, draw.rate)
    store.add(
        Candidate(
            draw=draw, place=place, drawn=drawn, subject_type=subject_type, subject_id=subject_id,
            reference=reference[:REFERENCE_MOST], at=at,
        )
    )  # fmt: skip
    store.change(draw, seen=None, candidates=place + 1, drawn=draw.drawn + drawn)
    if not drawn:
        trail.about(draw)
        trail.note(reference=reference, drawn=False)
    return drawn


@usecase(permit=Permit.PLAN, clauses=("H-7a", "H-12"))
def assign_callback(actor: Actor, *, callback: Callback, seen: int, caller: Any, reason: str) -> Callback:
    """Hand a callback to a caller; not to who handled the matter, where the policy says so."""
    store.check_seen(callback, seen, caller=caller)
    if callback.state not in TO_CALL:
        raise Conflict(_("%(number)s is no longer to be called.") % {"number": callback.number})
    if not calling.may_call(caller.pk, callback.handler_id, other_caller=callback.policy.other_caller):
        raise Refusal.at("caller", _("Who handled the matter does not call back about it."))
    trail.note(caller=caller.name, reason=reason)
    store.change(callback, seen=seen, caller=caller)
    reassign(actor, callback, owner=caller, reason=reason, kind=CALL)
    return callback
