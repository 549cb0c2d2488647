"""A small company with a whole year of sheets, brought in through the same door as a real workbook."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from huiyin.platform.actor import SYSTEM, Actor, Reach
from huiyin.rooms.appraisal.models import Run
from huiyin.rooms.appraisal.terms import Permit
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets
from huiyin.rooms.appraisal.usecases.publish_year import publish_year
from huiyin.rooms.appraisal.usecases.settle_year import settle_year
from huiyin.rooms.people import usecases as people
from huiyin.rooms.people.models import Employee, Unit, User
from huiyin.rooms.people.terms import Permit as PeoplePermit
from huiyin.rooms.records.terms import Permit as RecordPermit

YEAR = 2025
RIVER, HOTEL = "滨江管理处", "酒店客服中心"
STAFF: tuple[tuple[Any, ...], ...] = (
    ("E0001", "张三", RIVER, "物业", "客服管理员", "操作层", date(2024, 1, 1), None),
    ("E0002", "李四", RIVER, "物业", "客服主管", "管理层", date(2024, 1, 1), None),
    ("E0003", "王五", HOTEL, "酒店", "客服专员", "操作层", date(2024, 1, 1), None),
    ("E0004", "赵六", RIVER, "物业", "客服管理员", "操作层", date(2025, 6, 20), None),
    ("E0005", "钱七", RIVER, "物业", "客服管理员", "操作层", date(2024, 1, 1), None),
)
"""E0004 joins so late in June that no sheet of June is expected; E0005 has no sheet of March."""
ITEMS = (
    ("服务态度", "DB1", 1.0, "接待未问候"),
    ("工作出勤", "QA1", 0.5, "迟到 8 分钟"),
    ("业务能力", "NA4", 1.33, "登记缺要素"),
)


class Book:
    """A workbook in memory."""

    def __init__(self, tables: dict[str, list[Sequence[Any]]]) -> None:
        self.tables = tables
        self.names = list(tables)

    def rows(self, name: str) -> Iterable[Sequence[Any]]:
        return self.tables[name]


def _months(person: Sequence[Any]) -> list[int]:
    first = 7 if person[0] == "E0004" else 1
    return [month for month in range(first, 13) if (person[0], month) != ("E0005", 3)]


def tables(staff: Sequence[Sequence[Any]]) -> dict[str, list[Sequence[Any]]]:
    """The worksheets: a 周检 and a 月检 in every second month, a 月考核 a month, one 年终考评, some 抽检."""
    sheets: list[Sequence[Any]] = []
    losses: list[Sequence[Any]] = []
    gains: list[Sequence[Any]] = []

    def sheet(kind: str, person: Sequence[Any], day: date) -> str:
        number = f"K{len(sheets) + 1:06d}"
        sheets.append((number, person[0], kind, day, "E0002" if person[0] != "E0002" else "总经理"))
        return number

    for place, person in enumerate(staff):
        for month in _months(person):
            number = sheet("月考核", person, date(YEAR, month, 28))
            for at in range((place + month) % 3 + 1):
                section, item, points, fact = ITEMS[(place + month + at) % 3]
                losses.append((number, section, item, points, fact, ""))
            if month == 11 and place % 4 == 0:
                gains.append((number, 5, "受嘉奖：暴雨夜协助排水"))
            if month == 9 and place % 5 == 2:
                losses.append((number, "纪律作风", "DC6", 5, "值班饮酒", "是"))
            if month % 2:
                losses.append(
                    (sheet("周检", person, date(YEAR, month, 14)), "仪容仪表与出勤", "DC1", 2, "未戴工牌", "")
                )
            else:
                sheet("月检", person, date(YEAR, month, 20))
        losses.append((sheet("抽检", person, date(YEAR, 8, 11)), "回访", "JA3", 2, "回访逾期", ""))
        losses.append((sheet("抽检", person, date(YEAR, 9, 11)), "回访", "JA3", 3, "回访逾期", ""))
        year_end = sheet("年终考评", person, date(YEAR, 12, 29))
        losses.append((year_end, "工作效果", "JC1", 3 + place % 3, "责任性有效投诉", ""))
    return {
        "员工": [("工号", "姓名", "部门", "业态", "岗位", "层级", "入职日期", "离职日期"), *staff],
        "考评单": [("考评单号", "工号", "类型", "考评日期", "考评人"), *sheets],
        "扣分明细": [("考评单号", "子项", "标准编号", "扣分", "事由", "严重违规"), *losses],
        "加分": [("考评单号", "加分", "依据"), *gains],
    }


def build(staff: Sequence[Sequence[Any]] = STAFF) -> dict[str, Unit]:
    """Make the company and bring the year in; return its units by name."""
    top = people.record_unit(SYSTEM, code="HQ", name="碧溪客户服务有限公司", parent=None, business="company")
    units = {
        RIVER: people.record_unit(SYSTEM, code="BJ", name=RIVER, parent=top, business="property"),
        HOTEL: people.record_unit(SYSTEM, code="JD", name=HOTEL, parent=top, business="hotel"),
    }
    adopt_default_scheme(SYSTEM)
    import_sheets(SYSTEM, Book(tables(staff)), digest="0" * 64)
    return {"": top, **units}


def publish() -> Run:
    """Settle and publish the year."""
    return publish_year(SYSTEM, run=settle_year(SYSTEM, year=YEAR))


def crowd(count: int) -> list[Sequence[Any]]:
    """The staff and so many more people of the river office."""
    more = [
        (f"F{number:04d}", f"员工{number}", RIVER, "物业", "客服管理员", "操作层", date(2024, 1, 1), None)
        for number in range(1, count + 1)
    ]
    return [*STAFF, *more]


def manager_of(unit: Unit) -> Actor:
    """A 客户经理 over a unit and below."""
    account, _made = User.objects.get_or_create(username="linxiaodong")
    reach = Reach(branches=frozenset({unit.path}))
    permits = (
        Permit.ISSUE_FORMS, Permit.READ_SHEETS, Permit.READ_STATISTICS, PeoplePermit.READ_PEOPLE,
        RecordPermit.READ, RecordPermit.ISSUE,
    )  # fmt: skip
    return Actor(user_id=account.pk, name="林晓东", grants=dict.fromkeys(map(str, permits), reach))


def person(number: str) -> Employee:
    """Somebody by his staff number."""
    return Employee.objects.get(number=number)
