"""Reads of rules, statements and lines; what a month's statement would hold."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from huiyin.kernel import canon
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.commission.models import Line, Refund, Rule, Statement, Stay
from huiyin.rooms.commission.rules.statements import Back, Due, Owing, due_until
from huiyin.rooms.commission.terms import Permit, State
from huiyin.rooms.people.rules import climb


@query(permit=Permit.READ, clauses=("H-11c",))
def rules(actor: Actor) -> QuerySet[Rule]:
    """List the commission rules of the units that the actor sees."""
    reach = actor.reach(Permit.READ).narrow(unit_path="unit__path", employee="")
    return Rule.objects.filter(reach).select_related("unit")


def ruling(path: str, day: date) -> Rule | None:
    """Return the rule in force for a unit's path on a day: that of the nearest unit upwards; or none."""
    return _nearest(_above(path), climb(path), day)


def _above(path: str) -> list[Rule]:
    return list(Rule.objects.filter(unit__in=climb(path)).order_by("-start"))


def _nearest(rows: Iterable[Rule], above: Sequence[int], day: date) -> Rule | None:
    return min((one for one in rows if one.start <= day), key=lambda one: above.index(one.unit_id), default=None)


@query(permit=Permit.READ, clauses=("H-11c",))
def statements(actor: Actor) -> QuerySet[Statement]:
    """List the statements of the units that the actor sees."""
    return Statement.objects.visible_to(actor.reach(Permit.READ)).select_related("unit")


@query(permit=Permit.APPROVE)
def approvable(actor: Actor) -> QuerySet[Statement]:
    """List the statements that the actor may approve."""
    return Statement.objects.visible_to(actor.reach(Permit.APPROVE)).select_related("unit")


@query(permit=Permit.READ, clauses=("H-11c",))
def lines(actor: Actor) -> QuerySet[Line]:
    """List the lines of approved statements: one's own; those of others to who sees their unit's statements."""
    reach = actor.reach(Permit.READ).narrow(unit_path="statement__unit__path", employee="agent_id")
    return Line.objects.filter(reach).select_related("statement__unit", "agent", "stay")


def lines_of(row: Statement) -> list[Due]:
    """Return the lines of a statement: those of an approved one as written down, those of a draft as of now."""
    if row.state == State.DRAFT:
        return draft_lines(row.unit, row.month)
    kept = Line.objects.filter(statement=row).order_by("pk")
    return [Due(one.agent_id, one.stay_id, one.refund_id, one.day, one.base, one.rate, one.commission) for one in kept]


def draft_lines(unit: Any, month: str) -> list[Due]:
    """Return what is due in a unit until the end of a month and stands in no approved statement yet.

    Stays count in the month of their check-out, at the rate of that day. What is recorded after its month was approved
    comes with the next statement. Four statements, however many stays.
    """
    paid = Line.objects.filter(stay=OuterRef("pk"), refund=None)
    backs = Refund.objects.filter(stay__unit=unit, stay__agent__isnull=False)
    taken = Line.objects.filter(refund=OuterRef("pk"))
    refunds = [
        Back(one.pk, one.stay_id, one.day, one.amount, settled=one.taken)
        for one in backs.annotate(taken=Exists(taken)).order_by("day", "pk")
    ]
    open_ = Stay.objects.filter(unit=unit, agent__isnull=False).annotate(settled=Exists(paid))
    wanted = open_.filter(Q(settled=False) | Q(pk__in={one.stay for one in refunds}))
    rates = dict(Line.objects.filter(stay__unit=unit, refund=None).values_list("stay", "rate")) if refunds else {}
    found, above = _above(unit.path), climb(unit.path)
    owing = []
    for stay in wanted.order_by("checked_out", "pk"):
        rule = _nearest(found, above, stay.checked_out)
        rate = rule.rate if rule is not None and rule.paid else None
        agent, out = stay.agent_id or 0, stay.checked_out
        owing.append(Owing(stay.pk, agent, out, stay.revenue, rate, rates.get(stay.pk)))
    return due_until(owing, refunds, end_of(month))


def end_of(month: str) -> date:
    """Return the last day of a month ("2026-11")."""
    year, number = (int(part) for part in month.split("-"))
    first = date(year + number // 12, number % 12 + 1, 1)
    return date.fromordinal(first.toordinal() - 1)


def unsettled_before(unit: Any, month: str, due: Iterable[Due]) -> str:
    """Return the earliest month before ``month`` that has something due and no approved statement, or nothing."""
    months = sorted({f"{one.day:%Y-%m}" for one in due} - {month})
    settled = set(
        Statement.objects.filter(unit=unit, month__in=months, state=State.APPROVED).values_list("month", flat=True)
    )
    return next((one for one in months if one < month and one not in settled), "")


def seal(unit: int, month: str, due: Iterable[Due]) -> str:
    """Return the digest that seals the lines of a draft."""
    return canon.digest([
        unit, month, [[one.agent, one.stay, one.refund, one.base, one.rate, one.commission] for one in due],
    ])  # fmt: skip


def units_with_stays(month: str) -> list[int]:
    """Return the units in which somebody is owed a stay that ended in a month."""
    first, last = date.fromisoformat(f"{month}-01"), end_of(month)
    rows = Stay.objects.filter(checked_out__gte=first, checked_out__lte=last, agent__isnull=False)
    return list(rows.order_by().values_list("unit", flat=True).distinct())
