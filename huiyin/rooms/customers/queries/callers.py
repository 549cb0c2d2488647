"""Who calls: found while the number is typed, or at once from what the line announces."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.platform.store import mask
from huiyin.rooms.customers.models import Contact, Party
from huiyin.rooms.customers.queries.parties import beginning, below, within
from huiyin.rooms.customers.rules.numbers import digits_of
from huiyin.rooms.customers.terms import LEAST_DIGITS, LEAST_LEADING_DIGITS, MOST_CALLERS, Permit, ProfileKind


@dataclass(frozen=True)
class Caller:
    """A customer whom a number may belong to. ``whole``: it is this number, not a part of it."""

    id: int
    name: str
    phone: str
    contact: int
    unit: int
    unit_name: str
    profiles: tuple[str, ...]
    whole: bool
    url: str


@query(permit=Permit.READ_CUSTOMERS)
def find_callers(actor: Actor, digits: str, limit: int = MOST_CALLERS) -> list[Caller]:
    """Return the customers whose number is, begins or ends with what was typed; whole numbers first.

    A beginning counts from five digits on, an end from four. Two or three statements, through indexes.
    """
    typed = digits_of(digits)[:20]
    if len(typed) < LEAST_DIGITS:
        return []
    reach = within(actor, Permit.READ_CUSTOMERS, "party__unit")
    present = {f"party__{key}": None for key in ("survivor", "erased_at")}
    rows = Contact.objects.filter(reach, **present).select_related("party__unit").prefetch_related("party__profiles")
    found = {row.pk: row for row in _first(rows, "turned", typed[::-1], limit)}
    if len(typed) >= LEAST_LEADING_DIGITS:
        found |= {row.pk: row for row in _first(rows, "digits", typed, limit)}
    ordered = sorted(found.values(), key=lambda row: (row.digits != typed, row.pk))
    return [_caller(row, typed) for row in _one_each(ordered)][:limit]


@query(permit=Permit.READ_CUSTOMERS)
def caller_of(actor: Actor, digits: str) -> Party | None:
    """Return the one customer whose number this is, nobody where it is nobody's or several people's: one statement.

    What is not asked of him here (all but key and name) is read when it is asked for.
    """
    seen = below(actor, "party__unit__path")
    present = {f"party__{key}": None for key in ("survivor", "erased_at")}
    rows = Contact.objects.filter(seen, digits=digits_of(digits), **present)
    found = {row.party_id: row.party for row in rows.select_related("party").only("party__name")[:MOST_CALLERS]}
    return next(iter(found.values())) if len(found) == 1 else None


def _first(rows: QuerySet[Contact], column: str, begun: str, limit: int) -> QuerySet[Contact]:
    return rows.filter(beginning(column, begun)).order_by(column)[:limit]


def _one_each(rows: Iterable[Contact]) -> Iterable[Contact]:
    seen: set[int] = set()
    for row in rows:
        if row.party_id not in seen:
            seen.add(row.party_id)
            yield row


def _caller(row: Contact, typed: str) -> Caller:
    party = row.party
    return Caller(
        id=party.pk,
        name=party.name,
        phone=mask(row.value),
        contact=row.pk,
        unit=party.unit_id,
        unit_name=party.unit.name,
        profiles=tuple(str(ProfileKind(one.kind).label) for one in party.profiles.all()),
        whole=row.digits == typed,
        url=reverse("customers:customer", args=[party.pk]),
    )
