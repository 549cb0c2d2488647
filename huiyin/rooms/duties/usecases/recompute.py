"""Open duties are reckoned anew, from their rules and intervals, when a policy or a calendar changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from huiyin.platform import clock, jobs, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.platform.models import Job
from huiyin.rooms.duties.events import DutyMissWithdrawn
from huiyin.rooms.duties.models import Duty, Policy, Shift
from huiyin.rooms.duties.queries.calendar import Calendars, held_calendars
from huiyin.rooms.duties.queries.kinds import duty_kinds, kind_or_former, ruled_by
from huiyin.rooms.duties.terms import Permit
from huiyin.rooms.duties.usecases.hold import intervals
from huiyin.rooms.duties.usecases.reckon import times_of

BATCH = 500
_CHANGED = [
    "due_at", "wake_at", "calendar_version", "missed_at", "policy", "policy_version", "how", "amount", "at", "version",
]  # fmt: skip


@dataclass
class Recomputed:
    """What one batch did: the last duty that it looked at (0: none was left), and how many moved."""

    last: int = 0
    looked: int = 0
    moved: int = 0


def reckon_later(actor: Actor, *, why: str, kind: str = "", unit_path: str = "") -> Job:
    """Ask for open duties (of a kind, of a branch of units) to be reckoned anew; call it inside a write door."""
    return jobs.start(actor, "duties.recompute", why=why, of_kind=kind, unit_path=unit_path)


@usecase(permit=Permit.KEEP_POLICIES)
def recompute_duties(actor: Actor, *, after: int, why: str, kind: str = "", unit_path: str = "") -> Recomputed:
    """Reckon a batch of open duties anew; those whose time moved say so, and a miss that was none is taken back."""
    rows = _claimed(after, kind, unit_path)
    policies = _policies({duty.kind for duty in rows})
    calendars = Calendars()
    shifts: list[Shift] = []
    changed: list[Duty] = []
    for duty in rows:
        before = _facts(duty)
        due, missed = duty.due_at, duty.missed_at
        with held_calendars(calendars):
            _reckon(duty, policies.get(duty.kind, []))
        if _facts(duty) == before:
            continue
        duty.version += 1
        changed.append(duty)
        if duty.due_at != due:
            shifts.append(Shift(duty=duty, at=clock.now(), before=due, after=duty.due_at, why=why, by=actor.name))
        if missed is not None and duty.missed_at is None:
            jobs.tell(_withdrawn(duty))
    Shift.objects.bulk_create(shifts)
    Duty.objects.bulk_update(changed, _CHANGED)
    trail.note(why=why, looked=len(rows), moved=len(shifts))
    return Recomputed(rows[-1].pk if rows else 0, len(rows), len(shifts))


def _claimed(after: int, kind: str, unit_path: str) -> list[Duty]:
    rows: QuerySet[Duty] = Duty.objects.open().filter(pk__gt=after)
    if kind:
        rows = rows.filter(kind=kind)
    if unit_path:
        rows = rows.filter(unit__path__startswith=unit_path)
    locked = rows.select_for_update(of=("self",)).prefetch_related("pauses", "fired")
    return list(locked.order_by("pk")[:BATCH])


def _policies(kinds: set[str]) -> dict[str, list[Policy]]:
    found: dict[str, list[Policy]] = {}
    for policy in Policy.objects.filter(kind__in=kinds).prefetch_related("rungs").order_by("-start", "-edition"):
        found.setdefault(policy.kind, []).append(policy)
    return found


def _facts(duty: Duty) -> tuple[Any, ...]:
    return duty.due_at, duty.wake_at, duty.calendar_version, duty.policy_id, duty.missed_at


def _reckon(duty: Duty, policies: Sequence[Policy]) -> None:
    day = timezone.localdate(duty.armed_at)
    policy = next((one for one in policies if one.start <= day), None)
    ruling = ruled_by(kind_or_former(duty.kind), policy)
    if policy is None and duty.policy_id is None and duty.kind not in duty_kinds():
        return  # its room no longer declares it: it stays as it was reckoned
    duty.policy, duty.policy_version = policy, ruling.edition
    duty.how, duty.amount, duty.at = ruling.rule.how, ruling.rule.amount, ruling.rule.at
    fired = [one.rung for one in duty.fired.all()]
    pauses = intervals(duty.pauses.all())
    times = times_of(duty, ruling, pauses, fired)
    if duty.missed_at is not None and _ahead(times.due_at):
        duty.missed_at = None
        times = times_of(duty, ruling, pauses, fired)
    duty.due_at, duty.wake_at, duty.calendar_version = times.due_at, times.wake_at, times.calendar_version


def _ahead(due_at: datetime) -> bool:
    return due_at >= clock.now()


def _withdrawn(duty: Duty) -> DutyMissWithdrawn:
    return DutyMissWithdrawn(
        duty=duty.pk, kind=duty.kind, clause=duty.clause, owner=duty.owner_id, unit=duty.unit_id,
        subject_type=duty.subject_type, subject_id=duty.subject_id, due_at=duty.due_at.isoformat(),
    )  # fmt: skip
