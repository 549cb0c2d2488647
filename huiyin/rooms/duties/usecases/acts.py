"""What people do to duties on their pages: hand them over, one or many, pause, resume and waive them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotVisible, Refusal
from huiyin.platform import clock, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.duties.models import Duty, Pause
from huiyin.rooms.duties.terms import LONGEST_PAUSE, Permit
from huiyin.rooms.duties.usecases.finish import end_pause, waived
from huiyin.rooms.duties.usecases.hold import handed, paused, reckoned_again


@usecase(permit=Permit.REASSIGN, clauses=("H-12",))
def reassign_duty(actor: Actor, *, duty: Duty, seen: int, owner: Any, reason: str) -> Duty:
    """Hand an open duty to somebody else, with the reason."""
    row = _open(actor, Permit.REASSIGN, duty.pk)
    _check_owner(owner)
    if row.owner_id == owner.pk:
        raise Refusal.at("owner", _("It is his already."))
    trail.note(owner=owner.name, reason=reason)
    return handed(actor, row, owner=owner, reason=reason, seen=seen)


@usecase(permit=Permit.REASSIGN, clauses=("H-12",))
def reassign_duties(actor: Actor, *, chosen: Sequence[tuple[int, int]], owner: Any, reason: str) -> None:
    """Hand several open duties to somebody else: all or none. ``chosen`` are (duty, version seen)."""
    _check_owner(owner)
    if not chosen:
        raise Refusal(_("No duty is chosen."))
    for pk, seen in sorted(chosen):
        handed(actor, _open(actor, Permit.REASSIGN, pk), owner=owner, reason=reason, seen=seen)
    trail.note(count=len(chosen), owner=owner.name, reason=reason)


@usecase(permit=Permit.WAIVE)
def waive_duty(actor: Actor, *, duty: Duty, seen: int, reason: str) -> Duty:
    """Waive an open duty, with the reason; nobody waives his own."""
    row = _open(actor, Permit.WAIVE, duty.pk)
    if row.owner_id is not None and row.owner_id == actor.employee_id:
        raise Refusal(_("Nobody waives what he owes himself. Ask who stands above you."))
    trail.note(reason=reason)
    return waived(actor, row, reason=reason, seen=seen)


@usecase(permit=Permit.PAUSE)
def pause_duty(actor: Actor, *, duty: Duty, seen: int, until: datetime, reason: str) -> Duty:
    """Let an open duty's time stand still until a promised end, with the reason; who approves it is the actor.

    Raises Refusal for one's own duty, for an account without a person, and for an end that does not lie ahead within
    ``LONGEST_PAUSE``; Conflict (409) where the time is over, or stands still already.
    """
    row = _open(actor, Permit.PAUSE, duty.pk)
    if actor.employee_id is None:
        raise Refusal(_("An account without a person approves no pause."))
    if row.owner_id == actor.employee_id:
        raise Refusal(_("Nobody pauses what he owes himself. Ask who stands above you."))
    if row.due_at <= clock.now():
        raise Conflict(_("Its time is over: it cannot stand still any more."))
    if until > clock.now() + LONGEST_PAUSE:
        raise Refusal.at("until", _("A pause lasts %(days)s days at most.") % {"days": LONGEST_PAUSE.days})
    trail.note(until=f"{timezone.localtime(until):%Y-%m-%d %H:%M}", reason=reason)
    return paused(actor, row, reason=reason, until=until, approver=actor.employee_id, seen=seen)


@usecase(permit=Permit.PAUSE)
def resume_duty(actor: Actor, *, duty: Duty, seen: int, reason: str) -> Duty:
    """Let an open duty's time go on before the promised end, with the reason. Conflict where it does not stand."""
    row = _open(actor, Permit.PAUSE, duty.pk)
    if not Pause.objects.filter(duty=row, ended_at__isnull=True, until__gt=clock.now()).exists():
        raise Conflict(_("Its time does not stand still."))
    trail.note(reason=reason)
    end_pause(row)
    return reckoned_again(row, seen=seen)


def _open(actor: Actor, permit: str, pk: int) -> Duty:
    """Return an open duty of the actor's units, locked."""
    seen = Duty.objects.filter(actor.reach(permit).narrow(unit_path="unit__path", employee=""))
    row = seen.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such duty, or it is not open to you."))
    if not row.is_open:
        raise Conflict(_("This duty is over."))
    return row


def _check_owner(owner: Any) -> None:
    if not owner.active:
        raise Refusal.at("owner", _("This person is not in service."))
