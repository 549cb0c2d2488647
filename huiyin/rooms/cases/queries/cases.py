"""Reads of cases: the list, what a caller had before, what a customer's page shows."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.cases.models import Attachment, Case
from huiyin.rooms.cases.rules import suggest
from huiyin.rooms.cases.rules.found import FIRST_FINDS, mark_of
from huiyin.rooms.cases.terms import FINAL, Permit
from huiyin.rooms.customers.queries.matters import Matter
from huiyin.rooms.customers.queries.search import Matching
from huiyin.rooms.people.queries.tree import units_within

MOST_EARLIER = 8
MOST_MARKS = 50
LOOKED_THROUGH = 30


def _within(actor: Actor) -> Q:
    """Return the condition for the units that the actor sees; nothing where he sees all of them."""
    units = units_within(actor.reach(Permit.READ_CASES))
    return Q() if units is None else Q(unit__in=units)


@query(permit=Permit.READ_CASES, clauses=("H-12", "S-4a"))
def cases(actor: Actor) -> QuerySet[Case]:
    """List the cases of the units that the actor sees."""
    return Case.objects.filter(_within(actor)).select_related("unit", "department", "owner")


@query(permit=Permit.READ_CASES, clauses=("S-4a",))
def cases_below(actor: Actor, path: str) -> QuerySet[Case]:
    """List the cases of a branch that the actor sees; where he sees all of it, without asking which units there are."""
    rows = Case.objects.all() if actor.reach(Permit.READ_CASES).covers(path) else cases(actor)
    return rows.filter(unit__path__startswith=path).select_related("unit", "department", "owner")


@query(permit=Permit.READ_CASES, clauses=("H-4a",))
def attachments(actor: Actor) -> QuerySet[Attachment]:
    """List the files of the cases that the actor sees."""
    return Attachment.objects.filter(case__in=Case.objects.filter(_within(actor))).select_related("file")


def matching(actor: Actor, rows: QuerySet[Case], typed: str, *, newest: int = 0) -> QuerySet[Case]:
    """Keep the cases whose number, caller or text holds what was typed, through an index.

    ``newest`` is for who shows the first page of nothing but that: what lies behind so many finds is not collected.
    """
    units = units_within(actor.reach(Permit.READ_CASES))
    marks = [mark_of(unit) for unit in units] if units is not None and len(units) <= MOST_MARKS else []
    return rows.filter(Matching("grams", typed.strip(), marks=marks, newest=newest))


@query(permit=Permit.READ_CASES)
def search_cases(actor: Actor, text: str, limit: int = 8) -> list[Case]:
    """Return the newest cases that a typed text may mean."""
    return list(matching(actor, cases(actor), text, newest=FIRST_FINDS).order_by("-id")[:limit]) if text.strip() else []


@query(permit=Permit.READ_CASES)
def earlier_of(actor: Actor, party: int | None, phone: str, text: str = "") -> list[Case]:
    """Return the latest matters of a customer or of a telephone number; those that a text may repeat come first."""
    who = Q(party=party) if party else Q(caller_phone=phone)
    if not party and not phone:
        return []
    rows = list(cases(actor).filter(who).order_by("-id")[:LOOKED_THROUGH])
    alike = suggest.repeats(text, ((row.pk, row.text) for row in rows))
    rows.sort(key=lambda row: (alike.index(row.pk) if row.pk in alike else len(alike), -row.pk))
    for row in rows:
        row.alike = row.pk in alike  # type: ignore[attr-defined]
    return rows[:MOST_EARLIER]


@query(permit=Permit.READ_CASES)
def likely_department(actor: Actor, unit: str, category: str) -> str:
    """Return the department that lately answered for a category in a unit; nothing where it is not clear."""
    if not category or not unit.isdecimal():
        return ""
    rows = cases(actor).filter(unit=int(unit[:9]), category=category).order_by("-id")
    return suggest.department_of(list(rows.values_list("department__name", flat=True)[:LOOKED_THROUGH]))


def matters_of_party(actor: Actor, keys: Sequence[int], limit: int) -> list[Matter]:
    """Return the cases of a customer for its page: one statement."""
    if not actor.may(Permit.READ_CASES):
        return []
    seen = actor.reach(Permit.READ_CASES).narrow(unit_path="unit__path", employee="")
    rows = Case.objects.filter(seen, party__in=keys).order_by("-id")[:limit]
    return [
        Matter(
            row.registered_at, str(row.get_kind_display()), row.number, str(row.get_state_display()),
            reverse("cases:case", args=[row.pk]),
        )
        for row in rows
    ]  # fmt: skip


def matters_of_party_holder(keys: Sequence[int]) -> str:
    """Say why a customer may not be erased yet: a case of his is not over."""
    open_one = Case.objects.filter(party__in=keys).exclude(state__in=sorted(FINAL)).first()
    return _("The case %(number)s is not over.") % {"number": open_one.number} if open_one else ""
