"""A version that begins within a month: every sheet stands under the version of its day, and stays there."""

from datetime import date
from typing import Any

import pytest

from huiyin.kernel.errors import Refusal
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.models import Run, Score, Sheet
from huiyin.rooms.appraisal.queries.explain import explain
from huiyin.rooms.appraisal.queries.settle import settle, unlike_scores
from huiyin.rooms.appraisal.queries.sheet import sheet_page
from huiyin.rooms.appraisal.queries.simulation import alternative_of, simulate
from huiyin.rooms.appraisal.usecases import draft_scheme as drafting
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.approve_scheme import approve_scheme
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets
from huiyin.rooms.appraisal.usecases.settle_year import settle_year
from tests.appraisal.books import ZHANG, book, lost
from tests.appraisal.test_pages_schemes import with_marks
from tests.appraisal.versions import publish
from tests.appraisal.worlds import Rows

pytestmark = [pytest.mark.django_db, pytest.mark.clause("P-4.2a", "P-4.6", "P-0")]
DAY = date(2025, 3, 15)
TOLD: dict[str, Any] = {"discussed_on": date(2025, 2, 3), "noticed_on": date(2025, 3, 1)}
EARLY = [
    ["C3", "1001", "抽检", date(2025, 3, 5), ""], ["Y2", "1001", "月考核", date(2025, 2, 28), ""],
    ["W1", "1001", "周检", date(2025, 3, 14), ""],
]  # fmt: skip
LATE = [
    ["D3", "1001", "抽检", date(2025, 3, 20), ""], ["M3", "1001", "月检", date(2025, 3, 25), ""],
    ["Y3", "1001", "月考核", date(2025, 3, 31), ""], ["N1", "1001", "年终考评", date(2025, 12, 30), ""],
]  # fmt: skip
LOST_EARLY = [lost("C3", "回访", 8), lost("Y2", "人际关系", 2), lost("W1", "投诉受理与处理", 22)]
LOST_LATE = [
    lost("D3", "回访", 3), lost("M3", "回访", 4), lost("M3", "投诉受理与处理", 22), lost("Y3", "人际关系", 2),
]  # fmt: skip


@pytest.fixture
def versions(db):
    """v1, and v2 from 15 March: 回访 5 instead of 10, 投诉 25 instead of 20; 人际关系 1 instead of 3, 服务态度 9."""
    first = adopt_default_scheme(SYSTEM)
    import_sheets(SYSTEM, Rows(book(员工=[ZHANG], 考评单=EARLY, 扣分明细=LOST_EARLY)))
    draft = drafting.draft_scheme(SYSTEM, base=first, name="v2", effective_from=DAY)
    draft = with_marks(draft, "check", "property", 回访=500, 投诉受理与处理=2500)
    draft = with_marks(draft, "month", "operational", 人际关系=100, 服务态度=900)
    item_caps(draft)
    second = publish(draft, **TOLD)
    import_sheets(SYSTEM, Rows(book(员工=[ZHANG], 考评单=LATE, 扣分明细=LOST_LATE)))
    return first, second


def item_caps(draft):
    """Bring the items of 人际关系 down to its one point."""
    draft.items.filter(sub_item="人际关系").update(least=0, most=100)
    draft.refresh_from_db()


def points():
    return {score.sheet.number: score.total for score in Score.objects.select_related("sheet")}


def test_each_sheet_is_scored_under_the_version_of_its_day(versions):
    first, second = versions
    under = dict(Sheet.objects.values_list("number", "form__scheme"))
    assert under == dict.fromkeys(("C3", "Y2", "W1"), first.pk) | dict.fromkeys(("D3", "M3", "Y3", "N1"), second.pk)
    # 抽检 of 5 March stands alone on the form of v1; that of 20 March is pooled with the 月检 on the form of v2.
    assert points() == {
        "C3": 10000 - 800, "Y2": 10000 - 200, "W1": 10000 - 2000,
        "M3": 10000 - 500 - 2200, "Y3": 10000 - 100, "N1": 10000,
    }  # fmt: skip
    assert {score.kind for score in Score.objects.filter(sheet__number__in=("C3", "M3"))} == {2}
    assert unlike_scores(2025) == []


def test_the_earlier_part_of_the_month_still_renders_the_earlier_version(versions):
    pages = {number: sheet_page(SYSTEM, pk=pk) for number, pk in Sheet.objects.values_list("number", "pk")}

    def marks(number, name):
        return next(one.line.maximum for one in pages[number].account.sections if one.line.name == name)

    assert (marks("C3", "回访"), marks("M3", "回访"), marks("W1", "投诉受理与处理")) == (1000, 500, 2000)
    assert (marks("Y2", "人际关系"), marks("Y3", "人际关系")) == (300, 100)
    assert [page.account.scheme.rpartition(" ")[2] for page in (pages["C3"], pages["M3"])] == ["v1", "v2"]
    assert (pages["C3"].account.pooled, pages["M3"].account.pooled) == (("C3",), ("M3", "D3"))


def test_the_year_counts_both_pools_and_explains_itself(versions):
    line = settle(2025)[0]
    assert (line.sums.month_check_sum, line.sums.month_check_count) == (9200 + 7300, 2)
    settle_year(SYSTEM, year=2025)
    explained = explain(SYSTEM, "1001", 2025)
    assert (explained.total, explained.account.agrees()) == (line.total, True)


def test_a_simulation_pools_the_month_on_its_one_form(versions):
    first, second = versions
    tried = simulate(SYSTEM, alternatives=[alternative_of(first), alternative_of(second)], year=2025)
    sums = [one.people[0].after.sums for one in tried]
    # v1: 回访 8 + 3 + 4 of 10, 投诉 20 of 20; v2: 回访 5 of 5, 投诉 22 of 25.
    assert [(one.month_check_sum, one.month_check_count) for one in sums] == [(7000, 1), (7300, 1)]
    assert [one.week_sum for one in sums] == [8000, 7800]
    assert [one.month_sum for one in sums] == [9800 + 9800, 9900 + 9900]
    assert [one.months for one in sums] == [1 << 2 | 1 << 3] * 2


@pytest.mark.parametrize("day", [date(2025, 12, 30), date(2025, 3, 20)], ids=str)
def test_no_day_with_sheets_behind_it_is_taken(versions, day):
    draft = drafting.draft_scheme(SYSTEM, base=versions[1], name="v3", effective_from=day)
    with pytest.raises(Refusal) as refused:
        approve_scheme(SYSTEM, scheme=draft, seen=draft.version)
    assert "2025-12-30" in str(refused.value)


def test_no_day_of_a_published_year_is_taken(versions):
    run = settle_year(SYSTEM, year=2025)
    Run.objects.filter(pk=run.pk).update(state="published")
    draft = drafting.draft_scheme(SYSTEM, base=versions[1], name="v3", effective_from=date(2025, 12, 31))
    with pytest.raises(Refusal) as refused:
        approve_scheme(SYSTEM, scheme=draft, seen=draft.version)
    assert "2025" in str(refused.value)
