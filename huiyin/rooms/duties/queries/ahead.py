"""What a thing that is still to be made will owe: known before it is stored, so that it is stored with its due time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from huiyin.rooms.duties.models import Policy
from huiyin.rooms.duties.queries.calendar import Calendars, held_calendars
from huiyin.rooms.duties.queries.kinds import Ruling, duty_kind, ruled_by
from huiyin.rooms.duties.queries.reckoning import due_of

# The calendar's version and the policies' editions in rows that never lack; the last edition of a kind is in force.
_IN_FORCE = (
    "SELECT c.number, c.digest, p.kind, p.id FROM (SELECT 1 AS one) o "
    "LEFT JOIN duties_calendarversion c ON c.number = (SELECT max(number) FROM duties_calendarversion) "
    "LEFT JOIN duties_policy p ON p.start <= %s AND p.kind IN ({}) ORDER BY p.start, p.edition"
)


@dataclass(frozen=True)
class Ahead:
    """What rules the duties of a new thing of a unit from a moment on."""

    unit: int
    armed_at: datetime
    calendars: Calendars
    rulings: Mapping[str, Ruling]

    def due_at(self, kind: str, given_at: datetime | None = None) -> datetime:
        """Return when a duty of a kind will be due. Raises Refusal where a promised time is needed and none given."""
        with held_calendars(self.calendars):
            return due_of(self.rulings[kind].rule, self.armed_at, self.unit, given_at=given_at).due_at


def ahead(unit: Any, kinds: Sequence[str], armed_at: datetime) -> Ahead:
    """Read what rules these kinds in a unit: one statement, two more where the house keeps policies of them."""
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(kinds))
        cursor.execute(_IN_FORCE.format(marks), [timezone.localdate(armed_at), *kinds])
        rows = cursor.fetchall()
    calendars = Calendars(known=(rows[0][0] or 0, rows[0][1] or ""))
    calendars.know({unit.pk: unit.path})
    editions = {kind: key for _number, _digest, kind, key in rows if kind}
    kept = Policy.objects.prefetch_related("rungs").in_bulk(list(editions.values())) if editions else {}
    rulings = {kind: ruled_by(duty_kind(kind), kept.get(editions.get(kind, 0))) for kind in kinds}
    return Ahead(unit.pk, armed_at, calendars, rulings)
