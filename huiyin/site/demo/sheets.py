"""The sheets of the demo company. Each depends on person, kind and period alone, so a longer time only adds sheets."""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from huiyin.kernel.period import Span, month_key, month_span, week_key
from huiyin.site.demo import facts
from huiyin.site.demo.company import COMPANY, HOTEL, MANAGERIAL, PROPERTY, UNIT, Person

SEED = "回音集团"
FIRST_YEAR = 2025
WEEK, MONTH_CHECK, SPOT, MONTH, YEAR = "周检", "月检", "抽检", "月考核", "年终考评"
LEAST_DAYS = 15
CHIEF = "方致远"

# What an inspection looks at, by business: section → (marks, items that belong to it).
SECTIONS: Mapping[str, Mapping[str, tuple[int, tuple[str, ...]]]] = {
    PROPERTY: {
        "仪容仪表与出勤": (10, ("DC1", "QA1", "QA2", "DC2", "DC7")),
        "服务用语与接待": (15, ("DB1", "DB2", "NA3", "DB3")),
        "投诉受理与处理": (20, ("NA4", "JA1", "QC2", "JA2", "ND4")),
        "回访": (10, ("NA5", "JA3", "JC3", "JA4")),
        "档案与登记": (15, ("NA8", "NB5", "JC10", "NC1")),
        "收费与通知": (10, ("NA9", "QC5", "JA7")),
        "巡查与装修": (10, ("DC8", "JC8", "QB4")),
        "交接班与值班": (5, ("QA7", "DC3", "DD3")),
        "培训与制度执行": (5, ("QB1", "JB3", "DC5")),
    },
    HOTEL: {
        "仪容仪表与出勤": (10, ("DC1", "QA1", "QA2", "DC2", "DC7")),
        "服务用语与接待": (20, ("DB1", "DB2", "DB3", "NA3")),
        "投诉受理与处理": (20, ("NA4", "JA1", "QC2", "JA2", "ND4")),
        "回访": (20, ("DB6", "NA5", "JA3", "JC5", "JC3")),
        "档案与登记": (15, ("NA6", "NB5", "JC10", "NC1")),
        "客史录入": (5, ("NA7",)),
        "关怀活动": (5, ("QC4", "NB2")),
        "交接班与值班": (5, ("QA7", "DC3", "DD3")),
    },
    COMPANY: {
        "仪容仪表与出勤": (10, ("DC1", "QA1", "QA2", "DC2", "DC7")),
        "服务用语与接待": (10, ("DB1", "DB2", "DB3")),
        "投诉受理与处理": (15, ("NA4", "JA1", "QC2", "JA2", "ND4")),
        "回访": (10, ("NA5", "JA3", "JC3")),
        "档案与登记": (15, ("NA12", "NB5", "JC10", "NC1")),
        "巡访日报": (20, ("NA10", "JA5")),
        "计划执行": (10, ("QB5", "JC7", "QC3")),
        "培训与制度执行": (10, ("QB1", "JB3", "DC5")),
    },
}
# Days on which nobody inspects: the public holidays.
HOLIDAYS = tuple(
    Span(date.fromisoformat(first), date.fromisoformat(last))
    for first, last in (
        ("2025-01-01", "2025-01-01"), ("2025-01-28", "2025-02-04"), ("2025-04-04", "2025-04-06"),
        ("2025-05-01", "2025-05-05"), ("2025-05-31", "2025-06-02"), ("2025-10-01", "2025-10-08"),
        ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"), ("2026-04-04", "2026-04-06"),
        ("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-21"), ("2026-09-25", "2026-09-27"),
        ("2026-10-01", "2026-10-07"),
    )
)  # fmt: skip
# Kept for the incidents below; the rest of a bad day never goes this far.
GRAVE = frozenset({"DA2", "DA3", "DA4", "DB4", "DB5", "DC6", "QA4", "QA5", "JC11", "XX1"})
# Serious violations (P-4.10): the whole section is lost.
INCIDENTS: Mapping[tuple[str, str], str] = {
    ("邓超群", "2025-04"): "DB5",
    ("汪洋", "2025-06"): "DC6",
    ("谢婷婷", "2025-07"): "JC11",
    ("郑国栋", "2025-09"): "DA2",
    ("杜鹏飞", "2025-11"): "DC6",
    ("梁伟", "2025-03"): "DB4",
    ("傅天宇", "2025-12"): "DA3",
    ("冯丽娟", "2026-05"): "DC6",
    ("曹俊杰", "2026-08"): "DB5",
}
# What else happened once: no sanction, and dear enough.
MISHAPS: Mapping[tuple[str, str], str] = {
    ("汪洋", "2025-02"): "QA5",
    ("郑国栋", "2025-05"): "QA4",
    ("薛凯", "2025-08"): "DA4",
    ("陈志强", "2025-10"): "JC9",
    ("周文博", "2025-06"): "DD4",
    ("吕嘉欣", "2026-04"): "QA4",
}
FORGOTTEN = frozenset({("吕嘉欣", "2025-10"), ("潘玉洁", "2025-10"), ("田雨欣", "2025-12"), ("卢伟杰", "2026-03")})
LATE_UNIT = "翠湖管理处"
# Carefulness: how often things go wrong, 1 = as often as usual; everybody else gets a drawn one.
CARE = {"苏晴": 0.05, "王丽华": 0.06, "赵敏": 0.12, "阎立新": 0.15, "汪洋": 2.6, "郑国栋": 2.4, "杜鹏飞": 2.1}
# Bonus points by name: of each month from January on, and of the year-end sheet.
STARS: Mapping[str, tuple[tuple[int, ...], int]] = {
    "苏晴": ((3, 0, 5, 3, 2, 6, 0, 4, 3, 5, 2, 6), 10),
    "王丽华": ((2, 3, 0, 2, 0, 4, 2, 0, 3, 0, 2, 3), 7),
    "赵敏": ((0, 1, 2, 0, 3, 0, 1, 2, 0, 2, 0, 1), 3),
}


@dataclass(frozen=True)
class Item:
    """A standard item as the scheme has it; points in hundredths, of an appraisal and of an inspection."""

    code: str
    sub_item: str
    level: str
    business: str
    points: int
    check_points: int


@dataclass(frozen=True)
class Deduction:
    """Points (hundredths) taken off a section."""

    section: str
    item: str
    points: int
    fact: str
    evidence: str
    serious: bool = False


@dataclass(frozen=True)
class Sheet:
    """A filled-in form as the workbook keeps it."""

    number: str
    person: str
    kind: str
    day: date
    evaluator: str
    deductions: tuple[Deduction, ...]
    bonuses: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Company:
    """Everybody, the items of the scheme, and the day after which nothing has happened yet."""

    people: Sequence[Person]
    items: Mapping[str, Item]
    until: date

    def sheets(self) -> Iterator[Sheet]:
        """Yield every sheet, by day and number."""
        found = [sheet for person in self.people for sheet in self._of(person)]
        yield from sorted(found, key=lambda sheet: (sheet.day, sheet.number))

    def _of(self, person: Person) -> Iterator[Sheet]:
        for week in range(53 * (self.until.year - FIRST_YEAR + 1) + 1):
            yield from self._week(person, date(FIRST_YEAR, 1, 1) - timedelta(days=2) + timedelta(weeks=week))
        for year in range(FIRST_YEAR, self.until.year + 1):
            for month in range(1, 13):
                yield from self._month(person, month_span(year, month))
            yield from self._year(person, year)

    def _fits(self, person: Person, day: date) -> bool:
        return date(FIRST_YEAR, 1, 1) <= day <= self.until and _works(person, day)

    def _week(self, person: Person, monday: date) -> Iterator[Sheet]:
        dice = _dice(person, WEEK, week_key(monday))
        days = [monday + timedelta(days=place) for place in range(5)]
        days = [day for day in days if _works(person, day)]
        day = dice.choice(days) if days else None
        if day and self._fits(person, day):
            number = f"ZJ{week_key(day).replace('-', '')}-{person.number}"
            yield Sheet(
                number, person.number, WEEK, day, self._watcher(person, day), self._checked(dice, person, day, 0.85)
            )

    def _month(self, person: Person, month: Span) -> Iterator[Sheet]:
        key = month_key(month.start)
        stamp = key.replace("-", "")
        dice = _dice(person, MONTH_CHECK, key)
        day = _weekday(month.start + timedelta(days=dice.randint(16, 25)))
        if self._fits(person, day):
            found = self._checked(dice, person, day, 1.9)
            yield Sheet(
                f"YJ{stamp}-{person.number}", person.number, MONTH_CHECK, day, self._manager(person, day), found
            )
        dice = _dice(person, SPOT, key)
        day = _weekday(month.start + timedelta(days=dice.randint(3, 27)))
        if dice.random() < 0.13 and self._fits(person, day):  # noqa: PLR2004 - about one person in eight
            found = self._checked(dice, person, day, 1.5)
            yield Sheet(f"CJ{day:%Y%m%d}-{person.number}", person.number, SPOT, day, self._watcher(person, day), found)
        yield from self._month_appraisal(person, month, key)

    def _month_appraisal(self, person: Person, month: Span, key: str) -> Iterator[Sheet]:
        day = min(_weekday(month.end), person.left or month.end)
        while not _works(person, day) and day > month.start:
            day = _weekday(day - timedelta(days=1))
        if (
            self._is_forgotten(person, month, key)
            or not self._fits(person, day)
            or person.service.days_in(month) < LEAST_DAYS
        ):
            return
        dice = _dice(person, MONTH, key)
        number = f"YK{key.replace('-', '')}-{person.number}"
        taken = self._appraised(dice, person, day, 3.4)
        incident = INCIDENTS.get((person.name, key))
        if incident:
            taken = (*taken, self._deduct(dice, incident, person, day, serious=True))
        mishap = MISHAPS.get((person.name, key))
        if mishap and all(one.item != mishap for one in taken):
            taken = (*taken, self._deduct(dice, mishap, person, day))
        bonuses = self._bonuses(
            dice, person, day, STARS[person.name][0][day.month - 1] if person.name in STARS else None
        )
        yield Sheet(number, person.number, MONTH, day, self._manager(person, day), taken, bonuses)

    def _is_forgotten(self, person: Person, month: Span, key: str) -> bool:
        """Tell whether nobody wrote the sheet: forgotten, or the slow office's last month."""
        last = month.end < self.until <= month.end + timedelta(days=31) and month.end.year > FIRST_YEAR
        slow = (
            last
            and person.place_on(max(month.end, person.joined)).unit == LATE_UNIT
            and int(person.number[-1]) % 2 == 0
        )
        return slow or (person.name, key) in FORGOTTEN

    def _year(self, person: Person, year: int) -> Iterator[Sheet]:
        dice = _dice(person, YEAR, str(year))
        day = date(year, 12, dice.choice((24, 25, 26, 29, 30) if year == FIRST_YEAR else (24, 25, 28, 29, 30)))
        if self._fits(person, day):
            taken = self._appraised(dice, person, day, 3.2)
            bonuses = self._bonuses(dice, person, day, STARS[person.name][1] if person.name in STARS else None)
            yield Sheet(
                f"NK{year}-{person.number}", person.number, YEAR, day, self._manager(person, day), taken, bonuses
            )

    def _bonuses(
        self, dice: random.Random, person: Person, day: date, set_points: int | None
    ) -> tuple[tuple[int, str], ...]:
        drawn = dice.choice((1, 1, 2, 2, 3, 4)) if dice.random() < 0.05 else 0  # noqa: PLR2004 - one sheet in twenty
        points = drawn if set_points is None else set_points
        business = UNIT[person.place_on(day).unit].business
        return ((points, facts.merit(dice, business, points, day, person.number[-3:])),) if points else ()

    def _checked(self, dice: random.Random, person: Person, day: date, rate: float) -> tuple[Deduction, ...]:
        """Draw what an inspection found."""
        place = person.place_on(day)
        business = UNIT[place.unit].business
        sections = SECTIONS[business]
        found: dict[str, Deduction] = {}
        for _one in range(_poisson(dice, rate * _care(person))):
            section = dice.choices(list(sections), [marks for marks, _codes in sections.values()])[0]
            codes = [code for code in sections[section][1] if self.items[code].level in {"", place.level}]
            if codes:
                code = dice.choice(codes)
                fact, proof = facts.tell(dice, code, business, day)
                found[code] = Deduction(section, code, self.items[code].check_points, fact, proof)
        if dice.random() < 0.01 * _care(person):
            fact, proof = facts.tell(dice, "XX1", business, day)
            found["XX1"] = Deduction("其它", "XX1", dice.choice((50, 100, 200)), fact, proof)
        return tuple(found.values())

    def _appraised(self, dice: random.Random, person: Person, day: date, rate: float) -> tuple[Deduction, ...]:
        """Draw what an appraisal takes off."""
        place = person.place_on(day)
        business = UNIT[place.unit].business
        open_to = [
            item for item in self.items.values()
            if item.code not in GRAVE and item.level in {"", place.level} and item.business in {"", business}
        ]  # fmt: skip
        weights = [100 / item.points for item in open_to]
        drawn = {item.code for item in dice.choices(open_to, weights, k=_poisson(dice, rate * _care(person)))}
        return tuple(self._deduct(dice, code, person, day) for code in sorted(drawn))

    def _deduct(self, dice: random.Random, code: str, person: Person, day: date, *, serious: bool = False) -> Deduction:
        item = self.items[code]
        fact, proof = facts.tell(dice, code, UNIT[person.place_on(day).unit].business, day)
        return Deduction(item.sub_item, code, item.points, fact, proof, serious)

    def _manager(self, person: Person, day: date) -> str:
        """Return who appraises: the 客户经理 of the business; the 总经理 appraises him (AMB-05)."""
        place = person.place_on(day)
        if place.post == "客户经理":
            return CHIEF
        business = UNIT[place.unit].business
        return next(
            one.number
            for one in self.people
            if one.places[0].post == "客户经理" and UNIT[one.places[0].unit].business == business
        )

    def _watcher(self, person: Person, day: date) -> str:
        """Return who inspects in the week: the 主管 of the unit, where there is one above the person."""
        place = person.place_on(day)
        if place.level != MANAGERIAL:
            for other in self.people:
                there = other.place_on(max(day, other.joined))
                if other.service.holds(day) and there.post == "客服主管" and there.unit == place.unit:
                    return other.number
        return self._manager(person, day)


def _works(person: Person, day: date) -> bool:
    return person.service.holds(day) and not person.away_on(day) and not any(span.holds(day) for span in HOLIDAYS)


def _dice(person: Person, kind: str, period: str) -> random.Random:
    return random.Random(f"{SEED}/{person.number}/{kind}/{period}")  # noqa: S311 - made-up data


def _care(person: Person) -> float:
    drawn = random.Random(f"{SEED}/{person.number}").triangular(0.25, 2.2, 0.9)  # noqa: S311 - made-up data
    return CARE.get(person.name, drawn)


def _poisson(dice: random.Random, rate: float) -> int:
    """Draw how often something happens that happens ``rate`` times on average (Knuth)."""
    limit, count, product = math.exp(-rate), 0, dice.random()
    while product > limit:
        count += 1
        product *= dice.random()
    return count


def _weekday(day: date) -> date:
    """Return the day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
