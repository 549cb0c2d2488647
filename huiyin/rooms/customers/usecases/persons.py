"""What a person may ask of us: all that is kept of him, and that it be erased (PIPL 44 to 50)."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.customers.models import Consent, Contact, Grading, Merge, Party, Profile
from huiyin.rooms.customers.queries.matters import held_by, matters_of
from huiyin.rooms.customers.queries.parties import ids_of
from huiyin.rooms.customers.terms import Permit
from huiyin.rooms.customers.usecases.parties import about, check_within, locked


@usecase(permit=Permit.REVEAL_CUSTOMER_CONTACT)
def disclose_party(actor: Actor, *, party: Party, reason: str) -> Party:
    """Hand out all that is kept of a customer, as JSON, for a stated reason; the trail keeps who took it."""
    check_within(actor, party.unit.path, Permit.REVEAL_CUSTOMER_CONTACT)
    about(party)
    trail.note(reason=reason)
    party.shown_once = {"json": json.dumps(_all_of(actor, party), ensure_ascii=False, indent=2, default=str)}
    return party


def _all_of(actor: Actor, party: Party) -> Mapping[str, Any]:
    keys = ids_of(party)

    def rows(model: Any, *names: str, **where: Any) -> list[dict[str, Any]]:
        return list(model.objects.filter(**where).order_by("pk").values(*names))

    return {
        "customers": rows(Party, "code", "kind", "name", "pinyin", "business", "note", "registered_at", pk__in=keys),
        "profiles": rows(Profile, "kind", "grade", "facts", party__in=keys),
        "classes": rows(Grading, "before", "after", "reason", "at", profile__party__in=keys),
        "contacts": rows(Contact, "kind", "value", "label", "primary", party__in=keys),
        "consents": rows(
            Consent, "purpose", "basis", "channel", "notice", "given_at", "withdrawn_at", "withdrawn_by", party__in=keys
        ),
        "merges": rows(Merge, "gone__code", "kept__code", "at", "undone_at", kept__in=keys),
        "matters": [{"title": one.title, "state": one.state, "at": one.at} for one in matters_of(actor, keys)],
    }


@usecase(permit=Permit.MERGE_CUSTOMERS)
def erase_party(actor: Actor, *, party: Party, seen: int, reason: str) -> Party:
    """Erase a customer whom nothing holds any more: name, contacts, facts and remarks go; number and consents stay.

    Consents stay as proof of what was allowed, by number alone. Those merged into it are erased with it.
    """
    locked(actor, party, Permit.MERGE_CUSTOMERS)
    keys = ids_of(party)
    holders = held_by(keys)
    if holders:
        raise Conflict(_("It is still needed: %(why)s.") % {"why": "; ".join(holders)})
    trail.note(subject=party.code, reason=reason)
    for model in (Contact, Grading, Profile):
        of = {"profile__party__in": keys} if model is Grading else {"party__in": keys}
        trail.note(**{f"{model._meta.model_name}_rows": model.objects.filter(**of).delete()[0]})
    nothing = {"name": party.code, "pinyin": party.code.lower(), "initials": "", "note": "", "grams": ""}
    for one in Party.objects.filter(pk__in=keys).exclude(pk=party.pk):
        emptied = {**nothing, "name": one.code, "pinyin": one.code.lower()}
        store.change(one, seen=None, **emptied, erased_at=clock.now())
    return store.change(party, seen=seen, **nothing, erased_at=clock.now())
