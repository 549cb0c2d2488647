"""Who answers for the work of units on a day, as plain values."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from huiyin.rooms.people.models import RoleHolding
from huiyin.rooms.people.queries.people import appointed_on

# Unit → who stands over it: (employee or None, name).
Holders = dict[int, list[tuple[int | None, str]]]


def appraisers_of_units(day: date) -> dict[int, tuple[int, str]]:
    """Return who appraises each unit that has an appraiser of its own, {unit: (employee, name)}: one statement."""
    rows = appointed_on(day).values_list("unit_id", "employee_id", "employee__name")
    return {unit: (employee, name) for unit, employee, name in rows}


def holders_of_units(roles: Collection[str], day: date) -> dict[str, Holders]:
    """Return who holds some roles over each unit itself on a day: one statement."""
    held = RoleHolding.objects.filter(Q(end__isnull=True) | Q(end__gte=day), role__in=list(roles), start__lte=day)
    found: dict[str, Holders] = {str(role): {} for role in roles}
    rows = held.filter(user__is_active=True).order_by("start", "pk")
    for role, unit, employee, name, first in rows.values_list(
        "role", "unit_id", "user__employee_id", "user__employee__name", "user__first_name"
    ):
        found[role].setdefault(unit, []).append((employee, name or first))
    return found
