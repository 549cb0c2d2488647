"""How figures are printed so that what stands on a form adds up to the total on it (P-5.2), though all are rounded.

Marks of A, B and C are written with four decimals; points elsewhere with two. Values are hundredths of a point.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from huiyin.kernel.errors import Refusal
from huiyin.kernel.points import ROUNDINGS

FINE = 100
"""Ten-thousandths of a point in a hundredth."""
_UNEVEN = "A + B + C: {marks} ≠ {total}"


def apportion(exact: Sequence[Fraction | None], total: int | None) -> list[int | None]:
    """Round parts down and give what is left of a whole total to those that lost most, so that they add up to it.

    Parts that are not there stay so. Without a total each is rounded half up by itself.
    """
    present = [(at, value) for at, value in enumerate(exact) if value is not None]
    parts: list[int | None] = [None] * len(exact)
    if total is None:
        for at, value in present:
            parts[at] = ROUNDINGS["half_up"](value)
        return parts
    floors = {at: value.numerator // value.denominator for at, value in present}
    order = sorted(present, key=lambda pair: (floors[pair[0]] - pair[1], pair[0]))
    left = total - sum(floors.values())
    for place, (at, _value) in enumerate(order):
        parts[at] = floors[at] + (1 if place < left else 0)
    return parts


def _fine_total(whole: Fraction, total: int, rounding: str) -> int:
    """Return the sum in ten-thousandths that rounds to the total: the nearest, else the one below or above."""
    floor = whole.numerator // whole.denominator
    for candidate in (ROUNDINGS["half_up"](whole), floor, floor + 1):
        if ROUNDINGS[rounding](Fraction(candidate, FINE)) == total:
            return candidate
    raise Refusal(_UNEVEN.format(marks=float(whole) / FINE / FINE, total=total))


def marks(
    scores: Sequence[Fraction | None], shares: Sequence[int], total: int | None, rounding: str
) -> list[str | None]:
    """Return what each part adds to the total (score × share), with four decimals, adding up to what gives the total.

    ``scores`` are exact hundredths, ``shares`` hundredths of a percent, ``total`` the shown total in hundredths.
    Raises Refusal where the parts do not give it.
    """
    exact = [
        None if score is None else score * share * FINE / 10_000 for score, share in zip(scores, shares, strict=True)
    ]
    whole = sum((value for value in exact if value is not None), Fraction(0))
    target = None if total is None else _fine_total(whole, total, rounding)
    return [None if part is None else f"{Decimal(part).scaleb(-4):.4f}" for part in apportion(exact, target)]


def check_total(total: str | None, marks_: Sequence[str | None], rounding: str) -> None:
    """Refuse a form whose printed A + B + C do not give its printed total (P-5.2)."""
    if total is None:
        return
    summed = sum((Fraction(mark) for mark in marks_ if mark is not None), Fraction(0)) * FINE
    if None in marks_ or ROUNDINGS[rounding](summed) != Fraction(total) * FINE:
        raise Refusal(_UNEVEN.format(marks=" + ".join(mark or "—" for mark in marks_), total=total))
