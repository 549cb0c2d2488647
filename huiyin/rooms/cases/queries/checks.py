"""What the nightly check looks for: a case that nobody owes anything, or whose stored due time is not the true one."""

from collections.abc import Sequence
from datetime import datetime

from huiyin.rooms.cases.models import Case
from huiyin.rooms.cases.terms import FINAL
from huiyin.rooms.duties.queries import next_due_of

SUBJECT = "cases.case"


def batch_after(last: int, most: int) -> list[Case]:
    """Return the next open cases by key."""
    return list(Case.objects.exclude(state__in=sorted(FINAL)).filter(pk__gt=last).order_by("pk")[:most])


def true_dues(rows: Sequence[Case]) -> dict[int, datetime | None]:
    """Return when each of some cases is due next by its duties; None where nothing is owed: one statement."""
    due = next_due_of(SUBJECT, [row.pk for row in rows])
    return {row.pk: due[str(row.pk)].due_at if str(row.pk) in due else None for row in rows}
