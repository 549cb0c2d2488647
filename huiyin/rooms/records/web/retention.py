"""Pages about retention: what is due, holds, disposals."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.platform.actor import Actor
from huiyin.platform.screens import form_view, list_view, one
from huiyin.platform.web import PageRequest, gate
from huiyin.rooms.people.queries import happened_to
from huiyin.rooms.records import rules
from huiyin.rooms.records.queries import retention
from huiyin.rooms.records.queries.signatures import meaning_of, signatures_of
from huiyin.rooms.records.screens import retention as screens
from huiyin.rooms.records.terms import DISPOSAL_FLOW, DisposalState, Permit

due = list_view(screens.DUE)
holds = list_view(screens.HOLDS)
disposals = list_view(screens.DISPOSALS)
place_hold = form_view(screens.PLACE_HOLD)
lift_hold = form_view(screens.LIFT_HOLD)
draft_disposal = form_view(screens.DRAFT_DISPOSAL)
approve_disposal = form_view(screens.APPROVE_DISPOSAL)
ask_disposal = form_view(screens.ASK_DISPOSAL)
withdraw_disposal = form_view(screens.WITHDRAW_DISPOSAL)

_load = one(retention.disposals)
TONES = {
    DisposalState.DRAFTED: "soon",
    DisposalState.APPROVED: "current",
    DisposalState.EXECUTED: "done",
    DisposalState.WITHDRAWN: "",
}


def _facts(row: Any) -> list[tuple[Any, ...]]:
    listed = f"{reverse('records:records')}?{urlencode({'disposal': row.number})}"
    facts: list[tuple[Any, ...]] = [
        (_("Records"), row.count, listed),
        (_("Department"), row.unit_name),
        (_("Remark"), row.note),
        (_("Drafted by"), row.drafted_by),
        (_("Drafted at"), {"at": row.drafted_at}),
    ]
    if row.approved_at:
        facts += [(_("Approved by"), row.approved_by), (_("Approved at"), {"at": row.approved_at})]
    if row.executed_at:
        facts.append((_("Carried out at"), {"at": row.executed_at}))
    if row.certificate:
        url = reverse("records:record", args=[row.certificate.pk])
        facts.append((_("Disposal certificate"), row.certificate.number, url))
    if row.withdrawn_at:
        facts += [(_("Withdrawn by"), row.withdrawn_by), (_("Withdrawn at"), {"at": row.withdrawn_at})]
        facts.append((_("Why it was withdrawn"), row.withdrawn_why))
    return facts


def _actions(actor: Actor, row: Any) -> Iterator[dict[str, Any]]:
    if actor.may(Permit.APPROVE_DISPOSAL) and DISPOSAL_FLOW.can("approve", row.state):
        other = rules.is_another((row.drafter_account, row.drafter_employee), (actor.user_id, actor.employee_id))
        yield {
            "label": _("Approve"), "url": reverse("records:approve_disposal", args=[row.pk]), "primary": True,
            "icon": "check", "refused": "" if other else _("Who drafted a disposal does not approve it."),
        }  # fmt: skip
    if actor.may(Permit.APPROVE_DISPOSAL) and DISPOSAL_FLOW.can("carry_out", row.state):
        yield {
            "label": _("Carry it out"), "url": reverse("records:ask_disposal", args=[row.pk]),
            "hint": _("It is carried out by itself after the approval; again after a hold was lifted."),
        }  # fmt: skip
    if actor.may(Permit.DRAFT_DISPOSAL) and DISPOSAL_FLOW.can("withdraw", row.state):
        yield {"label": _("Withdraw"), "url": reverse("records:withdraw_disposal", args=[row.pk]), "danger": True}


@gate(retention.disposals)
def disposal(request: PageRequest, pk: int) -> HttpResponse:
    """Show a disposal: its list, who drafted, approved and signed it, what is in its way."""
    row: Any = _load(request.actor, pk=pk)
    signed = signatures_of(request.actor, "records.disposal", [str(pk)]).get(str(pk), [])
    open_still = row.state in {DisposalState.DRAFTED, DisposalState.APPROVED}
    context = {
        "page_title": f"{_('Disposal')} {row.number}",
        "crumbs": [(_("Disposals"), reverse("records:disposals"))],
        "thing": {
            "number": row.number,
            "name": _("Disposal"),
            "state": row.get_state_display(),
            "tone": TONES[DisposalState(row.state)],
        },
        "facts": _facts(row),
        "actions": list(_actions(request.actor, row)),
        "disposal": row,
        "signed": [{"row": one_of, "meaning": meaning_of(one_of)} for one_of in signed],
        "obstacles": retention.obstacles(row) if open_still else [],
        "timeline": happened_to(row),
        "body_template": "records/disposal_body.html",
    }
    return render(request, "parts/detail_page.html", context)
