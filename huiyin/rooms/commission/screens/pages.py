"""The page of a return stay and of a statement."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.screens import Action
from huiyin.rooms.callbacks.queries.callbacks import callbacks
from huiyin.rooms.callbacks.terms import Permit as Callbacks
from huiyin.rooms.commission import queries
from huiyin.rooms.commission.models import Statement, Stay
from huiyin.rooms.commission.rules.money import yuan
from huiyin.rooms.commission.rules.statements import Due
from huiyin.rooms.commission.screens.lists import STATEMENTS, STAYS
from huiyin.rooms.commission.terms import Basis, Permit, State
from huiyin.rooms.people import queries as people
from huiyin.rooms.people.queries import happened_to


def stay_context(actor: Actor, row: Stay) -> Mapping[str, Any]:
    """Return what the page of a return stay shows: whom it is owed to, by which callback, what was given back."""
    owed = row.basis == Basis.CALLBACK
    seen = owed and actor.may(Callbacks.READ) and callbacks(actor).filter(pk=row.callback_id or 0).exists()
    actions = []
    if actor.reach(Permit.KEEP_STAYS).covers(row.unit.path):
        actions = [Action(_("Record a refund"), reverse("commission:record_refund", args=[row.pk]))]
    callback = str(row.callback) if row.callback else ""
    return {
        "page_title": f"{_('Return stay')} {row.number}",
        "crumbs": [(str(STAYS.title), reverse("commission:stays"))],
        "thing": {
            "name": row.guest, "number": row.number, "hint": row.unit.name,
            "owner": row.agent.name if row.agent else "",
            "state": row.get_basis_display(), "tone": "done" if owed else "",
        },
        "facts": [
            (_("Owed to"), row.agent.name if row.agent else _("nobody")),
            (_("Basis"), row.get_basis_display()),
            (_("Callback"), callback, reverse("callbacks:callback", args=[row.callback_id]) if seen else ""),
            (_("Reached at"), {"at": row.called_at} if row.called_at else ""),
            (_("Days between callback and booking"), str(row.window_days)),
            (_("Telephone"), row.phone),
            (_("Booked at"), {"at": row.booked_at}),
            (_("Checked in"), {"at": row.checked_in, "date_only": True}),
            (_("Checked out"), {"at": row.checked_out, "date_only": True}),
            (_("Room revenue, yuan"), yuan(row.revenue)),
            (_("Recorded by"), row.recorded_by), (_("Recorded at"), {"at": row.recorded_at}),
        ],
        "refunds": [{"row": one, "amount": yuan(one.amount)} for one in queries.refunds_of(row)],
        "actions": actions, "timeline": happened_to(row), "body_template": "commission/stay_body.html",
    }  # fmt: skip


def statement_context(actor: Actor, row: Statement) -> Mapping[str, Any]:
    """Return what the page of a statement shows: each agent's lines with base, rate and commission, and the sums."""
    due = queries.lines_of(row)
    draft = row.state == State.DRAFT
    stale = draft and queries.seal(row.unit_id, row.month, due) != row.digest
    return {
        "page_title": _("Commission statement of %(month)s") % {"month": row.month},
        "crumbs": [(str(STATEMENTS.title), reverse("commission:statements"))],
        "thing": {
            "name": f"{row.unit.name} {row.month}", "number": yuan(sum(one.commission for one in due)),
            "state": row.get_state_display(), "tone": "soon" if draft else "done",
        },
        "facts": [
            (_("Base, yuan"), yuan(sum(one.base for one in due))),
            (_("Commission, yuan"), yuan(sum(one.commission for one in due))),
            (_("Drafted by"), row.drafted_by), (_("Drafted at"), {"at": row.drafted_at}),
            (_("Approved by"), row.approved_by), (_("Approved at"), {"at": row.approved_at} if row.approved_at else ""),
        ],
        "agents": _agents(row, due), "stale": stale, "actions": _actions(actor, row, due, stale=stale),
        "timeline": happened_to(row), "body_template": "commission/statement_body.html",
    }  # fmt: skip


def _agents(row: Statement, due: list[Due]) -> list[dict[str, Any]]:
    names = dict(people.employees(SYSTEM).filter(pk__in={one.agent for one in due}).values_list("pk", "name"))
    numbers = dict(
        queries.stays(SYSTEM).filter(unit=row.unit_id, pk__in={one.stay for one in due}).values_list("pk", "number")
    )
    found: dict[int, dict[str, Any]] = {}
    for one in due:
        agent = found.setdefault(one.agent, {"name": names[one.agent], "lines": [], "base": 0, "commission": 0})
        agent["base"] += one.base
        agent["commission"] += one.commission
        agent["lines"].append({
            "stay": one.stay, "number": numbers[one.stay], "day": one.day, "refund": one.refund is not None,
            "base": yuan(one.base), "rate": yuan(one.rate), "commission": yuan(one.commission),
            "carried": f"{one.day:%Y-%m}" != row.month,
        })  # fmt: skip
    return [one | {"base": yuan(one["base"]), "commission": yuan(one["commission"])} for one in found.values()]


def _actions(actor: Actor, row: Statement, due: list[Due], *, stale: bool) -> list[Action]:
    if row.state != State.DRAFT:
        return []
    actions = []
    if actor.reach(Permit.APPROVE).covers(row.unit.path):
        why = ""
        if actor.employee_id is not None and actor.employee_id == row.author_id:
            why = _("Nobody approves the statement that he drafted himself.")
        elif actor.employee_id in {one.agent for one in due}:
            why = _("Nobody approves a statement in which he is paid himself.")
        elif stale:
            why = _("Something was recorded since it was drafted. Draft it anew.")
        url = reverse("commission:approve_statement", args=[row.pk])
        actions.append(Action(_("Approve the statement"), url, primary=not why, refused=why))
    if actor.reach(Permit.DRAFT).covers(row.unit.path):
        url = f"{reverse('commission:draft_statement')}?unit={row.unit_id}&month={row.month}"
        actions.append(Action(_("Draft it anew"), url, primary=stale))
    return actions
