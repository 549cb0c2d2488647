"""What holds for any deductions: bounds, any order, more never helps, a serious violation dominates, nothing spills."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.appraisal import oracle
from tests.appraisal.books import ZHANG, book, lost, settled

MARKS = dict(zip(oracle.SUB_ITEMS, oracle.MARKS["操作层"], strict=True))
CHECK = oracle.CHECKS["物业"]
FEW = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])

points = st.integers(1, 3000).map(lambda hundredths: hundredths / 100)
month_losses = st.lists(st.tuples(st.sampled_from(oracle.SUB_ITEMS), points), max_size=12)
check_losses = st.lists(st.tuples(st.sampled_from([*CHECK, "其它"]), points), max_size=12)

pytestmark = pytest.mark.django_db


def month(*variants):
    """Score several sets of deductions as the 月考核 of one person each; (item, points) or (item, points, 是)."""
    return _scores("月考核", "monthly", variants)


def check(*variants):
    """The same as 周检."""
    return _scores("周检", "checks", variants)


def _scores(kind, figure, variants):
    people = [[f"P{place}", f"人{place}", *ZHANG[2:]] for place, _ in enumerate(variants)]
    sheets = [[f"K{place}", f"P{place}", kind, date(2025, 3, 5), ""] for place, _ in enumerate(variants)]
    rows = [lost(f"K{place}", *loss) for place, losses in enumerate(variants) for loss in losses]
    lines = settled(book(员工=people, 考评单=sheets, 扣分明细=rows))
    return [Decimal(lines[f"P{place}"][figure]) for place, _ in enumerate(variants)]


@pytest.mark.clause("P-4.5.2a", "P-4.5.3d")
@given(month_losses, check_losses)
@FEW
def test_a_score_without_bonus_lies_between_0_and_100(losses, others):
    assert 0 <= month(losses)[0] <= 100
    assert 0 <= check(others)[0] <= 100


@given(check_losses, st.randoms(use_true_random=False))
@FEW
def test_the_order_of_deductions_does_not_matter(losses, chance):
    shuffled = list(losses)
    chance.shuffle(shuffled)
    assert len(set(check(losses, shuffled))) == 1


@given(month_losses, st.tuples(st.sampled_from(oracle.SUB_ITEMS), points))
@FEW
def test_one_more_deduction_never_helps_and_costs_at_most_its_points_and_its_section(losses, more):
    before, after = month(losses, [*losses, more])
    assert before - min(MARKS[more[0]], Decimal(str(more[1]))) <= after <= before


@pytest.mark.clause("P-4.10a")
@given(month_losses, st.sampled_from(oracle.SUB_ITEMS), points)
@FEW
def test_a_serious_violation_takes_its_section_whatever_else_is_there(losses, item, amount):
    without = [loss for loss in losses if loss[0] != item]
    alone, with_others, with_points = month(
        [*without, (item, 99)], [*losses, (item, 0, "是")], [*losses, (item, amount, "是")]
    )
    assert alone == with_others == with_points


@pytest.mark.clause("P-4.5.3a")
@given(month_losses)
@FEW
def test_nothing_spills_from_one_section_into_another(losses):
    """Every section loses by itself: the sum of what single sections lose is what the sheet loses."""
    apart = [[loss for loss in losses if loss[0] == item] for item in oracle.SUB_ITEMS]
    whole, *single = month(losses, *apart)
    assert 100 - whole == sum(100 - one for one in single)


@pytest.mark.clause("P-4.8")
@given(check_losses)
@FEW
def test_other_never_takes_more_than_its_cap(losses):
    rest = [loss for loss in losses if loss[0] != "其它"]
    whole, without = check(losses, rest)
    assert without - 5 <= whole <= without
