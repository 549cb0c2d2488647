"""Holds (保全): a record with a hold is not disposed of, whatever its term says (AMB-14)."""

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotVisible
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.records.models import Hold, Record
from huiyin.rooms.records.terms import Permit


def _in_reach(actor: Actor, pk: int) -> Record:
    """Return the record, locked: a disposal that is being carried out and a hold wait for each other."""
    seen = Record.objects.visible_to(actor.reach(Permit.HOLD)).defer("content")
    row = seen.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such record, or it is not open to you."))
    return row


@usecase(permit=Permit.HOLD, clauses=("P-4.12",))
def place_hold(actor: Actor, *, record: Record, kind: str, reason: str, seen: int | None = None) -> Hold:
    """Put a hold on a record. Raises Conflict (409) where it was disposed of already."""
    row = _in_reach(actor, record.pk)
    if row.disposal_id is not None:
        raise Conflict(_("This record was disposed of; there is nothing left to hold."))
    trail.note(record=row.number, reason=reason)
    trail.about(row)
    return store.add(Hold(record=row, kind=kind, reason=reason, placed_by=actor.name, placed_at=clock.now()))


@usecase(permit=Permit.HOLD, clauses=("P-4.12",))
def lift_hold(actor: Actor, *, hold: Hold, seen: int, reason: str) -> Hold:
    """Lift a hold, with the reason. Raises Conflict (409) where it was lifted already."""
    row = _in_reach(actor, hold.record_id)
    if hold.lifted_at is not None:
        raise Conflict(_("This hold was lifted already."))
    trail.note(record=row.number, reason=reason)
    trail.about(row)
    return store.change(hold, seen=seen, lifted_by=actor.name, lifted_at=clock.now(), lift_reason=reason)
