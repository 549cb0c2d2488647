"""Reads of parties: who is served, as what, how he is reached, what he agreed to."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.customers.models import Consent, Contact, Grading, Merge, Party, Profile
from huiyin.rooms.customers.queries.search import Matching
from huiyin.rooms.customers.rules.numbers import digits_of, following
from huiyin.rooms.customers.terms import LEAST_DIGITS, LEAST_LEADING_DIGITS, Permit
from huiyin.rooms.people.queries.tree import units_within

PRESENT = Q(survivor=None, erased_at=None)


def within(actor: Actor, permit: str, unit: str = "unit") -> Q:
    """Return the condition for rows of the units in the actor's reach."""
    units = units_within(actor.reach(permit))
    return Q() if units is None else Q(**{f"{unit}__in": units})


def below(actor: Actor, path: str) -> Q:
    """Return the same condition over the path of the unit, where no list of many rows hangs on it."""
    return actor.reach(Permit.READ_CUSTOMERS).narrow(unit_path=path, employee="")


@query(permit=Permit.READ_CUSTOMERS, clauses=("M-2a",))
def parties(actor: Actor) -> QuerySet[Party]:
    """List the customers of the units that the actor sees, without those that were merged away or erased."""
    shown = Prefetch("profiles", Profile.objects.order_by("id"))
    reached = Prefetch("contacts", Contact.objects.order_by("-primary", "id"))
    rows = Party.objects.filter(PRESENT, within(actor, Permit.READ_CUSTOMERS))
    return rows.select_related("unit").prefetch_related(shown, reached)


@query(permit=Permit.READ_CUSTOMERS)
def all_parties(actor: Actor) -> QuerySet[Party]:
    """List every customer that the actor sees, merged and erased ones too: each still has its page."""
    rows = Party.objects.visible_to(actor.reach(Permit.READ_CUSTOMERS))
    return rows.select_related("unit", "merged_into", "survivor")


@query(permit=Permit.READ_CUSTOMERS)
def party_of(actor: Actor, pk: int) -> Party:
    """Return a customer by key; of one that was merged away, the one that took it in. Not visible is not found."""
    found = all_parties(actor).filter(pk=pk).first()
    if found is not None and found.survivor_id is not None:
        found = parties(actor).filter(pk=found.survivor_id).first()
    if found is None:
        raise NotVisible(_("There is no such customer, or it is not open to you."))
    return found


def ids_of(party: Party) -> list[int]:
    """Return the keys under which rooms above may know a customer: its own, and of those merged into it."""
    return [party.pk, *Party.objects.filter(survivor=party.pk).order_by("pk").values_list("pk", flat=True)]


def names_of(pks: Collection[int]) -> dict[int, str]:
    """Return the names of some customers, for lists of rooms above that have narrowed their rows: one statement."""
    return dict(Party.objects.filter(pk__in=pks).values_list("pk", "name"))


def holders_of(actor: Actor, digits: str) -> list[Party]:
    """Return customers in reach who have exactly this number already: one statement."""
    of = Contact.objects.filter(digits=digits, digits__gt="").values("party_id")
    return list(Party.objects.filter(PRESENT, within(actor, Permit.READ_CUSTOMERS), pk__in=of).order_by("pk")[:3])


def matching(rows: QuerySet[Party], typed: str) -> QuerySet[Party]:
    """Keep who matches what was typed: one or two characters of a name, pinyin, initials, number, or a telephone."""
    text = typed.strip()
    digits = digits_of(text)
    if len(digits) >= LEAST_DIGITS and not any(sign.isalpha() for sign in text):
        numbers = Contact.objects.filter(of_number(digits)).values("party_id")
        return rows.filter(Q(Matching("grams", text)) | Q(pk__in=numbers))
    return rows.filter(Matching("grams", text))


def of_number(digits: str) -> Q:
    """Return the condition for contacts whose number is, ends with or (if long enough) begins with some digits."""
    condition = beginning("turned", digits[::-1])
    return condition | beginning("digits", digits) if len(digits) >= LEAST_LEADING_DIGITS else condition


def beginning(column: str, digits: str) -> Q:
    """Return the condition for digits that begin so: a range, which an index serves under any collation."""
    end = following(digits)
    bound: dict[str, Any] = {f"{column}__gte": digits} | ({f"{column}__lt": end} if end else {})
    return Q(digits__gt="", **bound)


@query(permit=Permit.READ_CUSTOMERS)
def search_parties(actor: Actor, text: str, limit: int = 12) -> list[Party]:
    """Return customers whom a typed text may mean, the surest first."""
    typed = " ".join(text.split())
    if not typed:
        return []
    return list(matching(parties(actor), typed).order_by("pinyin", "id")[:limit])


@query(permit=Permit.READ_CUSTOMERS)
def profiles(actor: Actor) -> QuerySet[Profile]:
    """List the profiles of the customers that the actor sees."""
    rows = Profile.objects.filter(below(actor, "party__unit__path"), party__erased_at=None)
    return rows.select_related("party__unit")


@query(permit=Permit.READ_CUSTOMERS)
def contacts(actor: Actor) -> QuerySet[Contact]:
    """List how the customers that the actor sees are reached; every screen masks the value."""
    rows = Contact.objects.filter(below(actor, "party__unit__path"))
    return rows.select_related("party__unit")


@query(permit=Permit.READ_CUSTOMERS)
def consents(actor: Actor) -> QuerySet[Consent]:
    """List what the customers that the actor sees agreed to, withdrawn ones too."""
    rows = Consent.objects.filter(below(actor, "party__unit__path"))
    return rows.select_related("party__unit")


@query(permit=Permit.READ_CUSTOMERS, clauses=("M-4.1a",))
def gradings(actor: Actor) -> QuerySet[Grading]:
    """List the changes of class of the customers that the actor sees."""
    rows = Grading.objects.filter(below(actor, "profile__party__unit__path"))
    return rows.select_related("profile__party__unit")


@query(permit=Permit.READ_CUSTOMERS)
def merges(actor: Actor) -> QuerySet[Merge]:
    """List the merges of customers that the actor sees, undone ones too."""
    rows = Merge.objects.filter(below(actor, "kept__unit__path"))
    return rows.select_related("kept__unit", "gone__unit")


def served_as(rows: QuerySet[Party], kind: str) -> QuerySet[Party]:
    """Keep the customers with a profile of a kind."""
    return rows.filter(Exists(Profile.objects.filter(party=OuterRef("pk"), kind=kind)))


def classed(rows: QuerySet[Party], grade: str) -> QuerySet[Party]:
    """Keep the customers that have a class in one of their profiles."""
    return rows.filter(Exists(Profile.objects.filter(party=OuterRef("pk"), grade=grade)))
