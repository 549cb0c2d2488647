"""What each deduction cost in the year's total: the year reckoned again without it, exactly (P-1.0b, P-4.6Σ)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from huiyin.rooms.appraisal.rules.account import Loss, SheetAccount, YearAccount
from huiyin.rooms.appraisal.rules.year import WHOLE, Sums, Weights, figures
from huiyin.rooms.appraisal.terms import Kind


@dataclass(frozen=True)
class Cost:
    """A deduction, the sheet on which it was scored, and what the year's total would be higher without it.

    ``points`` are exact hundredths; 0 where the section was lost anyway.
    """

    loss: Loss
    sheet: SheetAccount
    points: Fraction


def costs(account: YearAccount) -> list[Cost]:
    """Return every deduction of a year with what it cost, the dearest first.

    The year is reckoned again without each of them by the settlement's own formula. While a part has no sheet, the
    others count with their shares, so that a running year shows what it has cost so far.
    """
    found: list[Cost] = []
    whole = _weighed(account.sums, account.weights)
    for kind, group in account.groups.items():
        for sheet in group.sheets:
            for loss, without in without_one(sheet):
                sums = account.sums
                _add(sums, kind, without.score - sheet.score)
                found.append(Cost(loss, sheet, _weighed(sums, account.weights) - whole))
    return sorted(found, key=lambda cost: (-cost.points, cost.loss.day, cost.loss.sheet))


def without_one(sheet: SheetAccount) -> Iterator[tuple[Loss, SheetAccount]]:
    """Yield each deduction of a sheet with the sheet as it would be without that one."""
    for at, section in enumerate(sheet.sections):
        for place, loss in enumerate(section.losses):
            kept = replace(section, losses=section.losses[:place] + section.losses[place + 1 :])
            yield loss, replace(sheet, sections=(*sheet.sections[:at], kept, *sheet.sections[at + 1 :]))
    for place, loss in enumerate(sheet.others):
        yield loss, replace(sheet, others=sheet.others[:place] + sheet.others[place + 1 :])


def _add(sums: Sums, kind: int, points: int) -> None:
    if kind == Kind.WEEK_CHECK:
        sums.week_sum += points
    elif kind == Kind.MONTH_CHECK:
        sums.month_check_sum += points
    elif kind == Kind.MONTH:
        sums.month_sum += points
    else:
        sums.year_sum += points


def _weighed(sums: Sums, weights: Weights) -> Fraction:
    made = figures(sums, weights)
    parts = (
        (made.checks, weights.checks_share), (made.months, weights.months_share), (made.annual, weights.year_share)
    )  # fmt: skip
    return sum((part * share for part, share in parts if part is not None), Fraction(0)) / WHOLE
