"""Importing into the store: twice is once, changes replace, what is frozen or not one's own stays, nothing half."""

from datetime import date

import pytest
from django.utils import translation

from huiyin.kernel.errors import Refusal
from huiyin.kernel.period import FOREVER
from huiyin.platform.actor import SYSTEM, Actor, Reach
from huiyin.platform.models import TrailEntry
from huiyin.rooms.appraisal.models import Bonus, Deduction, Run, Scheme, Score, Sheet, StandardItem
from huiyin.rooms.appraisal.queries.export import workbook
from huiyin.rooms.appraisal.queries.findings import unknown_items
from huiyin.rooms.appraisal.queries.import_plan import plan_import, said
from huiyin.rooms.appraisal.queries.schemes import items
from huiyin.rooms.appraisal.queries.settle import settle, unlike_scores
from huiyin.rooms.appraisal.rules.result import result_of
from huiyin.rooms.appraisal.terms import Permit, RunState, SchemeState
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets
from huiyin.rooms.people.models import Employee, Employment, Placement, Post, Unit
from huiyin.rooms.people.terms import Permit as People
from tests.appraisal.books import LI, ZHANG, book, lost
from tests.appraisal.worlds import Rows, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scheme():
    return adopt_default_scheme(SYSTEM)


def take(tables, actor=SYSTEM):
    return import_sheets(actor, Rows(tables))


def test_unknown_item_codes_are_told_with_the_row_that_names_them_first_and_refuse_nothing():
    code = StandardItem.objects.values_list("code", flat=True)[0]
    named = [("X-9", 1), (code, 1), ("X-9", 2), ("", 1), ("X-8", 1)]
    lines = [lost("Z1001", "回访", points, code=one) for one, points in named]
    plan = plan_import(SYSTEM, Rows(book(扣分明细=lines)))
    assert not plan.faults
    assert unknown_items(plan) == [
        {"code": "X-9", "sheet": "扣分明细", "row": 2}, {"code": "X-8", "sheet": "扣分明细", "row": 6},
    ]  # fmt: skip


def refusals(tables, actor=SYSTEM):
    with translation.override("en"), pytest.raises(Refusal) as caught:
        take(tables, actor)
    return [(fault.where, fault.reason) for fault in caught.value.faults]


def stored():
    """Everything that an import writes, without row ids."""
    return (
        list(Sheet.objects.order_by("number").values_list("number", "employee__number", "kind", "date", "period")),
        list(Deduction.objects.order_by("sheet__number", "position").values_list("sheet__number", "points", "fact")),
        list(Bonus.objects.order_by("sheet__number", "position").values_list("sheet__number", "points")),
        list(Score.objects.order_by("sheet__number").values_list("sheet__number", "base", "bonus")),
        list(Employee.objects.order_by("number").values_list("number", "name", "unit__name", "post__name", "level")),
    )


def sheet(number="Z1001"):
    return Sheet.objects.get(number=number)


LOSSES = [lost("Z1001", "回访", 2), lost("Z1001", "其它", 1), lost("Y1001", "主动性", 1)]


def test_an_import_writes_people_sheets_marks_and_scores():
    counts = take(book(扣分明细=LOSSES, 加分=[["Y1001", 3, "嘉奖"]]))
    assert counts["考评单"] == {"new": 6, "changed": 0, "unchanged": 0}
    assert counts["员工"] == {"new": 2, "changed": 0, "unchanged": 0}
    person = Employee.objects.get(number="1001")
    assert (person.pinyin, person.initials, person.active) == ("zhang san", "zs", True)
    assert Employment.objects.get(employee=person).end is None
    assert Placement.objects.get(employee=person).start == date(2020, 3, 1)
    assert (sheet().evaluator.number, sheet().unit.name, sheet().period) == ("1002", "滨江管理处", "2025-W10")
    assert (sheet().score.base, sheet("Y1001").score.base, sheet("Y1001").score.bonus) == (9700, 9900, 300)
    assert list(Deduction.objects.filter(sheet=sheet()).values_list("position", "item", "section__name")) == [
        (1, "BZ-01", "回访"), (2, "BZ-01", "其它"),
    ]  # fmt: skip


@pytest.mark.clause("P-4.5.2b")
def test_an_inspection_loses_points_under_an_item_of_the_standard_and_in_a_section_of_its_form(scheme):
    item = items(SYSTEM, scheme=scheme.pk).get(code="DB1")
    take(book(扣分明细=[lost("Z1001", "服务用语与接待", item.check_most // 100, code=item.code, fact=item.label)]))
    kept = Deduction.objects.get(sheet=sheet())
    assert (kept.item, kept.points, kept.fact) == ("DB1", item.check_most, "接待不问候或用语不规范")
    assert (kept.section.name, kept.section.form.kind, kept.section.form.scheme) == ("服务用语与接待", "check", scheme)


@pytest.mark.clause("P-4.5.2b")
def test_what_the_standard_has_no_place_for_is_refused_and_other_needs_its_words():
    before = stored()
    found = refusals(
        book(
            扣分明细=[
                lost("Z1001", "业务能力", 6, code="NA1"),
                lost("Z1001", "其它", 1, code="XX1", fact=""),
                lost("Z1001", "其它", 1, code="XX1", fact="电梯厅堆放杂物"),
            ]
        )
    )
    assert found == [
        ("扣分明细!2", "业务能力 is not a section of this sheet's form"),
        ("扣分明细!3", "事由 is empty; a deduction needs its fact"),
    ]
    assert stored() == before


def test_the_trail_gets_one_entry_with_counts_and_the_files_digest():
    before = TrailEntry.objects.count()
    import_sheets(SYSTEM, Rows(book()), digest="abc123")
    import_sheets(SYSTEM, Rows(book()), digest="abc123")
    entries = list(TrailEntry.objects.order_by("seq")[before:])
    assert [entry.act for entry in entries] == [
        "people.record_roster",
        "appraisal.import_sheets",
        "appraisal.import_sheets",
    ]
    assert '"digest":"abc123"' in entries[1].detail
    assert '"考评单":{"changed":0,"new":6,"unchanged":0}' in entries[1].detail


def test_importing_twice_changes_nothing():
    tables = book(扣分明细=LOSSES, 加分=[["Y1001", 3, "嘉奖"]])
    take(tables)
    before, ids = stored(), set(Score.objects.values_list("sheet", flat=True))
    counts = take(tables)
    assert counts["考评单"] == {"new": 0, "changed": 0, "unchanged": 6}
    assert counts["员工"] == {"new": 0, "changed": 0, "unchanged": 2}
    assert (stored(), set(Score.objects.values_list("sheet", flat=True))) == (before, ids)
    assert sheet().version == 1


def test_a_changed_sheet_keeps_its_row_and_replaces_its_marks():
    take(book(扣分明细=LOSSES))
    row = sheet().pk
    counts = take(book(扣分明细=[lost("Z1001", "回访", 5), *LOSSES[2:]]))
    assert counts["考评单"] == {"new": 0, "changed": 1, "unchanged": 5}
    assert (sheet().pk, sheet().version, sheet().score.base) == (row, 2, 9500)
    assert list(Deduction.objects.filter(sheet=row).values_list("points", flat=True)) == [500]


@pytest.mark.parametrize(
    "change",
    [
        {"扣分明细": [*LOSSES[::-1]]},
        {"扣分明细": [*LOSSES[:2], lost("Y1001", "主动性", 1, fact="另一件事")]},
        {"扣分明细": [*LOSSES[:2], lost("Y1001", "主动性", 1, code="")]},
        {"扣分明细": [*LOSSES[:2], lost("Y1001", "主动性", 1, "是")]},
        {"加分": [["Y1001", 3, "另一个奖"]]},
    ],
    ids=["order", "fact", "item", "serious", "ground"],
)
def test_any_difference_in_what_is_said_of_a_sheet_is_a_change(change):
    tables = book(扣分明细=LOSSES, 加分=[["Y1001", 3, "嘉奖"]])
    take(tables)
    assert take(tables | change)["考评单"]["changed"] == 1


def test_changed_sheets_may_trade_their_periods():
    rows = [["A", "1001", "月检", date(2025, 3, 1), ""], ["B", "1001", "月检", date(2025, 4, 1), ""]]
    take(book(考评单=rows))
    traded = [["A", "1001", "月检", date(2025, 4, 2), ""], ["C", "1001", "月检", date(2025, 3, 2), ""],
              ["B", "1001", "月检", date(2026, 4, 1), ""]]  # fmt: skip
    counts = take(book(考评单=traded))
    assert counts["考评单"] == {"new": 1, "changed": 2, "unchanged": 0}
    assert list(Score.objects.order_by("sheet__number").values_list("sheet__number", "year", "month")) == [
        ("A", 2025, 4), ("B", 2026, 4), ("C", 2025, 3),
    ]  # fmt: skip


def test_a_period_that_a_stored_sheet_holds_is_taken():
    take(book())
    again = book(考评单=[["X", "1001", "周检", date(2025, 3, 9), ""]])
    fault = "A second 周检 of 张三 in 2025-W10; the first is sheet Z1001"
    assert refusals(again) == [("考评单!2", fault)]


def test_a_monthly_check_takes_over_from_the_spot_checks_that_stood_in_for_it():
    spot = ["S1", "1001", "抽检", date(2025, 3, 8), ""]
    take(book(考评单=[spot], 扣分明细=[lost("S1", "回访", 2)]))
    assert Score.objects.get().sheet.number == "S1"
    take(book(考评单=[["M1", "1001", "月检", date(2025, 3, 20), ""]], 扣分明细=[lost("M1", "回访", 1)]))
    score = Score.objects.get()
    assert (score.sheet.number, score.kind, score.base) == ("M1", 2, 9700)


def test_a_refused_workbook_stores_nothing_at_all():
    before = (stored(), TrailEntry.objects.count(), Unit.objects.count(), Post.objects.count(), Scheme.objects.count())
    tables = book(方案=[["检查占比", "", 10], ["月考核占比", "", 40]], 扣分明细=[lost("Z1001", "回访", -1)])
    assert refusals(tables) == [("扣分明细!2", "扣分 is negative: -1")]
    assert before == (
        stored(), TrailEntry.objects.count(), Unit.objects.count(), Post.objects.count(), Scheme.objects.count()
    )  # fmt: skip


def test_a_published_year_does_not_change_but_may_be_imported_as_it_is(scheme):
    take(book(扣分明细=LOSSES))
    Run.objects.create(
        year=2025, state=RunState.PUBLISHED, scheme=scheme, engine="1", people=2, settled_at="2026-01-02T00:00Z"
    )
    assert take(book(扣分明细=LOSSES))["考评单"]["unchanged"] == 6
    assert refusals(book(扣分明细=LOSSES[1:])) == [
        ("考评单!2", "The results of 2025 are published and frozen; sheet Z1001 would change them")
    ]
    moved = book(扣分明细=LOSSES)
    moved["考评单"][0][3] = date(2026, 3, 5)
    assert [where for where, _reason in refusals(moved)] == ["考评单!2"]
    left = book(员工=[[*ZHANG[:7], date(2025, 12, 30)], LI], 扣分明细=LOSSES)
    assert [where for where, _reason in refusals(left)] == ["员工!2"]


def test_a_sheet_number_of_another_person_is_refused():
    take(book())
    tables = book(考评单=[["Z1001", "1002", "周检", date(2025, 6, 5), ""]])
    assert refusals(tables) == [("考评单!2", "Sheet number Z1001 belongs to another person's sheet")]


def test_an_appraiser_who_is_no_known_number_is_kept_as_written():
    tables = book()
    tables["考评单"][0][4], tables["考评单"][1][4] = "品质部 王工", ""
    take(tables)
    assert (sheet().evaluator, sheet().evaluator_words) == (None, "品质部 王工")
    assert (sheet("Y1001").evaluator, sheet("Y1001").evaluator_words) == (None, "")
    assert (sheet("N1001").evaluator.number, sheet("N1001").evaluator_words) == ("1002", "")


def clerk(*units, keep=(), permits=(Permit.IMPORT_SHEETS,)):
    """Somebody who imports for the branches of some units and keeps the people of some."""
    reach = Reach(branches=frozenset(unit.path for unit in units))
    grants = {str(permit): reach for permit in permits}
    if keep:
        grants[str(People.KEEP_PEOPLE)] = Reach(branches=frozenset(unit.path for unit in keep))
    return Actor(user_id=1, name="李四", grants=grants)


@pytest.fixture
def house():
    """Two branches, each with the people of a workbook."""
    take(book())
    return {unit.name: unit for unit in Unit.objects.all()}


def test_who_imports_for_one_unit_reaches_no_other(house):
    actor = clerk(house["滨江管理处"])
    own = book(考评单=[["K1", "1001", "周检", date(2025, 6, 5), ""]])
    del own["员工"][1]
    assert take(own, actor)["考评单"]["new"] == 1
    foreign = book(考评单=[["K2", "1002", "周检", date(2025, 6, 5), ""]])
    assert refusals(foreign, actor) == [("员工!3", "Staff number 1002 is taken in another department")]
    del foreign["员工"][1]
    assert refusals(foreign, actor) == [("考评单!2", "Staff number 1002 is unknown")]


def test_new_people_need_the_permit_to_keep_people(house):
    wang = ["1003", "王五", *ZHANG[2:]]
    tables = book(员工=[wang], 考评单=[["K1", "1003", "周检", date(2025, 6, 5), ""]])
    here = house["滨江管理处"]
    reason = "王五 is new or changed here; only who keeps the people of this department may import that"
    assert refusals(tables, clerk(here)) == [("员工!2", reason)]
    assert take(tables, clerk(here, keep=[here]))["员工"]["new"] == 1


def test_a_new_department_is_made_under_the_importers_own(house):
    here = house["滨江管理处"]
    wang = ["1003", "王五", "新部门", *ZHANG[3:]]
    take(book(员工=[wang], 考评单=[]), clerk(here, keep=[here]))
    made = Unit.objects.get(name="新部门")
    assert (made.parent, made.path.startswith(here.path), made.business) == (here, True, "property")


def test_departments_of_one_name_are_told_apart_by_their_code(house):
    here = house["滨江管理处"]
    twin = Unit.objects.create(code="X1", name=here.name, business=here.business, path="/999/")
    wang = ["1003", "王五", *ZHANG[2:]]
    fault = ("员工!2", "Several departments are called 滨江管理处; give the code instead")
    assert refusals(book(员工=[wang], 考评单=[])) == [fault]
    take(book(员工=[[*wang[:2], "X1", *wang[3:]]], 考评单=[]))
    assert Employee.objects.get(number="1003").unit == twin
    assert take(book(考评单=[]))["员工"]["unchanged"] == 2  # who stands in one of them stays there


def service(number):
    person = Employee.objects.get(number=number)
    spans = [(row.start, row.end or FOREVER) for row in Employment.objects.filter(employee=person).order_by("start")]
    places = Placement.objects.filter(employee=person).order_by("start").values_list("start", "unit__name", "level")
    return spans, list(places)


def test_a_transfer_begins_with_the_workbook_that_tells_it():
    take(book())
    moved = [*ZHANG[:2], *LI[2:6], *ZHANG[6:]]
    take(book(员工=[moved, LI], 考评单=[["K1", "1001", "周检", date(2026, 2, 2), ""]]))
    assert service("1001") == (
        [(date(2020, 3, 1), FOREVER)],
        [(date(2020, 3, 1), "滨江管理处", "operational"), (date(2026, 2, 2), "酒店客服中心", "managerial")],
    )
    assert sheet("K1").unit.name == "酒店客服中心"
    # An older workbook that says what was so then changes nothing.
    assert take(book())["员工"]["unchanged"] == 2


def test_who_leaves_and_comes_back_has_two_periods():
    take(book())
    first, again = [*ZHANG[:7], date(2026, 1, 31)], [*ZHANG[:6], date(2026, 5, 1), None]
    assert take(book(员工=[first, again, LI], 考评单=[]))["员工"]["changed"] == 1
    assert service("1001")[0] == [(date(2020, 3, 1), date(2026, 1, 31)), (date(2026, 5, 1), FOREVER)]
    assert [place[0] for place in service("1001")[1]] == [date(2020, 3, 1), date(2026, 5, 1)]


def test_an_employment_cannot_end_before_sheets_that_are_stored():
    take(book())
    left = [*ZHANG[:7], date(2025, 6, 30)]
    tables = book(员工=[left, LI], 考评单=[["K1", "1001", "周检", date(2025, 6, 5), ""]])
    reason = "Sheet N1001 of 2025-12-30 is stored already and would lie outside the employment"
    assert refusals(tables) == [("员工!2", reason)]


OTHER = [["检查占比", "", 10], ["月考核占比", "", 40], ["满分:思想道德", "操作层", 5], ["满分:服务态度", "操作层", 6]]
APPROVAL = (
    "This differs from the scheme in force. Draft it as a version and have it approved and published by others first"
)


def test_another_scheme_is_published_from_the_first_of_january(scheme):
    take(book(方案=OTHER))
    made = Scheme.objects.exclude(pk=scheme.pk).get()
    assert (made.state, made.effective_from, made.checks_share, made.year_share) == (
        SchemeState.PUBLISHED, date(2025, 1, 1), 1000, 5000,
    )  # fmt: skip
    assert made.digest
    assert made.items.count() == 99
    assert sheet("Y1001").form.scheme == made
    assert dict(sheet("Y1001").form.sections.values_list("name", "maximum"))["思想道德"] == 500
    assert take(book(方案=OTHER))["考评单"]["unchanged"] == 6
    assert Scheme.objects.count() == 2


def test_another_scheme_needs_the_permit_to_publish_schemes(house):
    here = house["滨江管理处"]
    tables = book(员工=[ZHANG], 考评单=[["K1", "1001", "周检", date(2026, 2, 2), ""]], 方案=OTHER)
    reason = "This differs from the scheme in force; only who publishes schemes may import it"
    assert refusals(tables, clerk(here)) == [("方案!2", reason)]
    publisher = clerk(here, permits=(Permit.IMPORT_SHEETS, Permit.PUBLISH_SCHEME))
    assert refusals(tables, publisher) == [("方案!2", APPROVAL)]


def test_another_scheme_cannot_come_over_stored_sheets(scheme):
    take(book())
    reason = "This differs from the scheme under which sheets from 2025-01-01 on are stored already (such as Z1001)"
    assert refusals(book(方案=OTHER)) == [("方案!2", reason)]


@pytest.mark.clause("P-3.1", "P-4.2a")
@pytest.mark.parametrize("first", [[], OTHER], ids=["under the shipped standard", "under one of its own"])
def test_once_a_scheme_rules_another_one_needs_a_second_person(first):
    take(book(方案=first))
    if first:
        Sheet.objects.all().delete()
    kept = list(Scheme.objects.values_list("pk", "state"))
    later = book(考评单=[["K1", "1001", "周检", date(2026, 2, 2), ""]], 扣分明细=[], 加分=[])
    shares = [["检查占比", "", 30], ["月考核占比", "", 30], ["年终占比", "", 40]]
    assert refusals(later | {"方案": shares}) == [("方案!2", APPROVAL)]
    assert list(Scheme.objects.values_list("pk", "state")) == kept


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_exported_settles_the_same_and_imports_as_unchanged(seed):
    world = World(seed, 60)
    take(world.tables)
    exported = {name: [list(row) for row in rows] for name, _heads, rows in workbook(SYSTEM)}
    counts = take(exported)
    assert (counts["考评单"]["new"], counts["考评单"]["changed"]) == (0, 0)
    assert (counts["员工"]["new"], counts["员工"]["changed"]) == (0, 0)
    before = [result_of(line) for line in settle(world.year)]
    for model in (Score, Bonus, Deduction, Sheet, Placement, Employment, Employee, Unit, Post):
        model.objects.all().delete()
    Scheme.objects.filter(is_default_pack=False).delete()
    take(exported)
    assert [result_of(line) for line in settle(world.year)] == before
    assert before == world.expected()
    assert unlike_scores(world.year) == []


def test_the_preview_says_the_same_and_writes_nothing():
    before = (stored(), TrailEntry.objects.count())
    with translation.override("en"):
        plan = plan_import(SYSTEM, Rows(book(扣分明细=[*LOSSES, lost("X", "回访", 1)], 方案=OTHER)))
        assert [(fault.where, fault.reason) for fault in said(plan.faults)] == [
            ("扣分明细!5", "Sheet number X is unknown")
        ]
    assert plan.counts()["考评单"] == {"new": 6, "changed": 0, "unchanged": 0}
    assert plan.scheme is not None
    assert (stored(), TrailEntry.objects.count()) == before
