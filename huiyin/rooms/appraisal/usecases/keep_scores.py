"""Scores are kept beside the sheets: whoever writes sheets calls ``keep_scores`` in the same transaction."""

from collections.abc import Callable, Collection, Sequence

from django.db import connection

from huiyin.kernel.period import year_span
from huiyin.rooms.appraisal.models import Score
from huiyin.rooms.appraisal.queries.scoring import SCORES, statement

CHUNK = 500
MANY = 2_000

_INTO = "INSERT INTO appraisal_score (sheet_id, employee_id, kind, year, month, base, bonus) "


def keep_scores(year: int, people: Collection[int], tell: Callable[[int, int], None] | None = None) -> None:
    """Count the year of some people anew, by the one definition in ``queries.scoring``; runs inside a write door.

    Many people are counted with everybody in one statement, so that the deductions are read once and in their order.
    ``tell`` hears how many of how many people are done.
    """
    ordered = sorted(people)
    if len(ordered) > MANY:
        Score.objects.filter(year=year).delete()
        _insert(year, None)
        return
    for first in range(0, len(ordered), CHUNK):
        chunk = ordered[first : first + CHUNK]
        Score.objects.filter(year=year, employee__in=chunk).delete()
        _insert(year, chunk)
        if tell:
            tell(first + len(chunk), len(ordered))


def _insert(year: int, people: Sequence[int] | None) -> None:
    text, given = statement(SCORES, people, year_span(year))
    with connection.cursor() as cursor:
        cursor.execute(_INTO + text, given)
