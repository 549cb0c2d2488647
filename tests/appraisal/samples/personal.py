"""Month sheets and year sheets."""

from huiyin.rooms.appraisal.layouts.content import (
    Bonus,
    Deduction,
    Dimension,
    Exam,
    Merit,
    MonthScore,
    MonthSheet,
    Person,
    Score,
    YearSheet,
)

COMPANY = "碧溪客户服务有限公司"
MAXIMA = {
    "德": {"思想道德": 400, "服务态度": 700, "纪律作风": 600, "人际关系": 300},
    "勤": {"工作出勤": 800, "参与性": 400, "主动性": 500, "协调性": 300},
    "能": {"业务能力": 1600, "组织能力": 500, "管理能力": 400, "创新能力": 500},
    "绩": {"工作效率": 1000, "培训效果": 600, "工作效果": 1200, "其它成绩": 200},
}
FACTS = (
    ("DB1", "服务态度", "接待来访业主未主动问候，用语不规范", 100, "周检记录第 3 页"),
    ("QA1", "工作出勤", "迟到 8 分钟", 50, "考勤数据"),
    ("NA4", "业务能力", "投诉登记要素缺漏：未记来电号码", 100, "客诉登记簿 TS-0312"),
    ("JA3", "工作效率", "回访逾期：3 号楼 1202 漏水投诉结案后第 5 日才回访", 100, "回访单 HF-0087"),
    ("DC1", "纪律作风", "当班未佩戴工牌", 100, "抽检照片"),
    ("QC3", "主动性", "到期任务未反馈", 50, "任务清单"),
    ("JC3", "工作效果", "回访不满意且责任在本人", 100, "回访单 HF-0101"),
    ("QD2", "协调性", "未按约定回复工程维修部", 100, "联系单 LX-0045"),
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = ("丽华", "建国", "雨桐", "志强", "秀英", "浩然", "晓东", "佳怡", "文博", "子轩", "桂兰", "思远", "敏", "欣")


def points(hundredths: int) -> str:
    """Format hundredths of a point with two decimals."""
    sign, rest = ("-", -hundredths) if hundredths < 0 else ("", hundredths)
    return f"{sign}{rest // 100}.{rest % 100:02d}"


def person_name(number: int) -> str:
    """Return a name that differs for the first 280 numbers."""
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number // len(SURNAMES) % len(GIVEN)]


def person(number: int = 1) -> Person:
    """Return the head of a personal form."""
    return {
        "company": COMPANY,
        "department": "物业客户服务中心",
        "name": person_name(number),
        "staff_no": f"E{number:04d}",
        "post": "客服管理员",
        "level": "操作层",
        "scheme": "2026 版 V1.0",
    }


def deductions(count: int, month: str = "2026-11", serious: bool = False) -> list[Deduction]:
    """Return that many deductions of a month, the last one a serious violation where asked."""
    lines: list[Deduction] = []
    for number in range(count):
        code, section, fact, cost, evidence = FACTS[number % len(FACTS)]
        lines.append(
            {
                "date": f"{month}-{number % 28 + 1:02d}",
                "code": code,
                "section": section,
                "fact": fact,
                "points": points(cost),
                "evidence": evidence,
                "recorder": "陈志强",
                "confirmer": "林晓东",
                "serious": False,
            }
        )
    if serious:
        lines[-1] |= {
            "code": "DC6",
            "section": "纪律作风",
            "fact": "夜班值班时饮酒，业主投诉属实，已触犯《行政奖罚标准工作规程》",
            "points": points(500),
            "evidence": "巡查记录 XC-1119；监控录像",
            "serious": True,
        }
    return lines


def _listed(lines: list[Deduction], section: str) -> int:
    return sum(int(line["points"].replace(".", "")) for line in lines if line["section"] == section)


def dimensions(lines: list[Deduction]) -> list[Dimension]:
    """Score the four dimensions from the deductions."""
    result: list[Dimension] = []
    for name, items in MAXIMA.items():
        dimension: Dimension = {
            "name": name,
            "maximum": points(sum(items.values())),
            "deducted": "",
            "score": "",
            "items": [],
        }
        taken = 0
        for item, maximum in items.items():
            listed = _listed(lines, item)
            zeroed = any(line["serious"] for line in lines if line["section"] == item)
            deducted = maximum if zeroed else min(maximum, listed)
            taken += deducted
            dimension["items"].append(
                {
                    "name": item,
                    "maximum": points(maximum),
                    "listed": points(listed),
                    "deducted": points(deducted),
                    "score": points(maximum - deducted),
                    "zeroed": zeroed,
                }
            )
        dimension["deducted"] = points(taken)
        dimension["score"] = points(sum(items.values()) - taken)
        result.append(dimension)
    return result


def score(number: str, date: str, lines: list[Deduction], bonuses: list[Bonus]) -> Score:
    """Return a scored sheet."""
    four = dimensions(lines)
    subtotal = sum(int(dimension["score"].replace(".", "")) for dimension in four)
    bonus = sum(int(line["points"].replace(".", "")) for line in bonuses)
    return {
        "sheet_no": number,
        "sheet_date": date,
        "evaluator": "林晓东",
        "dimensions": four,
        "other": None,
        "deductions": lines,
        "bonuses": bonuses,
        "subtotal": points(subtotal),
        "bonus": points(bonus),
        "total": points(subtotal + bonus),
    }


AWARD: Bonus = {
    "award_no": "JL-2026-0017",
    "level": "嘉奖",
    "ground": "11 月 9 日暴雨夜主动协助 6 户业主排水，业主送锦旗",
    "points": "2.00",
}
EXAM: Exam = {"date": "2026-11-12", "kind": "操作技能考核", "name": "投诉受理与登记", "result": "合格（86 分）"}


def month_sheet(number: int = 1, count: int = 5, *, serious: bool = False, awarded: bool = True) -> MonthSheet:
    """Return a month sheet with `count` deductions."""
    return {
        "form_code": "KF-JX-01",
        "person": person(number),
        "period": "2026-11",
        "score": score(
            f"YK-202611-{number:04d}", "2026-11-30", deductions(count, serious=serious), [AWARD] if awarded else []
        ),
        "exams": [EXAM],
        "self_remark": "本月受理投诉 23 件，全部当日核实。回访有一件逾期，原因是交接班时漏转，已改为交班本上逐件打勾。",
        "evaluator_remark": "工作主动，业主评价好；登记要素须再细致。",
        "goals": "1. 投诉登记要素齐全率 100%；2. 回访全部在结案后三日内完成。",
        "confirmation": {"opinion": "已阅", "name": "", "date": ""},
        "manager": {"name": "", "date": ""},
    }


def year_sheet(number: int = 1, *, complete: bool = True) -> YearSheet:
    """Return a year sheet: A 99.00, B the mean of its months, C from its own deductions."""
    months: list[MonthScore] = [
        {"month": f"2026-{month:02d}", "score": points(9600 + month * 25 % 300), "note": ""} for month in range(1, 13)
    ]
    months[1] |= {"score": None, "note": "产假，当月在岗不足 15 天"}
    counted = [int(month["score"].replace(".", "")) for month in months if month["score"] is not None]
    checks, monthly = 9900, sum(counted) // len(counted)
    year_end = score(f"NZ-2026-{number:04d}", "2026-12-28", deductions(3, "2026-12"), [])
    annual = int(year_end["total"].replace(".", ""))
    merits: list[Merit] = [
        {
            "date": "2026-11-10",
            "kind": "奖励",
            "level": "嘉奖",
            "number": "JL-2026-0017",
            "reason": "暴雨夜主动协助 6 户业主排水",
        },
        {
            "date": "2026-06-03",
            "kind": "处分",
            "level": "警告",
            "number": "CF-2026-0004",
            "reason": "擅离前台岗位 40 分钟，致业主报修无人受理",
        },
    ]
    return {
        "form_code": "KF-JX-02",
        "person": person(number),
        "period": "2026",
        "inspections": [
            {"kind": "周检", "count": 48, "mean": "98.60", "weight": "50", "share": "50%", "marks": "49.30"},
            {"kind": "月检", "count": 11, "mean": "99.40", "weight": "50", "share": "50%", "marks": "49.70"},
        ],
        "spot_checks": 6,
        "spot_standing": 1,
        "months": months,
        "months_counted": len(counted),
        "year_end": year_end if complete else None,
        "merits": merits,
        "exams": [EXAM, EXAM | {"date": "2026-05-20", "kind": "理论知识考核", "name": "员工服务规范"}],
        "self_summary": "全年受理业主投诉 241 件，当日核实率 100%，回访满意率 97.8%；负责的 3 号楼片区收缴率 96.4%。"
        "不足之处是投诉登记要素有缺漏，下年以登记模板逐项核对。",
        "evaluator_remark": "工作勤恳，业主口碑好；须加强跨部门协调。",
        "checks": {"score": points(checks), "weight": "20", "marks": "19.8000"},
        "monthly": {"score": points(monthly), "weight": "30", "marks": f"{monthly * 30 / 10000:.4f}"},
        "annual": {
            "score": points(annual) if complete else None,
            "weight": "50",
            "marks": f"{annual * 50 / 10000:.4f}" if complete else None,
        },
        "total": points((checks * 20 + monthly * 30 + annual * 50 + 50) // 100) if complete else None,
        "missing": [] if complete else ["年终考评"],
        "rank": 4 if complete else None,
        "excellent": False,
        "confirmation": {"opinion": "", "name": "", "date": ""},
        "manager": {"name": "", "date": ""},
        "general_manager": {"name": "", "date": ""},
    }
