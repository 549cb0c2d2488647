"""The reads beside the year: sections, pools, months, recounting; one definition, however it is asked."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.kernel.errors import Refusal
from huiyin.kernel.period import Span, month_span, year_span
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.models import Deduction, Score, Sheet
from huiyin.rooms.appraisal.queries.scoring import counted, pools_of, sections_of
from huiyin.rooms.appraisal.queries.settle import (
    month_scores,
    scores_of,
    settle,
    unlike_scores,
    year_scores,
    year_sums,
)
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets
from huiyin.rooms.people.models import Employee
from tests.appraisal.books import book, lost
from tests.appraisal.worlds import Rows, World

pytestmark = pytest.mark.django_db


def take(tables):
    adopt_default_scheme(SYSTEM)
    import_sheets(SYSTEM, Rows(tables))


def person(number="1001"):
    return Employee.objects.get(number=number).pk


LOSSES = [
    lost("Z1001", "回访", 3), lost("Z1001", "回访", 9), lost("Z1001", "其它", 4), lost("Z1001", "其它", 4),
    lost("Z1001", "收费与通知", 0.5, "是"), lost("Y1001", "主动性", 1.25),
]  # fmt: skip


@pytest.mark.clause("P-4.8", "P-4.10a")
def test_the_sections_of_a_sheet_say_what_was_deducted_and_what_that_cost():
    take(book(扣分明细=LOSSES))
    pools = sections_of([person()], year_span(2025))
    found = {section.name: section for section in pools[Sheet.objects.get(number="Z1001").pk]}
    assert len(found) == 10
    back, other, fees, rest = (found[name] for name in ("回访", "其它", "收费与通知", "档案与登记"))
    assert (back.maximum, back.deducted, back.lost, back.kept) == (1000, 1200, 1000, 0)
    assert (other.maximum, other.deducted, other.lost, other.kept, other.is_other) == (0, 800, 500, 0, True)
    assert (fees.deducted, fees.serious, fees.lost, fees.kept) == (50, True, 1000, 0)
    assert (rest.deducted, rest.serious, rest.lost, rest.kept) == (0, False, 0, 1500)
    score = scores_of([Sheet.objects.get(number="Z1001").pk])
    total = sum(section.kept for section in found.values()) - other.lost
    assert [(one.base, one.bonus) for one in score.values()] == [(total, 0)] == [(7500, 0)]


@pytest.mark.parametrize("seed", range(3))
def test_sections_scores_and_sums_agree_for_one_person_and_for_all(seed):
    world = World(700 + seed, 40)
    take(world.tables)
    span = year_span(world.year)
    people = list(Employee.objects.values_list("pk", flat=True))
    kept = {(one.sheet_id, one.base, one.bonus) for one in Score.objects.filter(year=world.year)}
    assert {(one.sheet, one.base, one.bonus) for one in counted(None, span)} == kept
    assert {(one.sheet, one.base, one.bonus) for each in people for one in counted([each], span)} == kept
    for pool, sections in sections_of(people, span).items():
        left = sum(section.kept - (section.lost if section.is_other else 0) for section in sections)
        assert Score.objects.get(sheet=pool).base == max(0, left)
    everybody = year_sums(world.year)
    assert {each: year_sums(world.year, [each]).get(each) for each in people} == {
        each: everybody.get(each) for each in people
    }
    lines = {line.employee: line for line in settle(world.year)}
    for each in people[:10]:
        for line in settle(world.year, [each]):
            line.rank = lines[each].rank
            assert line == lines[each]


def test_pools_name_the_sheet_that_the_month_is_scored_on():
    spots = [[f"S{place}", "1001", "抽检", date(2025, 3, place), ""] for place in (4, 2)]
    take(
        book(
            考评单=[*spots, ["M1", "1001", "月检", date(2025, 3, 9), ""], ["S9", "1001", "抽检", date(2025, 4, 1), ""]]
        )
    )
    number = dict(Sheet.objects.values_list("pk", "number"))
    pools = pools_of([person()], year_span(2025))
    assert {number[sheet]: number[pool] for sheet, pool in pools.items()} == {
        "S4": "M1", "S2": "M1", "M1": "M1", "S9": "S9",
    }  # fmt: skip
    assert pools_of([person()], month_span(2025, 4)).keys() == {Sheet.objects.get(number="S9").pk}


@pytest.mark.clause("P-4.7c")
def test_a_month_gives_each_appraisal_with_its_four_dimensions():
    take(book(扣分明细=LOSSES, 加分=[["Y1002", 2, "嘉奖"]]))
    first, second = month_scores(2025, 3)
    assert (first.level, first.dimensions, first.total) == (
        "operational", {"德": 2000, "勤": 1875, "能": 3000, "绩": 3000}, 9875,
    )  # fmt: skip
    assert (second.level, second.base, second.bonus, second.total) == ("managerial", 10000, 200, 10200)
    assert list(first.dimensions) == ["德", "勤", "能", "绩"]
    assert month_scores(2025, 3, [person("1002")]) == [second]
    assert month_scores(2025, 4) == []
    assert [score.total for score in year_scores(2025)] == [10000, 10000]


def test_recounting_finds_a_kept_score_that_is_not_what_the_deductions_say():
    take(book(扣分明细=LOSSES))
    assert unlike_scores(2025) == []
    Deduction.objects.filter(sheet__number="Y1001").update(points=200)
    assert {score.base for score in unlike_scores(2025)} == {9800, 9875}
    Score.objects.filter(sheet__number="Y1001").delete()
    assert {score.base for score in unlike_scores(2025)} == {9800}


def test_a_year_costs_the_same_number_of_statements_for_few_and_for_many():
    counts = []
    for seed, people in ((1, 3), (2, 30)):
        take(World(seed, people, year=2025, prefix=f"W{people}").tables | {"方案": []})
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert len(settle(2025)) >= people
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 7


def test_a_year_without_a_scheme_is_refused():
    with pytest.raises(Refusal):
        settle(2025)


def test_who_has_sheets_but_no_longer_a_day_of_employment_is_still_listed():
    take(book(扣分明细=LOSSES))
    employee = Employee.objects.get(number="1001")
    employee.employments.update(start=date(2026, 1, 1))
    lines = {line.number: line for line in settle(2025)}
    assert (lines["1001"].annual, lines["1001"].missing) == (10000, [])


def test_a_span_reaches_only_its_own_months():
    take(book())
    assert {score.kind for score in counted(None, Span(date(2025, 3, 1), date(2025, 3, 31)))} == {1, 4}
