"""How people are reached, and who holds a permit over a unit: for the house's own notices, not for a screen."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from huiyin.platform.actor import Reach
from huiyin.rooms.people.models import Employee, RoleHolding, Unit
from huiyin.rooms.people.queries.actors import in_force_today
from huiyin.rooms.people.rules import climb


@dataclass(frozen=True)
class Reached:
    """A person in service: his name, his mail address, and the path of the unit in which he serves."""

    pk: int
    name: str
    email: str
    unit: int
    path: str


def reached(people: Collection[int]) -> dict[int, Reached]:
    """Return how the people in service among some are reached, by id: one statement."""
    rows = Employee.objects.filter(pk__in=people, active=True)
    names = ("pk", "name", "email", "unit_id", "unit__path")
    return {pk: Reached(pk, name, email, unit, path) for pk, name, email, unit, path in rows.values_list(*names)}


def holders_of(permit: str, path: str) -> list[int]:
    """Return the people who hold a permit over the unit at a path today, by any of their roles: one statement."""
    table: dict[str, dict[str, str]] = import_string(settings.ROLE_GRANTS)
    roles = [role for role, permits in table.items() if permits.get(permit) == "branch"]
    held = RoleHolding.objects.filter(in_force_today(), role__in=roles, unit_id__in=climb(path))
    people = held.filter(user__is_active=True, user__employee__active=True).values_list("user__employee_id", flat=True)
    return sorted(set(people))


def open_units(reach: Reach | None) -> QuerySet[Unit]:
    """Return the units in a reach that are not closed: what somebody may choose in a form (None: nothing)."""
    return Unit.objects.visible_to(reach).filter(closed=False) if reach is not None else Unit.objects.none()
