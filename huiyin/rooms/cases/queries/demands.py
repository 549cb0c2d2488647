"""The monthly top ten of service demands (R-6), each with its share, its answers in time and the month before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone

from huiyin.kernel.period import month_span
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import query
from huiyin.rooms.cases.queries.cases import cases
from huiyin.rooms.cases.queries.checks import SUBJECT
from huiyin.rooms.cases.terms import DEMANDS, FINAL, MOST_DEMANDS, UNTIL_ANSWERED, Permit
from huiyin.rooms.duties.queries import duties
from huiyin.rooms.people.queries.tree import units_below


@dataclass(frozen=True)
class Demand:
    """What was asked for in a month: how often, how much of all that is, and what became of it.

    ``in_time`` were answered and nothing owed until the answer was missed; ``open`` are not over; ``before`` is the
    number of the month before.
    """

    place: int
    kind: str
    category: str
    number: int
    per_mille: int
    answered: int
    in_time: int
    open: int
    before: int

    @property
    def change(self) -> int:
        """Return how many more than in the month before."""
        return self.number - self.before


@dataclass(frozen=True)
class DemandMonth:
    """The most frequent demands of a month, and how many all of them and all those of the month before are."""

    month: str
    lines: Sequence[Demand]
    total: int
    before: int
    cut_off: datetime


@query(permit=Permit.READ_CASES, clauses=("R-6", "R-10b"))
def demands(actor: Actor, *, month: str, unit: Any = None, kind: str = "") -> DemandMonth:
    """Return the ten most frequent demands of a month ("2026-11") by kind and category, the most frequent first.

    ``unit`` keeps one unit and everything below it; ``kind`` one kind of demand. It counts what was registered in the
    month, by the department's days. Two statements at most, besides that for the units in the actor's reach.
    """
    start, end = month_between(month)
    first, _end = month_between(f"{start - timedelta(days=1):%Y-%m}")
    rows = cases(actor).filter(kind__in=[kind] if kind else list(DEMANDS))
    if unit is not None:
        rows = rows.filter(unit__in=[pk for pk, _name, _path in units_below(unit.path)])
    missed = duties(SYSTEM).filter(
        subject_type=SUBJECT, subject_id=Cast(OuterRef("pk"), CharField(max_length=60)), kind__in=UNTIL_ANSWERED,
        missed_at__isnull=False,
    )  # fmt: skip
    here = Q(registered_at__gte=start)
    done = here & Q(answered_at__isnull=False)
    counted = (
        rows.filter(registered_at__gte=first, registered_at__lt=end)
        .order_by()
        .annotate(late=Exists(missed))
        .values("kind", "category")
        .annotate(
            number=Count("pk", filter=here),
            answered=Count("pk", filter=done),
            in_time=Count("pk", filter=done & Q(late=False)),
            open=Count("pk", filter=here & ~Q(state__in=sorted(FINAL))),
            before=Count("pk", filter=Q(registered_at__lt=start)),
        )
    )
    found = sorted(counted, key=lambda row: (-row["number"], -row["before"], row["kind"], row["category"]))
    total = sum(row["number"] for row in found)
    lines = [
        Demand(place=place, per_mille=(row["number"] * 2000 + total) // (2 * total), **row)
        for place, row in enumerate([row for row in found if row["number"]][:MOST_DEMANDS], start=1)
    ]
    return DemandMonth(month, lines, total, sum(row["before"] for row in found), clock.now())


def month_between(month: str) -> tuple[datetime, datetime]:
    """Return the first moment of a month ("2026-11") and of the next one, in the department's time zone."""
    span = month_span(int(month[:4]), int(month[5:7]))
    return _midnight(span.start), _midnight(span.end + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_default_timezone())
