"""How well each clause is kept: of the duties that fell due, how many were done in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q
from django.utils import timezone

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.duties.models import Duty
from huiyin.rooms.duties.terms import Permit


@dataclass(frozen=True)
class Rate:
    """What fell due under a clause between two days, waived ones apart, and what of it was done in time.

    ``due`` is the denominator; what is open and not yet due is not in it.
    """

    clause: str
    due: int
    in_time: int
    late: int
    missing: int
    waived: int
    cutoff: datetime

    @property
    def share(self) -> str:
        """Return the rate in percent with one decimal, or nothing where nothing was due."""
        return f"{self.in_time * 1000 // self.due / 10:.1f}" if self.due else ""


@query(permit=Permit.READ_DUTIES)
def on_time_rates(actor: Actor, *, start: date, end: date, clause: str = "", unit_path: str = "") -> Sequence[Rate]:
    """Return the on-time rate of each clause over the duties that fell due from one day to another: one statement."""
    now = clock.now()
    reach = actor.reach(Permit.READ_DUTIES)
    rows = Duty.objects.visible_to(reach).filter(due_at__gt=midnight(start), due_at__lte=midnight(end, 1))
    if clause:
        rows = rows.filter(clause=clause)
    if unit_path:
        rows = rows.filter(unit__path__startswith=unit_path)
    kept, fallen = Q(waived_at__isnull=True), fallen_due(now)
    counted = rows.values("clause").annotate(
        due=Count("pk", filter=fallen),
        in_time=Count("pk", filter=fallen & Q(done_at__lte=F("due_at"))),
        late=Count("pk", filter=fallen & Q(done_at__gt=F("due_at"))),
        missing=Count("pk", filter=fallen & Q(done_at__isnull=True)),
        waived=Count("pk", filter=~kept),
    )
    return [Rate(**row, cutoff=now) for row in counted.order_by("clause")]


def fallen_due(now: datetime) -> Q:
    """Keep what a rate is of: what fell due or was done, and was not waived."""
    return Q(waived_at__isnull=True) & (Q(due_at__lt=now) | Q(done_at__isnull=False))


def on_time_rate(actor: Actor, clause: str, start: date, end: date) -> Rate:
    """Return the on-time rate of one clause over the duties that fell due from one day to another."""
    found = on_time_rates(actor, start=start, end=end, clause=clause)
    return found[0] if found else Rate(clause, 0, 0, 0, 0, 0, clock.now())


def midnight(day: date, later: int = 0) -> datetime:
    """Return the beginning of a local day: what is due at 24:00 belongs to the day that ends then."""
    return datetime.combine(day + timedelta(days=later), time(0), timezone.get_default_timezone())
