"""Two customers found to be one: merged, and taken apart again."""

from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotVisible, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.customers.models import Consent, Contact, Merge, Party, Profile
from huiyin.rooms.customers.rules.drafts import ProfileDraft
from huiyin.rooms.customers.terms import Permit
from huiyin.rooms.customers.usecases.parties import about, check_fit, check_within, locked, shown


@usecase(permit=Permit.MERGE_CUSTOMERS)
def merge_parties(actor: Actor, *, party: Party, seen: int, other: Party, reason: str) -> Party:
    """Take another customer into this one: what this one lacks of profiles, contacts and consents goes over.

    What rooms above know of the other stays with it; they find it through this one (``queries.ids_of``).
    """
    if party.pk == other.pk:
        raise Refusal.at("other", _("A customer cannot be merged with itself."))
    for one in sorted((party, other), key=lambda row: row.pk):  # one order for all, so that no two wait for each other
        locked(actor, one, Permit.MERGE_CUSTOMERS)
    gone = Party.objects.get(pk=other.pk)
    moved: dict[str, Any] = {
        "profiles": _move_profiles(party, gone),
        "contacts": _move_contacts(party, gone),
        "consents": _move_consents(party, gone),
        "below": _follow(gone, party),
    }
    made = {"reason": reason, "moved": moved, "at": clock.now(), "by": actor.name}
    store.change(gone, seen=None, merged_into=party, survivor=party)
    store.add(Merge(kept=party, gone=gone, **made))
    about(party)
    trail.note(other=shown(gone), reason=reason)
    return store.change(party, seen=seen)


def _move_profiles(kept: Party, gone: Party) -> list[int]:
    held = set(Profile.objects.filter(party=kept).values_list("kind", flat=True))
    going = [one for one in Profile.objects.filter(party=gone).order_by("pk") if one.kind not in held]
    check_fit(kept.kind, [ProfileDraft(one.kind, {}, one.grade) for one in going])
    return [store.change(one, seen=None, party=kept).pk for one in going]


def _move_contacts(kept: Party, gone: Party) -> list[list[Any]]:
    """Move contacts that the kept one lacks; each is noted with whether it was the first choice."""
    held = set(Contact.objects.filter(party=kept).values_list("kind", "value"))
    first = Contact.objects.filter(party=kept, primary=True).exists()
    moved: list[list[Any]] = []
    for one in Contact.objects.filter(party=gone).order_by("-primary", "pk"):
        if (one.kind, one.value) not in held:
            moved.append([one.pk, one.primary])
            store.change(one, seen=None, party=kept, primary=one.primary and not first)
    return moved


def _move_consents(kept: Party, gone: Party) -> list[int]:
    """Move consents. What either of the two has withdrawn stays withdrawn: nothing is allowed that somebody forbade."""
    held = set(Consent.objects.filter(party=kept).values_list("purpose", flat=True))
    going = [one for one in Consent.objects.filter(party=gone).order_by("pk") if one.purpose not in held]
    return [store.change(one, seen=None, party=kept).pk for one in going]


def _follow(gone: Party, kept: Party) -> list[int]:
    """Let those that were merged into the one that goes now be found through the one that stays."""
    below = list(Party.objects.filter(survivor=gone).order_by("pk"))
    return [store.change(one, seen=None, survivor=kept).pk for one in below]


@usecase(permit=Permit.MERGE_CUSTOMERS)
def undo_merge(actor: Actor, *, merge: Merge, seen: int, reason: str) -> Party:
    """Take two customers apart again: what went over goes back, unless it was removed meanwhile."""
    kept, gone = merge.kept, merge.gone
    check_within(actor, gone.unit.path, Permit.MERGE_CUSTOMERS)
    locked(actor, kept, Permit.MERGE_CUSTOMERS)
    if merge.undone_at is not None:
        raise Conflict(_("This merge was undone already."))
    store.change(merge, seen=seen, undone_at=clock.now(), undone_by=actor.name, undone_reason=reason)
    fresh = Party.objects.select_for_update().get(pk=gone.pk)
    if fresh.merged_into_id != kept.pk:
        raise NotVisible(_("This customer is no longer merged."))
    store.change(fresh, seen=None, merged_into=None, survivor=None)
    for below in Party.objects.filter(pk__in=merge.moved["below"], survivor=kept):
        store.change(below, seen=None, survivor=fresh)
    for model, keys in ((Profile, merge.moved["profiles"]), (Consent, merge.moved["consents"])):
        for row in model.objects.filter(pk__in=keys, party=kept):
            store.change(row, seen=None, party=fresh)
    _contacts_back(kept, fresh, dict(merge.moved["contacts"]))
    about(kept)
    trail.note(other=shown(fresh), reason=reason)
    store.change(Party.objects.get(pk=kept.pk), seen=None)
    return fresh


def _contacts_back(kept: Party, gone: Party, was_first: dict[int, bool]) -> None:
    for one in Contact.objects.filter(pk__in=was_first, party=kept).order_by("pk"):
        store.change(one, seen=None, party=gone, primary=was_first[one.pk])
    left = Contact.objects.filter(party=kept).order_by("-primary", "pk").first()
    if left is not None and not left.primary:
        store.change(left, seen=None, primary=True)
