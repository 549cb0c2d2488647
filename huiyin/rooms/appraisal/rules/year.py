"""The arithmetic of a year (P-4.6): from integer sums to exact figures, what is missing, and ranks.

Points are hundredths; figures are exact fractions of hundredths and are rounded once, by ``shown``.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from huiyin.kernel.period import Span, months_served
from huiyin.kernel.points import FULL, ROUNDINGS

LEAST_DAYS = 15
WHOLE = 10_000
EVERY_MONTH = tuple(range(1, 13))
NO_CHECKS, NO_MONTH, NO_YEAR = "周检/月检", "月考核", "年终考评"


@dataclass(frozen=True, slots=True)
class Weights:
    """Shares of the three parts and weights of the two inspections, in hundredths of a percent; how to round."""

    checks_share: int = 2000
    months_share: int = 3000
    year_share: int = 5000
    week_weight: int = 5000
    month_weight: int = 5000
    rounding: str = "half_up"


@dataclass(slots=True)
class Sums:
    """Sums of sheet scores in hundredths and their counts, by kind; ``months`` holds bit n for a 月考核 of month n."""

    week_sum: int = 0
    week_count: int = 0
    month_check_sum: int = 0
    month_check_count: int = 0
    month_sum: int = 0
    month_count: int = 0
    year_sum: int = 0
    year_count: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """A (inspections), B (month appraisals), C (year-end appraisal) and the total, exact; None where no sheet is."""

    checks: Fraction | None
    months: Fraction | None
    annual: Fraction | None
    total: Fraction | None

    @property
    def excellent(self) -> bool:
        """Tell whether the unrounded total lies strictly above 100 (P-4.9e)."""
        return self.total is not None and self.total > FULL


def figures(sums: Sums, weights: Weights) -> Figures:
    """Return A, B, C and the total (P-4.6A, B, C, Σ).

    A = (w_week · mean(周检) + w_month · mean(月检)) / (sum of the weights of the kinds present); B and C are means;
    Total = 20 % A + 30 % B + 50 % C by the scheme's shares, from the unrounded parts. A kind of weight 0 is not there.
    """
    checks = _checks(sums, weights)
    months = Fraction(sums.month_sum, sums.month_count) if sums.month_count else None
    annual = Fraction(sums.year_sum, sums.year_count) if sums.year_count else None
    total = None
    if checks is not None and months is not None and annual is not None:
        parts = checks * weights.checks_share + months * weights.months_share + annual * weights.year_share
        total = parts / WHOLE
    return Figures(checks, months, annual, total)


def _checks(sums: Sums, weights: Weights) -> Fraction | None:
    week = weights.week_weight if sums.week_count else 0
    month = weights.month_weight if sums.month_check_count else 0
    if not week + month:
        return None
    # One fraction instead of three: the sums are brought to a common denominator by hand.
    week_count, month_count = max(sums.week_count, 1), max(sums.month_check_count, 1)
    weighted = week * sums.week_sum * month_count + month * sums.month_check_sum * week_count
    return Fraction(weighted, week_count * month_count * (week + month))


def shown(value: Fraction | None, rounding: str) -> int | None:
    """Round a figure for good (P-4.6Σ): hundredths, by the scheme's mode."""
    return None if value is None else ROUNDINGS[rounding](value)


def served(spans: Sequence[Span], year: int) -> tuple[int, ...]:
    """Return the months of which a month appraisal is expected: those with 15 days or more of employment."""
    if len(spans) == 1 and spans[0].start.year < year < spans[0].end.year:
        return EVERY_MONTH
    return tuple(months_served(spans, year, LEAST_DAYS))


def missing(sums: Sums, figures_: Figures, year: int, months: Iterable[int]) -> list[str]:
    """List what keeps a year from being complete; nothing of it is ever counted as zero (AMB-03)."""
    lacking = [f"{NO_MONTH} {year:04d}-{month:02d}" for month in months if not sums.months >> month & 1]
    if not lacking and not sums.month_count:
        lacking = [NO_MONTH]
    if figures_.checks is None:
        lacking.insert(0, NO_CHECKS)
    if figures_.annual is None:
        lacking.append(NO_YEAR)
    return lacking


def ranks(totals: Iterable[tuple[int, str, Fraction]]) -> dict[int, int]:
    """Rank (person, class, unrounded total) within each class: ties share a rank, the next rank skips."""
    classes: dict[str, list[tuple[Fraction, int]]] = defaultdict(list)
    for person, level, total in totals:
        classes[level].append((total, person))
    ranked: dict[int, int] = {}
    for people in classes.values():
        people.sort(key=lambda pair: pair[0], reverse=True)
        last: Fraction | None = None
        rank = 0
        for place, (total, person) in enumerate(people, start=1):
            if total != last:
                rank, last = place, total
            ranked[person] = rank
    return ranked
