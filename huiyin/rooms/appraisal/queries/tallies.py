"""What a run counts for the statistics: three set-based statements over everybody at once, one text for both databases.

Each gives unit, staff class, key, detail, count and points; everything is counted under the unit and class of the
person's own line of the run.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from huiyin.kernel.period import year_span
from huiyin.rooms.appraisal.models import Run
from huiyin.rooms.appraisal.queries.scoring import statement
from huiyin.rooms.appraisal.terms import Topic

MONTHS = """
SELECT l.unit_id, l.level,
    CAST(s.year AS VARCHAR(4)) || CASE WHEN s.month < 10 THEN '-0' ELSE '-' END || CAST(s.month AS VARCHAR(2)),
    '', COUNT(*), SUM(s.base + s.bonus)
FROM appraisal_score s JOIN appraisal_line l ON l.employee_id = s.employee_id AND l.run_id = %s
WHERE s.year = %s AND s.kind = 4 GROUP BY l.unit_id, l.level, s.year, s.month
"""
ITEMS = """
SELECT l.unit_id, l.level, d.item, c.name, COUNT(*), SUM(d.points)
FROM appraisal_sheet s
JOIN appraisal_deduction d ON d.sheet_id = s.id
JOIN appraisal_section c ON c.id = d.section_id
JOIN appraisal_line l ON l.employee_id = s.employee_id AND l.run_id = %s
WHERE s.date BETWEEN %s AND %s GROUP BY l.unit_id, l.level, d.item, c.name
"""
DIMENSIONS = """
SELECT l.unit_id, l.level, k.dimension, '', COUNT(*), SUM(k.marks - COALESCE(t.lost, 0))
FROM pools p
JOIN appraisal_sheet s ON s.id = p.pool_id
JOIN appraisal_line l ON l.employee_id = s.employee_id AND l.run_id = %s
JOIN (
    SELECT form_id, dimension, SUM(maximum) AS marks FROM appraisal_section
    WHERE dimension <> '' GROUP BY form_id, dimension
) k ON k.form_id = s.form_id
LEFT JOIN (
    SELECT pool_id, dimension, SUM(lost) AS lost FROM losses GROUP BY pool_id, dimension
) t ON t.pool_id = p.pool_id AND t.dimension = k.dimension
GROUP BY l.unit_id, l.level, k.dimension
"""


def tally_statements(run: Run) -> Iterator[tuple[Topic, str, Sequence[Any]]]:
    """Yield what counts a run's months (月考核), their dimensions and the deduction items: topic, statement, values."""
    span = year_span(run.year)
    dimensions, given = statement(DIMENSIONS, None, span, more=" AND s.kind = 4")
    yield Topic.MONTH, MONTHS, (run.pk, run.year)
    yield Topic.DIMENSION, dimensions, (*given, run.pk)
    yield Topic.ITEM, ITEMS, (run.pk, span.start, span.end)
