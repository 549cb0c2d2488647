"""The customer's number: shown once, to who has to call, and that it was shown is kept."""

from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict
from huiyin.platform import trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.callbacks.models import Callback
from huiyin.rooms.callbacks.terms import OPEN, Permit
from huiyin.rooms.callbacks.usecases.ends import check_caller
from huiyin.rooms.customers.usecases.contacts import reveal_contact
from huiyin.rooms.people.queries.actors import powered


@usecase(permit=Permit.CALL, clauses=("H-7a",))
def reveal_number(actor: Actor, *, callback: Callback, seen: int, reason: str = "") -> Callback:
    """Show the customer's number to the caller, once; that it was shown, to whom and why, stands in the trail."""
    check_caller(actor, callback)
    if callback.state not in OPEN:
        raise Conflict(_("%(number)s is over; nobody has to call any more.") % {"number": callback.number})
    contact: Any = callback.contact
    if contact is None:
        raise Conflict(_("No number is known. Call by another way, or exempt it with the reason."))
    said = reason.strip() or _("Callback %(number)s") % {"number": callback.number}
    shown = reveal_contact(powered(actor), contact=contact, reason=said)
    callback.shown_once = {"phone": shown.shown_once["value"]}
    trail.note(reason=said)
    return callback
