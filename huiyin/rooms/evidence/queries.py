"""Reads of facts: the list, a person's own, what appraisal draws on, and one fact with all that belongs to it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible, Refusal
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.platform.models import StoredFile
from huiyin.rooms.evidence.models import Comment, Fact
from huiyin.rooms.evidence.terms import EvidenceKind, Permit
from huiyin.rooms.people.queries.tree import units_within

CLAUSES = ("P-1.0b", "P-4.7a")


@cache
def evidence_kinds() -> Mapping[str, EvidenceKind]:
    """Return the kinds of facts of all rooms by key."""
    kinds: Mapping[str, EvidenceKind] = import_string(settings.EVIDENCE_KINDS)()
    return kinds


def kind_of(key: str) -> EvidenceKind:
    """Return a kind. Raises Refusal for one that no room declares."""
    found = evidence_kinds().get(key)
    if found is None:
        raise Refusal.at("kind", _("There is no such kind of fact: %(kind)s.") % {"kind": key})
    return found


@query(permit=Permit.READ_EVIDENCE, clauses=CLAUSES)
def facts(actor: Actor) -> QuerySet[Fact]:
    """List the facts that the actor sees: those of his units, or those about himself."""
    rows = Fact.objects.select_related("employee", "unit")
    reach = actor.reach(Permit.READ_EVIDENCE)
    within = units_within(reach)
    if within is None:
        return rows
    if not within:
        return rows.filter(employee_id=reach.own or 0)
    seen = rows.filter(unit__in=within)
    return seen if reach.own is None else seen | rows.filter(employee_id=reach.own)


@query(permit=Permit.ANSWER_EVIDENCE, clauses=CLAUSES)
def own_facts(actor: Actor) -> QuerySet[Fact]:
    """List the facts about the actor himself."""
    return Fact.objects.select_related("employee", "unit").filter(employee_id=actor.employee_id or 0)


@query(permit=Permit.READ_EVIDENCE, clauses=CLAUSES)
def facts_about(actor: Actor, *, people: Collection[int], start: date, end: date) -> QuerySet[Fact]:
    """List the facts of some days about some people, oldest first, as the actor sees them: one statement.

    This is what other rooms draw on.
    """
    seen = Fact.objects.visible_to(actor.reach(Permit.READ_EVIDENCE))
    return seen.filter(employee__in=people, on__range=(start, end)).order_by("employee_id", "on", "id")


@query(permit=Permit.WITHDRAW_EVIDENCE, clauses=("P-1.0b",))
def withdrawable(actor: Actor) -> QuerySet[Fact]:
    """List the facts of the units over which the actor withdraws; never those about himself."""
    condition = actor.reach(Permit.WITHDRAW_EVIDENCE).narrow(unit_path="unit__path", employee="")
    rows = Fact.objects.filter(condition).select_related("employee", "unit")
    return rows.exclude(employee_id=actor.employee_id) if actor.employee_id else rows


@dataclass(frozen=True)
class Use:
    """What became of a fact somewhere else in the house, as that room tells it (``settings.FACT_USES``)."""

    label: str
    state: str
    tone: str
    reason: str
    url: str


@dataclass(frozen=True)
class FactPage:
    """A fact with what the person says to it, and what became of it."""

    fact: Fact
    kind: EvidenceKind | None
    comments: Sequence[Comment]
    uses: Sequence[Use]


@query(permit=Permit.READ_EVIDENCE, clauses=CLAUSES)
def fact_page(actor: Actor, *, pk: int) -> FactPage:
    """Return one fact with all that belongs to it. Raises NotVisible (404)."""
    row = seen_fact(actor, pk)
    uses = import_string(settings.FACT_USES)(actor, row.pk)
    return FactPage(row, evidence_kinds().get(row.kind), list(row.comments.all()), uses)


def seen_fact(actor: Actor, pk: int) -> Fact:
    """Return a fact that the actor sees: one statement. Raises NotVisible (404)."""
    seen = Fact.objects.visible_to(actor.reach(Permit.READ_EVIDENCE))
    row = seen.select_related("employee", "unit", "file").filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such fact, or it is not open to you."))
    return row


@query(permit=Permit.READ_EVIDENCE, clauses=("P-1.0b",))
def fact_file(actor: Actor, *, pk: int) -> StoredFile:
    """Return the file that proves a fact which the actor sees. Raises NotVisible (404)."""
    stored = seen_fact(actor, pk).file
    if stored is None:
        raise NotVisible(_("There is no such file, or it is not open to you."))
    return stored
