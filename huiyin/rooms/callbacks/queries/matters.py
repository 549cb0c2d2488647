"""What this room knows of a customer, for his page, and whether it still needs him."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.platform.actor import Actor
from huiyin.rooms.callbacks.models import Callback
from huiyin.rooms.callbacks.queries.callbacks import callbacks
from huiyin.rooms.callbacks.terms import OPEN, TO_CALL, Permit
from huiyin.rooms.customers.queries.matters import Matter


def callbacks_of(actor: Actor, keys: Sequence[int], limit: int) -> list[Matter]:
    """Return a customer's callbacks, newest first, as far as the actor sees them: one statement."""
    if not actor.may(Permit.READ):
        return []
    rows = callbacks(actor).filter(party__in=list(keys)).order_by("-due_at", "-pk")[:limit]
    return [
        Matter(
            at=row.reached_at or row.happened_at, kind=_("Callback"),
            title=" ".join(part for part in (row.number, row.get_occasion_display(), row.reference) if part),
            state=str(row.get_satisfaction_display() if row.satisfaction else row.get_state_display()),
            url=reverse("callbacks:callback", args=[row.pk]), tone="soon" if row.state in TO_CALL else "",
        )
        for row in rows
    ]  # fmt: skip


def held_for(keys: Sequence[int]) -> str:
    """Say why a customer is still needed: he is to be called back, or an opinion of his is open."""
    number = Callback.objects.filter(party__in=list(keys), state__in=OPEN).values_list("number", flat=True).first()
    return _("Callback %(number)s is open.") % {"number": number} if number else ""
