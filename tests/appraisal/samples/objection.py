"""Objection forms."""

from typing import Any

from huiyin.rooms.appraisal.layouts.content import ObjectionForm
from tests.appraisal.samples.personal import person


def objection_form(number: int = 1, *, decided: bool = True) -> ObjectionForm:
    """Return an objection that was decided, or one that was only raised."""
    form: Any = {
        "form_code": "KF-JX-05", "person": person(number), "objection_no": "SS-2026-0007",
        "sheet_no": "YK202611-E0001", "kind": "月考核", "sheet_period": "2026 年 11 月", "evaluator": "何雨桐",
        "confirmer": "林晓东", "item": "JA3", "section": "工作效率", "happened_on": "2026-11-18",
        "fact": "回访逾期：3 号楼 1202 漏水投诉结案后第 5 日才回访", "evidence": "回访单 HF-0087", "points": "1.00",
        "score": "96.50", "serious": False, "talked": True, "talked_on": "2026-12-07",
        "ground": "结案后第 3 日已回访，当日系统停机，回访单次日补录。", "own_evidence": "通话记录.png",
        "accepted": {"name": "", "date": ""}, "findings": "", "mediation": "", "evaluator_opinion": "",
        "own_opinion": "", "outcome": "", "decision": "", "points_after": None, "score_after": None,
        "decided_edition": "", "applicant": {"name": person(number)["name"], "date": "2026-12-08"},
        "evaluator_signed": {"name": "", "date": ""}, "decider": {"name": "", "date": ""},
    }  # fmt: skip
    if decided:
        form |= {
            "accepted": {"name": "顾明珠", "date": "2026-12-09"},
            "findings": "话务系统显示 11 月 16 日 17:52 已回访，通话 3 分 12 秒。", "mediation": "双方对时间均无异议。",
            "evaluator_opinion": "当时只看回访单登记时间。", "own_opinion": "同意调查情况。", "outcome": "成立",
            "decision": "按时回访属实，撤销扣分；回访单须当日登记。", "points_after": "0.00", "score_after": "97.50",
            "decided_edition": "第 2 版", "evaluator_signed": {"name": "何雨桐", "date": "2026-12-10"},
            "decider": {"name": "顾明珠", "date": "2026-12-11"},
        }  # fmt: skip
    result: ObjectionForm = form
    return result
