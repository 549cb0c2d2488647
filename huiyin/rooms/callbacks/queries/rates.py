"""Reads of rates: per policy, unit and month, with the rows behind each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count as Counted
from django.db.models import F, Q, QuerySet

from huiyin.kernel import canon
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.callbacks.models import Callback, FrozenRate, Policy
from huiyin.rooms.callbacks.rules.rates import Count, Line, count, in_per_mille
from huiyin.rooms.callbacks.terms import Occasion, Permit, State
from huiyin.rooms.people import queries as people

IN_TIME = Q(reached_at__isnull=False, reached_at__lte=F("due_at"))
LATE = Q(reached_at__isnull=False, reached_at__gt=F("due_at"))
COUNTS: Mapping[str, Q] = {
    "exempt": Q(state=State.EXEMPT),
    "refused": Q(state=State.REFUSED),
    "numerator": IN_TIME,
    "late": LATE,
    "unreachable": Q(state=State.UNREACHABLE),
    "open": Q(state__in=(State.PLANNED, State.ATTEMPTED)),
}


@dataclass(frozen=True)
class Rate:
    """What a month's callbacks of one policy and unit came to. ``frozen`` is the row that froze it, if any."""

    month: str
    policy: Policy
    unit: Any
    counted: Count
    cut_off: datetime
    target: int
    confirmed: bool
    frozen: FrozenRate | None = None

    @property
    def occasion(self) -> str:
        """Return after what was called back."""
        return str(Occasion(self.policy.occasion).label)

    @property
    def per_mille(self) -> int | None:
        """Return the rate in tenths of a per cent."""
        return in_per_mille(self.counted.numerator, self.counted.denominator)

    @property
    def reached(self) -> bool:
        """Tell whether the target is reached."""
        return self.counted.reaches(self.target)


@query(permit=Permit.READ, clauses=("H-7b", "H-7c"))
def rates(actor: Actor, *, month: str) -> list[Rate]:
    """Return a month's rates of the units that the actor sees: frozen ones as they were frozen, the others as of now.

    Three statements, however many rows. The cut-off is stated with each.
    """
    reach = actor.reach(Permit.READ).narrow(unit_path="unit__path", employee="")
    rows = Callback.objects.filter(reach, month=month).order_by().values("policy", "unit")
    figures = {key: Counted("pk", filter=q) for key, q in COUNTS.items()}
    counted: list[dict[str, Any]] = [dict(row) for row in rows.annotate(due=Counted("pk"), **figures)]
    frozen = {(row.policy_id, row.unit_id): row for row in frozen_rates(actor).filter(month=month).defer("rows")}
    policies = Policy.objects.select_related("unit").in_bulk({row["policy"] for row in counted})
    units = {row.unit_id: row.unit for row in frozen.values()}
    units |= {unit.pk: unit for unit in people.units(actor).filter(pk__in={row["unit"] for row in counted})}
    now, found = clock.now(), []
    for row in counted:
        key = (row.pop("policy"), row.pop("unit"))
        if key in frozen or key[1] not in units:
            continue
        policy = policies[key[0]]
        found.append(Rate(month, policy, units[key[1]], Count(**row), now, policy.target, policy.confirmed))
    found += [_kept(row) for row in frozen.values()]
    return sorted(found, key=lambda one: (one.unit.path, one.policy.occasion, one.policy.pk))


def _kept(row: FrozenRate) -> Rate:
    counted = Count(row.due, row.exempt, row.refused, row.numerator, row.late, row.unreachable, row.open)
    return Rate(row.month, row.policy, row.unit, counted, row.cut_off, row.target, row.confirmed, row)


@query(permit=Permit.READ, clauses=("H-7b",))
def frozen_rates(actor: Actor) -> QuerySet[FrozenRate]:
    """List the frozen rates of the units that the actor sees."""
    return FrozenRate.objects.visible_to(actor.reach(Permit.READ)).select_related("policy__unit", "unit")


@query(permit=Permit.READ)
def months(actor: Actor) -> list[str]:
    """Return the months in which something was due, newest first."""
    seen = Callback.objects.filter(actor.reach(Permit.READ).narrow(unit_path="unit__path", employee=""))
    return list(seen.order_by("-month").values_list("month", flat=True).distinct()[:36])


def rows_behind(policy: int, unit: int, month: str) -> list[list[Any]]:
    """Return the rows that a rate counts, as they are frozen: number, state, due, reached."""
    rows = Callback.objects.filter(policy=policy, unit=unit, month=month).order_by("due_at", "pk")
    return [
        [number, state, due.isoformat(), reached.isoformat() if reached else None]
        for number, state, due, reached in rows.values_list("number", "state", "due_at", "reached_at")
    ]


def counted_again(rows: list[list[Any]]) -> Count:
    """Count frozen rows again: it must give what was frozen."""
    return count(
        Line(number, state, datetime.fromisoformat(due), datetime.fromisoformat(reached) if reached else None)
        for number, state, due, reached in rows
    )


def digest_of(month: str, policy: int, unit: int, rows: list[list[Any]]) -> str:
    """Return the digest that seals a frozen rate's rows."""
    return canon.digest([month, policy, unit, rows])
