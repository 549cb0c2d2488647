"""An independent account of `design/appraisal.md`: exact fractions, plain loops, no code of the product, no database.

It takes the rows of a workbook (format v1, without heads) and a scheme, and gives what `huiyin settle --json` prints.
"""

import calendar
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

F = Fraction

SUB_ITEMS = [
    "思想道德", "服务态度", "纪律作风", "人际关系", "工作出勤", "参与性", "主动性", "协调性",
    "业务能力", "组织能力", "管理能力", "创新能力", "工作效率", "培训效果", "工作效果", "其它成绩",
]  # fmt: skip
MARKS = {
    "操作层": [4, 7, 6, 3, 8, 4, 5, 3, 16, 5, 4, 5, 10, 6, 12, 2],
    "管理层": [5, 5, 5, 5, 5, 4, 5, 6, 8, 8, 9, 5, 8, 6, 14, 2],
}
CHECKS = {
    "物业": {
        "仪容仪表与出勤": 10, "服务用语与接待": 15, "投诉受理与处理": 20, "回访": 10, "档案与登记": 15,
        "收费与通知": 10, "巡查与装修": 10, "交接班与值班": 5, "培训与制度执行": 5,
    },
    "酒店": {
        "仪容仪表与出勤": 10, "服务用语与接待": 20, "投诉受理与处理": 20, "回访": 20, "档案与登记": 15,
        "客史录入": 5, "关怀活动": 5, "交接班与值班": 5,
    },
    "公司": {
        "仪容仪表与出勤": 10, "服务用语与接待": 10, "投诉受理与处理": 15, "回访": 10, "档案与登记": 15,
        "巡访日报": 20, "计划执行": 10, "培训与制度执行": 10,
    },
}  # fmt: skip
DEFAULT: dict[str, Any] = {
    "shares": (F(20), F(30), F(50)),
    "weights": (F(50), F(50)),
    "marks": {level: dict(zip(SUB_ITEMS, map(F, marks), strict=True)) for level, marks in MARKS.items()},
    "rounding": "四舍五入",
}


@cache
def exact(number):
    """A typed number as the fraction that its digits say."""
    return F(str(number))


def two_decimals(value, mode):
    if value is None:
        return None
    scaled = value * 100
    whole = scaled.numerator // scaled.denominator
    rest = scaled - whole
    if mode == "截尾":
        up = False
    elif mode == "四舍六入五成双":
        up = rest > F(1, 2) or (rest == F(1, 2) and whole % 2 == 1)
    else:
        up = rest >= F(1, 2)
    whole += 1 if up else 0
    return f"{whole // 100}.{whole % 100:02d}"


def score(form, deductions, bonus):
    """100 less what each section lost: at most its marks, all of them after a serious violation; at most 5 as 其它."""
    total = F(100)
    for section in {item for item, _points, _serious in deductions}:
        lost = sum((points for item, points, _serious in deductions if item == section), F(0))
        if section == "其它":
            total -= min(F(5), lost)
        elif any(serious for item, _points, serious in deductions if item == section):
            total -= form[section]
        else:
            total -= min(form[section], lost)
    return max(F(0), total) + bonus


def mean(scores):
    return sum(scores, F(0)) / len(scores) if scores else None


def last_day_of(stints, first, last):
    days = [min(stint["end"], last) for stint in stints if stint["start"] <= last and stint["end"] >= first]
    return max(days)


def stint_on(stints, day):
    return next(stint for stint in stints if stint["start"] <= day <= stint["end"])


def days_employed(stints, year, month):
    first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    shared = [min(stint["end"], last) - max(stint["start"], first) + timedelta(days=1) for stint in stints]
    return sum(days.days for days in shared if days > timedelta(0))


def settle(rows, year, scheme=DEFAULT):
    staff, sheets, deductions, bonuses = (rows[name] for name in ("员工", "考评单", "扣分明细", "加分"))
    people: dict[str, list[Any]] = {}
    for number, _name, _unit, business, _post, level, start, end in staff:
        stint = {"business": business, "level": level, "start": start, "end": end or date(9999, 12, 31)}
        people.setdefault(number, []).append(stint)
    lost: dict[str, list[Any]] = {}
    gained: dict[str, Fraction] = {}
    held: dict[str, list[Any]] = {}
    for sheet, item, _code, points, _fact, serious in deductions:
        lost.setdefault(sheet, []).append((item, exact(points), serious == "是"))
    for sheet, points, _ground in bonuses:
        gained[sheet] = gained.get(sheet, F(0)) + exact(points)
    for sheet in sheets:
        held.setdefault(sheet[1], []).append(sheet)
    lines = []
    for number, stints in sorted(people.items()):
        mine = [sheet for sheet in held.get(number, []) if sheet[3].year == year]
        line = settle_person(number, stints, mine, (lost, gained), year=year, scheme=scheme)
        if line:
            lines.append(line)
    rank(lines)
    for line in lines:
        line.pop("exact")
    return lines


def settle_person(number, stints, sheets, marks, *, year, scheme):
    lost, gained = marks
    first, last = date(year, 1, 1), date(year, 12, 31)
    if not sheets and not any(stint["start"] <= last and stint["end"] >= first for stint in stints):
        return None
    weeks, months, years, seen = [], [], [], set()
    pools: dict[tuple[Any, ...], list[Any]] = {}
    for name, _number, kind, day, _evaluator in sheets:
        found, bonus = lost.get(name, []), gained.get(name, F(0))
        if kind == "周检":
            weeks.append(score(CHECKS[stint_on(stints, day)["business"]], found, bonus))
        elif kind in {"月检", "抽检"}:
            pools.setdefault((day.month, stint_on(stints, day)["business"]), []).extend(found)
        elif kind == "月考核":
            until = last_day_of(stints, day.replace(day=1), day.replace(day=calendar.monthrange(year, day.month)[1]))
            months.append(score(scheme["marks"][stint_on(stints, until)["level"]], found, bonus))
            seen.add(day.month)
        else:
            level = stint_on(stints, last_day_of(stints, first, last))["level"]
            years.append(score(scheme["marks"][level], found, bonus))
    inspections = [score(CHECKS[business], found, F(0)) for (_month, business), found in pools.items()]
    a = weigh(scheme["weights"], mean(weeks), mean(inspections))
    b, c = mean(months), mean(years)
    total = None
    if a is not None and b is not None and c is not None:
        total = (scheme["shares"][0] * a + scheme["shares"][1] * b + scheme["shares"][2] * c) / 100
    missing = ["周检/月检"] if a is None else []
    listed = [
        f"月考核 {year}-{month:02d}"
        for month in range(1, 13)
        if month not in seen and days_employed(stints, year, month) >= 15
    ]
    missing += listed or ([] if months else ["月考核"])
    missing += [] if years else ["年终考评"]
    mode = scheme["rounding"]
    return {
        "employee_no": number,
        "level": stint_on(stints, last_day_of(stints, first, last))["level"],
        "complete": not missing,
        "missing": missing,
        "checks": two_decimals(a, mode),
        "monthly": two_decimals(b, mode),
        "annual": two_decimals(c, mode),
        "total": two_decimals(total, mode),
        "excellent": total is not None and total > 100,
        "rank": None,
        "exact": total,
    }


def weigh(weights, weeks, months):
    total, present = F(0), F(0)
    for weight, figure in zip(weights, (weeks, months), strict=True):
        if figure is not None and weight:
            total += weight * figure
            present += weight
    return total / present if present else None


def rank(lines):
    """One more than the number of complete people of the class whose total is higher."""
    totals: dict[str, list[Any]] = {}
    for line in lines:
        if line["complete"]:
            totals.setdefault(line["level"], []).append(line["exact"])
    places: dict[tuple[Any, ...], int] = {}
    for level, found in totals.items():
        found.sort(reverse=True)
        for place, total in enumerate(found, start=1):
            places.setdefault((level, total), place)
    for line in lines:
        if line["complete"]:
            line["rank"] = places[line["level"], line["exact"]]
