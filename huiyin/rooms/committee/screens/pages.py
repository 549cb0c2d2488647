"""The pages of a committee, of a meeting and of a request."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.store import mask
from huiyin.platform.web import fresh_key
from huiyin.rooms.committee.models import Committee, CommitteeRequest, Meeting
from huiyin.rooms.committee.queries import is_late, page_of
from huiyin.rooms.committee.screens.lists import COMMITTEES, MEETINGS, REQUESTS, address_of
from huiyin.rooms.committee.terms import Permit, RequestState
from huiyin.rooms.people.queries import happened_to

Do = dict[str, Any]


def _go(label: str, route: str, pk: int, **more: Any) -> Do:
    return {"label": label, "url": reverse(f"committee:{route}", args=[pk]), **more}


def committee_context(actor: Actor, row: Committee) -> dict[str, Any]:
    """Return what the page of a committee shows: members, requests, meetings, and quarters without one."""
    keeps = actor.reach(Permit.KEEP).covers(row.unit.path)
    page, serving = page_of(row), row.start <= clock.today() <= row.end
    actions = [
        _go(_("Record a meeting"), "record_meeting", row.pk, primary=True, icon="calendar"),
        _go(_("Record a request"), "record_request", row.pk, icon="edit"),
        _go(_("Add a member"), "add_member", row.pk, icon="plus"),
        _go(_("Change the committee"), "change_committee", row.pk),
    ]
    return {
        "page_title": row.name, "crumbs": [(str(COMMITTEES.title), reverse("committee:committees"))],
        "thing": {
            "name": row.name, "hint": row.unit.name, "state": _("In office") if serving else _("Not in office"),
            "tone": "current" if serving else "",
        },
        "facts": [
            (_("In office from"), {"at": row.start, "date_only": True}),
            (_("In office until"), {"at": row.end, "date_only": True}),
        ],
        "committee": row, "missing": page.missing,
        "members": [{"row": one, "shown": mask(one.phone) if one.phone else ""} for one in page.members],
        "meetings": page.meetings,
        "requests": [{"row": one, "url": address_of(one), "late": is_late(one)} for one in page.requests],
        "keeps": keeps, "reveals": actor.reach(Permit.REVEAL).covers(row.unit.path),
        "actions": actions if keeps else [], "body_template": "committee/committee_body.html",
        "timeline": happened_to(row, known=[row.unit]),
    }  # fmt: skip


def meeting_context(actor: Actor, row: Meeting) -> dict[str, Any]:
    """Return what the page of a meeting shows."""
    keeps = actor.reach(Permit.KEEP).covers(row.committee.unit.path)
    actions = [
        _go(_("Attach signed minutes"), "attach_minutes", row.pk, icon="file"),
        _go(_("Correct the record"), "change_meeting", row.pk, icon="edit"),
    ]
    file = reverse("committee:minutes_file", args=[row.pk]) if row.file else ""
    return {
        "page_title": str(row), "crumbs": [(str(MEETINGS.title), reverse("committee:meetings"))],
        "thing": {"name": row.topics, "number": row.day.isoformat(), "hint": row.committee.unit.name},
        "facts": [
            (_("Committee"), row.committee.name, address_of(row.committee)),
            (_("Day"), {"at": row.day, "date_only": True}),
            (_("Attendees"), row.attendees),
            (_("Minutes of the meeting"), row.minutes),
            (_("Signed minutes"), row.file.name if row.file else "", file),
            (_("Recorded by"), row.recorded_by),
        ],
        "actions": actions if keeps else [], "timeline": happened_to(row),
    }  # fmt: skip


def request_context(actor: Actor, row: CommitteeRequest) -> dict[str, Any]:
    """Return what the page of a request shows: its answer, or by when it is due."""
    opened, late = row.state == RequestState.OPEN, is_late(row)
    due = {"label": _("Answer"), "at": row.due_at, "tone": "bad" if late else "", "clause": "R-10a"}
    return {
        "page_title": str(row), "crumbs": [(str(REQUESTS.title), reverse("committee:requests"))],
        "thing": {
            "name": str(row), "hint": row.committee.unit.name, "owner": row.owner.name,
            "state": row.get_state_display(), "tone": "bad" if late else "current" if opened else "done",
            "due": due if opened else None,
        },
        "facts": [
            (_("Committee"), row.committee.name, address_of(row.committee)),
            (_("Committee request"), row.text),
            (_("Asked by"), row.asked_by),
            (_("Received on"), {"at": row.received_on, "date_only": True}),
            (_("Answer"), row.answer),
            (_("Answered by"), row.answered_by),
            (_("Answered at"), {"at": row.answered_at} if row.answered_at else ""),
            (_("Case"), row.case_number, reverse("cases:case", args=[row.case]) if row.case else ""),
        ],
        "actions": list(_request_actions(actor, row)) if opened else [], "timeline": happened_to(row),
    }  # fmt: skip


def _request_actions(actor: Actor, row: CommitteeRequest) -> Iterable[Do]:
    answers = actor.reach(Permit.ANSWER)
    if answers.covers(row.committee.unit.path) or (answers.own is not None and answers.own == row.owner_id):
        yield _go(_("Answer the request"), "answer_request", row.pk, primary=True, icon="check")
    if actor.reach(Permit.KEEP).covers(row.committee.unit.path) and row.referred_at is None:
        asked = _("The request becomes a case of its owner; the committee is still answered here.")
        sent = {"method": "post", "version": row.version, "idempotency_key": str(fresh_key()), "confirm": asked}
        yield _go(_("Make it a case"), "refer_request", row.pk, icon="link", **sent)
