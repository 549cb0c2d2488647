"""The sweep: rungs whose time has come fire exactly once, and what was not done in time is marked as missed.

A tick is only a wake-up: what is due stands in the table. Each batch claims its rows (others step over them), inserts
the fired rungs, which are unique, and tells the other rooms, in one transaction.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from huiyin.platform import clock, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.platform.jobs import tell
from huiyin.rooms.duties.events import DutyRungsFired
from huiyin.rooms.duties.models import Duty, Fired
from huiyin.rooms.duties.queries.kinds import Ruling, kind_or_former, ruled_by
from huiyin.rooms.duties.queries.reckoning import zone_of
from huiyin.rooms.duties.queries.standing import Standing, standing_on
from huiyin.rooms.duties.rules.ladder import Planned, effective, next_wake, planned
from huiyin.rooms.duties.terms import Permit
from huiyin.rooms.duties.usecases.finish import missed

BATCH = 500


@dataclass
class Swept:
    """What one batch did."""

    duties: int = 0
    rungs: int = 0
    missed: int = 0


@dataclass
class _Batch:
    now: datetime
    standing: Standing
    fired: dict[int, set[str]]
    rulings: dict[tuple[str, int | None], Ruling] = field(default_factory=dict)
    new: list[Fired] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    missed: list[Duty] = field(default_factory=list)

    def ruling(self, duty: Duty) -> Ruling:
        key = (duty.kind, duty.policy_id)
        if key not in self.rulings:
            self.rulings[key] = ruled_by(kind_or_former(duty.kind), duty.policy)
        return self.rulings[key]

    def look_at(self, duty: Duty) -> None:
        ruling, zone, done = self.ruling(duty), zone_of(duty.unit_id), self.fired[duty.pk]
        plan = planned(ruling.rungs, duty.armed_at, duty.due_at, ruling.quiet, zone)
        late = effective([one for one in plan if one.rung.key not in done], self.now, ruling.quiet, zone)
        due = {one.rung.key for one in late if one.at <= self.now}
        for one in plan:
            if one.rung.key in due - done:
                self.fire(duty, one)
                done.add(one.rung.key)
        if duty.missed_at is None and self.now > duty.due_at:
            duty.missed_at = self.now
            self.missed.append(duty)
        duty.wake_at = next_wake(late, done, duty.due_at, missed=duty.missed_at is not None)

    def fire(self, duty: Duty, one: Planned) -> None:
        late = max(0, (self.now - one.at) // timedelta(minutes=1))
        told = self.standing.hearers(one.rung.to, duty.owner_id, duty.unit.path)
        row = Fired(
            duty=duty, rung=one.rung.key, planned_at=one.at, fired_at=self.now, late_minutes=late, recipients=told,
            channels=list(one.rung.channels), urgent=one.rung.urgent,
        )  # fmt: skip
        self.new.append(row)
        self.told.append({
            "duty": duty.pk, "kind": duty.kind, "label": duty.label, "url": duty.url, "rung": one.rung.key,
            "recipients": told, "channels": row.channels, "urgent": row.urgent, "late_minutes": late,
        })  # fmt: skip


def sweep(actor: Actor, progress: Callable[[int, int], None] = lambda _done, _total: None) -> Swept:
    """Fire until nothing is due. Where nothing is, it costs one look at an index."""
    total = Swept()
    while Duty.objects.filter(wake_at__lte=clock.now()).exists():
        one = fire_rungs(actor)
        if not one.duties:  # what is left is in other workers' hands
            break
        total.duties += one.duties
        total.rungs += one.rungs
        total.missed += one.missed
        progress(total.duties, total.duties)
    return total


@usecase(permit=Permit.KEEP_POLICIES)
def fire_rungs(_actor: Actor, *, most: int = BATCH) -> Swept:
    """Fire the rungs of one batch of duties whose time has come."""
    rows = _claimed(most)
    owners = {duty.owner_id for duty in rows if duty.owner_id is not None}
    batch = _Batch(clock.now(), standing_on(clock.today(), owners), _fired(rows))
    for duty in rows:
        batch.look_at(duty)
    Fired.objects.bulk_create(batch.new)
    Duty.objects.bulk_update(rows, ["wake_at", "missed_at"])
    for start in range(0, len(batch.told), BATCH):
        tell(DutyRungsFired(batch.told[start : start + BATCH]))
    for duty in batch.missed:
        tell(missed(duty))
    trail.note(duties=len(rows), rungs=len(batch.new), missed=len(batch.missed))
    return Swept(len(rows), len(batch.new), len(batch.missed))


def _claimed(most: int) -> list[Duty]:
    """Claim due duties: PostgreSQL steps over rows that others hold, SQLite has one writer."""
    due = Duty.objects.open().filter(wake_at__lte=clock.now())
    if connection.vendor == "postgresql":
        due = due.select_for_update(of=("self",), skip_locked=True)
    rows = due.select_related("unit", "policy").order_by("wake_at", "pk")
    return list(rows[:most])


def _fired(rows: Sequence[Duty]) -> dict[int, set[str]]:
    done: dict[int, set[str]] = defaultdict(set)
    found: Iterable[tuple[int, str]] = Fired.objects.filter(duty__in=[duty.pk for duty in rows]).values_list(
        "duty_id", "rung"
    )
    for duty, rung in found:
        done[duty].add(rung)
    return done
