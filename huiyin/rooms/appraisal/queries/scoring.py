"""The one definition of what a sheet comes to: set-based SQL in integer hundredths, one text for both databases.

A pool is what is scored together: every sheet by itself, but 月检 and 抽检 of a person, month and form as one (AMB-02).

    lost of a section = the whole maximum where a serious violation is linked (P-4.10a), else min(maximum, deducted)
    lost under 其它   = min(cap, deducted) (P-4.8)
    base of a pool    = max(0, marks of the form − Σ lost);   score = base + bonus (P-4.9)

A simulation asks what the sheets would come to under one other scheme: then the forms that a month has of two versions
are one form for a business, and what stands on them is one pool.

Kinds in the statements (``terms.Kind``): 2 月检, 3 抽检. SCOPE and TOGETHER are put in by ``statement``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from huiyin.kernel.period import Span
from huiyin.rooms.appraisal.rules.simulation import SECTION_BITS, SERIOUS

POOLS = """
pools AS (
    SELECT s.id AS sheet_id, s.id AS pool_id FROM appraisal_sheet s
    WHERE s.kind NOT IN (2, 3) AND SCOPE
    UNION ALL
    SELECT s.id, FIRST_VALUE(s.id) OVER (
        PARTITION BY s.employee_id, s.period, TOGETHER ORDER BY s.kind, s.date, s.id
    )
    FROM appraisal_sheet s WHERE s.kind IN (2, 3) AND SCOPE
)"""

FORM, BUSINESS = "s.form_id", "(SELECT g.audience FROM appraisal_form g WHERE g.id = s.form_id)"

DEDUCTED = """
deducted AS (
    SELECT p.pool_id, d.section_id, SUM(d.points) AS points, MAX(CASE WHEN d.serious THEN 1 ELSE 0 END) AS serious
    FROM pools p JOIN appraisal_deduction d ON d.sheet_id = p.sheet_id
    GROUP BY p.pool_id, d.section_id
)"""

LOSSES = """
losses AS (
    SELECT t.pool_id, t.section_id, c.dimension, t.points, t.serious,
        CASE
            WHEN c.is_other AND t.points > m.other_cap THEN m.other_cap
            WHEN c.is_other THEN t.points
            WHEN t.serious = 1 OR t.points > c.maximum THEN c.maximum
            ELSE t.points
        END AS lost
    FROM deducted t
    JOIN appraisal_section c ON c.id = t.section_id
    JOIN appraisal_form f ON f.id = c.form_id
    JOIN appraisal_scheme m ON m.id = f.scheme_id
)"""

SCORES = """
SELECT s.id, s.employee_id, CASE WHEN s.kind = 3 THEN 2 ELSE s.kind END,
    CAST(SUBSTR(CAST(s.date AS VARCHAR(10)), 1, 4) AS INTEGER),
    CAST(SUBSTR(CAST(s.date AS VARCHAR(10)), 6, 2) AS INTEGER),
    CASE WHEN COALESCE(l.lost, 0) < f.marks THEN f.marks - COALESCE(l.lost, 0) ELSE 0 END,
    COALESCE(b.points, 0) * 100
FROM pools p
JOIN appraisal_sheet s ON s.id = p.pool_id
JOIN (SELECT form_id, SUM(maximum) AS marks FROM appraisal_section GROUP BY form_id) f ON f.form_id = s.form_id
LEFT JOIN (SELECT pool_id, SUM(lost) AS lost FROM losses GROUP BY pool_id) l ON l.pool_id = p.pool_id
LEFT JOIN (
    SELECT q.pool_id, SUM(x.points) AS points FROM pools q JOIN appraisal_bonus x ON x.sheet_id = q.sheet_id
    GROUP BY q.pool_id
) b ON b.pool_id = p.pool_id
WHERE p.sheet_id = p.pool_id
"""

SECTIONS = """
SELECT p.pool_id, c.id, c.dimension, c.name, c.maximum, c.is_other, l.points, l.serious, l.lost
FROM pools p
JOIN appraisal_sheet s ON s.id = p.pool_id
JOIN appraisal_section c ON c.form_id = s.form_id
LEFT JOIN losses l ON l.pool_id = p.pool_id AND l.section_id = c.id
WHERE p.sheet_id = p.pool_id
ORDER BY p.pool_id, c.position
"""

DIMENSIONS = """
SELECT s.id, s.employee_id, s.unit_id, g.audience, k.dimension, k.marks - COALESCE(l.lost, 0)
FROM pools p
JOIN appraisal_sheet s ON s.id = p.pool_id
JOIN appraisal_form g ON g.id = s.form_id
JOIN (
    SELECT form_id, dimension, SUM(maximum) AS marks, MIN(position) AS first
    FROM appraisal_section GROUP BY form_id, dimension
) k ON k.form_id = s.form_id
LEFT JOIN (
    SELECT pool_id, dimension, SUM(lost) AS lost FROM losses GROUP BY pool_id, dimension
) l ON l.pool_id = p.pool_id AND l.dimension = k.dimension
ORDER BY s.id, k.first
"""


# What the sheets hold, for whoever adds it up himself (``rules.simulation``): a section of a sheet is one number, and
# so is what a deduction takes, so that three million of them are read in good time. HEADS has a row for each award.
HEADS = """
SELECT p.sheet_id, p.pool_id, s.employee_id, CASE WHEN s.kind = 3 THEN 2 ELSE s.kind END, s.form_id,
    x.position, x.points
FROM pools p JOIN appraisal_sheet s ON s.id = p.sheet_id LEFT JOIN appraisal_bonus x ON x.sheet_id = p.sheet_id
"""
LINES = """
SELECT d.sheet_id * BEYOND_SECTIONS + d.section_id, CASE WHEN d.serious THEN d.points + SERIOUS ELSE d.points END
FROM appraisal_deduction d WHERE d.sheet_id IN (SELECT s.id FROM appraisal_sheet s WHERE s.date BETWEEN %s AND %s)
""".replace("BEYOND_SECTIONS", str(1 << SECTION_BITS)).replace("SERIOUS", str(SERIOUS))


def statement(
    select: str, people: Sequence[int] | None, span: Span, *, more: str = "", together: str = FORM
) -> tuple[str, list[Any]]:
    """Return a statement over the sheets of some people (None: all) in a span of days, and its parameters.

    The span holds whole months, so that no pool is cut; ``more`` is a further condition on the sheet ``s``;
    ``together`` is what the inspections of one pool of a person and month have in common: the form, or the business.
    """
    scope = f"s.date BETWEEN %s AND %s{more}"
    one: list[Any] = [span.start, span.end]
    if people is not None:
        scope += f" AND s.employee_id IN ({', '.join(['%s'] * len(people)) or 'NULL'})"
        one += list(people)
    pools = POOLS.replace("SCOPE", scope).replace("TOGETHER", together)
    text = f"WITH {pools}, {DEDUCTED}, {LOSSES} {select}"
    return text, one + one


def fetch(text: str, given: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(text, given)
        while rows := cursor.fetchmany(10_000):
            yield from rows


@dataclass(frozen=True, slots=True)
class SheetScore:
    """What a pool came to, in hundredths; ``sheet`` is its first sheet and ``kind`` what it counts as."""

    sheet: int
    employee: int
    kind: int
    year: int
    month: int
    base: int
    bonus: int

    @property
    def total(self) -> int:
        """Base and bonus; an appraisal may exceed 100 and is not cut (P-4.9d)."""
        return self.base + self.bonus


def counted(people: Sequence[int] | None, span: Span) -> Iterator[SheetScore]:
    """Count the scores of the pools of some people (None: all) in whole months, from every single deduction."""
    for row in fetch(*statement(SCORES, people, span)):
        yield SheetScore(*(int(value) for value in row))


@dataclass(frozen=True, slots=True)
class SectionScore:
    """A section of a pool, in hundredths. ``kept`` = maximum − ``lost``; under 其它 nothing is kept, only lost."""

    section: int
    dimension: str
    name: str
    maximum: int
    is_other: bool
    deducted: int
    serious: bool
    lost: int

    @property
    def kept(self) -> int:
        """What the section counts on the sheet."""
        return 0 if self.is_other else self.maximum - self.lost


def sections_of(people: Sequence[int], span: Span) -> dict[int, list[SectionScore]]:
    """Return the sections of every pool of some people in whole months, as on the form, by the pool's first sheet."""
    pools: dict[int, list[SectionScore]] = {}
    for pool, section, dimension, name, maximum, is_other, points, serious, lost in fetch(
        *statement(SECTIONS, people, span)
    ):
        score = SectionScore(
            section, dimension, name, maximum, bool(is_other), int(points or 0), bool(serious), int(lost or 0)
        )
        pools.setdefault(pool, []).append(score)
    return pools


def pools_of(people: Sequence[int], span: Span) -> dict[int, int]:
    """Return which pool each sheet of some people in whole months is scored in: {sheet: pool's first sheet}."""
    pairs = fetch(*statement("SELECT sheet_id, pool_id FROM pools", people, span))
    return {int(sheet): int(pool) for sheet, pool in pairs}


def span_of(day: date) -> Span:
    """Return the year of a day: the frame within which everything about its sheet is counted."""
    return Span(date(day.year, 1, 1), date(day.year, 12, 31))
