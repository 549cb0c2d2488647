"""What the page of a customer shows, for a customer whom the reader was let through to: one statement each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q

from huiyin.platform.actor import Actor
from huiyin.rooms.customers.models import Consent, Contact, Grading, Merge, Party, Profile
from huiyin.rooms.customers.queries.parties import PRESENT
from huiyin.rooms.customers.terms import Permit

MOST_TWINS = 5


@dataclass
class Served:
    """A profile with the changes of its class, newest first."""

    row: Profile
    gradings: list[Grading] = field(default_factory=list)


def profiles_of(party: Party) -> list[Served]:
    """Return the profiles of a customer with the history of their classes."""
    names = ("pk", "before", "after", "reason", "at", "by")
    joined = {f"grading_{name}": F(f"gradings__{name}") for name in names}
    found: dict[int, Served] = {}
    rows: Any = Profile.objects.filter(party=party).annotate(**joined).order_by("pk", "-gradings__at", "-gradings__pk")
    for row in rows:
        served = found.setdefault(row.pk, Served(row))
        if row.grading_pk is not None:
            served.gradings.append(Grading(**{name: getattr(row, f"grading_{name}") for name in names}))
    return list(found.values())


def contacts_of(party: Party) -> list[Contact]:
    """Return how a customer is reached, the first choice first."""
    return list(Contact.objects.filter(party=party).order_by("-primary", "pk"))


def consents_of(party: Party) -> list[Consent]:
    """Return what a customer agreed to, newest first."""
    return list(Consent.objects.filter(party=party).order_by("-given_at", "-pk"))


def merges_of(party: Party) -> tuple[list[Merge], list[int]]:
    """Return what was merged into a customer, and the keys under which rooms above may know it (``ids_of``)."""
    rows = Merge.objects.filter(Q(kept=party) | Q(gone__survivor=party, undone_at=None))
    found = list(rows.select_related("gone").order_by("-at", "-pk"))
    below = dict.fromkeys(one.gone_id for one in found if one.undone_at is None)
    return [one for one in found if one.kept_id == party.pk], [party.pk, *below]


def twins_of(actor: Actor, party: Party, contacts: Sequence[Contact]) -> list[Party]:
    """Return other customers in reach who may be the same: they bear the same name or have a number in common."""
    digits = [one.digits for one in contacts if one.digits]
    seen = Party.objects.visible_to(actor.reach(Permit.READ_CUSTOMERS)).filter(PRESENT).exclude(pk=party.pk).order_by()
    named = seen.filter(pinyin=party.pinyin, name=party.name)
    return list(named.union(seen.filter(contacts__digits__in=digits, contacts__digits__gt=""))[:MOST_TWINS])
