"""The page of a case: where it stands, what is due and why, what may be done now, what happened."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.store import mask
from huiyin.rooms.cases import forms, queries
from huiyin.rooms.cases.models import Attachment, Case, EventReport, Explanation, Step, Transfer
from huiyin.rooms.cases.rules.flow import CASE_FLOW, fits, lacks_report
from huiyin.rooms.cases.screens.acts import ACTS
from huiyin.rooms.cases.terms import ACCEPT, FINAL, FIRST_REPORT, IMPORTANT, RECHECK, Kind, Part, Permit, State
from huiyin.rooms.cases.usecases.moving import SUBJECT
from huiyin.rooms.duties.queries import duties_of
from huiyin.rooms.records.queries.issued import records
from huiyin.rooms.records.terms import Permit as Records

_ICONS = {
    "verify_case": "check",
    "answer_case": "check",
    "add_note": "edit",
    "attach_file": "file",
    "transfer_case": "link",
}


def case_page(actor: Actor, case: Case, key: str) -> Mapping[str, Any]:
    """Return what the page of a case shows; ``key`` is for the form that attaches a file to it."""
    duties = duties_of(actor, (SUBJECT, str(case.pk)))
    owed = [one for one in duties if one.is_open]
    offers = queries.offers_of(case)
    steps = queries.steps_of(case)
    reports = [one.report for one in reversed(steps) if hasattr(one, "report")]
    return {
        "page_title": case.number,
        "thing": _head(case, owed),
        "facts": list(_facts(case)),
        "actions": [*_actions(actor, case, {one.kind for one in owed}, offers, reports), *_records(actor, case)],
        "case": case,
        "owed": owed,
        "offers": offers,
        "reports": [_report(one) for one in reports],
        "explanations": [one.explained for one in steps if hasattr(one, "explained")],
        "attachments": queries.attachments_of(case),
        "attach": forms.AttachForm(actor=actor) if actor.reach(Permit.KEEP_CASES).covers(case.unit.path) else None,
        "idempotency_key": key,
        "timeline": [_told(one) for one in steps],
        "body_template": "cases/body.html",
    }


def attachment_document(row: Attachment) -> dict[str, Any]:
    """Return a file of a case as the API carries it."""
    return {
        "id": row.pk, "name": row.file.name, "content_type": row.file.content_type, "size": row.file.size,
        "at": row.at, "by": row.by, "url": reverse("cases:attachment", args=[row.pk]),
    }  # fmt: skip


def report_document(row: EventReport) -> dict[str, Any]:
    """Return a report of an emergency as the API carries it."""
    texts = {name: getattr(row, name) for name in ("course", "cause", "loss", "handling", "prevention")}
    return {"id": row.pk, "part": row.part, **texts, "at": row.step.at, "by": row.step.by}


def explanation_document(row: Explanation) -> dict[str, Any]:
    """Return an explained rule as the API carries it."""
    return {
        "id": row.pk, "document": row.document_id, "document_title": row.document.title if row.document else "",
        "rule": row.rule, "explanation": row.explanation, "position": row.position,
        "at": row.step.at, "by": row.step.by,
    }  # fmt: skip


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i")


def _head(case: Case, owed: list[Any]) -> dict[str, Any]:
    due = None
    if owed:
        first = owed[0]
        due = {
            "label": f"{first.label.rpartition(' · ')[2]} · {_moment(first.due_at)}",
            "tone": "bad" if first.due_at < clock.now() else "",
            "why": first.explanation.rule,
            "clause": first.clause,
            "clause_url": reverse("regulations:demand", args=[first.clause]),
        }
    return {
        "number": case.number,
        "name": f"{case.get_kind_display()} · {case.get_category_display()}",
        "state": case.get_state_display(),
        "tone": "" if case.state in FINAL else "current",
        "owner": case.owner.name if case.owner_id else "",
        "hint": case.unit.name,
        "due": due,
    }


def _facts(case: Case) -> Iterator[tuple[Any, ...]]:
    yield (_("What it is about"), case.text)
    yield (_("Caller"), f"{case.caller_name or '—'} {mask(case.caller_phone)}")
    if case.party is not None:
        yield (_("Customer"), case.party.name, reverse("customers:customer", args=[case.party_id]))
    yield (_("Channel"), case.get_channel_display())
    yield (_("Responsible department"), case.department.name)
    yield (_("Gravity"), case.get_severity_display())
    if case.level:
        yield (_("Emergency level"), case.get_level_display())
    if case.important:
        yield (_("Important event"), _("yes"))
    yield (_("Taken by"), case.taken_by)
    yield (_("Registered at"), {"at": case.registered_at})
    if case.ended_at:
        yield (_("Emergency ended at"), {"at": case.ended_at})
    if case.promised_at:
        yield (_("Appointed reply"), {"at": case.promised_at})
    yield from _outcome(case)


def _outcome(case: Case) -> Iterator[tuple[Any, ...]]:
    """Say what was found, decided and done, and what the customer says to it."""
    if case.finding:
        said = _("found to be true") if case.founded else _("found not to be true")
        yield (_("Finding"), f"{said}：{case.finding}")
    if case.blamed is not None:
        yield (_("Employee concerned"), case.blamed.name)
    if case.decision:
        yield (_("Decision"), case.decision)
    if case.result:
        yield (_("Result"), case.result)
    if case.guidance:
        yield (_("Guidance"), case.guidance)
    if case.position:
        yield (_("Position of the customer"), case.get_position_display())
    if case.repeat_of is not None:
        yield (_("Repeats"), case.repeat_of.number, reverse("cases:case", args=[case.repeat_of_id]))
        yield (_("Why it is a repeat"), case.repeat_reason)


def _actions(
    actor: Actor, case: Case, owed: set[str], offers: list[Transfer], reports: list[EventReport]
) -> Iterator[dict[str, Any]]:
    covered = {permit: actor.reach(permit).covers(case.unit.path) for permit in Permit.values}
    primary = True
    for name in _possible(actor, case, owed, offers):
        permit = ACTS[name].door.permit
        if not covered[permit]:
            continue
        refused = ""
        if name == "decide_exit" and actor.employee_id is not None and actor.employee_id == case.handler_id:
            refused = _("Nobody decides what he asked for himself. Ask who stands above you.")
        if name == "close_case" and lacks_report(case.kind, State.ARCHIVED, reported=_final(reports)):
            refused = _("An emergency ends with its final report. Write it first.")
        yield {
            "label": ACTS[name].title, "url": reverse(f"cases:{name}", args=[case.pk]), "primary": primary,
            "icon": _ICONS.get(name, ""), "refused": refused,
        }  # fmt: skip
        primary = False


def _report(row: EventReport) -> dict[str, Any]:
    said = (
        (_("Course of events"), row.course),
        (_("Cause"), row.cause),
        (_("Loss"), row.loss),
        (_("Handling"), row.handling),
        (_("Prevention"), row.prevention),
    )
    facts = [one for one in said if one[1]]
    return {"title": row.get_part_display(), "by": row.step.by, "at": row.step.at, "facts": facts}


def _final(reports: list[EventReport]) -> bool:
    return any(one.part == Part.FINAL for one in reports)


def _records(actor: Actor, case: Case) -> list[dict[str, Any]]:
    """Return the ways to the forms on record, to who may read them; nothing is asked where there can be none."""
    may_be = case.kind in {Kind.VIOLATION, Kind.EMERGENCY} or (
        case.kind == Kind.COMPLAINT and case.answered_at is not None
    )
    if not may_be or not actor.may(Records.READ):
        return []
    found = records(actor).filter(subject_type=SUBJECT, subject_id=str(case.pk), followed_by=None).order_by("id")
    return [
        {
            "label": _("Form %(number)s") % {"number": one.number}, "icon": "print",
            "url": reverse("records:record", args=[one.pk]),
        }
        for one in found
    ]  # fmt: skip


_ON_THE_WAY = (
    "settle_at_once", "verify_case", "begin_investigation", "write_result", "guide_case", "escalate_case",
    "decide_case", "report_case", "answer_case", "close_case", "reopen_case",
)  # fmt: skip


def _possible(actor: Actor, case: Case, owed: set[str], offers: list[Transfer]) -> Iterator[str]:
    """Name what the case's state and its open duties allow now, the most urgent first."""
    if any(kind.startswith("cases.emergency_") for kind in owed):
        yield "acknowledge_emergency"
    if any(one.answered_at is None and one.after_id == actor.employee_id for one in offers):
        yield "answer_transfer"
    for name in _ON_THE_WAY:
        if CASE_FLOW.can(name, case.state) and fits(name, case.kind):
            yield name
    yield from _beside(case, owed)
    yield "add_note"
    if case.caller_phone:
        yield "reveal_caller"


def _beside(case: Case, owed: set[str]) -> Iterator[str]:
    if case.state in FINAL:
        return
    allowed = {
        "decide_exit": case.state == State.EXIT_ASKED,
        "write_first_report": FIRST_REPORT in owed,
        "end_emergency": case.kind == Kind.EMERGENCY and case.ended_at is None,
        "write_final_report": case.ended_at is not None,
        "report_important": IMPORTANT in owed,
        "keep_promise": case.promised_at is not None,
        "promise_reply": case.promised_at is None,
        "transfer_case": ACCEPT not in owed,
        "ask_exit": CASE_FLOW.can("ask_exit", case.state),
        "notify_violation": case.kind == Kind.VIOLATION,
        "recheck_violation": RECHECK in owed,
        "explain_rule": True,
        "mark_important": not case.important,
        "link_repeat": case.repeat_of_id is None,
    }
    yield from (name for name, may in allowed.items() if may)


def _told(step: Step) -> dict[str, Any]:
    act = ACTS.get(step.move)
    said = str(act.title) if act is not None else _MOVES.get(step.move, str)(step)
    return {
        "at": step.at, "who": step.by, "sentence": f"{said}：{step.text}" if step.text else said,
        "kind": step.kind, "url": "", "changes": [],
    }  # fmt: skip


_MOVES: Mapping[str, Any] = {
    "record_case": lambda _step: _("Registered"),
    "accepted": lambda _step: _("Transfer accepted"),
    "refused": lambda _step: _("Transfer refused"),
    **{f"grant_{state}": lambda step: step.get_state_display() for state in FINAL},
    **{f"refuse_to_{state}": lambda _step: _("Leave refused") for state in State},
}
