"""《奖惩决定书》: one decision about one person, from the register alone (P-4.9a, P-4.10b)."""

from datetime import date

from huiyin.rooms.appraisal.layouts import content
from huiyin.rooms.appraisal.models import Ruling
from huiyin.rooms.appraisal.queries.forms_content.heads import FORM_CODES, LEVELS, unsigned
from huiyin.rooms.appraisal.rules import rulings as rules
from huiyin.rooms.appraisal.terms import RULING
from huiyin.rooms.appraisal.terms.rulings import (
    DELIVERY_WORDS,
    RULING_KIND_WORDS,
    RULING_WORDS,
    RulingKind,
    RulingState,
)
from huiyin.rooms.people.queries.rosters import service_of
from huiyin.rooms.people.queries.tree import company_of
from huiyin.rooms.records.terms import Draft

_RESULTS = {RulingState.UPHELD: "维持原决定", RulingState.REVOKED: "撤销原决定"}


def ruling_paper(row: Ruling) -> Draft:
    """Prepare the paper of a decision that was made; what the person signs is left to the pen."""
    service = service_of([row.employee_id])[row.employee_id]
    place = service.place_on(row.happened_on)
    form: content.RulingPaper = {
        "form_code": FORM_CODES[RULING],
        "person": {
            "company": company_of(row.unit.path), "department": row.unit.name, "name": row.employee.name,
            "staff_no": row.employee.number, "post": place.post, "level": LEVELS.get(place.level, place.level),
        },
        "ruling_no": row.number,
        "kind": RULING_KIND_WORDS[row.kind],  # type: ignore[typeddict-item]
        "level": RULING_WORDS[row.level],
        "points": str(row.points) if row.points else "",
        "happened_on": row.happened_on.isoformat(),
        "place": row.place,
        "facts": row.facts,
        "clause": " ".join(part for part in (row.clause, f"（标准编号 {row.item}）" if row.item else "") if part),
        "evidence": row.evidence,
        "statement": "本人拒绝陈述" if row.refused else row.statement,
        "hearing": _hearing(row),
        "check": _of(row.checked_by, row.checked_on, row.check_note),
        "union": f"{row.union_told_on.isoformat()} 已通知工会" if row.union_told_on else "",
        "decision": row.decision,
        "term": f"至 {row.term_end.isoformat()} 止" if row.term_end else "",
        "appeal": _appeal(row),
        "answer": _answer(row),
        "proposer": {"name": row.proposed_by, "date": row.proposed_on.isoformat()},
        "decider": {"name": row.decided_by, "date": _day(row.decided_on)},
        "delivery": _of(DELIVERY_WORDS.get(row.delivery, ""), row.delivered_on, row.receipt),
        "receipt": unsigned(),
    }  # fmt: skip
    return Draft(
        subject=("appraisal.ruling", str(row.pk)), unit_path=row.unit.path, unit_name=row.unit.name, content=form,
        about_id=row.employee_id, about_number=row.employee.number, about_name=row.employee.name,
    )  # fmt: skip


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _of(who: str, day: date | None, words: str) -> str:
    return f"{words}（{who}，{day.isoformat()}）" if day else ""


def _hearing(row: Ruling) -> str:
    if row.heard_on is None:
        return ""
    said = f"拒绝陈述，见证人：{row.witnesses}" if row.refused else "已听取本人陈述"
    return f"{row.heard_on.isoformat()} {said}"


def _appeal(row: Ruling) -> str:
    if row.kind != RulingKind.SANCTION:
        return ""
    return f"对本决定不服，可在送达次日起 {rules.APPEAL_DAYS} 日内提出申诉；申诉由未参与本决定的人员处理。"


def _answer(row: Ruling) -> str:
    if row.answered_on is None:
        return ""
    changed = f"由{RULING_WORDS.get(row.decided_level, '')}改为{RULING_WORDS[row.level]}"
    return f"{_RESULTS.get(RulingState(row.state), changed)}：{_of(row.answered_by, row.answered_on, row.answer)}"
