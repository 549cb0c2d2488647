"""The demo company's sheets as the workbook that a department keeps today (format v1)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO

import xlsxwriter

from huiyin.site.demo.company import COMPANY, HOTEL, OPERATIONAL, PROPERTY, UNIT, UNITS, Person
from huiyin.site.demo.sheets import Sheet

BUSINESS = {PROPERTY: "物业", HOTEL: "酒店", COMPANY: "公司"}
LEVEL = {True: "操作层", False: "管理层"}

Row = Sequence[str | float | date | None]


def staff_rows(people: Iterable[Person], day: date) -> list[Row]:
    """Return 员工: everybody who joined by the day, placed as on that day."""
    rows: list[Row] = [("工号", "姓名", "部门", "业态", "岗位", "层级", "入职日期", "离职日期")]
    for person in people:
        if person.joined <= day:
            place = person.place_on(day)
            business = BUSINESS[UNIT[place.unit].business]
            level = LEVEL[place.level == OPERATIONAL]
            rows.append(
                (person.number, person.name, place.unit, business, place.post, level, person.joined, person.left)
            )
    return rows


def sheet_rows(sheets: Sequence[Sheet]) -> dict[str, list[Row]]:
    """Return 考评单, 扣分明细 and 加分; evidence stands behind the fact, as the format has no column for it."""
    return {
        "考评单": [
            ("考评单号", "工号", "类型", "考评日期", "考评人"),
            *((sheet.number, sheet.person, sheet.kind, sheet.day, sheet.evaluator) for sheet in sheets),
        ],
        "扣分明细": [
            ("考评单号", "子项", "标准编号", "扣分", "事由", "严重违规"),
            *(
                (
                    sheet.number,
                    one.section,
                    one.item,
                    one.points / 100,
                    f"{one.fact}（{one.evidence}）",
                    "是" if one.serious else None,
                )
                for sheet in sheets
                for one in sheet.deductions
            ),
        ],
        "加分": [
            ("考评单号", "加分", "依据"),
            *((sheet.number, float(points), ground) for sheet in sheets for points, ground in sheet.bonuses),
        ],
    }


def unit_rows() -> list[Row]:
    """Return 部门: the tree of units."""
    names = {unit.code: unit.name for unit in UNITS}
    return [
        ("编号", "名称", "上级", "业态"),
        *((unit.code, unit.name, names.get(unit.parent, ""), BUSINESS[unit.business]) for unit in UNITS),
    ]


def write(target: BinaryIO, sheets: dict[str, list[Row]]) -> None:
    """Write a workbook."""
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "default_date_format": "yyyy-mm-dd", "strings_to_urls": False}
    )
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        page.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    book.close()
