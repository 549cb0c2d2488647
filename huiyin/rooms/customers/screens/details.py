"""The page of a customer: who it is, how it is reached, what it agreed to, what concerns it, what happened."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.platform.actor import Actor
from huiyin.platform.store import mask
from huiyin.rooms.customers.models import Party, Profile
from huiyin.rooms.customers.queries.matters import matters_of
from huiyin.rooms.customers.queries.page import consents_of, contacts_of, merges_of, profiles_of, twins_of
from huiyin.rooms.customers.terms import CLASSED, FACTS, Fact, Permit
from huiyin.rooms.people.queries import happened_to

Do = dict[str, Any]
MOST_GRADINGS = 20


def _go(label: str, route: str, *args: object, query: str = "", **more: object) -> Do:
    return {"label": label, "url": reverse(route, args=args) + query, **more}


def customer_page(actor: Actor, party: Party) -> Mapping[str, Any]:
    """Return what the page of a customer shows: 7 statements beside the customer, and one for each room above."""
    keeps = actor.reach(Permit.KEEP_CUSTOMERS).covers(party.unit.path)
    present = party.survivor_id is None and party.erased_at is None
    served, contacts = profiles_of(party), contacts_of(party)
    merges, keys = merges_of(party)
    return {
        "thing": {
            "name": party.name,
            "number": party.code,
            "state": _state(party),
            "tone": "current" if present else "",
            "hint": "、".join(str(one.row) for one in served),
        },
        "facts": _facts(party),
        "party": party,
        "profiles": [
            {"row": one.row, "facts": _facts_of(one.row), "classed": one.row.kind in CLASSED} for one in served
        ],
        "contacts": [{"row": one, "shown": mask(one.value)} for one in contacts],
        "consents": consents_of(party),
        "gradings": [{"row": row, "profile": one.row} for one in served for row in one.gradings[:MOST_GRADINGS]],
        "merges": merges,
        "twins": twins_of(actor, party, contacts) if present else [],
        "matters": matters_of(actor, keys),
        "keeps": keeps and present,
        "reveals": actor.reach(Permit.REVEAL_CUSTOMER_CONTACT).covers(party.unit.path) and present,
        "merging": actor.reach(Permit.MERGE_CUSTOMERS).covers(party.unit.path),
        "actions": list(_actions(actor, party, keeps=keeps)) if present else [],
        "body_template": "customers/customer_body.html",
        "timeline": happened_to(party, known=[party.unit]),
    }


def _state(party: Party) -> str:
    if party.erased_at is not None:
        return _("Erased")
    return _("Merged") if party.survivor_id else _("Present")


def _facts(party: Party) -> list[tuple[Any, ...]]:
    facts: list[tuple[Any, ...]] = [
        (_("Person or organisation"), party.get_kind_display()),
        (_("Pinyin"), party.pinyin),
        (_("Unit"), party.unit),
        (_("Business"), party.get_business_display()),
        (_("Registered at"), {"at": party.registered_at}),
        (_("Remark"), party.note),
    ]
    if party.survivor is not None:
        facts.insert(0, (_("Merged into"), party.survivor, reverse("customers:customer", args=[party.survivor_id])))
    return facts


def _facts_of(profile: Profile) -> list[tuple[str, str]]:
    return [
        (str(fact.label), _said(fact, profile.facts[fact.key]))
        for fact in FACTS[profile.kind]
        if fact.key in profile.facts
    ]


def _said(fact: Fact, stored: str) -> str:
    return str(dict(fact.choices).get(stored, stored))


def _actions(actor: Actor, party: Party, *, keeps: bool) -> Iterable[Do]:
    pk = party.pk
    if keeps:
        yield _go(_("Change the customer"), "customers:change", pk, primary=True, icon="edit")
        yield _go(_("Add a contact"), "customers:add_contact", pk, icon="plus")
        yield _go(_("Add a profile"), "customers:add_profile", pk, icon="plus")
        yield _go(_("Record consent"), "customers:give_consent", pk, icon="check")
    merging = actor.reach(Permit.MERGE_CUSTOMERS).covers(party.unit.path)
    if merging:
        yield _go(_("Merge with another"), "customers:merge", pk, icon="link")
    if actor.reach(Permit.REVEAL_CUSTOMER_CONTACT).covers(party.unit.path):
        yield _go(_("Hand out all data"), "customers:disclose", pk, icon="download")
    if merging:
        yield _go(_("Erase the customer"), "customers:erase", pk, danger=True)
