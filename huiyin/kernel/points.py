"""Points are integers in hundredths (10000 = 100.00) or exact fractions; they are rounded once, at the very end."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction

HUNDRED = 100
FULL = 10_000


def parse_points(value: object) -> int:
    """Read points as typed or as a spreadsheet keeps them ("1.5", 1.5, Decimal) into hundredths.

    Raises ValueError with one of the words "number" or "decimals" when it is no number or has more than two decimals.
    """
    if isinstance(value, bool) or value is None:
        raise ValueError("number")
    try:
        exact = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValueError("number") from None
    if not exact.is_finite():
        raise ValueError("number")
    hundredths = exact.scaleb(2)
    if hundredths != hundredths.to_integral_value():
        raise ValueError("decimals")
    return int(hundredths)


def show_points(hundredths: int) -> str:
    """Write hundredths with two decimals: 9137 → "91.37"."""
    sign, size = ("-", -hundredths) if hundredths < 0 else ("", hundredths)
    return f"{sign}{size // HUNDRED}.{size % HUNDRED:02d}"


def round_half_up(value: Fraction) -> int:
    """Round an exact number of hundredths half up (away from zero below it), once."""
    doubled = 2 * abs(value.numerator) + value.denominator
    size = doubled // (2 * value.denominator)
    return size if value >= 0 else -size


def round_half_even(value: Fraction) -> int:
    """Round an exact number of hundredths half to even (GB/T 8170), once."""
    return round(value)


def truncate(value: Fraction) -> int:
    """Cut an exact number of hundredths towards zero, once."""
    size = abs(value.numerator) // value.denominator
    return size if value >= 0 else -size


ROUNDINGS = {"half_up": round_half_up, "half_even": round_half_even, "truncate": truncate}
