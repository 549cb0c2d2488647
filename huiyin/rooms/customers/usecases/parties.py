"""Parties: registered, changed, with their profiles and contacts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Fault, NotPermitted, Refusal
from huiyin.platform import clock, numbering, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.customers.models import Contact, Grading, Party, Profile
from huiyin.rooms.customers.rules import drafts, names
from huiyin.rooms.customers.rules.drafts import ContactDraft, ProfileDraft
from huiyin.rooms.customers.terms import MOST_CONTACTS, GivenKind, PartyKind, Permit, ProfileKind

SERIES = "customers"


def about(party: Party) -> None:
    """Say in the trail which customer the act is about; a person's name is told masked, for the trail keeps it."""
    trail.about(party)
    trail.note(subject=shown(party))


def shown(party: Party) -> str:
    """Return what the trail calls a customer."""
    name = store.mask(party.name) if party.kind == PartyKind.PERSON else party.name
    return f"{name} {party.code}"


def check_within(actor: Actor, path: str, permit: str = Permit.KEEP_CUSTOMERS) -> None:
    """Refuse a customer of a unit beyond the actor's reach."""
    if not actor.reach(permit).covers(path):
        raise NotPermitted(_("This customer belongs to a unit outside what you keep."))


def locked(actor: Actor, party: Party, permit: str = Permit.KEEP_CUSTOMERS) -> Party:
    """Check the reach and lock the customer, so that two acts on it come one after the other."""
    check_within(actor, party.unit.path, permit)
    fresh = Party.objects.select_for_update().get(pk=party.pk)
    if fresh.survivor_id is not None:
        raise Conflict(_("This customer was merged into another. Open that one."))
    if fresh.erased_at is not None:
        raise Conflict(_("This customer was erased."))
    about(party)
    return fresh


@usecase(permit=Permit.KEEP_CUSTOMERS, clauses=("M-2a", "R-4b"))
def register_party(
    actor: Actor,
    *,
    kind: str,
    name: str,
    unit: Any,
    profiles: Sequence[ProfileDraft],
    contacts: Sequence[ContactDraft] = (),
    pinyin: str = "",
    business: str = "",
    note: str = "",
) -> Party:
    """Register a customer with at least one profile; pinyin and business are filled in unless they are given."""
    check_within(actor, unit.path)
    if unit.closed:
        raise Refusal.at("unit", _("This unit is closed."))
    if not profiles:
        raise Refusal.at("profile", _("Say as what the customer is served."))
    check_fit(kind, profiles)
    said = pinyin or names.spelt(kind, name)
    code = f"K{numbering.take_one(SERIES):06d}"
    party = store.add(
        Party(
            kind=kind,
            code=code,
            name=name,
            pinyin=said,
            initials=names.initials(said),
            unit=unit,
            business=business or unit.business,
            note=note,
            registered_at=clock.now(),
            grams=names.found_by(name, said, code),
        )
    )
    about(party)
    for draft in profiles:
        write_profile(actor, party, draft)
    write_contacts(party, contacts)
    return party


@usecase(permit=Permit.KEEP_CUSTOMERS)
def change_party(
    actor: Actor, *, party: Party, seen: int, kind: str, name: str, unit: Any, pinyin: str = "", note: str = ""
) -> Party:
    """Change who a customer is or which unit serves it; a new name is read aloud anew unless its pinyin is given."""
    stored = locked(actor, party)
    if unit.pk != stored.unit_id:
        check_within(actor, unit.path)
        if unit.closed:
            raise Refusal.at("unit", _("This unit is closed."))
    check_fit(kind, [ProfileDraft(one.kind, {}, one.grade) for one in Profile.objects.filter(party=party)])
    said = names.spelt(kind, name) if name != party.name and pinyin in {"", party.pinyin} else pinyin
    said = said or names.spelt(kind, name)
    moved = {"unit": unit, "business": unit.business} if unit.pk != stored.unit_id else {}
    values = {"kind": kind, "name": name, "pinyin": said, "note": note, **moved}
    store.change(
        party,
        seen=seen,
        **values,
        initials=names.initials(said),
        grams=names.found_by(name, said, party.code),
    )
    about(party)
    return party


def check_fit(kind: str, profiles: Sequence[ProfileDraft]) -> None:
    """Refuse profiles that a party of this kind cannot have."""
    wrong = drafts.unfit(kind, profiles)
    if wrong is None:
        return
    said = {"kind": ProfileKind(wrong[0]).label}
    reasons = {
        "twice": _("“%(kind)s” stands there twice."),
        "natural": _("Only a person can be “%(kind)s”."),
        "classed": _("“%(kind)s” has no class."),
    }
    raise Refusal.at("grade" if wrong[1] == "classed" else "profile", reasons[wrong[1]] % said)


def write_profile(actor: Actor, party: Party, draft: ProfileDraft, *, reason: str = "") -> Profile:
    """Add a profile; a class that it begins with is the first line of its history."""
    facts = checked_facts(draft.kind, draft.facts)
    profile = store.add(Profile(party=party, kind=draft.kind, facts=facts, grade=draft.grade))
    if draft.grade:
        first = {"before": "", "after": draft.grade, "reason": reason or _("On registration")}
        store.add(Grading(profile=profile, **first, at=clock.now(), by=actor.name))
    return profile


def checked_facts(kind: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return the facts of a profile as they are stored; refuse what cannot be read, at its field."""
    kept, faults = drafts.facts_written(kind, given)
    if faults:
        reason = _("This cannot be read as what is asked for.")
        raise Refusal(reason, faults=[Fault(key, reason) for key in faults])
    return kept


def write_contacts(party: Party, contacts: Sequence[ContactDraft]) -> list[Contact]:
    """Add contacts; the first one is the first choice unless another is named."""
    if len(contacts) > MOST_CONTACTS:
        raise Refusal.at("contacts", _("A customer has %(most)s contacts at most.") % {"most": MOST_CONTACTS})
    first = next((place for place, draft in enumerate(contacts) if draft.primary), 0)
    return [write_contact(party, draft, primary=place == first) for place, draft in enumerate(contacts)]


def write_contact(party: Party, draft: ContactDraft, *, primary: bool) -> Contact:
    """Add one contact in the way in which it is stored."""
    found = drafts.written(draft.kind, draft.value)
    if found is None:
        raise Refusal.at("value", not_a_contact(draft.kind))
    if Contact.objects.filter(party=party, kind=found.kind, value=found.value).exists():
        raise Refusal.at("value", _("This customer has this contact already."))
    return store.add(
        Contact(
            party=party,
            kind=found.kind,
            value=found.value,
            digits=found.digits,
            turned=found.digits[::-1],
            label=draft.label,
            primary=primary,
        )
    )


def not_a_contact(kind: str) -> str:
    """Say what a contact of a kind looks like."""
    if kind == GivenKind.MAIL:
        return _("Write an e-mail address.")
    if kind == GivenKind.WECHAT:
        return _("Write a WeChat number: 5 to 40 letters, digits, - or _.")
    if kind == GivenKind.ADDRESS:
        return _("Write an address.")
    return _("This is no telephone number. Write a mobile, a landline with its area code, or a hotline such as 95588.")
