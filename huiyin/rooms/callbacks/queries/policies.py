"""Reads of policies and of draws."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import query
from huiyin.rooms.callbacks.models import Candidate, Draw, Policy
from huiyin.rooms.callbacks.rules.lots import is_drawn
from huiyin.rooms.callbacks.terms import Permit
from huiyin.rooms.people import queries as people
from huiyin.rooms.people.rules import climb

_SHOWN = ("unit", "caller", "deputy")


@query(permit=Permit.READ, clauses=("H-7b",))
def policies(actor: Actor) -> QuerySet[Policy]:
    """List the callback policies of the units that the actor sees."""
    return Policy.objects.visible_to(actor.reach(Permit.READ)).select_related(*_SHOWN)


@query(permit=Permit.KEEP_POLICIES)
def kept_policies(actor: Actor) -> QuerySet[Policy]:
    """List the callback policies that the actor keeps."""
    return Policy.objects.visible_to(actor.reach(Permit.KEEP_POLICIES)).select_related(*_SHOWN)


def ruling(occasion: str, path: str, day: date) -> Policy | None:
    """Return the policy in force for a unit's path on a day: that of the nearest unit upwards. One statement."""
    above = climb(path)
    rows = Policy.objects.filter(unit__in=above, occasion=occasion, start__lte=day).select_related("unit")
    in_force = rows.filter(Q(end__isnull=True) | Q(end__gte=day)).order_by("-start")
    return min(in_force, key=lambda one: above.index(one.unit_id), default=None)


@query(permit=Permit.READ)
def draws(actor: Actor) -> QuerySet[Draw]:
    """List the draws of the policies that the actor sees."""
    narrowed = actor.reach(Permit.READ).narrow(unit_path="policy__unit__path", employee="")
    return Draw.objects.filter(narrowed).select_related("policy__unit")


@query(permit=Permit.READ)
def candidates(actor: Actor, pk: int) -> QuerySet[Candidate]:
    """List who was in a draw, with what the lot said."""
    narrowed = actor.reach(Permit.READ).narrow(unit_path="draw__policy__unit__path", employee="")
    return Candidate.objects.filter(narrowed, draw=pk).select_related("draw")


def drawn_again(draw: Draw) -> list[int]:
    """Draw again from the kept seed and return the places where the lot says otherwise: none, unless forged."""
    rows = draw.rows.values_list("place", "drawn")
    return [place for place, drawn in rows if is_drawn(draw.seed, place, draw.rate) != drawn]


def unit_of(given: Any) -> Any:
    """Return a unit given as a row or by its id."""
    return people.units(SYSTEM).get(pk=given) if isinstance(given, int | str) else given


def departments(actor: Actor) -> QuerySet[Any]:
    """List the departments to which the actor may pass an opinion: those of his own division, and the company."""
    reach = actor.reach(Permit.CALL)
    units = people.units(SYSTEM).filter(closed=False).order_by("path")
    if reach.everything:
        return units
    paths = set(reach.branches)
    if reach.own is not None:
        paths |= set(people.employees(SYSTEM).filter(pk=reach.own).values_list("unit__path", flat=True))
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__startswith=division(path)) | Q(pk__in=climb(path))
    return units.filter(condition)


def division(path: str) -> str:
    """Return the branch just below the top of the tree that a unit lies in: /1/4/7/ → /1/4/."""
    parts = path.strip("/").split("/")
    return f"/{'/'.join(parts[:2])}/"
