"""《回访记录单》: one callback as its form, from what is stored alone (H-8b)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from huiyin.platform import trail
from huiyin.rooms.callbacks.models import Callback, Opinion
from huiyin.rooms.callbacks.queries.callbacks import attempts_of, opinions_of
from huiyin.rooms.callbacks.terms import FORM, RECORD_TYPES
from huiyin.rooms.people.queries.tree import company_of
from huiyin.rooms.records.terms import PAPER_LANGUAGE, Draft


def callback_form(row: Callback) -> Draft:
    """Prepare the form of a callback."""
    with override(PAPER_LANGUAGE):
        content = _content(row)
    return Draft(
        subject=trail.subject_of(row), unit_path=row.unit.path, unit_name=row.unit.name, content=content
    )  # fmt: skip


def _content(row: Callback) -> Mapping[str, Any]:
    tries = attempts_of(row)
    last = tries[-1] if tries else None
    return {
        "company": company_of(row.unit.path),
        "form_code": RECORD_TYPES[0].code,
        "form": FORM,
        "number": row.number,
        "unit": row.unit.name,
        "customer": row.customer,
        "reference": row.reference,
        "about": row.about,
        "occasion": str(row.get_occasion_display()),
        "due": moment(row.due_at),
        "tries": [
            {
                "at": moment(one.at), "part": str(one.get_part_display()), "way": str(one.get_way_display()),
                "result": str(one.get_result_display()), "by": one.by,
            }
            for one in tries
        ],
        "reached": moment(row.reached_at),
        "state": str(row.get_state_display()),
        "told_phone": row.told_phone,
        "told_name": row.told_name,
        "told_offer": row.told_offer,
        "untold": row.untold_reason,
        "satisfaction": str(row.get_satisfaction_display()) if row.satisfaction else "",
        "scores": [str(one or "—") for one in (row.score_service, row.score_result, row.score_speed)],
        "answers": [{"question": one["question"], "answer": one["answer"] or "—"} for one in row.answers],
        "remark": row.remark,
        "opinions": [opinion_content(one) for one in opinions_of(row)],
        "caller": last.by if last else "",
        "called_on": day(last.at) if last else "",
        "closed_by": row.ended_by,
        "closed_on": day(row.ended_at),
    }  # fmt: skip


def opinion_content(one: Opinion) -> Mapping[str, Any]:
    """Return what is signed of an opinion: what was said, what was done, what the customer was told."""
    with override(PAPER_LANGUAGE):
        adopted = {None: "", True: "采纳", False: "不采纳"}[one.adopted]
        return {
            "place": one.place,
            "kind": str(one.get_kind_display()),
            "repeat": f"重复：{one.repeat_of}" if one.repeat_of else "",
            "text": one.text,
            "department": one.department.name,
            "appointed": moment(one.appointed_at),
            "said_at_once": one.said_at_once,
            "adopted": adopted,
            "adopted_reason": one.adopted_reason,
            "solution": one.solution,
            "feedback": one.feedback,
            "feedback_way": str(one.get_feedback_way_display()) if one.feedback_way else "",
            "prevention": one.prevention,
            "signed_by": one.answered_by,
            "signed_on": day(one.answered_at),
        }


def moment(at: datetime | None) -> str:
    """Write an instant as a form has it; the end of a day as its 24:00."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        before = timezone.localtime(at - timedelta(seconds=1))
        return f"{before:%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def day(at: datetime | None) -> str:
    """Write the day of an instant."""
    return timezone.localdate(at).isoformat() if at else ""
