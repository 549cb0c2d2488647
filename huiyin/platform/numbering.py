"""Gap-free numbers: a counter row taken in the same transaction as the row that bears the number."""

from django.db import connection

_NEXT = (
    "INSERT INTO platform_counter (series, value) VALUES (%s, %s) "
    "ON CONFLICT (series) DO UPDATE SET value = platform_counter.value + excluded.value RETURNING value"
)


def take(series: str, count: int = 1) -> range:
    """Take the next ``count`` numbers of a series, e.g. ``"record:YKH:2025-03"``; roll back and they were never taken.

    The counter's row stays locked until the transaction ends, so call it as the last statement before the insert.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series, count])
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)


def take_one(series: str) -> int:
    """Take the next number of a series."""
    return take(series)[0]
