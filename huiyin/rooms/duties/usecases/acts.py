"""What people do to duties on their pages: hand them over, one or many, and waive them."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotVisible, Refusal
from huiyin.platform import trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.duties.models import Duty
from huiyin.rooms.duties.terms import Permit
from huiyin.rooms.duties.usecases.finish import waived
from huiyin.rooms.duties.usecases.hold import handed


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
