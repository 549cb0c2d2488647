"""The forms of a case, from what is stored alone (H-5c, H-5d, R-5, R-9a, S-4)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from huiyin.platform import clock, trail
from huiyin.platform.store import mask
from huiyin.rooms.cases.layouts import paper
from huiyin.rooms.cases.models import Attachment, Case, Step
from huiyin.rooms.cases.terms import FINAL, GUEST_FORM, OWNER_FORM, RECORD_TYPES, VIOLATION_FORM, Stopped
from huiyin.rooms.people.queries.tree import company_of
from huiyin.rooms.people.terms import Business
from huiyin.rooms.records.terms import PAPER_LANGUAGE, Draft

_CODES = {kind.key: kind.code for kind in RECORD_TYPES}
_WORDS = {Stopped.ON_THE_SPOT: "当场制止", Stopped.BY_THE_RULES: "按规定处理"}


def complaint_kind(case: Case) -> str:
    """Return which form a complaint gets: an estate's 业主投诉记录, everybody else's 客人投诉处理单."""
    return OWNER_FORM if case.unit.business == Business.PROPERTY else GUEST_FORM


def complaint_form(case: Case) -> Draft:
    """Prepare the form of a complaint."""
    with override(PAPER_LANGUAGE):
        return draft_of(case, _complaint(case))


def violation_form(case: Case, given: Mapping[str, Any], by: str) -> Draft:
    """Prepare the notice of a violation, from the case and what was typed about whom it goes to."""
    with override(PAPER_LANGUAGE):
        return draft_of(case, _violation(case, given, by))


def draft_of(case: Case, content: Mapping[str, Any]) -> Draft:
    """Return a content as it is put on record about a case."""
    return Draft(
        subject=trail.subject_of(case), unit_path=case.unit.path, unit_name=case.unit.name, content=content
    )  # fmt: skip


def common(case: Case, form: str, title: str) -> dict[str, Any]:
    """Return what every form of a case states."""
    files = Attachment.objects.filter(case=case).select_related("file")
    return {
        "company": company_of(case.unit.path),
        "form_code": _CODES[form],
        "form": form,
        "title": title,
        "number": case.number,
        "unit": case.unit.name,
        "received": moment(case.registered_at),
        "receiver": case.taken_by,
        "cause": case.text,
        "files": "、".join(one.file.name for one in files),
    }


def _complaint(case: Case) -> Mapping[str, Any]:
    kind = complaint_kind(case)
    last = {step.move: step for step in Step.objects.filter(case=case).order_by("id")}
    owner = kind == OWNER_FORM
    closing = last.get("close_case") if case.state in FINAL else None
    return common(case, kind, paper.OWNER_TITLE if owner else paper.GUEST_TITLE) | {
        "place_label": "管理处" if owner else "部门",
        "customer_label": "业主（住户）" if owner else "客人",
        "answer_label": "答复业主" if owner else "答复客人",
        "customer": case.caller_name,
        "phone": mask(case.caller_phone) if case.caller_phone else "",
        "channel": str(case.get_channel_display()),
        "department": case.department.name,
        "category": str(case.get_category_display()),
        "severity": str(case.get_severity_display()),
        "repeat": f"{case.repeat_of.number}：{case.repeat_reason}" if case.repeat_of else "",
        "founded": {True: "属实", False: "不属实", None: ""}[case.founded],
        "verified": step_said(last.get("verify_case")),
        "raised": step_said(last.get("escalate_case")),
        "decided": step_said(last.get("decide_case")),
        "done": step_said(last.get("write_result")),
        "reported": step_said(last.get("report_case")),
        "answered": step_said(last.get("answer_case")),
        "closing": f"{closing.text}　{moment(closing.at)}" if closing else "",
    }


def step_said(step: Step | None) -> Mapping[str, str]:
    """Return what somebody did: the words, who and when; nothing where nobody did."""
    if step is None:
        return {"text": "", "by": "", "at": ""}
    return {"text": step.text, "by": step.by, "at": moment(step.at)}


def _violation(case: Case, given: Mapping[str, Any], by: str) -> Mapping[str, Any]:
    due: date = given["due_on"]
    return common(case, VIOLATION_FORM, paper.VIOLATION_TITLE) | {
        "notified": given["notified"],
        "place": given["place"],
        "stopped": _WORDS[given["stopped"]],
        "rule": given["rule"],
        "demand": given["demand"],
        "due_on": due.isoformat(),
        "issued_by": by,
        "issued_on": clock.today().isoformat(),
    }


def moment(at: datetime) -> str:
    """Write an instant as a form has it."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
