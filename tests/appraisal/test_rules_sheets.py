"""The worksheets 员工 and 考评单: who is employed, and which form was filled in about whom for which period."""

from dataclasses import replace
from datetime import date

import pytest

from huiyin.kernel.period import FOREVER, Span
from huiyin.rooms.appraisal.rules import cells
from huiyin.rooms.appraisal.rules import faults as say
from huiyin.rooms.appraisal.rules.faults import Faults
from huiyin.rooms.appraisal.rules.known import FormSpec, Known, SchemeSpec, StoredSheet
from huiyin.rooms.appraisal.rules.sheets import Sheets, check_sheets, form_key, period_of, read_sheets
from huiyin.rooms.appraisal.rules.staff import Staff, read_staff
from huiyin.rooms.appraisal.terms import Kind
from huiyin.rooms.people.rules import Place, Service, Stint
from tests.appraisal.test_rules_marks import counted
from tests.appraisal.test_rules_rows import told
from tests.appraisal.worlds import Rows

ZHANG = ["1001", "张三", "滨江管理处", "物业", "客服管理员", "操作层", date(2020, 3, 1), None]


def zhang(**changes):
    """Zhang's row with other cells."""
    names = ("工号", "姓名", "部门", "业态", "岗位", "层级", "入职日期", "离职日期")
    return [changes.get(name, cell) for name, cell in zip(names, ZHANG, strict=True)]


def staff(*rows):
    faults = Faults()
    return read_staff(Rows({"员工": list(rows)}), faults), told(faults)


def test_a_person_is_read_with_all_that_is_said_of_him():
    found, said = staff(ZHANG)
    assert said == []
    span = Span(date(2020, 3, 1), FOREVER)
    assert found.stints == {
        "1001": [Stint("1001", "张三", "滨江管理处", "property", "客服管理员", "operational", span, "员工", 2)]
    }
    assert found.spoiled == set()
    assert found.knows("1001")
    assert not found.knows("1002")


@pytest.mark.parametrize("end", ["", None, "  "], ids=repr)
def test_whoever_did_not_leave_stays_for_good(end):
    found, said = staff(zhang(离职日期=end))
    assert (found.stints["1001"][0].span, said) == (Span(date(2020, 3, 1), FOREVER), [])


@pytest.mark.parametrize(
    ("changes", "reason", "facts"),
    [
        ({"工号": ""}, say.EMPTY, {"column": "工号"}),
        ({"工号": "1" * 21}, say.TOO_LONG, {"column": "工号", "most": 20}),
        ({"姓名": ""}, say.EMPTY, {"column": "姓名"}),
        ({"姓名": "张" * 41}, say.TOO_LONG, {"column": "姓名", "most": 40}),
        ({"部门": ""}, say.EMPTY, {"column": "部门"}),
        ({"部门": "处" * 61}, say.TOO_LONG, {"column": "部门", "most": 60}),
        ({"业态": "工厂"}, say.NOT_ONE_OF, {"column": "业态", "known": "物业、酒店、公司", "value": "工厂"}),
        ({"岗位": ""}, say.EMPTY, {"column": "岗位"}),
        ({"岗位": "员" * 41}, say.TOO_LONG, {"column": "岗位", "most": 40}),
        ({"层级": "高层"}, say.NOT_ONE_OF, {"column": "层级", "known": "操作层、管理层", "value": "高层"}),
        ({"入职日期": "去年"}, say.NO_DATE, {"column": "入职日期", "value": "去年"}),
        ({"离职日期": "去年"}, say.NO_DATE, {"column": "离职日期", "value": "去年"}),
        ({"离职日期": date(2020, 2, 29)}, say.LEFT_BEFORE_JOINED, {}),
        ({"入职日期": date(9999, 12, 31)}, say.LEFT_BEFORE_JOINED, {}),
    ],
    ids=repr,
)
def test_what_is_wrong_with_a_person_is_said_of_his_row_and_spoils_his_number(changes, reason, facts):
    found, said = staff(zhang(**changes))
    assert said == [("员工", 2, reason, facts)]
    assert found.stints == {}
    assert found.spoiled == (
        {"1" * 21} if "1" * 21 in changes.values() else {"1001"} - ({"1001"} if "工号" in changes else set())
    )


def test_somebody_may_leave_on_his_first_day():
    found, said = staff(zhang(离职日期=date(2020, 3, 1)))
    assert (found.stints["1001"][0].span, said) == (Span(date(2020, 3, 1), date(2020, 3, 1)), [])


def test_the_periods_of_a_person_come_in_the_order_of_their_days_and_may_not_meet():
    early = zhang(入职日期=date(2015, 1, 1), 离职日期=date(2016, 12, 31))
    found, said = staff(ZHANG, early, zhang(入职日期=date(2016, 12, 31), 离职日期=date(2017, 1, 1)))
    assert [stint.span.start.year for stint in found.stints["1001"]] == [2015, 2020]
    assert said == [("员工", 4, say.PERIODS_MEET, {"value": "1001", "row": 3})]
    assert found.spoiled == {"1001"}
    assert found.knows("1001")


def test_a_number_belongs_to_one_name():
    found, said = staff(ZHANG, zhang(姓名="张山", 入职日期=date(2015, 1, 1), 离职日期=date(2016, 1, 1)))
    assert said == [("员工", 3, say.OTHER_NAME, {"value": "1001", "name": "张三", "row": 2})]
    assert len(found.stints["1001"]) == 1


def test_a_number_that_stands_in_a_refused_row_only_is_known_as_spoiled():
    found, said = staff(zhang(工号=1003.0, 姓名=""), ZHANG, zhang(工号="1004", 姓名=""), zhang(工号="", 姓名=""))
    assert found.spoiled == {"1003", "1004"}
    assert found.knows("1003")
    assert len(said) == 4


# 考评单


def read(*rows):
    faults = Faults()
    return read_sheets(Rows({"考评单": list(rows)}), faults), told(faults)


ROW = ["Z1", "1001", "周检", date(2025, 3, 5), "1002"]


def row(**changes):
    names = ("考评单号", "工号", "类型", "考评日期", "考评人")
    return [changes.get(name, cell) for name, cell in zip(names, ROW, strict=True)]


def facts(draft):
    return (draft.number, draft.staff, draft.kind, draft.day, draft.evaluator, draft.refused)


def test_sheets_are_read_whether_their_cells_are_common_or_not():
    found, said = read(ROW, row(考评单号="Z2"), [3.0, 1001.0, " 周检", "2025-03-05", 1002.0], row(考评单号="Z4"))
    assert said == []
    expected = ("1001", 1, date(2025, 3, 5), "1002", False)
    assert [facts(draft) for draft in found.drafts] == [(number, *expected) for number in ("Z1", "Z2", "3", "Z4")]
    assert [(draft.sheet, draft.row) for draft in found.drafts] == [("考评单", at) for at in (2, 3, 4, 5)]
    assert found.places == {"Z1": 0, "Z2": 1, "3": 2, "Z4": 3}
    assert found.years() == [2025]


@pytest.mark.parametrize(
    ("changes", "reason", "said"),
    [
        ({"考评单号": ""}, say.EMPTY, {"column": "考评单号"}),
        ({"考评单号": "1" * 31}, say.TOO_LONG, {"column": "考评单号", "most": 30}),
        ({"工号": ""}, say.EMPTY, {"column": "工号"}),
        ({"工号": "1" * 21}, say.TOO_LONG, {"column": "工号", "most": 20}),
        (
            {"类型": "日检"},
            say.NOT_ONE_OF,
            {"column": "类型", "known": "周检、月检、抽检、月考核、年终考评", "value": "日检"},
        ),
        (
            {"类型": None},
            say.NOT_ONE_OF,
            {"column": "类型", "known": "周检、月检、抽检、月考核、年终考评", "value": ""},
        ),
        ({"考评日期": "昨天"}, say.NO_DATE, {"column": "考评日期", "value": "昨天"}),
        ({"考评日期": date(9999, 12, 31)}, say.DATE_RANGE, {"column": "考评日期", "value": date(9999, 12, 31)}),
        ({"考评人": "1" * 41}, say.TOO_LONG, {"column": "考评人", "most": 40}),
    ],
    ids=repr,
)
def test_what_is_wrong_with_a_sheet_is_said_of_its_row(changes, reason, said):
    found, told_ = read(row(**changes))
    assert told_ == [("考评单", 2, reason, said)]
    assert found.drafts[0].refused
    assert found.drafts[0].kind == (0 if "类型" in changes else 1)
    assert found.drafts[0].day == (None if "考评日期" in changes else date(2025, 3, 5))
    assert found.places == ({} if changes.get("考评单号") == "" else {found.drafts[0].number: 0})
    assert found.years() == ([] if "考评日期" in changes else [2025])


def test_faults_of_equal_cells_are_said_of_every_row():
    changes = {"工号": "1" * 21, "类型": "日检", "考评日期": date(9999, 12, 31), "考评人": "1" * 41}
    _found, said = read(row(**changes), row(考评单号="Z2", **changes))
    assert [at for _sheet, at, _text, _facts in said] == [2] * 4 + [3] * 4


def test_words_days_and_people_that_were_met_before_are_not_read_again(monkeypatch):
    codes, days = (counted(monkeypatch, cells, name) for name in ("code", "day"))
    again = ["1001", "周检", date(2025, 3, 5), "1001"]
    found, said = read(["Z1", *again], ["Z2", *again], ["Z3", 1002.0, "月检", "2025-03-05", "1002"], ["Z4", *again])
    assert said == []
    assert [draft.staff for draft in found.drafts] == ["1001", "1001", "1002", "1001"]
    assert [draft.evaluator for draft in found.drafts] == ["1001", "1001", "1002", "1001"]
    assert codes == ["Z1", "1001", "Z2", "Z3", 1002.0, "1002", "Z4"]
    assert days == [date(2025, 3, 5), "2025-03-05"]


def test_a_number_leads_to_its_first_row():
    found, said = read(ROW, row(考评单号="Z2"), ROW, row(考评单号=""), row(考评单号=""))
    assert said == [
        ("考评单", 4, say.REPEATED_SHEET, {"value": "Z1", "row": 2}),
        ("考评单", 5, say.EMPTY, {"column": "考评单号"}), ("考评单", 6, say.EMPTY, {"column": "考评单号"}),
    ]  # fmt: skip
    assert found.places == {"Z1": 0, "Z2": 1}


@pytest.mark.parametrize(
    ("cell", "name"),
    [(None, ""), (date(2025, 1, 1), "2025-01-01"), ("王经理", "王经理"), ("1" * 40, "1" * 40)],
    ids=repr,
)
def test_who_appraised_is_whatever_was_written(cell, name):
    found, said = read(row(考评人=cell), row(考评单号="Z2", 考评人=cell))
    assert [draft.evaluator for draft in found.drafts] == [name, name]
    assert said == []


@pytest.mark.parametrize(
    ("kind", "period"),
    [
        (Kind.WEEK_CHECK, "2025-W01"),
        (Kind.MONTH_CHECK, "2024-12"),
        (Kind.SPOT_CHECK, "2024-12"),
        (Kind.MONTH, "2024-12"),
        (Kind.YEAR, "2024"),
    ],
)
def test_the_period_of_a_sheet(kind, period):
    assert period_of(int(kind), date(2024, 12, 30)) == period


# What the store knows


HOTEL = Place(date(2020, 1, 1), 5, "hotel", "前台", "operational")
ABOVE = Place(date(2025, 3, 20), 6, "property", "主管", "managerial")
SERVICE = Service("1001", "张三", (Span(date(2020, 1, 1), date(2025, 6, 10)),), (HOTEL,))
FORMS = {
    ("check", "hotel"): FormSpec(1, {}),
    ("month", "operational"): FormSpec(2, {}),
    ("year", "operational"): FormSpec(3, {}),
    ("month", "managerial"): FormSpec(4, {}),
}
SCHEME = SchemeSpec(date(2024, 1, 1), 1, 10, FORMS)
KNOWN = Known({"1001": SERVICE}, (SCHEME,), units={5})


def stored(number="Y1", **changes):
    return replace(StoredSheet(1, number, "1001", 4, "2025-03", 2025, 2, 5, ""), **changes)


def checked(*rows, known=KNOWN, spoiled=()):
    """The drafts after they were placed, and what was said."""
    sheets, first = read(*rows)
    assert first == []
    faults = Faults()
    check_sheets(sheets, Staff({}, set(spoiled)), known, faults)
    assert {fault.sheet for fault in faults} <= {"考评单"}
    return sheets.drafts, [(at, text, dict(facts_)) for _sheet, at, text, facts_ in told(faults)]


def test_a_sheet_finds_its_form_unit_and_period():
    drafts, said = checked(ROW, row(考评单号="Y1", 类型="月考核"), row(考评单号="N1", 类型="年终考评"))
    assert said == []
    assert [(one.form, one.scheme, one.unit, one.period, one.refused) for one in drafts] == [
        (FORMS["check", "hotel"], SCHEME, 5, "2025-W10", False),
        (FORMS["month", "operational"], SCHEME, 5, "2025-03", False),
        (FORMS["year", "operational"], SCHEME, 5, "2025", False),
    ]


def test_an_unknown_person_is_named_unless_his_row_was_refused_already():
    drafts, said = checked(row(工号="9"), row(考评单号="Z2", 工号="8"), row(考评单号="Z3"), spoiled=["8"])
    assert said == [(2, say.UNKNOWN_STAFF, {"value": "9"})]
    assert [one.refused for one in drafts] == [True, True, False]


@pytest.mark.parametrize(
    ("changes", "known", "reason", "facts_"),
    [
        ({"考评日期": date(2025, 6, 11)}, KNOWN, say.OUTSIDE_EMPLOYMENT, {"value": "2025-06-11", "name": "张三"}),
        ({}, replace(KNOWN, units={6}), say.OUT_OF_REACH, {"value": "张三"}),
        ({}, replace(KNOWN, schemes=()), say.NO_SCHEME, {"value": "2025-03-05"}),
        ({}, replace(KNOWN, schemes=(replace(SCHEME, forms={}),)), say.NO_FORM, {"value": "2025-03-05"}),
        ({}, replace(KNOWN, stored={"Z1": stored("Z1", staff="1002")}), say.TAKEN_NUMBER, {"value": "Z1"}),
        ({}, replace(KNOWN, stored={"Z1": stored("Z1", open=False)}), say.TAKEN_NUMBER, {"value": "Z1"}),
    ],
    ids=["outside", "reach", "scheme", "form", "another's", "closed"],
)
def test_a_sheet_that_cannot_stand_says_why(changes, known, reason, facts_):
    drafts, said = checked(row(**changes), known=known)
    assert said == [(2, reason, facts_)]
    assert drafts[0].refused


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2025, 6, 10)])
def test_the_first_and_the_last_day_lie_within_the_employment(day):
    known = replace(KNOWN, schemes=(replace(SCHEME, effective_from=date(2019, 1, 1)),))
    assert checked(row(考评日期=day), known=known)[1] == []


def test_ones_own_stored_sheet_may_come_again():
    assert checked(row(类型="月考核", 考评单号="Y1"), known=replace(KNOWN, stored={"Y1": stored()}))[1] == []


def second(first):
    return {"kind": "月考核", "name": "张三", "period": "2025-03", "first": first}


def test_a_second_sheet_of_a_period_is_refused_and_only_one_that_stands_takes_the_period():
    months = [row(考评单号=number, 类型="月考核") for number in ("Y1", "Y2")]
    drafts, said = checked(*months)
    assert said == [(3, say.SECOND_IN_PERIOD, second("Y1"))]
    assert [one.refused for one in drafts] == [False, True]
    outside = row(考评单号="Y0", 类型="月考核", 考评日期=date(2025, 6, 11))
    drafts, said = checked(outside, row(考评单号="Y1", 类型="月考核", 考评日期=date(2025, 6, 10)))
    assert [one.refused for one in drafts] == [True, False]
    assert len(said) == 1


def test_spot_checks_take_no_period():
    spots = [row(考评单号=number, 类型="抽检") for number in ("C1", "C2")]
    drafts, said = checked(*spots, known=replace(KNOWN, stored={"C0": stored("C0", kind=3)}))
    assert said == []
    assert not any(one.refused for one in drafts)


def test_a_stored_sheet_has_taken_its_period_unless_it_comes_again_in_the_workbook():
    month = row(考评单号="Y2", 类型="月考核")
    known = replace(KNOWN, stored={"Y1": stored()})
    assert checked(month, known=known)[1] == [(2, say.SECOND_IN_PERIOD, second("Y1"))]
    april = row(考评单号="Y1", 类型="月考核", 考评日期=date(2025, 4, 30))
    assert checked(april, month, known=known)[1] == []
    assert checked(month, known=replace(KNOWN, stored={"Y1": stored(kind=1)}))[1] == []
    assert checked(month, known=replace(KNOWN, stored={"Y1": stored(staff="1002")}))[1] == []
    assert checked(month, known=replace(KNOWN, stored={"Y1": stored(period="2025-04")}))[1] == []


def test_rows_that_could_not_be_read_are_not_blamed_again():
    sheets, first = read(row(类型="日检"), row(考评单号="Z2", 考评日期="昨天"), row(考评单号="Z3", 工号=""))
    assert len(first) == 3
    faults = Faults()
    check_sheets(sheets, Staff(), KNOWN, faults)
    assert told(faults) == []
    assert [one.refused for one in sheets.drafts] == [True, True, True]
    assert sheets.drafts[0].form is None
    assert Sheets().years() == []


@pytest.mark.clause("P-4.3.3")
@pytest.mark.parametrize(
    ("kind", "day", "form"),
    [
        (Kind.WEEK_CHECK, date(2025, 3, 19), ("check", "hotel")),
        (Kind.SPOT_CHECK, date(2025, 3, 20), ("check", "property")),
        # Appraised by the class of the period's last day, though the sheet bears an earlier one.
        (Kind.MONTH, date(2025, 3, 5), ("month", "managerial")),
        (Kind.MONTH, date(2025, 2, 5), ("month", "operational")),
        (Kind.YEAR, date(2025, 1, 5), ("year", "managerial")),
        (Kind.YEAR, date(2024, 12, 31), ("year", "operational")),
        # Outside the employment the day itself counts.
        (Kind.MONTH, date(2025, 8, 5), ("month", "managerial")),
        (Kind.MONTH, date(2019, 8, 5), ("month", "operational")),
    ],
)
def test_a_form_is_that_of_the_business_on_the_day_or_of_the_class_on_the_last_day(kind, day, form):
    moved = replace(SERVICE, places=(HOTEL, ABOVE))
    assert form_key(int(kind), day, moved.place_on(day), moved) == form


def test_with_one_place_it_is_that_one_and_with_several_that_of_the_day():
    assert form_key(int(Kind.YEAR), date(2025, 3, 5), HOTEL, SERVICE) == ("year", "operational")
    moved = replace(KNOWN, services={"1001": replace(SERVICE, places=(HOTEL, ABOVE))}, units={5, 6})
    days = (date(2025, 3, 19), date(2025, 3, 20))
    rows = [row(考评单号=f"C{at}", 类型="抽检", 考评日期=day) for at, day in enumerate(days)]
    drafts, said = checked(*rows, known=moved)
    assert [one.unit for one in drafts] == [5, 6]
    assert said == [(3, say.NO_FORM, {"value": "2025-03-20"})]
    apart = replace(SERVICE, spans=(Span(date(2020, 1, 1), date(2020, 2, 1)), SERVICE.spans[0]))
    assert checked(ROW, known=replace(KNOWN, services={"1001": apart}))[1] == []
