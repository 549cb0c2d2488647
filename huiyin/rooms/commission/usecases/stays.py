"""Return stays and refunds."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotPermitted, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.commission.models import Refund, Stay
from huiyin.rooms.commission.queries import attribution, ruling
from huiyin.rooms.commission.rules.stays import StayDraft, unfit
from huiyin.rooms.commission.terms import WINDOW_DAYS, Basis, Permit
from huiyin.rooms.customers.rules.numbers import number_of


def check_unit(actor: Actor, permit: str, unit: Any) -> None:
    """Refuse who does not hold a permit over a unit."""
    if not actor.reach(permit).covers(unit.path):
        raise NotPermitted(_("The return stays of this unit are not yours."))


@usecase(permit=Permit.KEEP_STAYS, clauses=("H-11b",))
def record_stay(
    actor: Actor, *, unit: Any, number: str, guest: str, phone: str, booked_at: datetime, checked_in: date,
    checked_out: date, revenue: int,
) -> Stay:  # fmt: skip
    """Record a guest's return stay (``revenue`` in cents): it is owed to who last reached him before he booked (H-11b).

    Refuses a number that is none, days in the wrong order or ahead, and a stay number recorded before.
    """
    check_unit(actor, Permit.KEEP_STAYS, unit)
    draft = StayDraft(number.strip(), guest.strip(), phone, booked_at, checked_in, checked_out, revenue)
    return add_stay(actor, unit, draft)


def add_stay(actor: Actor, unit: Any, draft: StayDraft) -> Stay:
    """Store a stay with whom it is owed to."""
    fault = unfit(draft, clock.now(), timezone.get_default_timezone())
    if fault:
        where, why = fault
        words = {"ahead": _("This lies ahead."), "order": _("The days are not in their order.")}
        raise Refusal.at("booked_at" if where == "booked" else where, words[why])
    found = number_of(draft.phone)
    if found is None:
        raise Refusal.at("phone", _("This is no telephone number."))
    if Stay.objects.filter(unit=unit, number=draft.number).exists():
        raise Refusal.at("number", _("This stay number is recorded already."))
    rule = ruling(unit.path, timezone.localdate(draft.booked_at))
    window = rule.window_days if rule is not None else WINDOW_DAYS
    whose = attribution(found.digits, draft.booked_at, window)
    reached = whose.reached
    trail.note(basis=str(Basis(whose.basis).label))
    return store.add(
        Stay(
            unit=unit, number=draft.number, guest=draft.guest, phone=store.mask(found.digits), party_id=whose.party,
            booked_at=draft.booked_at, checked_in=draft.checked_in, checked_out=draft.checked_out,
            revenue=draft.revenue, basis=whose.basis, callback_id=reached.callback if reached else None,
            agent_id=reached.agent if reached else None, called_at=reached.at if reached else None,
            window_days=window, recorded_by=actor.name, recorded_at=clock.now(),
        )
    )  # fmt: skip


@usecase(permit=Permit.KEEP_STAYS, clauses=("H-11c",))
def record_refund(actor: Actor, *, stay: Stay, day: date, amount: int, reason: str) -> Refund:
    """Record what was given back of a stay (``amount`` in cents); it goes off the commission of the refund's month."""
    check_unit(actor, Permit.KEEP_STAYS, stay.unit)
    locked = Stay.objects.select_for_update().get(pk=stay.pk)
    given = sum(locked.refunds.values_list("amount", flat=True))
    if not stay.checked_in <= day <= clock.today():
        raise Refusal.at("day", _("A refund lies between the check-in and today."))
    if amount <= 0 or given + amount > locked.revenue:
        raise Refusal.at("amount", _("No more is given back than was paid."))
    trail.note(subject=str(locked))
    return store.add(
        Refund(
            stay=locked, day=day, amount=amount, reason=reason.strip(), recorded_by=actor.name,
            recorded_at=clock.now(),
        )
    )  # fmt: skip
