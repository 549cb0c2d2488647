"""Workbooks out of thin air: random departments that the format allows, and a source that gives rows as they are."""

import random
from datetime import date, timedelta
from fractions import Fraction

from huiyin.rooms.appraisal.rules.tables import COLUMNS
from tests.appraisal import oracle

BUSINESSES = {"物业": "滨江管理处", "酒店": "酒店客服中心", "公司": "华东营业所"}
LEVELS = ("操作层", "管理层")
ONE_DAY = timedelta(days=1)
FULL_MARKS = {"德": 20, "勤": 20, "能": 30, "绩": 30}


class Rows:
    """A workbook as rows in memory; heads are added."""

    def __init__(self, tables, heads=None):
        self.tables = tables
        self.heads = heads or {}
        self.names = list(tables)

    def rows(self, name):
        yield list(self.heads.get(name, COLUMNS.get(name, ())))
        yield from self.tables[name]


def empty():
    return {"员工": [], "考评单": [], "扣分明细": [], "加分": []}


def split(whole, parts, chance):
    """Cut hundredths of a whole into parts, none below zero."""
    cuts = sorted(chance.randrange(whole + 1) for _ in range(parts - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, whole], strict=True)]


def random_scheme(chance):
    """Return a scheme as the oracle takes it and the rows of 方案 that say the same; half the time the default."""
    if chance.random() < 0.3:
        return oracle.DEFAULT, None
    shares = split(10000, 3, chance) if chance.random() < 0.5 else [2000, 3000, 5000]
    weights = split(10000, 2, chance) if chance.random() < 0.5 else [5000, 5000]
    rounding = chance.choice(["四舍五入", "四舍五入", "四舍六入五成双", "截尾"])
    marks = {level: dict(oracle.DEFAULT["marks"][level]) for level in LEVELS}
    rows = [
        [name, "", value / 100]
        for name, value in zip(
            ("检查占比", "月考核占比", "年终占比", "周检权重", "月检权重"), [*shares, *weights], strict=True
        )
    ]
    rows.append(["舍入", "", rounding])
    for level in LEVELS:
        if chance.random() < 0.5:
            for place, whole in zip((0, 4, 8, 12), FULL_MARKS.values(), strict=True):
                items = oracle.SUB_ITEMS[place : place + 4]
                for item, maximum in zip(items, split(whole * 100, 4, chance), strict=True):
                    marks[level][item] = Fraction(maximum, 100)
                    rows.append([f"满分:{item}", level, maximum / 100])
    scheme = {
        "shares": tuple(Fraction(value, 100) for value in shares),
        "weights": tuple(Fraction(value, 100) for value in weights),
        "marks": marks,
        "rounding": rounding,
    }
    return scheme, rows


class World:
    """A department of many people in one year, with every oddity that the rules speak of."""

    def __init__(self, seed, people, *, year=None, prefix="P"):
        self.chance = random.Random(seed)
        self.year = year or self.chance.randrange(2018, 2032)
        self.prefix = prefix
        self.scheme, self.settings = random_scheme(self.chance)
        self.tables = empty()
        self.number = 0
        for place in range(people):
            self.add_person(f"{prefix}{place:05d}")
        if self.settings:
            self.tables["方案"] = self.settings

    def source(self):
        return Rows(self.tables)

    def expected(self):
        return oracle.settle(self.tables, self.year, self.scheme)

    def add_person(self, number):
        chance, year = self.chance, self.year
        stints = self.stints(number)
        self.tables["员工"] += stints
        few = chance.random() < 0.5  # half the people have the simple sheets that make ties
        kinds = chance.choice([(1, 1, 1, 1), (1, 0, 1, 1), (0, 1, 1, 1), (0, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0)])
        if chance.random() < 0.75:
            kinds = (1, 1, 1, 1)
        months = [month for month in range(1, 13) if chance.random() < 0.3]
        if chance.random() < 0.05:
            months = list(range(1, 13))
        weeks = set()
        for _ in range(chance.randrange(4) if kinds[0] else 0):
            day = self.day(stints, date(year, 1, 1), date(year, 12, 31))
            if day and day.isocalendar()[:2] not in weeks:
                weeks.add(day.isocalendar()[:2])
                self.add_sheet(number, stints, "周检", day, simple=few)
        for month in months:
            first = date(year, month, 1)
            last = (first + 31 * ONE_DAY).replace(day=1) - ONE_DAY
            if kinds[1] and chance.random() < 0.7:
                self.add_sheet(number, stints, "月检", self.day(stints, first, last), simple=few)
            while kinds[1] and chance.random() < 0.25:
                self.add_sheet(number, stints, "抽检", self.day(stints, first, last), simple=few)
            if kinds[2]:
                self.add_sheet(number, stints, "月考核", self.day(stints, first, last), simple=few)
        if kinds[3]:
            day = stints[-1][7] or date(year, 12, 31)
            day = min(max(day, stints[-1][6]), date(year, 12, 31))
            self.add_sheet(number, stints, "年终考评", day if day.year == year else None, simple=few)

    def stints(self, number):
        """One period mostly; sometimes a transfer, sometimes somebody who left and came back."""
        chance, year = self.chance, self.year
        start = date(year, 1, 1) + chance.randrange(-1500, 330) * ONE_DAY
        cuts = sorted(date(year, 1, 1) + chance.randrange(20, 360) * ONE_DAY for _ in range(2))
        turn = chance.random()
        if turn < 0.8:
            ends = [(start, None if chance.random() < 0.8 else max(start, cuts[1]))]
        elif turn < 0.9:
            first = min(start, cuts[0] - ONE_DAY)
            ends = [(first, cuts[0] - ONE_DAY), (cuts[0], None)]
        else:
            first = min(start, cuts[0])
            ends = [(first, cuts[0]), (max(cuts[1], cuts[0] + 2 * ONE_DAY), None)]
        rows = []
        for first, last in ends:
            business = chance.choice(list(BUSINESSES))
            level = chance.choice(LEVELS) if chance.random() < 0.3 else "操作层"
            rows.append([number, f"人{number}", BUSINESSES[business], business, f"岗{level}", level, first, last])
        return rows

    def day(self, stints, first, last):
        """Pick a day of employment in a frame, if there is one."""
        day = first + self.chance.randrange((last - first).days + 1) * ONE_DAY
        for row in stints:
            if row[6] <= day and (row[7] is None or day <= row[7]):
                return day
        return None

    def add_sheet(self, staff, stints, kind, day, *, simple):
        if day is None:
            return
        self.number += 1
        name = f"{self.prefix}K{self.number:07d}"
        evaluator = self.chance.choice([staff, "", "品质部", f"{self.prefix}00000"])
        self.tables["考评单"].append([name, staff, kind, day, evaluator])
        appraisal = kind in {"月考核", "年终考评"}
        form = oracle.SUB_ITEMS if appraisal else [*self.form(stints, day), "其它"]
        if simple:
            self.take_simply(name, form)
        elif self.chance.random() < 0.03:
            self.take_all(name, form)
        else:
            self.take_some(name, form)
        if appraisal and self.chance.random() < 0.25:
            self.give(name)

    def form(self, stints, day):
        business = next(row[3] for row in stints if row[6] <= day and (row[7] is None or day <= row[7]))
        return list(oracle.CHECKS[business])

    def take(self, name, item, points, *, serious=False):
        self.tables["扣分明细"].append([name, item, "BZ-01", points, "不符合标准", "是" if serious else ""])

    def take_simply(self, name, form):
        if self.chance.random() < 0.5:
            self.take(name, form[0], self.chance.choice([0.5, 1, 1.5, 0.01, 0.25]))

    def take_some(self, name, form):
        for _ in range(self.chance.randrange(6)):
            points = self.chance.choice([0.5, 1, 1.5, 2, 3, 7, 12.5, 30, 0.01, self.chance.randrange(1, 900) / 100])
            self.take(name, self.chance.choice(form), points)
        if self.chance.random() < 0.05:
            self.take(name, self.chance.choice(form), self.chance.choice([0, 0, 2.5]), serious=True)
        if "其它" in form and self.chance.random() < 0.1:
            self.take(name, "其它", self.chance.choice([1, 4.99, 5, 5.01, 8]))

    def take_all(self, name, form):
        """Leave next to nothing of a sheet, so that 其它 would push it below zero."""
        for item in form:
            if item != "其它":
                self.take(name, item, 99 if self.chance.random() < 0.9 else 2)
        if "其它" in form:
            self.take(name, "其它", self.chance.choice([3, 6]))

    def give(self, name):
        left = 10
        while left and self.chance.random() < 0.7:
            points = self.chance.randrange(1, left + 1)
            self.tables["加分"].append([name, points, "受嘉奖"])
            left -= points
