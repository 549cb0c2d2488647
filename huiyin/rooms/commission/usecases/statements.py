"""Rules, and the statement of a month: drafted, approved by somebody else, then as it is for good."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.commission.models import Line, Rule, Statement
from huiyin.rooms.commission.queries import draft_lines, ruling, seal, unsettled_before
from huiyin.rooms.commission.queries.statements import end_of, units_with_stays
from huiyin.rooms.commission.terms import DUE_DAY, STATEMENT, UNIT_MONTH, LineKind, Permit, State
from huiyin.rooms.commission.usecases.stays import check_unit
from huiyin.rooms.duties.queries import duties
from huiyin.rooms.duties.usecases import Owed, fulfil, owe_many
from huiyin.rooms.people import queries as people

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@usecase(permit=Permit.KEEP_RULES, clauses=("H-11c",))
def record_rule(
    actor: Actor, *, unit: Any, start: date, paid: bool, rate: int, window_days: int, reason: str = ""
) -> Rule:
    """Let a rule begin: whether commission is paid, the rate in hundredths of a per cent, the window in days.

    It does not reach back into a month whose statement is approved.
    """
    check_unit(actor, Permit.KEEP_RULES, unit)
    if Rule.objects.filter(unit=unit, start=start).exists():
        raise Refusal.at("start", _("A rule begins on this day already."))
    closed = Statement.objects.filter(
        unit__path__startswith=unit.path, state=State.APPROVED, month__gte=f"{start:%Y-%m}"
    )
    if closed.exists():
        raise Refusal.at("start", _("The statement of this month is approved. Let it begin later."))
    given = {"paid": paid, "rate": rate, "window_days": window_days, "reason": reason.strip()}
    return store.add(Rule(unit=unit, start=start, recorded_by=actor.name, **given))


@usecase(permit=Permit.DRAFT, clauses=("H-11c",))
def draft_statement(actor: Actor, *, unit: Any, month: str) -> Statement:
    """Draft the statement of a month that is over, or draft it anew; earlier months come first."""
    check_unit(actor, Permit.DRAFT, unit)
    if not _MONTH.fullmatch(month):
        raise Refusal.at("month", _("Write the month as 2026-11."))
    if month >= f"{clock.today():%Y-%m}":
        raise Refusal.at("month", _("This month is not over yet."))
    row = Statement.objects.filter(unit=unit, month=month).first()
    if row is not None and row.state == State.APPROVED:
        raise Conflict(_("The statement of this month is approved already."))
    due = draft_lines(unit, month)
    if not due and ruling(unit.path, end_of(month)) is None:
        raise Refusal.at("unit", _("No commission rule holds for this unit."))
    earlier = unsettled_before(unit, month, due)
    if earlier:
        raise Refusal.at("month", _("Settle %(month)s first.") % {"month": earlier})
    told: dict[str, Any] = {
        "base": sum(one.base for one in due), "commission": sum(one.commission for one in due),
        "digest": seal(unit.pk, month, due), "author_id": actor.employee_id, "drafted_by": actor.name,
        "drafted_at": clock.now(),
    }  # fmt: skip
    if row is None:
        return store.add(Statement(unit=unit, month=month, **told))
    author = told.pop("author_id")
    keeper = people.employees(SYSTEM).filter(pk=author).first() if author else None
    return store.change(row, seen=None, author=keeper, **told)


@usecase(permit=Permit.APPROVE, clauses=("H-11c",))
def approve_statement(actor: Actor, *, statement: Statement, seen: int) -> Statement:
    """Approve a statement and write its lines down: not one's own draft, and none in which one is paid oneself.

    Refuses (409) where something was recorded since it was drafted.
    """
    check_unit(actor, Permit.APPROVE, statement.unit)
    if statement.state == State.APPROVED:
        raise Conflict(_("The statement of this month is approved already."))
    due = draft_lines(statement.unit, statement.month)
    same = actor.employee_id == statement.author_id and (actor.employee_id or actor.name == statement.drafted_by)
    if same and not actor.system:
        raise NotPermitted(_("Nobody approves the statement that he drafted himself."))
    if actor.employee_id in {one.agent for one in due}:
        raise NotPermitted(_("Nobody approves a statement in which he is paid himself."))
    if seal(statement.unit_id, statement.month, due) != statement.digest:
        raise Conflict(_("Something was recorded since it was drafted. Draft it anew."))
    store.change(statement, seen=seen, state=State.APPROVED, approved_by=actor.name, approved_at=clock.now())
    for one in due:
        kind = LineKind.STAY if one.refund is None else LineKind.REFUND
        store.add(
            Line(
                statement=statement, agent_id=one.agent, kind=kind, stay_id=one.stay, refund_id=one.refund,
                day=one.day, base=one.base, rate=one.rate, commission=one.commission,
            )
        )  # fmt: skip
    fulfil(actor, STATEMENT, (UNIT_MONTH, f"{statement.unit_id}-{statement.month}"))
    trail.note(lines=len(due))
    return statement


@usecase(permit=Permit.DRAFT, clauses=("H-11c",))
def owe_statements(actor: Actor) -> Statement | None:
    """Owe each unit with something to pay for the last month its statement by the 5th, once."""
    today = clock.today()
    last = today.replace(day=1) - timedelta(days=1)
    month = f"{last:%Y-%m}"
    settled = set(Statement.objects.filter(month=month, state=State.APPROVED).values_list("unit", flat=True))
    wanted = [key for key in units_with_stays(month) if key not in settled]
    subjects = {key: f"{key}-{month}" for key in wanted}
    known = duties(SYSTEM).filter(kind=STATEMENT, subject_type=UNIT_MONTH, subject_id__in=subjects.values())
    owed = set(known.order_by().values_list("subject_id", flat=True))
    due = datetime.combine(today.replace(day=DUE_DAY + 1), time(), timezone.get_default_timezone())
    rows = []
    for unit in people.units(SYSTEM).filter(pk__in=[key for key in wanted if subjects[key] not in owed]):
        rule = ruling(unit.path, last)
        if rule is None or not rule.paid:
            continue
        label = _("Commission statement of %(month)s") % {"month": month}
        url = f"{reverse('commission:draft_statement')}?unit={unit.pk}&month={month}"
        rows.append(Owed((UNIT_MONTH, subjects[unit.pk]), unit, due_at=due, label=f"{label} · {unit.name}", url=url))
    trail.note(count=owe_many(actor, STATEMENT, rows) if rows else 0)
    return None
