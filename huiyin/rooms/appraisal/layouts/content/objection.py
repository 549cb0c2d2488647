"""The content of 《员工绩效考核申诉表》."""

from typing import Literal, TypedDict

from huiyin.rooms.appraisal.layouts.content.personal import Person, Points, Signature


class ObjectionForm(TypedDict):
    """《员工绩效考核申诉表》 (P-1.0b): one objection to one deduction, from its ground to the decision."""

    form_code: str
    person: Person
    objection_no: str
    sheet_no: str
    kind: str
    """周检, 月检, 抽检, 月考核 or 年终考评."""
    sheet_period: str
    """The period of the sheet as it is printed: "2026 年 11 月", "2026 年第 47 周"."""
    evaluator: str
    confirmer: str
    item: str
    section: str
    happened_on: str
    fact: str
    evidence: str
    points: Points
    score: Points
    serious: bool
    talked: bool
    talked_on: str
    ground: str
    own_evidence: str
    accepted: Signature
    findings: str
    mediation: str
    evaluator_opinion: str
    own_opinion: str
    outcome: Literal["", "成立", "部分成立", "不成立", "已撤回"]
    decision: str
    points_after: Points | None
    score_after: Points | None
    decided_edition: str
    """The edition of the sheet that the decision made, "第 2 版"; empty without one."""
    applicant: Signature
    evaluator_signed: Signature
    decider: Signature
