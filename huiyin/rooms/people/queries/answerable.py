"""Who answers for the work of units on a day, as plain values."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q, Value

from huiyin.rooms.people.models import RoleHolding
from huiyin.rooms.people.queries.people import appointed_on

# Unit → who stands over it: (employee or None, name).
Holders = dict[int, list[tuple[int | None, str]]]
_APPRAISER = "appraiser"


@dataclass
class Answering:
    """Who appraises each unit that has an appraiser of its own, {unit: (employee, name)}, and who holds some roles."""

    appraisers: dict[int, tuple[int, str]] = field(default_factory=dict)
    holders: dict[str, Holders] = field(default_factory=dict)


def answering_on(day: date, roles: Collection[str]) -> Answering:
    """Return who appraises units, and who holds some roles over each unit itself, on a day: one statement."""
    held = RoleHolding.objects.filter(Q(end__isnull=True) | Q(end__gte=day), role__in=list(roles), start__lte=day)
    appointed = (
        appointed_on(day)
        .order_by()
        .values_list(Value(_APPRAISER), "start", "pk", "unit_id", "employee_id", "employee__name", "employee__name")
    )
    rows = appointed.union(
        held.filter(user__is_active=True)
        .order_by()
        .values_list(
            F("role"), "start", "pk", "unit_id", "user__employee_id", "user__employee__name", "user__first_name"
        ),
        all=True,
    )
    found = Answering(holders={str(role): {} for role in roles})
    for role, _start, _pk, unit, employee, name, first in sorted(rows, key=lambda row: (row[1], row[2])):
        if role == _APPRAISER:
            found.appraisers[unit] = (employee, name)
        else:
            found.holders[role].setdefault(unit, []).append((employee, name or first))
    return found
