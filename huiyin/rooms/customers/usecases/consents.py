"""For what a customer's data may be used: given and withdrawn (PIPL 13 to 16)."""

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import clock, store
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.customers.models import Consent, Party
from huiyin.rooms.customers.terms import NOTICE_VERSION, Permit
from huiyin.rooms.customers.usecases.parties import locked


@usecase(permit=Permit.KEEP_CUSTOMERS)
def give_consent(actor: Actor, *, party: Party, purpose: str, basis: str, channel: str) -> Party:
    """Write down that data may be used for a purpose, with the version of the notice that was given."""
    locked(actor, party)
    if Consent.objects.filter(party=party, purpose=purpose, withdrawn_at=None).exists():
        raise Refusal.at("purpose", _("This purpose is allowed already."))
    given = {"purpose": purpose, "basis": basis, "channel": channel, "notice": NOTICE_VERSION}
    store.add(Consent(party=party, **given, given_at=clock.now()))
    return party


@usecase(permit=Permit.KEEP_CUSTOMERS)
def withdraw_consent(actor: Actor, *, consent: Consent, seen: int, channel: str) -> Party:
    """Write down that a purpose is no longer allowed; the row stays to show what was, and when it ended."""
    locked(actor, consent.party)
    if consent.withdrawn_at is not None:
        raise Conflict(_("This was withdrawn already."))
    store.change(consent, seen=seen, withdrawn_at=clock.now(), withdrawn_by=channel)
    return consent.party
