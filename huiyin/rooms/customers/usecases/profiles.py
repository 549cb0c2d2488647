"""As what a customer is served, and its class."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.customers.models import Grading, Party, Profile
from huiyin.rooms.customers.rules.drafts import ProfileDraft
from huiyin.rooms.customers.terms import CLASSED, Permit
from huiyin.rooms.customers.usecases.parties import check_fit, checked_facts, locked, write_profile


@usecase(permit=Permit.KEEP_CUSTOMERS, clauses=("M-2a", "R-4b"))
def add_profile(actor: Actor, *, party: Party, kind: str) -> Party:
    """Serve a customer as one thing more: an owner who is also a consumer."""
    locked(actor, party)
    held = list(Profile.objects.filter(party=party))
    if any(one.kind == kind for one in held):
        raise Refusal.at("kind", _("The customer has this profile already."))
    check_fit(party.kind, [ProfileDraft(kind)])
    write_profile(actor, party, ProfileDraft(kind))
    return party


@usecase(permit=Permit.KEEP_CUSTOMERS)
def change_profile(actor: Actor, *, profile: Profile, seen: int, facts: Mapping[str, str]) -> Profile:
    """Write down what is kept of a profile."""
    locked(actor, profile.party)
    return store.change(profile, seen=seen, facts=checked_facts(profile.kind, facts))


@usecase(permit=Permit.KEEP_CUSTOMERS)
def remove_profile(actor: Actor, *, profile: Profile, seen: int) -> Party:
    """Take a profile away that was wrong; a customer keeps at least one."""
    party = profile.party
    locked(actor, party)
    if not Profile.objects.filter(party=party).exclude(pk=profile.pk).exists():
        raise Conflict(_("This is the customer's only profile. Add the right one first."))
    store.remove(profile, seen=seen)
    return party


@usecase(permit=Permit.KEEP_CUSTOMERS, clauses=("M-4.1a",))
def classify_customer(actor: Actor, *, profile: Profile, seen: int, grade: str, reason: str) -> Profile:
    """Put a customer into class A to D, or take it out, for a reason; the history keeps both classes (M-4.1a)."""
    locked(actor, profile.party)
    if profile.kind not in CLASSED:
        raise Conflict(_("“%(kind)s” has no class.") % {"kind": profile})
    if grade == profile.grade:
        raise Refusal.at("grade", _("The customer has this class already."))
    step: dict[str, Any] = {"before": profile.grade, "after": grade, "reason": reason}
    store.change(profile, seen=seen, grade=grade)
    store.add(Grading(profile=profile, **step, at=clock.now(), by=actor.name))
    trail.note(before=step["before"] or "—", after=grade or "—", reason=reason)
    return profile
