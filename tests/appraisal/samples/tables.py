"""The statistics forms."""

from huiyin.rooms.appraisal.layouts.content import (
    AnnualOverview,
    Bands,
    MonthLine,
    MonthStatistics,
    Summary,
    UnitLine,
    YearLine,
    YearStatistics,
)
from tests.appraisal.samples.personal import COMPANY, person_name, points


def _bands(totals: list[int]) -> Bands:
    return {
        "at_least_90": sum(total >= 9000 for total in totals),
        "from_80": sum(8000 <= total < 9000 for total in totals),
        "from_60": sum(6000 <= total < 8000 for total in totals),
        "below_60": sum(total < 6000 for total in totals),
    }


def _summary(headcount: int, totals: list[int]) -> Summary:
    return {
        "headcount": headcount,
        "appraised": len(totals),
        "mean": points((sum(totals) * 2 + len(totals)) // (2 * len(totals))) if totals else None,
        "highest": points(max(totals)) if totals else None,
        "lowest": points(min(totals)) if totals else None,
        "bands": _bands(totals),
    }


def _bonus(number: int) -> int:
    return 200 if number % 9 == 0 else 0


def _total(number: int) -> int:
    return 10000 + _bonus(number) - number * 35 % 4600


def _rank(number: int, staff: int) -> int:
    return 1 + sum(_total(other) > _total(number) for other in range(1, staff + 1))


def month_statistics(staff: int = 24) -> MonthStatistics:
    """Return the month's table; the last person was on leave and has no sheet."""
    lines: list[MonthLine] = []
    for number in range(1, staff + 1):
        bonus = _bonus(number)
        lost = 10000 + bonus - _total(number)
        lines.append(
            {
                "staff_no": f"E{number:04d}",
                "name": person_name(number),
                "post": "客服主管" if number % 8 == 0 else "客服管理员",
                "level": "管理层" if number % 8 == 0 else "操作层",
                "virtue": points(2000 - lost // 5),
                "diligence": points(2000 - lost // 5),
                "ability": points(3000 - lost // 5),
                "results": points(3000 - (lost - lost // 5 * 3)),
                "bonus": points(bonus),
                "total": points(_total(number)),
                "rank": _rank(number, staff),
                "change": "+0.50" if number % 2 else "-1.25",
                "main_deductions": "JA3 回访逾期；NA4 登记要素缺漏" if number % 3 == 0 else "QA1 迟到",
                "remark": "嘉奖一次" if bonus else "",
            }
        )
    missing: MonthLine = lines[-1] | {
        "virtue": None,
        "diligence": None,
        "ability": None,
        "results": None,
        "bonus": None,
        "total": None,
        "rank": None,
        "change": "",
        "main_deductions": "",
        "remark": "病假，未考评",
    }
    lines[-1] = missing
    return {
        "form_code": "KF-JX-03",
        "company": COMPANY,
        "department": "物业客户服务中心",
        "mode": "month",
        "period": "2026-11",
        "scheme": "2026 版 V1.0",
        "lines": lines,
        "summary": _summary(staff, [_total(number) for number in range(1, staff)]),
        "maker": {"name": "陈志强", "date": "2026-12-03"},
        "reviewer": {"name": "", "date": ""},
    }


def year_statistics(staff: int = 24) -> YearStatistics:
    """Return the year's table."""
    lines: list[YearLine] = [
        {
            "staff_no": f"E{number:04d}",
            "name": person_name(number),
            "post": "客服管理员",
            "level": "操作层",
            "checks": points(_total(number)),
            "monthly": points(_total(number)),
            "annual": points(_total(number)),
            "total": points(_total(number)),
            "rank": _rank(number, staff),
            "change": "",
            "main_deductions": "JA3 回访逾期 6 次；QA1 迟到 3 次",
            "remark": "优秀员工" if _total(number) > 10000 else "",
        }
        for number in range(1, staff + 1)
    ]
    return {
        "form_code": "KF-JX-03",
        "company": COMPANY,
        "department": "物业客户服务中心",
        "mode": "year",
        "period": "2026",
        "scheme": "2026 版 V1.0",
        "lines": lines,
        "summary": _summary(staff, [_total(number) for number in range(1, staff + 1)]),
        "maker": {"name": "陈志强", "date": "2027-01-20"},
        "reviewer": {"name": "林晓东", "date": "2027-01-21"},
    }


def _unit(name: str, totals: list[int], excellent: int, last_year: int) -> UnitLine:
    summary = _summary(len(totals), totals)
    return {
        "unit": name,
        "headcount": summary["headcount"],
        "appraised": summary["appraised"],
        "checks": summary["mean"],
        "monthly": summary["mean"],
        "annual": summary["mean"],
        "total": summary["mean"],
        "highest": summary["highest"],
        "lowest": summary["lowest"],
        "bands": summary["bands"],
        "excellent": excellent,
        "exam_pass_rate": "96.4%",
        "last_year": points(last_year),
        "change": "+0.80",
    }


def annual_overview() -> AnnualOverview:
    """Return the overview of three departments."""
    units = {
        "物业客户服务中心": [9820, 9512, 9230, 8875, 9999, 7850],
        "酒店客户服务中心": [10120, 9640, 9455, 9010],
        "公司客户服务部": [9705, 8990, 5850],
    }
    everyone = [total for totals in units.values() for total in totals]
    return {
        "form_code": "KF-JX-04",
        "company": COMPANY,
        "scope": "客户服务部（全公司）",
        "period": "2026",
        "scheme": "2026 版 V1.0",
        "lines": [_unit(name, totals, sum(total > 10000 for total in totals), 9310) for name, totals in units.items()],
        "whole": _unit("合计", everyone, 1, 9310),
        "top_deductions": [
            {"code": "JA3", "label": "回访逾期", "count": 41, "points": "41.00"},
            {"code": "NA4", "label": "投诉登记要素缺漏", "count": 33, "points": "33.00"},
            {"code": "QA1", "label": "迟到早退5至15分钟", "count": 52, "points": "26.00"},
            {"code": "DC1", "label": "着装、工牌或仪容不合规定", "count": 21, "points": "21.00"},
            {"code": "JC1", "label": "责任性有效投诉", "count": 5, "points": "15.00"},
        ],
        "awards": [{"level": "嘉奖", "count": 6}, {"level": "记功", "count": 1}],
        "sanctions": [{"level": "警告", "count": 2}],
        "excellent": [{"staff_no": "E0011", "name": "黄秀英", "unit": "酒店客户服务中心", "total": "101.20"}],
        "measures": "1. 回访到期前一日由系统提醒责任人，逾期当日报主管。\n"
        "2. 投诉登记改用固定模板，缺项不得提交；每周抽查 20 份。\n"
        "3. 第一季度组织《员工服务规范》复训与考核。",
        "maker": {"name": "", "date": ""},
        "quality": {"name": "", "date": ""},
        "general_manager": {"name": "", "date": ""},
    }
