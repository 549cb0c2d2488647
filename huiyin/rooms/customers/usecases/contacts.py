"""How a customer is reached: added, changed, taken away, shown once for a reason."""

from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.platform import store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.customers.models import Contact, Party
from huiyin.rooms.customers.rules import drafts
from huiyin.rooms.customers.rules.drafts import ContactDraft
from huiyin.rooms.customers.terms import MOST_CONTACTS, Permit
from huiyin.rooms.customers.usecases.parties import about, check_within, locked, not_a_contact, write_contact


def _give_way(party: Party, *, but: int = 0) -> None:
    """Let another contact be the first choice."""
    for other in Contact.objects.filter(party=party, primary=True).exclude(pk=but):
        store.change(other, seen=None, primary=False)


@usecase(permit=Permit.KEEP_CUSTOMERS)
def add_contact(
    actor: Actor, *, party: Party, kind: str, value: str, label: str = "", primary: bool = False
) -> Contact:
    """Add a way to reach a customer; the first one is the first choice."""
    locked(actor, party)
    held = Contact.objects.filter(party=party)
    if held.count() >= MOST_CONTACTS:
        raise Refusal.at("value", _("A customer has %(most)s contacts at most.") % {"most": MOST_CONTACTS})
    first = primary or not held.filter(primary=True).exists()
    if first:
        _give_way(party)
    contact = write_contact(party, ContactDraft(kind, value, label), primary=first)
    about(party)
    return contact


@usecase(permit=Permit.KEEP_CUSTOMERS)
def change_contact(
    actor: Actor, *, contact: Contact, seen: int, value: str, label: str = "", primary: bool = False
) -> Contact:
    """Change a contact; a masked value that comes back means: keep it."""
    party = contact.party
    locked(actor, party)
    kept = value in {store.mask(contact.value), contact.value}
    found = drafts.Written(contact.kind, contact.value, contact.digits) if kept else drafts.written(contact.kind, value)
    if found is None:
        raise Refusal.at("value", not_a_contact(contact.kind))
    twin = Contact.objects.filter(party=party, kind=found.kind, value=found.value).exclude(pk=contact.pk)
    if twin.exists():
        raise Refusal.at("value", _("This customer has this contact already."))
    if primary:
        _give_way(party, but=contact.pk)
    new: dict[str, Any] = {"kind": found.kind, "value": found.value, "label": label}
    digits = {"digits": found.digits, "turned": found.digits[::-1]}
    return store.change(contact, seen=seen, **new, **digits, primary=primary)


@usecase(permit=Permit.KEEP_CUSTOMERS)
def remove_contact(actor: Actor, *, contact: Contact, seen: int) -> Party:
    """Take a contact away that is no longer right; the oldest other one becomes the first choice."""
    party = contact.party
    locked(actor, party)
    was_first = contact.primary
    store.remove(contact, seen=seen)
    other = Contact.objects.filter(party=party).order_by("pk").first() if was_first else None
    if other is not None:
        store.change(other, seen=None, primary=True)
    return party


@usecase(permit=Permit.REVEAL_CUSTOMER_CONTACT)
def reveal_contact(actor: Actor, *, contact: Contact, reason: str) -> Contact:
    """Show a contact once, for a stated reason; the trail keeps who looked, when and why (PIPL 51)."""
    check_within(actor, contact.party.unit.path, Permit.REVEAL_CUSTOMER_CONTACT)
    about(contact.party)
    trail.note(reason=reason, what=str(contact.get_kind_display()))
    contact.shown_once = {"value": contact.value}
    return contact
