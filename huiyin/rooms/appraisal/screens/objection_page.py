"""The page of an objection: the deduction, what both sides say, the decision with both scores, what may be done now."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.points import show_points
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.rooms.appraisal.models import Objection
from huiyin.rooms.appraisal.queries import objections as queries
from huiyin.rooms.appraisal.rules import objections as rules
from huiyin.rooms.appraisal.screens.objections import OBJECTIONS, due_of, edition_url
from huiyin.rooms.appraisal.screens.timeline import told
from huiyin.rooms.appraisal.terms import Kind, ObjectionState, Outcome, Permit

_TONES = {
    ObjectionState.RAISED: "soon", ObjectionState.INQUIRY: "current", ObjectionState.DECIDED: "done",
    ObjectionState.WITHDRAWN: "",
}  # fmt: skip


def objection_context(actor: Actor, row: Objection, key: str) -> Mapping[str, Any]:
    """Return what the page of an objection shows."""
    return {
        "page_title": f"{_('Objection')} {row.number}",
        "crumbs": [(str(OBJECTIONS.title), reverse("appraisal:objections"))],
        "thing": _head(row),
        "facts": _facts(row),
        "actions": _actions(actor, row, key),
        "objection": row,
        "line": deduction(row),
        "own_url": reverse("appraisal:objection_file", args=[row.pk, "own"]) if row.file_id else "",
        "own_name": row.file.name if row.file else "",
        "said": _said(row),
        "result": _result(row),
        "timeline": [replace(line, changes=()) for line in told(row)],
        "body_template": "appraisal/objection_body.html",
    }


def _head(row: Objection) -> dict[str, Any]:
    state = Outcome(row.outcome).label if row.outcome else row.get_state_display()
    head: dict[str, Any] = {
        "name": _("Objection of %(name)s") % {"name": row.employee.name}, "number": row.number, "state": state,
        "tone": _TONES[ObjectionState(row.state)], "hint": row.unit.name,
    }  # fmt: skip
    if row.is_open:
        raised = row.state == ObjectionState.RAISED
        head["due"] = {
            "label": _("to be accepted") if raised else _("to be decided"), "at": due_of(row), "date_only": True,
            "clause": "P-1.0b", "tone": rules.tone(due_of(row), clock.today()),
            "why": _("within two working days") if raised else _("within ten days of being raised"),
        }  # fmt: skip
    return head


def _day(at: Any) -> dict[str, Any] | None:
    return {"at": at, "date_only": True} if at else None


def _facts(row: Objection) -> list[tuple[Any, ...]]:
    edition = row.edition
    talk = (_("yes"), row.talked_on) if row.talked else (_("no"), None)
    return [
        (_("Employee"), f"{row.employee.name} {row.employee.number}"),
        (_("Appraisal sheet"), f"{Kind(edition.kind).label} {edition}", edition_url(edition)),
        (_("Sheet drafted by"), edition.drafter_name),
        (_("Sheet confirmed by"), edition.confirmer_name),
        (_("Raised at"), {"at": row.raised_at}),
        (_("Talked over with the superior"), " ".join(str(part) for part in talk if part)),
        (_("To be accepted by"), _day(row.accept_by)),
        (_("To be decided by"), _day(row.decide_by)),
        (_("Accepted by"), row.accepted_by),
    ]


def deduction(row: Objection) -> dict[str, Any]:
    """Return the deduction that is objected to, with its evidence."""
    entry = row.entry
    return {
        "item": entry.item, "section": entry.section.name, "points": show_points(row.points_before),
        "serious": entry.serious, "fact": entry.fact, "day": entry.happened_on, "evidence": entry.evidence,
        "link": entry.link, "file": entry.file.name if entry.file else "", "author": entry.written_by,
        "url": reverse("appraisal:objection_file", args=[row.pk, "deduction"]) if entry.file_id else "",
    }  # fmt: skip


def _said(row: Objection) -> list[dict[str, Any]]:
    """Return what was found and said, in the order in which it happens."""
    lines = [
        (_("What the inquiry found"), row.findings, "", None),
        (_("Result of the mediation"), row.mediation, "", None),
        (_("The appraiser's opinion"), row.appraiser_opinion, row.appraiser_by, row.appraiser_at),
        (_("The employee's opinion"), row.own_opinion, row.employee.name, row.own_at),
        (_("Decision"), row.decision, row.decided_by, row.ended_at),
    ]
    return [{"title": title, "text": text, "by": by, "at": at} for title, text, by, at in lines if text]


def _result(row: Objection) -> dict[str, Any] | None:
    """Return points and score before and after the decision; both editions stay readable."""
    if row.points_after is None or row.score_after is None:
        return None
    return {
        "outcome": Outcome(row.outcome).label, "upheld": row.outcome != Outcome.REJECTED,
        "points": (_minus(row.points_before), _minus(row.points_after)),
        "score": (show_points(row.score_before), show_points(row.score_after)),
        "before": (str(row.edition), edition_url(row.edition)),
        "after": (str(row.made), edition_url(row.made)) if row.made else (str(row.edition), edition_url(row.edition)),
    }  # fmt: skip


def _minus(points: int) -> str:
    """Write what a deduction costs; nothing is no minus."""
    return f"−{show_points(points)}" if points else show_points(0)


def _actions(actor: Actor, row: Objection, key: str) -> list[dict[str, Any]]:
    """Return what the actor may do now; what he could do but for one thing says what that is."""
    parties = queries.parties_of(row) if row.is_open else []
    standing = queries.standing(actor, row, parties)
    acts = rules.possible(row.state, standing, inquired=bool(row.findings))
    post = {"method": "post", "version": row.version, "idempotency_key": key}
    buttons: dict[str, dict[str, Any]] = {
        "accept": {
            "label": _("Accept the objection"), "route": "begin_inquiry", "icon": "check", "primary": True, **post,
        },
        "decide": {"label": _("Decide"), "route": "decide_objection", "icon": "scale", "primary": True},
        "record": {
            "label": _("Write down what the inquiry found"), "route": "record_inquiry", "icon": "edit",
            "primary": not row.findings,
        },
        "opinion": {
            "label": _("Give the appraiser's opinion"), "route": "state_opinion", "icon": "edit",
            "primary": not row.appraiser_opinion,
        },
        "answer": {
            "label": _("Answer the inquiry"), "route": "state_own_opinion", "icon": "edit",
            "primary": not row.own_opinion,
        },
        "withdraw": {
            "label": _("Withdraw"), "route": "withdraw_objection", "icon": "trash", "danger": True, **post,
            "confirm": _("The deduction then stands. Within the term you may object again."),
        },
    }  # fmt: skip
    found = [
        {"method": "get", **button, "url": reverse(f"appraisal:{button['route']}", args=[row.pk])}
        for act, button in buttons.items()
        if act in acts
    ]
    found += _refused(row, standing, acts)
    if actor.reach(Permit.ISSUE_FORMS).covers(row.unit.path):
        url = reverse("appraisal:issue_objection_form", args=[row.pk])
        found.append({"label": _("Issue the objection form"), "url": url, "icon": "print", **post})
    return found


def _refused(row: Objection, standing: rules.Standing, acts: frozenset[str]) -> list[dict[str, Any]]:
    if not row.is_open or not standing.decides:
        return []
    if not standing.independent:
        why = _("You wrote the deduction, or drafted or confirmed the sheet; somebody else decides.")
        return [{"label": _("Decide"), "icon": "scale", "refused": why}]
    if row.state == ObjectionState.INQUIRY and "decide" not in acts:
        return [{"label": _("Decide"), "icon": "scale", "refused": _("Write down first what the inquiry found.")}]
    return []
