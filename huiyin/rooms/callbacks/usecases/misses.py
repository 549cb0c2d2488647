"""What was not done in time stays on the list until somebody says why."""

from datetime import datetime

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import store
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.callbacks.models import Callback
from huiyin.rooms.callbacks.terms import Permit


@usecase(permit=Permit.PLAN, clauses=("H-7b", "H-7c"))
def note_missed(actor: Actor, *, callback: int, missed_at: datetime) -> Callback | None:
    """Note on a callback that nobody was reached in time; it is still to be done, and to be explained."""
    row = Callback.objects.filter(pk=callback, missed_at__isnull=True).first()
    return store.change(row, seen=None, missed_at=missed_at) if row is not None else None


@usecase(permit=Permit.PLAN, clauses=("H-7c", "H-12"))
def explain_miss(actor: Actor, *, callback: Callback, seen: int, reason: str) -> Callback:
    """Say why a callback was missed."""
    if callback.missed_at is None:
        raise Conflict(_("%(number)s was not missed.") % {"number": callback.number})
    if not reason.strip():
        raise Refusal.at("reason", _("Say why."))
    return store.change(callback, seen=seen, missed_reason=reason.strip(), missed_by=actor.name)
