"""Settling a year beside its floor: bare grouped sums of the same deductions, by person, and by sheet and section."""

from typing import Any

from django.db import connection

from bench.clock import best, timed
from bench.year import YEAR
from huiyin.rooms.appraisal.queries.settle import settle, unlike_scores

SECTIONS = """
SELECT COUNT(*), SUM(points) FROM (
    SELECT sheet_id, section_id, SUM(points) AS points FROM appraisal_deduction GROUP BY sheet_id, section_id
) AS grouped
"""
PEOPLE = """
SELECT s.employee_id, s.kind, SUM(d.points) FROM appraisal_sheet s
JOIN appraisal_deduction d ON d.sheet_id = s.id WHERE s.date BETWEEN '2025-01-01' AND '2025-12-31'
GROUP BY s.employee_id, s.kind
"""


def bare(statement: str) -> list[tuple[Any, ...]]:
    """Run a statement and fetch its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def figures() -> dict[str, float]:
    """Return seconds: both bare sums, settling from the kept scores, and counting every score anew."""
    people, _sums = best(lambda: bare(PEOPLE))
    sections, _sums = best(lambda: bare(SECTIONS))
    seconds, lines = best(lambda: settle(YEAR))
    recount, wrong = timed(lambda: unlike_scores(YEAR))
    if wrong or not lines or not all(line.complete for line in lines):
        message = f"{len(wrong)} kept scores differ from their deductions"
        raise RuntimeError(message)
    return {"people": people, "sections": sections, "settle": seconds, "recount": recount}
