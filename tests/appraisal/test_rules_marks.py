"""The worksheets 扣分明细 and 加分: what a row of them takes from a sheet or gives to it, and why it cannot."""

from array import array
from datetime import date

import pytest

from huiyin.rooms.appraisal.rules import cells, marks
from huiyin.rooms.appraisal.rules import faults as say
from huiyin.rooms.appraisal.rules.faults import Faults
from huiyin.rooms.appraisal.rules.known import FormSpec, SchemeSpec
from huiyin.rooms.appraisal.rules.marks import Bonuses, Deductions, read_bonuses, read_deductions
from huiyin.rooms.appraisal.rules.sheets import SheetDraft, Sheets
from huiyin.rooms.appraisal.terms import Kind
from tests.appraisal.test_rules_rows import told
from tests.appraisal.worlds import Rows

FORM = FormSpec(1, {"服务态度": 11, "工作出勤": 12})
SCHEME = SchemeSpec(date(2024, 1, 1), 2, 8, {})


def draft(number, kind=Kind.MONTH, *, refused=False, form=FORM, scheme=SCHEME):
    return SheetDraft("考评单", 2, number, "1001", int(kind), date(2025, 3, 31), "1002", refused, form, scheme)


def sheets(*drafts):
    found = drafts or (
        draft("Y1"),
        draft("Y2"),
        draft("Y3", refused=True),
        draft("N1", Kind.YEAR),
        draft("Z1", Kind.WEEK_CHECK),
    )
    return Sheets(list(found), {one.number: place for place, one in enumerate(found)})


ROW = ["Y1", "服务态度", "DA1", 1.5, "不理客人", "否"]


def row(**changes):
    names = ("考评单号", "子项", "标准编号", "扣分", "事由", "严重违规")
    return [changes.get(name, cell) for name, cell in zip(names, ROW, strict=True)]


def lost(*rows, of=None):
    """The deductions as rows, and what was said, by row."""
    faults = Faults()
    found = read_deductions(Rows({"扣分明细": list(rows)}), of or sheets(), faults)
    assert {fault.sheet for fault in faults} <= {"扣分明细"}
    return list(found.rows()), [(at, text, facts) for _sheet, at, text, facts in told(faults)]


TAKEN = (0, 11, 150, 0, "服务态度", "DA1", "不理客人")


def test_a_deduction_is_taken_whether_its_cells_were_met_before_or_not():
    assert lost(ROW, ROW, row(考评单号=" Y1", 扣分="1.50", 严重违规=None), row(标准编号=None, 事由=" 不理客人 ")) == (
        [TAKEN, TAKEN, TAKEN, (0, 11, 150, 0, "服务态度", "", "不理客人")],
        [],
    )


def test_deductions_come_in_the_order_of_the_sheets_and_within_one_as_they_were_written():
    rows = [
        row(考评单号="Y2", 事由="一"),
        row(事由="二", 扣分=2.0),
        row(考评单号="Y2", 子项="工作出勤", 事由="三", 严重违规="是"),
        row(事由="四", 标准编号="X"),
    ]
    assert lost(*rows)[0] == [
        (0, 11, 200, 0, "服务态度", "DA1", "二"),
        (0, 11, 150, 0, "服务态度", "X", "四"),
        (1, 11, 150, 0, "服务态度", "DA1", "一"),
        (1, 12, 150, 1, "工作出勤", "DA1", "三"),
    ]


def test_columns_keep_their_types_and_are_counted_by_sheet():
    found = Deductions()
    for place, points in ((1, 10), (1, 20), (0, 30), (1, 40)):
        found.take(place, 5, points, False, ("a", "b", str(points)))
    assert len(found) == 4
    assert [(place, list(run)) for place, run in found.by_sheet()] == [(1, [0, 1]), (0, [2]), (1, [3])]
    found.order()
    assert [(place, list(run)) for place, run in found.by_sheet()] == [(0, [0]), (1, [1, 2, 3])]
    assert [one[6] for one in found.rows()] == ["30", "10", "20", "40"]
    assert (found.sheet.typecode, found.section.typecode, found.points.typecode) == ("l", "q", "l")
    assert isinstance(found.serious, bytearray)
    assert list(Deductions().by_sheet()) == []


def test_columns_that_stand_in_order_are_left_as_they_are():
    found = Deductions()
    for place in (0, 0, 1):
        found.take(place, 5, 1, True, ("a", "b", "c"))
    before = found.sheet
    found.order()
    assert found.sheet is before
    bonuses = Bonuses(array("l", [1, 1]), array("l", [3, 4]), ["a", "b"])
    first = bonuses.sheet
    bonuses.order()
    assert bonuses.sheet is first
    assert len(bonuses) == 2


def test_uneven_columns_are_an_error():
    with pytest.raises(ValueError, match=r"shorter|longer"):
        list(Deductions(sheet=array("l", [1])).rows())
    with pytest.raises(ValueError, match=r"shorter|longer"):
        list(Bonuses(sheet=array("l", [1])).rows())


@pytest.mark.clause("P-4.7a")
@pytest.mark.parametrize(
    ("changes", "reason", "facts"),
    [
        ({"考评单号": "Y9"}, say.UNKNOWN_SHEET, {"value": "Y9"}),
        ({"考评单号": ""}, say.EMPTY, {"column": "考评单号"}),
        ({"考评单号": "Y" * 31}, say.TOO_LONG, {"column": "考评单号", "most": 30}),
        ({"子项": "回访"}, say.NOT_ON_FORM, {"value": "回访"}),
        ({"子项": None}, say.EMPTY, {"column": "子项"}),
        ({"子项": date(2025, 1, 1)}, say.NOT_ON_FORM, {"value": "2025-01-01"}),
        ({"标准编号": "X" * 21}, say.TOO_LONG, {"column": "标准编号", "most": 20}),
        ({"扣分": "两分"}, say.NO_NUMBER, {"column": "扣分", "value": "两分"}),
        ({"扣分": -1.0}, say.NEGATIVE, {"column": "扣分", "value": "-1"}),
        ({"扣分": 100000.0}, say.TOO_MUCH, {"column": "扣分", "value": "100000"}),
        ({"扣分": 0.0}, say.ZERO, {}),
        ({"事由": None}, say.NO_FACT, {}),
        ({"事由": "长" * 201}, say.TOO_LONG, {"column": "事由", "most": 200}),
        ({"严重违规": "也许"}, say.NOT_ONE_OF, {"column": "严重违规", "known": "是、否", "value": "也许"}),
        ({"严重违规": "也许", "扣分": 0.0}, say.NOT_ONE_OF, {"column": "严重违规", "known": "是、否", "value": "也许"}),
    ],
    ids=repr,
)
def test_what_is_wrong_with_a_deduction_is_said_of_its_row_each_time(changes, reason, facts):
    wrong = row(**changes)
    assert lost(wrong, ROW, wrong, ROW) == ([TAKEN, TAKEN], [(2, reason, facts), (4, reason, facts)])


def test_everything_that_is_wrong_with_a_row_is_said_at_once():
    wrong = ["Y1", "回访", "X" * 21, "x", "", "?"]
    assert [text for _at, text, _facts in lost(wrong)[1]] == [
        say.NOT_ON_FORM, say.NOT_ONE_OF, say.NO_NUMBER, say.NO_FACT, say.TOO_LONG,
    ]  # fmt: skip
    assert [text for _at, text, _facts in lost(row(考评单号="Y" * 31, 子项=None))[1]] == [say.TOO_LONG, say.EMPTY]


@pytest.mark.parametrize(
    ("changes", "points", "serious"),
    [
        ({"扣分": 99999.99}, 9_999_999, 0),
        ({"扣分": 0.01}, 1, 0),
        ({"扣分": 0.0, "严重违规": "是"}, 0, 1),
        ({"严重违规": True}, 150, 1),
    ],
    ids=repr,
)
def test_points_lie_between_nothing_and_the_most_a_column_holds(changes, points, serious):
    found, said = lost(row(**changes), row(**changes))
    assert [(one[2], one[3]) for one in found] == [(points, serious)] * 2
    assert said == []


def test_a_deduction_of_a_refused_sheet_is_judged_by_itself_and_left_out():
    assert lost(ROW, row(考评单号="Y3"), row(考评单号="Y3", 事由="")) == ([TAKEN], [(4, say.NO_FACT, {})])


def test_where_the_form_is_not_known_any_section_will_do():
    unknown = sheets(draft("Y1", form=None, refused=True), draft("Y2"))
    assert lost(row(考评单号="Y2"), row(子项="回访"), row(子项=date(2025, 1, 1)), row(子项=""), of=unknown) == (
        [(1, *TAKEN[1:])],
        [(5, say.EMPTY, {"column": "子项"})],
    )


def test_a_text_may_be_as_long_as_its_column():
    found, said = lost(row(标准编号="X" * 20, 事由="长" * 200))
    assert [(len(one[5]), len(one[6])) for one in found] == [(20, 200)]
    assert said == []


@pytest.mark.parametrize("quick", [True, False])
def test_a_sheet_has_so_many_deductions_at_most(monkeypatch, quick):
    monkeypatch.setattr(marks, "MOST_ON_A_SHEET", 3)
    one = ROW if quick else row(扣分="1.5")
    found, said = lost(one, one, row(考评单号="Y2"), one, one, row(考评单号="Y2"), one)
    assert [taken[0] for taken in found] == [0, 0, 0, 1, 1]
    assert said == [(at, say.TOO_MANY, {"number": "Y1", "most": 3}) for at in (6, 8)]


def test_only_so_many_texts_are_remembered_and_no_others_are_forgotten(monkeypatch):
    monkeypatch.setattr(marks, "MOST_REMEMBERED", 1)
    rows = [row(事由=fact, 标准编号=item) for fact, item in (("一", "A"), ("二", "B"), ("一", "A"), ("二", "B"))]
    assert [one[5:] for one in lost(*rows)[0]] == [("A", "一"), ("B", "二"), ("A", "一"), ("B", "二")]


def counted(monkeypatch, module, name):
    """The first arguments with which a function of a module is called from now on."""
    calls, original = [], getattr(module, name)

    def call(first, *others, **named):
        calls.append(first)
        return original(first, *others, **named)

    monkeypatch.setattr(module, name, call)
    return calls


def test_a_row_whose_cells_were_all_met_before_is_not_judged_again(monkeypatch):
    known = sheets()
    judged = counted(monkeypatch, marks, "_take_deduction")
    hair = {"扣分": 0.01, "严重违规": "是"}
    rows = [
        ROW,
        ROW,
        row(考评单号="Y2"),
        row(子项="工作出勤"),
        row(**hair),
        row(**hair),
        row(扣分="1.5"),
        row(扣分="1.5"),
    ]
    assert [one[:4] for one in lost(*rows, of=known)[0]] == [
        (0, 11, 150, 0),
        (0, 11, 150, 0),
        (0, 12, 150, 0),
        (0, 11, 1, 1),
        (0, 11, 1, 1),
        (0, 11, 150, 0),
        (0, 11, 150, 0),
        (1, 11, 150, 0),
    ]
    # Points that were typed as text are read each time: "1.5" and 1.5 are told apart.
    assert len(judged) == 4


def test_the_texts_of_a_column_are_read_once_as_far_as_they_are_remembered(monkeypatch):
    monkeypatch.setattr(marks, "MOST_REMEMBERED", 2)
    read = counted(monkeypatch, cells, "text")
    grounds = ["嘉奖", "记功", "奖状", "嘉奖", "记功", "奖状", 7.0, 7.0]
    assert [ground for _place, _points, ground in gained(*([sheet, 2, one] for sheet, one in zip(
        ["Y1", "Y1", "Y1", "Y2", "Y2", "Y2", "N1", "N1"], grounds, strict=True
    )))[0]] == ["嘉奖", "记功", "奖状", "嘉奖", "记功", "奖状", "7", "7"]  # fmt: skip
    assert read == ["嘉奖", "记功", "奖状", "奖状", 7.0, 7.0]


# 加分


def gained(*rows, of=None):
    faults = Faults()
    found = read_bonuses(Rows({"加分": list(rows)}), of or sheets(), faults)
    assert {fault.sheet for fault in faults} <= {"加分"}
    return list(found.rows()), [(at, text, facts) for _sheet, at, text, facts in told(faults)]


@pytest.mark.clause("P-4.9c")
def test_bonuses_are_whole_points_in_the_order_of_the_sheets():
    rows = [["N1", 3, "奖状"], ["Y1", 2.0, " 嘉奖 "], ["Y1", "６", "嘉奖"], ["Y2", 8, "记功"]]
    assert gained(*rows) == ([(0, 2, "嘉奖"), (0, 6, "嘉奖"), (1, 8, "记功"), (3, 3, "奖状")], [])


@pytest.mark.clause("P-4.9a", "P-4.9b")
@pytest.mark.parametrize(
    ("cells", "reason", "facts"),
    [
        (["Y9", 3, "嘉奖"], say.UNKNOWN_SHEET, {"value": "Y9"}),
        (["Y1", 1, "嘉奖"], say.BONUS_WHOLE, {"least": 2, "most": 8, "value": "1"}),
        (["Y1", 9, "嘉奖"], say.BONUS_WHOLE, {"least": 2, "most": 8, "value": "9"}),
        (["Y1", 2.5, "嘉奖"], say.BONUS_WHOLE, {"least": 2, "most": 8, "value": "2.5"}),
        (["Y1", "x", "嘉奖"], say.NO_NUMBER, {"column": "加分", "value": "x"}),
        (["Y1", 3, ""], say.NO_GROUND, {}),
        (["Y1", 3, "长" * 201], say.TOO_LONG, {"column": "依据", "most": 200}),
        (["Z1", 3, "嘉奖"], say.BONUS_ON_CHECK, {"kind": "周检"}),
    ],
    ids=repr,
)
def test_what_is_wrong_with_a_bonus_is_said_of_its_row(cells, reason, facts):
    assert gained(cells, ["Y1", 8, "嘉奖"]) == ([(0, 8, "嘉奖")], [(2, reason, facts)])


@pytest.mark.clause("P-4.9b")
def test_the_bonuses_of_a_sheet_stay_within_the_most_together():
    rows = [["Y1", 5, "嘉奖"], ["Y2", 5, "嘉奖"], ["Y1", 4, "记功"], ["Y1", 3, "奖状"]]
    found, said = gained(*rows)
    assert found == [(0, 5, "嘉奖"), (0, 3, "奖状"), (1, 5, "嘉奖")]
    assert said == [(4, say.BONUS_SUM, {"number": "Y1", "sum": "9.00", "most": 8})]


def test_where_the_scheme_is_not_known_bonuses_go_from_one_to_ten():
    unknown = sheets(
        draft("Y1", scheme=None), draft("Y3", scheme=None, refused=True), draft("Q1", 0, form=None, scheme=None)
    )
    found, said = gained(["Y1", 1, "a"], ["Y1", 9, "b"], ["Y1", 1, "c"], ["Y1", 11, "d"], ["Y1", 0, "e"], of=unknown)
    assert found == [(0, 1, "a"), (0, 9, "b")]
    assert said == [
        (4, say.BONUS_SUM, {"number": "Y1", "sum": "11.00", "most": 10}),
        (5, say.BONUS_WHOLE, {"least": 1, "most": 10, "value": "11"}),
        (6, say.BONUS_WHOLE, {"least": 1, "most": 10, "value": "0"}),
    ]
    assert gained(["Y3", 10, "a"], ["Y3", 1, "b"], of=unknown) == (
        [], [(3, say.BONUS_SUM, {"number": "Y3", "sum": "11.00", "most": 10})],
    )  # fmt: skip
    # A kind that could not be read is blamed where it stands, not here.
    assert gained(["Q1", 10, "a"], of=unknown)[1] == []


def test_a_refused_row_does_not_count_towards_the_most():
    assert gained(["Y1", 8, ""], ["Y1", 8, "嘉奖"]) == ([(0, 8, "嘉奖")], [(2, say.NO_GROUND, {})])
    assert gained(["Y8", 11, "x"])[1] == [
        (2, say.UNKNOWN_SHEET, {"value": "Y8"}), (2, say.BONUS_WHOLE, {"least": 1, "most": 10, "value": "11"}),
    ]  # fmt: skip


def test_the_longest_number_of_a_sheet_is_found():
    number = "Y" * 30
    assert gained([number, 3, "嘉奖"], of=sheets(draft(number)))[0] == [(0, 3, "嘉奖")]
    assert lost(row(考评单号=number), of=sheets(draft(number)))[0] == [TAKEN]
