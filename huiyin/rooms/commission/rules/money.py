"""Money in whole cents: read, written, and a share of it."""

import re

_YUAN = re.compile(r"(\d{1,9})(?:\.(\d{1,2}))?")
_WHOLE = 10_000


def cents_of(text: str) -> int | None:
    """Return the cents of an amount in yuan as people write it ("1,280.5"), or nothing where it is none."""
    found = _YUAN.fullmatch(text.strip().replace(",", "").replace("，", ""))
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None


def yuan(cents: int) -> str:
    """Write cents as yuan with two decimals: −128050 as "-1280.50"."""
    sign, whole = "-" if cents < 0 else "", abs(cents)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def share(cents: int, rate: int) -> int:
    """Return a share of cents, not negative, at a rate in hundredths of a per cent, rounded half up to a cent."""
    return (2 * cents * rate + _WHOLE) // (2 * _WHOLE)


def taken_back(revenue: int, before: int, amount: int, rate: int) -> int:
    """Return what of a commission goes back (in cents, not negative) when ``amount`` more is refunded.

    It is the difference of two commissions, so that all refunds of a stay together take back exactly what was paid.
    """
    return share(revenue - before, rate) - share(revenue - before - amount, rate)
