"""The staff workbook: what goes out comes in unchanged, bad rows are named, and nothing is half imported."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal
from huiyin.platform import workbooks
from huiyin.platform.actor import SYSTEM
from huiyin.platform.models import TrailEntry
from huiyin.rooms.people import forms, queries, usecases
from huiyin.rooms.people.models import Employee, Employment, Placement, Post, Unit
from huiyin.rooms.people.terms import SHEETS

Rows = Sequence[Sequence[object]]
PERSON = ("E001", "曾国平", "滨江管理处", "物业", "客服管理员", "操作层", date(2024, 1, 8), None)


def workbook(sheets: Mapping[str, Rows], heads: Mapping[str, Sequence[str]] | None = None) -> SimpleUploadedFile:
    target = io.BytesIO()
    workbooks.write(target, [(name, (heads or SHEETS)[name], rows) for name, rows in sheets.items()])
    return SimpleUploadedFile("员工.xlsx", target.getvalue())


def roster(actor: Any, sheets: Mapping[str, Rows], below: Unit | None = None, heads: Any = None):
    stored = usecases.hand_in_roster(actor, file=workbook(sheets, heads))
    return stored, forms.Workbook(actor, stored, below)


def preview(actor: Any, *rows: Sequence[object], below: Unit | None = None):
    return usecases.preview_roster(actor, roster(actor, {"员工": rows}, below)[1])


def run(actor: Any, *rows: Sequence[object], below: Unit | None = None):
    stored, book = roster(actor, {"员工": rows}, below)
    return usecases.import_roster(actor, stored=stored, roster=book)


def exported(client) -> bytes:
    return b"".join(client.get("/people/export").streaming_content)


def test_what_was_exported_comes_in_unchanged(company, browser):
    content = exported(browser("boss"))
    stored = usecases.hand_in_roster(company.actor("boss"), file=SimpleUploadedFile("x.xlsx", content))
    found = usecases.preview_roster(company.actor("boss"), forms.Workbook(company.actor("boss"), stored, None))
    assert (found.new, found.changed, found.refused) == ([], [], [])
    assert len(found.unchanged) == 3 + 2 + 8


def test_the_export_masks_contact_data_and_follows_the_filters(company, browser):
    client = browser("boss")
    content = b"".join(client.get("/people/export?q=E001").streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("员工").to_python()
    assert [row[0] for row in rows] == ["工号", "E001"]
    assert rows[1][8:10] == ["138****5678", "zen****.com"]


def test_a_masked_value_that_comes_back_keeps_what_is_stored(company):
    found = preview(SYSTEM, (*PERSON, "138****5678", "zen****.com"))
    assert [line.label for line in found.unchanged] == ["曾国平 E001"]
    run(SYSTEM, (*PERSON, "138****5678", "new@example.com"))
    person = Employee.objects.get(number="E001")
    assert (person.phone, person.email) == ("13812345678", "new@example.com")


def test_a_preview_stores_nothing(company):
    before = TrailEntry.objects.count(), Employee.objects.count(), Placement.objects.count()
    found = preview(
        SYSTEM, ("N1", "新人", "滨江管理处", "物业", "客服管理员", "操作层", date(2026, 3, 2), None), PERSON
    )
    assert ([line.label for line in found.new], len(found.unchanged)) == (["新人 N1"], 1)
    assert (TrailEntry.objects.count() - 1, Employee.objects.count(), Placement.objects.count()) == before


def test_people_come_and_leave_by_the_workbook(company):
    run(
        SYSTEM,
        (
            "N1",
            "单晓",
            "滨江管理处",
            "物业",
            "客服管理员",
            "操作层",
            date(2026, 3, 2),
            None,
            "139 0000 1111",
            "a@example.com",
        ),
        ("N2", "新人", "H1", "酒店", "客户经理", "操作层", "2026/3/2", "2026年6月30日"),
        (*PERSON[:7], date(2026, 10, 31)),
    )
    first, second = (queries.employees(SYSTEM).get(number=number) for number in ("N1", "N2"))
    assert (first.pinyin, first.phone, getattr(first, "joined", None)) == (
        "shan xiao",
        "139 0000 1111",
        date(2026, 3, 2),
    )
    assert (second.unit, second.level, second.active) == (company.hotel, "operational", False)
    assert company.person("clerk").active is False


def test_changes_are_told_and_made_as_acts(company):
    row = ("E001", "曾国强", "酒店客服中心", "酒店", "客户经理", "管理层", date(2024, 1, 8), None, "13700001111")
    [line] = preview(SYSTEM, row).changed
    assert [(change["before"], change["after"]) for change in line.changes] == [
        ("曾国平", "曾国强"),
        ("138****5678", "137****1111"),
        ("滨江管理处 客服管理员 操作层", "自 2026-11-23 起：酒店客服中心 客户经理 管理层"),
    ]
    run(SYSTEM, row)
    person = company.person("clerk")
    assert (person.name, person.unit, person.level, person.phone) == (
        "曾国强",
        company.hotel,
        "managerial",
        "13700001111",
    )
    acts = list(TrailEntry.objects.order_by("seq").values_list("act", flat=True))[-4:]
    assert acts == [
        f"people.{act}" for act in ("change_employee", "change_contact", "transfer_employee", "import_roster")
    ]


def test_a_transfer_may_say_its_day(company):
    row = (
        "E001",
        "曾国平",
        "酒店客服中心",
        "酒店",
        "客服管理员",
        "操作层",
        date(2024, 1, 8),
        None,
        "",
        "",
        date(2026, 4, 1),
    )
    run(SYSTEM, row)
    assert Placement.objects.get(employee=company.people["clerk"], unit=company.hotel).start == date(2026, 4, 1)


def test_who_came_back_begins_a_second_period(company):
    person = company.person("clerk")
    usecases.leave_service(SYSTEM, employee=person, seen=person.version, end=date(2026, 3, 31))
    run(SYSTEM, ("E001", "曾国平", "酒店客服中心", "酒店", "客服管理员", "操作层", date(2026, 9, 1), None))
    assert Employment.objects.filter(employee=person).count() == 2
    assert company.person("clerk").unit == company.hotel


def test_a_joining_day_is_corrected(company):
    run(SYSTEM, (*PERSON[:6], date(2024, 3, 4), None))
    assert Employment.objects.get(employee=company.people["clerk"]).start == date(2024, 3, 4)


BAD = [
    (("N1", "", "滨江管理处", "物业", "客服管理员", "操作层", date(2026, 3, 2)), "姓名"),
    (("N1", "甲", "没有的部门", "物业", "客服管理员", "操作层", date(2026, 3, 2)), "没有名为没有的部门的部门"),
    (("N1", "甲", "滨江管理处", "酒店业", "客服管理员", "操作层", date(2026, 3, 2)), "业态"),
    (("N1", "甲", "E1", "酒店", "客服管理员", "操作层", date(2026, 3, 2)), "业态是物业"),
    (("N1", "甲", "滨江管理处", "物业", "没有的岗位", "操作层", date(2026, 3, 2)), "岗位"),
    (("N1", "甲", "滨江管理处", "物业", "客服管理员", "中层", date(2026, 3, 2)), "层级"),
    (("N1", "甲", "滨江管理处", "物业", "客服管理员", "操作层", "三月"), "入职日期"),
    (("N1", "甲", "滨江管理处", "物业", "客服管理员", "操作层", date(2026, 3, 2), date(2026, 3, 1)), "离职日期"),
    (("N1", "甲", "滨江管理处", "物业", "客服管理员", "操作层", date(2026, 3, 2), None, "打电话"), "电话"),
    (("N1", "甲", "滨江管理处", "物业", "客服管理员", "操作层", date(2026, 3, 2), None, "", "at home"), "邮箱"),
    ((*PERSON[:8], "138****0000"), "电话"),
    (
        ("E001", "曾国平", "H1", "酒店", "客服管理员", "操作层", date(2024, 1, 8), None, "", "", date(2020, 1, 1)),
        "调动日期",
    ),
]


@pytest.mark.parametrize(("row", "named"), BAD, ids=[str(n) for n in range(len(BAD))])
def test_a_bad_row_is_named_with_its_column(company, row, named):
    found = preview(
        SYSTEM,
        PERSON[:2] + PERSON[2:]
        if row[0] != "E001"
        else ("M001", "马丽", *PERSON[2:4], "客户经理", "管理层", *PERSON[6:]),
        row,
    )
    assert [(line.sheet, line.row) for line in found.refused] == [("员工", 3)]
    assert named in found.refused[0].reason


def test_all_that_is_wrong_in_a_row_is_said_at_once(company):
    [line] = preview(SYSTEM, ("N1", "", "没有的部门", "物业", "客服管理员", "操作层", "三月", None, "打电话")).refused
    for column in ("部门：", "姓名：", "入职日期：", "电话："):
        assert column in line.reason


def test_one_bad_row_refuses_all(company):
    good = ("N1", "甲", "滨江管理处", "物业", "客服管理员", "操作层", date(2026, 3, 2))
    bad = ("N2", "乙", "没有的部门", "物业", "客服管理员", "操作层", date(2026, 3, 2))
    with pytest.raises(Refusal) as refused:
        run(SYSTEM, good, bad, good)
    assert [fault.where for fault in refused.value.faults] == ["员工!3", "员工!4"]
    assert not Employee.objects.filter(number__startswith="N").exists()


def test_unknown_departments_and_posts_are_made_where_one_says(company):
    row = ("N1", "甲", "翠湖管理处", "物业", "收费员", "操作层", date(2026, 3, 2))
    run(company.actor("manager"), row, ("N2", "乙", *row[2:]), below=company.estate)
    unit = Unit.objects.get(name="翠湖管理处")
    assert (unit.parent, unit.business) == (company.estate, "property")
    assert Post.objects.get(name="收费员").level == "operational"
    assert Employee.objects.filter(unit=unit).count() == 2


def test_a_refused_row_leaves_no_department_behind(company):
    rows = [
        ("N1", "", "翠湖管理处", "物业", "收费员", "操作层", date(2026, 3, 2)),
        ("N2", "乙", "翠湖管理处", "物业", "收费员", "操作层", date(2026, 3, 2)),
    ]
    found = preview(SYSTEM, *rows, below=company.estate)
    assert (len(found.refused), len(found.new)) == (1, 1)


def test_units_and_posts_come_by_the_workbook(company):
    sheets: dict[str, Rows] = {
        "部门": [
            ("E1", "滨江服务中心", "HQ", "物业", None),
            ("E1-1", "前台", "E1", "物业", None),
            ("H1", "酒店客服中心", "HQ", "酒店", "是"),
        ],
        "岗位": [("收费员", "操作层"), ("客服管理员", "管理层")],
    }
    stored, book = roster(SYSTEM, sheets)
    found = usecases.preview_roster(SYSTEM, book)
    assert [(line.sheet, line.row) for line in found.refused] == [("部门", 4)], "people still serve in the hotel"
    sheets["部门"] = sheets["部门"][:2]
    stored, book = roster(SYSTEM, sheets)
    usecases.import_roster(SYSTEM, stored=stored, roster=book)
    assert Unit.objects.get(code="E1-1").path.startswith(company.estate.path)
    assert Post.objects.get(name="客服管理员").level == "managerial"


def test_a_missing_column_is_named(company):
    _stored, book = roster(
        SYSTEM, {"员工": [PERSON[:7]]}, heads={"员工": ("工号", "姓名", "部门", "业态", "岗位", "层级", "入职")}
    )
    [line] = usecases.preview_roster(SYSTEM, book).refused
    assert (line.row, line.reason) == (1, "缺少列：入职日期。")


@pytest.mark.parametrize("content", [b"not a workbook", b"PK\x03\x04broken", b""], ids=["text", "broken", "empty"])
def test_what_is_no_workbook_is_refused(company, content):
    with pytest.raises(Refusal) as refused:
        usecases.hand_in_roster(SYSTEM, file=SimpleUploadedFile("x.xlsx", content))
    assert refused.value.faults[0].where == "file"


def test_a_workbook_of_something_else_is_refused(company):
    _stored, book = roster(SYSTEM, {"其它": [(1,)]}, heads={"其它": ("x",)})
    with pytest.raises(Refusal):
        usecases.preview_roster(SYSTEM, book)


def test_a_manager_imports_into_his_branch_only(company):
    manager = company.actor("manager")
    found = preview(
        manager,
        ("N1", "甲", "酒店客服中心", "酒店", "客服管理员", "操作层", date(2026, 3, 2)),
        ("H001", "韩雪雪", "酒店客服中心", "酒店", "客服管理员", "操作层", date(2024, 1, 8)),
        ("N2", "乙", "滨江管理处", "物业", "客服管理员", "操作层", date(2026, 3, 2)),
    )
    assert [line.row for line in found.refused] == [2, 3]
    assert [line.row for line in found.new] == [4]


def test_only_who_handed_it_in_looks_through_it(company):
    stored = usecases.hand_in_roster(company.actor("manager"), file=workbook({"员工": [PERSON]}))
    with pytest.raises(NotVisible):
        usecases.handed_in(company.actor("keeper"), stored.pk)
    with pytest.raises(NotPermitted):
        usecases.handed_in(company.actor("supervisor"), stored.pk)


def test_the_same_key_imports_once(company):
    actor = company.actor("boss")
    stored, book = roster(
        actor, {"员工": [("N1", "甲", "滨江管理处", "物业", "客服管理员", "操作层", date(2026, 3, 2))]}
    )
    for _ in range(2):
        usecases.import_roster.once(actor, "k", stored=stored, roster=book)
    assert Employee.objects.filter(number="N1").count() == 1
    assert TrailEntry.objects.filter(act="people.import_roster").count() == 1
    other, another = roster(actor, {"员工": [PERSON]})
    with pytest.raises(Conflict):
        usecases.import_roster.once(actor, "k", stored=other, roster=another)


def test_the_journey_through_the_pages(company, browser):
    client = browser("manager")
    file = workbook({"员工": [("N1", "甲", "翠湖管理处", "物业", "收费员", "操作层", date(2026, 3, 2)), PERSON]})
    handed = client.post("/people/import", {"idempotency_key": "a", "file": file, "below": company.estate.pk})
    assert handed.status_code == 303
    page = client.get(handed["Location"])
    assert page.context["preview"]["new_count"] == 1
    assert page.context["preview"]["unchanged_count"] == 1
    done = client.post(page.context["preview"]["apply_url"], {"idempotency_key": "b", "below": company.estate.pk})
    assert done.status_code == 303
    assert Employee.objects.filter(number="N1").exists()


def test_a_refused_import_shows_its_rows_again(company, browser):
    client = browser("manager")
    file = workbook({"员工": [("N1", "甲", "没有的部门", "物业", "收费员", "操作层", date(2026, 3, 2))]})
    handed = client.post("/people/import", {"idempotency_key": "a", "file": file})
    refused = client.post(handed["Location"], {"idempotency_key": "b"})
    assert refused.status_code == 422
    assert "没有名为没有的部门的部门" in refused.content.decode()
    no_workbook = client.post("/people/import", {"idempotency_key": "c", "file": SimpleUploadedFile("x.xlsx", b"x")})
    assert no_workbook.status_code == 422
