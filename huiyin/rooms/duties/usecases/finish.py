"""A duty ends: it was done, or it is waived with a reason. Called inside the open use case of the asking room."""

from huiyin.platform import clock, store
from huiyin.platform.actor import Actor
from huiyin.platform.jobs import tell
from huiyin.rooms.duties.events import DutyMissed
from huiyin.rooms.duties.models import Duty, Pause
from huiyin.rooms.duties.usecases.owe import Subject, open_duty


def fulfil(actor: Actor, kind: str, subject: Subject, *, sequence: int = 0) -> Duty | None:
    """Mark what was owed as done now, and return it; nothing where nothing was owed. A late one is missed as well."""
    duty = open_duty(kind, subject, sequence)
    if duty is None:
        return None
    now = clock.now()
    end_pause(duty)
    late = duty.missed_at is None and now > duty.due_at
    store.change(
        duty, seen=None, done_at=now, done_by=actor.name, wake_at=None, missed_at=now if late else duty.missed_at
    )
    if late:
        tell_missed(duty)
    return duty


def waive(actor: Actor, kind: str, subject: Subject, *, reason: str, sequence: int = 0) -> Duty | None:
    """Waive what is owed, with the reason, and return it; nothing where nothing was owed."""
    duty = open_duty(kind, subject, sequence)
    return None if duty is None else waived(actor, duty, reason=reason, seen=None)


def waived(actor: Actor, duty: Duty, *, reason: str, seen: int | None) -> Duty:
    """Waive an open duty."""
    end_pause(duty)
    return store.change(
        duty, seen=seen, waived_at=clock.now(), waived_reason=reason, waived_by=actor.name, wake_at=None
    )  # fmt: skip


def end_pause(duty: Duty) -> None:
    """End the running pause of a duty, if there is one."""
    for pause in Pause.objects.filter(duty=duty, ended_at__isnull=True):
        store.change(pause, seen=None, ended_at=max(pause.start, min(clock.now(), pause.until)))


def tell_missed(duty: Duty) -> None:
    """Tell the other rooms that a duty was missed."""
    tell(missed(duty))


def missed(duty: Duty) -> DutyMissed:
    """Return what is told of a missed duty."""
    return DutyMissed(
            duty=duty.pk, kind=duty.kind, clause=duty.clause, owner=duty.owner_id, unit=duty.unit_id,
            subject_type=duty.subject_type, subject_id=duty.subject_id, label=duty.label, url=duty.url,
            due_at=duty.due_at.isoformat(), missed_at=duty.missed_at.isoformat() if duty.missed_at else "",
    )  # fmt: skip
