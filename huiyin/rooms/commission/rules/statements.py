"""The lines of a month's statement: what each return stay and each refund comes to for whom it is owed to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from huiyin.rooms.commission.rules.money import share, taken_back


@dataclass(frozen=True, slots=True)
class Owing:
    """A return stay that is owed to somebody; amounts in cents.

    ``rate`` is the one in force on the day of check-out, nothing where none was paid then; ``settled`` is the rate at
    which an approved statement paid it, nothing where none did.
    """

    stay: int
    agent: int
    checked_out: date
    revenue: int
    rate: int | None
    settled: int | None = None


@dataclass(frozen=True, slots=True)
class Back:
    """A refund of a stay, in cents. ``settled``: an approved statement has it already."""

    refund: int
    stay: int
    day: date
    amount: int
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A line of a statement; base and commission in cents, negative for a refund."""

    agent: int
    stay: int
    refund: int | None
    day: date
    base: int
    rate: int
    commission: int


def due_until(stays: Iterable[Owing], refunds: Iterable[Back], end: date) -> list[Due]:
    """Return the lines that are due until a day and that no approved statement has: stays by agent, then refunds.

    A stay counts on its day of check-out, a refund on its own day; a refund of what was never paid is no line.
    """
    known = {one.stay: one for one in stays}
    lines = [_paid(one) for one in known.values() if one.settled is None and one.rate and one.checked_out <= end]
    rates: Mapping[int, int] = {
        **{one.stay: one.settled for one in known.values() if one.settled is not None},
        **{one.stay: one.rate for one in lines},
    }
    before: dict[int, int] = {}
    for one in sorted(refunds, key=lambda row: (not row.settled, row.day, row.refund)):
        stay, earlier = known[one.stay], before.get(one.stay, 0)
        if not one.settled and (one.day > end or one.stay not in rates):
            continue
        before[one.stay] = earlier + one.amount
        if not one.settled:
            rate = rates[one.stay]
            back = taken_back(stay.revenue, earlier, one.amount, rate)
            lines.append(Due(stay.agent, one.stay, one.refund, one.day, -one.amount, rate, -back))
    return sorted(lines, key=lambda line: (line.agent, line.day, line.stay, line.refund or 0))


def _paid(one: Owing) -> Due:
    rate = one.rate or 0
    return Due(one.agent, one.stay, None, one.checked_out, one.revenue, rate, share(one.revenue, rate))
