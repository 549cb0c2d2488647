"""The explanation of a year."""

from huiyin.rooms.appraisal.layouts.content import Explanation, GroupStep, SheetStep
from tests.appraisal.samples.personal import AWARD, deductions, person


def _checks(kind: str, prefix: str, count: int) -> list[SheetStep]:
    sheets: list[SheetStep] = []
    for number in range(1, count + 1):
        lost = number % 5 == 0
        month = (number - 1) * 12 // count + 1
        sheet: SheetStep = {
            "sheet_no": f"{prefix}-2026-{number:04d}",
            "kind": kind,
            "date": f"2026-{month:02d}-{number % 28 + 1:02d}",
            "evaluator": "陈志强",
            "scheme": "2026 版 V1.0",
            "merged": ["CJ-2026-0003"] if kind == "月检" and lost else [],
            "corrected": ["第2版，更正前 96.50"] if lost else [],
            "numbers": "100.00 − 4.00" if lost else "100.00 − 0.00",
            "score": "96.00" if lost else "100.00",
            "sections": [],
            "bonuses": [],
        }
        if lost:
            sheet["sections"].append(
                {
                    "name": "投诉受理与处理",
                    "maximum": "20.00",
                    "numbers": "20.00 − (2.00 + 2.00)",
                    "score": "16.00",
                    "zeroed": False,
                    "deductions": [
                        line | {"section": "投诉受理与处理", "points": "2.00"}
                        for line in deductions(4, f"2026-{month:02d}")[2:4]
                    ],
                }
            )
        sheets.append(sheet)
    return sheets


def explanation() -> Explanation:
    """Return the explanation of a year with 48 周检, 12 月检, 12 月考核 and the 年终考评."""
    weekly: GroupStep = {
        "name": "周检",
        "clause": "P-4.6A",
        "formula": "各次周检得分的平均",
        "numbers": "4764.00 ÷ 48",
        "value": "99.25",
        "sheets": _checks("周检", "ZJ", 48),
    }
    monthly_checks: GroupStep = weekly | {
        "name": "月检",
        "formula": "各次月检得分的平均",
        "numbers": "1192.00 ÷ 12",
        "value": "99.33",
        "sheets": _checks("月检", "YJ", 12),
    }
    months: GroupStep = weekly | {
        "name": "月考核",
        "clause": "P-4.6B",
        "formula": "各月得分的平均，各月等权",
        "numbers": "1192.00 ÷ 12",
        "value": "99.33",
        "sheets": _checks("月考核", "YK", 12),
    }
    year_end: GroupStep = weekly | {
        "name": "年终考评",
        "clause": "P-4.6C",
        "formula": "年终考评总分",
        "numbers": "(100.00 − 6.00) + 2.00",
        "value": "96.00",
        "sheets": [
            {
                "sheet_no": "NZ-2026-0001",
                "kind": "年终考评",
                "date": "2026-12-28",
                "evaluator": "林晓东",
                "scheme": "2026 版 V1.0",
                "merged": [],
                "corrected": [],
                "numbers": "(100.00 − 6.00) + 2.00",
                "score": "96.00",
                "sections": [
                    {
                        "name": "纪律作风",
                        "maximum": "6.00",
                        "numbers": "严重违规",
                        "score": "0.00",
                        "zeroed": True,
                        "deductions": deductions(1, "2026-12", serious=True),
                    }
                ],
                "bonuses": [AWARD],
            }
        ],
    }
    return {
        "form_code": "KF-JX-05",
        "person": person(),
        "period": "2026",
        "basis": "结算 JS-2026-0001，计算程序 1.0，数据摘要 3f9a0c17d2be4461",
        "formula": "总分 = A × 20% + B × 30% + C × 50%",
        "numbers": "99.2917 × 20% + 99.3333 × 30% + 96.0000 × 50%",
        "exact": "97.6583…",
        "total": "97.66",
        "rounding": "四舍五入到两位小数",
        "missing": [],
        "rank": 4,
        "excellent": False,
        "parts": [
            {
                "key": "A",
                "name": "周检、月检",
                "clause": "P-4.6A",
                "formula": "各类检查平均分按权重加权，只计有考评单的类别",
                "numbers": "(50 × 99.25 + 50 × 99.33) ÷ 100",
                "value": "99.29",
                "weight": "20",
                "marks": "19.8583",
                "groups": [weekly, monthly_checks],
            },
            {
                "key": "B",
                "name": "月考核",
                "clause": "P-4.6B",
                "formula": "各月得分的平均",
                "numbers": "1192.00 ÷ 12",
                "value": "99.33",
                "weight": "30",
                "marks": "29.8000",
                "groups": [months],
            },
            {
                "key": "C",
                "name": "年终考评",
                "clause": "P-4.6C",
                "formula": "年终考评总分",
                "numbers": "96.00",
                "value": "96.00",
                "weight": "50",
                "marks": "48.0000",
                "groups": [year_end],
            },
        ],
    }
