"""Which signed editions stand behind the printed forms of a person: those of his sheet of the period (P-5.1, P-5.2)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from huiyin.platform.trail import subject_of
from huiyin.rooms.appraisal.models import SheetEdition
from huiyin.rooms.appraisal.terms import Kind

Things = Mapping[tuple[str, str], Sequence[tuple[str, str]]]


def month_editions(forms: Collection[tuple[str, str]], /) -> Things:
    """Return the editions of the month appraisals of (employee, "2025-03"), the oldest first: one statement."""
    return _editions(Kind.MONTH, forms)


def year_editions(forms: Collection[tuple[str, str]], /) -> Things:
    """Return the editions of the year-end appraisals of (employee, "2025"), the oldest first: one statement."""
    return _editions(Kind.YEAR, forms)


def _editions(kind: Kind, forms: Collection[tuple[str, str]]) -> Things:
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    people, periods = {int(person) for person, _period in forms}, {period for _person, period in forms}
    rows = SheetEdition.objects.filter(kind=kind, period__in=periods, employee__in=people)
    for row in rows.order_by("number", "edition").only("pk", "employee_id", "period"):
        found[str(row.employee_id), row.period].append(subject_of(row))
    return found
