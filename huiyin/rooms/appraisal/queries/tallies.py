"""What a run counts for the statistics, in three set-based statements over everybody at once."""

from collections.abc import Iterator

from huiyin.kernel.period import year_span
from huiyin.rooms.appraisal.models import Run, Tally
from huiyin.rooms.appraisal.queries.scoring import fetch, statement
from huiyin.rooms.appraisal.terms import Topic

# Every figure is counted under the unit and class of the person's own line.
MONTHS = """
SELECT l.unit_id, l.level, s.month, '', COUNT(*), SUM(s.base + s.bonus)
FROM appraisal_score s JOIN appraisal_line l ON l.employee_id = s.employee_id AND l.run_id = %s
WHERE s.year = %s AND s.kind = 4 GROUP BY l.unit_id, l.level, s.month
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


def tallies_of(run: Run) -> Iterator[Tally]:
    """Count a run's months (mean 月考核), dimensions (of 月考核) and deduction items by unit and class."""
    span = year_span(run.year)
    text, given = statement(DIMENSIONS, None, span, more=" AND s.kind = 4")
    counted = (
        (Topic.MONTH, fetch(MONTHS, [run.pk, run.year])),
        (Topic.DIMENSION, fetch(text, [*given, run.pk])),
        (Topic.ITEM, fetch(ITEMS, [run.pk, span.start, span.end])),
    )
    for topic, rows in counted:
        for unit, level, key, detail, count, points in rows:
            name = f"{run.year:04d}-{int(key):02d}" if topic == Topic.MONTH else key
            yield Tally(
                run=run, unit_id=unit, level=level, topic=topic, key=name, detail=detail, count=count, points=points
            )
