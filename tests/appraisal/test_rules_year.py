"""The worked examples of the regulation and the arithmetic of a year."""

from datetime import date
from fractions import Fraction

import pytest

from huiyin.kernel.period import FOREVER, Span
from huiyin.rooms.appraisal.rules.year import Sums, Weights, figures, missing, ranks, served, shown

COMMON = Weights()


def sums(weeks=(), checks=(), months=(), annual=()):
    """Sums of scores given in whole points."""
    found = Sums()
    for name, scores in (("week", weeks), ("month_check", checks), ("month", months), ("year", annual)):
        setattr(found, f"{name}_sum", sum(round(score * 100) for score in scores))
        setattr(found, f"{name}_count", len(scores))
    return found


@pytest.mark.clause("P-4.6A", "P-4.6B", "P-4.6C", "P-4.6Σ")
def test_example_1_the_annual_total():
    made = figures(sums([91, 93], [88], [95] * 12, [90]), COMMON)
    assert made.checks == 9000
    assert made.months == 9500
    assert made.annual == 9000
    assert shown(made.total, "half_up") == 9150


@pytest.mark.clause("P-4.9d", "P-4.9e")
def test_example_2_over_100_is_excellent():
    made = figures(sums([100] * 52, [100] * 12, [102] * 12, [104]), COMMON)
    assert made.total == 10260
    assert made.excellent


@pytest.mark.clause("P-4.9e")
def test_example_3_exactly_100_is_not_excellent_and_a_hair_more_is():
    assert not figures(sums([100], [100], [100], [100]), COMMON).excellent
    hair = figures(sums([100], [100], [100] * 11 + [101], [100]), COMMON)
    assert hair.excellent
    assert hair.total == 10000 + Fraction(30, 12)
    # Rounded it would show 100.00, and still it counts: nothing is rounded before the comparison.
    close = figures(sums([100], [100], [100] * 100 + [100.01], [100]), COMMON)
    assert shown(close.total, "half_up") == 10000
    assert close.excellent


@pytest.mark.clause("P-4.6A")
def test_a_kind_of_inspection_that_is_absent_leaves_its_weight_to_the_other():
    weights = Weights(week_weight=7000, month_weight=3000)
    assert figures(sums(weeks=[90], checks=[80]), weights).checks == 8700
    assert figures(sums(weeks=[90]), weights).checks == 9000
    assert figures(sums(checks=[80]), weights).checks == 8000
    assert figures(sums(), weights).checks is None


@pytest.mark.clause("P-4.6A")
def test_an_inspection_of_weight_zero_counts_as_absent():
    weights = Weights(week_weight=0, month_weight=10000)
    only_weeks = sums(weeks=[90], months=[95], annual=[90])
    made = figures(only_weeks, weights)
    assert made.checks is None
    assert made.total is None
    assert missing(only_weeks, made, 2025, ()) == ["周检/月检"]


@pytest.mark.parametrize("absent", ["weeks", "months", "annual"])
def test_the_total_is_null_while_a_part_has_no_sheet_at_all(absent):
    parts = {"weeks": [90], "months": [95], "annual": [90]}
    assert figures(sums(**parts), COMMON).total is not None
    del parts[absent]
    assert figures(sums(**parts), COMMON).total is None


@pytest.mark.clause("P-4.6B")
def test_missing_names_each_month_of_fifteen_days_and_never_counts_it_as_zero():
    found = sums(weeks=[90], months=[95, 95], annual=[90])
    found.months = 1 << 1 | 1 << 3
    made = figures(found, COMMON)
    assert missing(found, made, 2025, (1, 2, 3, 4)) == ["月考核 2025-02", "月考核 2025-04"]
    assert made.months == 9500


def test_missing_says_month_appraisal_where_none_is_and_no_month_is_listed():
    found = sums(weeks=[90])
    assert missing(found, figures(found, COMMON), 2025, ()) == ["月考核", "年终考评"]
    assert missing(sums(), figures(sums(), COMMON), 2025, (5,)) == ["周检/月检", "月考核 2025-05", "年终考评"]


@pytest.mark.parametrize(
    ("spans", "months"),
    [
        ([Span(date(2020, 1, 1))], tuple(range(1, 13))),
        ([Span(date(2025, 1, 1))], tuple(range(1, 13))),
        ([Span(date(2025, 3, 17))], tuple(range(3, 13))),  # 15 days of March
        ([Span(date(2025, 3, 18))], tuple(range(4, 13))),  # 14 days of March
        ([Span(date(2020, 1, 1), date(2025, 11, 15))], tuple(range(1, 12))),
        ([Span(date(2020, 1, 1), date(2025, 11, 14))], tuple(range(1, 11))),
        ([Span(date(2020, 1, 1), date(2025, 2, 8)), Span(date(2025, 2, 22))], tuple(range(1, 13))),  # 8 + 7 days
        ([Span(date(2020, 1, 1), date(2025, 2, 7)), Span(date(2025, 2, 22))], (1, *range(3, 13))),
        ([Span(date(2026, 1, 1), FOREVER)], ()),
    ],
)  # fmt: skip
def test_months_of_fifteen_days_of_employment_are_expected(spans, months):
    assert served(spans, 2025) == months


@pytest.mark.parametrize(
    ("value", "mode", "figure"),
    [
        (Fraction(18905, 2), "half_up", 9453),
        (Fraction(18905, 2), "half_even", 9452),
        (Fraction(18907, 2), "half_even", 9454),
        (Fraction(18905, 2), "truncate", 9452),
        (Fraction(945299, 100), "truncate", 9452),
        (Fraction(945249, 100), "half_up", 9452),
        (Fraction(945250, 100), "half_up", 9453),
        (None, "half_up", None),
    ],
)
@pytest.mark.clause("P-4.6Σ")
def test_a_figure_is_rounded_once_by_the_schemes_mode(value, mode, figure):
    assert shown(value, mode) == figure


def test_ties_share_a_rank_and_the_next_rank_skips_within_a_class():
    totals = [(1, "a", "98"), (2, "a", "99"), (3, "a", "99"), (4, "b", "90"), (5, "a", "97"), (6, "a", "98.99999")]
    ranked = ranks((person, level, Fraction(total)) for person, level, total in totals)
    assert ranked == {2: 1, 3: 1, 6: 3, 1: 4, 5: 5, 4: 1}


def test_the_year_end_is_the_mean_of_its_sheets():
    assert figures(sums(annual=[90, 95, 91]), COMMON).annual == 9200
    assert figures(sums(annual=[90, 95, 91]), COMMON).total is None


def test_two_employments_are_looked_at_month_by_month():
    spans = [Span(date(2020, 1, 1), date(2026, 6, 14)), Span(date(2024, 2, 1), date(2026, 8, 15))]
    assert served([spans[0]], 2026) == (1, 2, 3, 4, 5)
    apart = [Span(date(2020, 1, 1), FOREVER), Span(date(2019, 1, 1), date(2019, 2, 1))]
    assert served(apart, 2019) == (1,)
    assert served(apart, 2025) == tuple(range(1, 13))
    left = [Span(date(2024, 1, 1), date(2024, 5, 20)), Span(date(2024, 11, 1), date(2026, 3, 1))]
    assert served(left, 2025) == tuple(range(1, 13))
    assert served(list(reversed(left)), 2024) == (1, 2, 3, 4, 5, 11, 12)
    assert served([Span(date(2023, 1, 1), date(2025, 2, 1)), Span(date(2025, 12, 1), FOREVER)], 2024) == tuple(
        range(1, 13)
    )
    wide = [Span(date(2023, 1, 1), date(2027, 1, 1))]
    assert served(wide, 2025) == tuple(range(1, 13))
