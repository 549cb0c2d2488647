"""Awards and sanctions of a year as the forms show them: from the register, and what only a workbook knows (P-5.2)."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import QuerySet

from huiyin.kernel.period import year_span
from huiyin.rooms.appraisal.layouts import content
from huiyin.rooms.appraisal.models import Bonus, Deduction, Line
from huiyin.rooms.appraisal.queries.forms_content.heads import level_of
from huiyin.rooms.appraisal.queries.rulings import standing_in
from huiyin.rooms.appraisal.terms.rulings import RULING_KIND_WORDS, RULING_WORDS, RulingKind

_AWARD, _SANCTION = RULING_KIND_WORDS[RulingKind.AWARD], RULING_KIND_WORDS[RulingKind.SANCTION]
Known = set[tuple[int, str, int]]


def merits_of(year: int, people: QuerySet[Line]) -> dict[int, list[content.Merit]]:
    """Return the awards and sanctions of a year that stand, by person and day: three statements.

    A bonus or serious violation that came in with a workbook is listed by its own words where the register has nothing
    of the person and kind for that month: years before the register stay complete, and nothing is listed twice.
    """
    who = people.order_by().values("employee")
    found: dict[int, list[content.Merit]] = defaultdict(list)
    known: Known = set()
    for row in standing_in(year).filter(employee__in=who):
        kind = RULING_KIND_WORDS[row.kind]
        day = row.decided_on or row.happened_on
        found[row.employee_id].append(_merit(day, kind, RULING_WORDS[row.level], row.number, row.facts))
        known |= {(row.employee_id, kind, day.month), (row.employee_id, kind, row.happened_on.month)}
    for person, day, kind, level, reason in _unregistered(year, who):
        if (person, kind, day.month) not in known:
            found[person].append(_merit(day, kind, level, "", reason))
    return {
        pk: sorted(merits, key=lambda one: (one["date"], one["kind"], one["number"], one["reason"]))
        for pk, merits in found.items()
    }


def _unregistered(year: int, who: Any) -> list[tuple[int, date, str, str, str]]:
    """Return (person, day, kind, level, reason) of what stands on sheets alone."""
    frame = year_span(year)
    of_year = {"sheet__date__range": (frame.start, frame.end), "sheet__employee__in": who}
    gains = Bonus.objects.filter(**of_year).values_list("sheet__employee", "sheet__date", "ground")
    losses = Deduction.objects.filter(serious=True, **of_year).values_list("sheet__employee", "sheet__date", "fact")
    return [(person, day, _AWARD, level_of(ground), ground) for person, day, ground in gains] + [
        (person, day, _SANCTION, "", fact) for person, day, fact in losses
    ]


def _merit(day: date, kind: str, level: str, number: str, reason: str) -> content.Merit:
    return {"date": day.isoformat(), "kind": kind, "level": level, "number": number, "reason": reason}  # type: ignore[typeddict-item]
