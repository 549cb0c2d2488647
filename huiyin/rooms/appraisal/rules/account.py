"""A year written out for one person, from the deductions up (P-4.5 to P-4.10): the independent account of a figure.

Everything here is computed from single deductions with exact fractions, sheet by sheet; the settlement computes from
grouped sums. An explanation is shown only where both agree. Points are hundredths.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from huiyin.rooms.appraisal.rules.losses import gained, left_of, lost_in, lost_to_other
from huiyin.rooms.appraisal.rules.year import WHOLE, Figures, Sums, Weights, figures
from huiyin.rooms.appraisal.terms import Kind


@dataclass(frozen=True, slots=True)
class Loss:
    """One deduction: what it cost, for which fact, on which evidence, written down on which sheet by whom.

    ``source`` is the recorded fact that it was taken from, 0 for none.
    """

    section: str
    points: int
    serious: bool
    item: str
    fact: str
    evidence: str
    sheet: str
    day: date
    evaluator: str
    source: int = 0


@dataclass(frozen=True)
class Gain:
    """One bonus, in whole points, with the award that is its ground."""

    points: int
    ground: str


@dataclass(frozen=True)
class Line:
    """A section of a form."""

    name: str
    dimension: str
    maximum: int


@dataclass(frozen=True, slots=True)
class SectionAccount:
    """A section with its losses (``rules.losses``)."""

    line: Line
    losses: tuple[Loss, ...]

    @property
    def listed(self) -> int:
        """What the deductions add up to, which may exceed the maximum."""
        return sum(loss.points for loss in self.losses)

    @property
    def zeroed(self) -> bool:
        """Tell whether a serious violation took the whole section."""
        return any(loss.serious for loss in self.losses)

    @property
    def score(self) -> int:
        """What is left of the section; nothing spills into other sections."""
        return self.line.maximum - self.deducted

    @property
    def deducted(self) -> int:
        """What the section lost."""
        return lost_in(self.line.maximum, self.listed, serious=self.zeroed)


@dataclass(frozen=True)
class SheetAccount:
    """A sheet with its sections, 其它, bonus and score; inspections of a month stand together (AMB-02).

    ``pooled`` are the numbers of all sheets scored together, this one first; ``cap`` is the most that 其它 takes.
    """

    pk: int
    number: str
    kind: int
    day: date
    period: str
    evaluator: str
    scheme: str
    sections: tuple[SectionAccount, ...]
    others: tuple[Loss, ...] = ()
    gains: tuple[Gain, ...] = ()
    cap: int = 500
    pooled: tuple[str, ...] = ()

    @property
    def other_listed(self) -> int:
        """What the deductions under 其它 add up to."""
        return sum(loss.points for loss in self.others)

    @property
    def other_deducted(self) -> int:
        """What 其它 takes: at most the cap (P-4.8)."""
        return lost_to_other(self.cap, self.other_listed)

    @property
    def sections_sum(self) -> int:
        """The sum of the section scores."""
        return sum(section.score for section in self.sections)

    @cached_property
    def subtotal(self) -> int:
        """The score before any bonus; never below 0."""
        return left_of(self.sections_sum, self.other_deducted)

    @property
    def bonus(self) -> int:
        """The bonus in hundredths (P-4.9c)."""
        return gained(gain.points for gain in self.gains)

    @property
    def score(self) -> int:
        """The sheet's score; it may exceed 100 and is not cut (P-4.9d)."""
        return self.subtotal + self.bonus

    @property
    def stands_in(self) -> bool:
        """Tell whether spot checks stand in for a monthly inspection that the month does not have."""
        return self.kind == Kind.SPOT_CHECK


@dataclass(frozen=True)
class Group:
    """All sheets of one kind in a year, and their mean."""

    kind: int
    sheets: tuple[SheetAccount, ...]

    @property
    def total(self) -> int:
        """The sum of the scores."""
        return sum(sheet.score for sheet in self.sheets)

    @property
    def mean(self) -> Fraction | None:
        """The exact mean, or None without sheets."""
        return Fraction(self.total, len(self.sheets)) if self.sheets else None


@dataclass(frozen=True)
class YearAccount:
    """A person's year: the four groups of sheets under the weights of one scheme."""

    year: int
    weights: Weights
    groups: Mapping[int, Group] = field(default_factory=dict)

    def group(self, kind: int) -> Group:
        """Return the group of a kind, empty where there is none."""
        return self.groups.get(kind, Group(kind, ()))

    @property
    def sums(self) -> Sums:
        """The sums and counts of the groups."""
        week, check, month, year = (
            self.group(kind) for kind in (Kind.WEEK_CHECK, Kind.MONTH_CHECK, Kind.MONTH, Kind.YEAR)
        )
        months = 0
        for sheet in month.sheets:
            months |= 1 << sheet.day.month
        return Sums(
            week.total, len(week.sheets), check.total, len(check.sheets),
            month.total, len(month.sheets), year.total, len(year.sheets), months,
        )  # fmt: skip

    @property
    def checks(self) -> Fraction | None:
        """A, from the two means by their weights among the kinds present (P-4.6A)."""
        present = [
            (weight, mean)
            for weight, mean in (
                (self.weights.week_weight, self.group(Kind.WEEK_CHECK).mean),
                (self.weights.month_weight, self.group(Kind.MONTH_CHECK).mean),
            )
            if weight and mean is not None
        ]
        whole = sum(weight for weight, _mean in present)
        return sum((weight * mean for weight, mean in present), Fraction(0)) / whole if whole else None

    @property
    def total(self) -> Fraction | None:
        """The unrounded total (P-4.6Σ); None while A, B or C has no sheet."""
        a, b, c = self.checks, self.group(Kind.MONTH).mean, self.group(Kind.YEAR).mean
        if a is None or b is None or c is None:
            return None
        weights = self.weights
        return (weights.checks_share * a + weights.months_share * b + weights.year_share * c) / WHOLE

    @property
    def figures(self) -> Figures:
        """A, B, C and the total of this account, unrounded."""
        return Figures(self.checks, self.group(Kind.MONTH).mean, self.group(Kind.YEAR).mean, self.total)

    def agrees(self) -> bool:
        """Tell whether the account reaches what the settlement's own formula makes of the same sums."""
        return self.figures == figures(self.sums, self.weights)


def account_sheet(
    head: Mapping[str, object], lines: Sequence[tuple[Line, bool]], losses: Iterable[Loss], gains: Iterable[Gain] = ()
) -> SheetAccount:
    """Put a sheet's losses into its sections. ``lines`` are (section, is it 其它); ``head`` the sheet's own facts."""
    by_section: dict[str, list[Loss]] = {}
    for loss in losses:
        by_section.setdefault(loss.section, []).append(loss)
    sections = tuple(
        SectionAccount(line, tuple(by_section.get(line.name, ()))) for line, is_other in lines if not is_other
    )
    others = tuple(loss for line, is_other in lines if is_other for loss in by_section.get(line.name, ()))
    return SheetAccount(sections=sections, others=others, gains=tuple(gains), **head)  # type: ignore[arg-type]
