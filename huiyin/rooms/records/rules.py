"""Decisions about records: values in, values out."""

from datetime import date

from huiyin.kernel import canon

FEBRUARY = 2


def keep_until(archived: date, years: int) -> date:
    """Return the day on which the retention term ends: the same calendar day, years later (P-4.12, AMB-14).

    29 February ends on 28 February where the year has no leap day.
    """
    try:
        return archived.replace(year=archived.year + years)
    except ValueError:
        return date(archived.year + years, FEBRUARY, 28)


def is_over(kept_until: date, today: date) -> bool:
    """Tell whether the term is over (P-4.12.1: archived 2024-02-05, due on 2026-02-05 and not the day before)."""
    return today >= kept_until


def series_of(prefix: str, period: str) -> str:
    """Return the series in which a form's numbers of a period are counted."""
    return f"record:{prefix}:{period}"


def number_of(prefix: str, period: str, count: int) -> str:
    """Return a record number: form, period and place in the series, "YKH-202503-0001"."""
    return f"{prefix}-{period.replace('-', '')}-{count:04d}"


def seal_of(pairs: list[tuple[str, str]]) -> str:
    """Return the digest of (number, content digest) of all records issued in one act: what the trail keeps of them."""
    return canon.digest([list(pair) for pair in pairs])
