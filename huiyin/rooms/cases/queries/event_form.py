"""《突发事件报告》 of an emergency, from what is stored alone (R-8c)."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from huiyin.rooms.cases.layouts import paper
from huiyin.rooms.cases.models import Case, EventReport, Step
from huiyin.rooms.cases.queries.form_content import common, draft_of, moment, step_said
from huiyin.rooms.cases.terms import EVENT_FORM, Level, Part
from huiyin.rooms.records.terms import PAPER_LANGUAGE, Draft

TEXTS = ("course", "cause", "loss", "handling", "prevention")


def report_content(report: EventReport) -> Mapping[str, str]:
    """Return what its author signs: the five texts of a report, and of which case."""
    return {name: getattr(report, name) for name in TEXTS} | {"case": report.step.case.number, "part": report.part}


def event_form(case: Case, report: EventReport) -> Draft:
    """Prepare the form of an emergency with its final report."""
    with override(PAPER_LANGUAGE):
        return draft_of(case, _content(case, report))


def _content(case: Case, report: EventReport) -> Mapping[str, Any]:
    last = {step.move: step for step in Step.objects.filter(case=case).order_by("id")}
    first = EventReport.objects.filter(step__case=case, part=Part.FIRST).select_related("step").first()
    return common(case, EVENT_FORM, paper.EVENT_TITLE) | {
        "cause_told": case.text,
        "level": str(case.get_level_display()),
        "drill": "本次为演练" if case.level == Level.DRILL else "",
        "category": str(case.get_category_display()),
        "heard": step_said(last.get("acknowledge_emergency")),
        "ended": moment(case.ended_at) if case.ended_at else "",
        "first": {
            "at": moment(first.step.at) if first else "", "by": first.step.by if first else "",
            **{name: getattr(first, name) if first else "" for name in TEXTS},
        },
        **{name: getattr(report, name) for name in TEXTS},
        "written_by": report.step.by,
        "written_on": timezone.localdate(report.step.at).isoformat(),
        "written_at": moment(report.step.at),
    }  # fmt: skip
