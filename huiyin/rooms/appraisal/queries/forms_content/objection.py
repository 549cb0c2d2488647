"""《员工绩效考核申诉表》: one objection, from the objection and the sheet alone (P-1.0b)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.utils import timezone

from huiyin.kernel.points import show_points
from huiyin.rooms.appraisal.layouts import content
from huiyin.rooms.appraisal.layouts.content.personal import Signature
from huiyin.rooms.appraisal.layouts.papers.parts import period as month_or_year
from huiyin.rooms.appraisal.models import Objection
from huiyin.rooms.appraisal.queries.forms_content.heads import FORM_CODES, LEVELS, person, points
from huiyin.rooms.appraisal.terms import KIND_WORDS, OBJECTION_FORM, Kind, ObjectionState, Outcome
from huiyin.rooms.people.queries.rosters import service_of
from huiyin.rooms.people.queries.tree import company_of
from huiyin.rooms.records.terms import Draft

_KINDS: Final[Mapping[Kind, str]] = {kind: word for word, kind in KIND_WORDS.items()}
_OUTCOMES: Final = {Outcome.UPHELD: "成立", Outcome.PARTLY: "部分成立", Outcome.REJECTED: "不成立"}


def objection_form(row: Objection) -> Draft:
    """Prepare the form of an objection; what nobody wrote or signed yet is left to the pen."""
    service = service_of([row.employee_id])[row.employee_id]
    place, edition, entry = service.place_on(row.edition.date), row.edition, row.entry
    head = person(
        company_of(row.unit.path), row.unit.name, service, edition.date, level=place.level, scheme=edition.form.scheme
    )
    withdrawn = row.state == ObjectionState.WITHDRAWN
    form: content.ObjectionForm = {
        "form_code": FORM_CODES[OBJECTION_FORM],
        "person": {**head, "level": LEVELS.get(place.level, place.level)},
        "objection_no": row.number,
        "sheet_no": str(edition),
        "kind": _KINDS[Kind(edition.kind)],
        "sheet_period": _period(edition.period),
        "evaluator": edition.drafter_name,
        "confirmer": edition.confirmer_name,
        "item": entry.item,
        "section": entry.section.name,
        "happened_on": entry.happened_on.isoformat(),
        "fact": entry.fact,
        "evidence": _joined(entry.evidence, entry.link, entry.file.name if entry.file else ""),
        "points": show_points(row.points_before),
        "score": show_points(row.score_before),
        "serious": entry.serious,
        "talked": row.talked,
        "talked_on": row.talked_on.isoformat() if row.talked_on else "",
        "ground": row.ground,
        "own_evidence": row.file.name if row.file else "",
        "accepted": _signed(row.accepted_by, row.accepted_at),
        "findings": row.findings,
        "mediation": row.mediation,
        "evaluator_opinion": row.appraiser_opinion,
        "own_opinion": row.own_opinion,
        "outcome": "已撤回" if withdrawn else _OUTCOMES.get(row.outcome, ""),  # type: ignore[call-overload]
        "decision": row.decision,
        "points_after": points(row.points_after),
        "score_after": points(row.score_after),
        "decided_edition": f"第 {row.made.edition} 版" if row.made else "",
        "applicant": _signed(row.employee.name, row.raised_at),
        "evaluator_signed": _signed(row.appraiser_by, row.appraiser_at),
        "decider": _signed(row.decided_by, row.ended_at if row.decided_by else None),
    }  # fmt: skip
    return Draft(
        subject=("appraisal.objection", str(row.pk)), unit_path=row.unit.path, unit_name=row.unit.name, content=form,
        about_id=row.employee_id, about_number=row.employee.number, about_name=row.employee.name,
    )  # fmt: skip


def _signed(name: str, at: datetime | None) -> Signature:
    return {"name": name if at else "", "date": timezone.localdate(at).isoformat() if at else ""}


def _joined(*parts: str) -> str:
    return "；".join(part for part in parts if part)


def _period(text: str) -> str:
    """Write "2026-W47" as a form has it; a month or year likewise."""
    year, _mark, week = text.partition("-W")
    return f"{year} 年第 {int(week)} 周" if week else month_or_year(text)
