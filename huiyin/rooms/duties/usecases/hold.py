"""A duty's time stands still, and goes on; a duty goes to somebody else. Called inside the asking room's use case."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import clock, store
from huiyin.platform.actor import Actor
from huiyin.rooms.duties.models import Duty, Fired, Handover, Pause
from huiyin.rooms.duties.queries.kinds import kind_or_former, ruled_by
from huiyin.rooms.duties.rules.pausing import Interval
from huiyin.rooms.duties.usecases.finish import end_pause
from huiyin.rooms.duties.usecases.owe import Subject, named
from huiyin.rooms.duties.usecases.reckon import Times, times_of


def reassign(actor: Actor, subject: Subject, *, owner: Any, reason: str, kind: str | None = None) -> list[Duty]:
    """Hand the open duties about a thing (all, or one kind) to another person, with the reason."""
    return [handed(actor, duty, owner=owner, reason=reason, seen=None) for duty in _open_of(subject, kind)]


def handed(actor: Actor, duty: Duty, *, owner: Any, reason: str, seen: int | None) -> Duty:
    """Hand one duty to another person; who has it already keeps it."""
    if duty.owner_id == owner.pk:
        return duty
    store.add(
        Handover(
            duty=duty, before_id=duty.owner_id, after_id=owner.pk, reason=reason, by=actor.name, at=clock.now()
        )
    )  # fmt: skip
    return store.change(duty, seen=seen, owner=owner)


def pause(actor: Actor, subject: Subject, *, reason: str, until: datetime, approver: Any) -> list[Duty]:
    """Let the time of the open duties about a thing stand still until a promised end. Raises Conflict where it does."""
    return [paused(actor, duty, reason=reason, until=until, approver=approver.pk) for duty in _open_of(subject)]


def paused(
    actor: Actor, duty: Duty, *, reason: str, until: datetime, approver: int, seen: int | None = None
) -> Duty:  # fmt: skip
    """Pause one duty; ``approver`` is the id of a person. A pause whose promised end has passed is over by itself."""
    now = clock.now()
    if until <= now:
        raise Refusal.at("until", _("The promised end of a pause lies ahead."))
    running = Pause.objects.filter(duty=duty, ended_at__isnull=True).first()
    if running is not None and running.until > now:
        raise Conflict(_("Its time stands still already, until %(until)s.") % {"until": running.until})
    end_pause(duty)
    store.add(
        Pause(duty=duty, start=now, until=until, reason=reason, approver_id=approver, paused_by=actor.name)
    )  # fmt: skip
    return reckoned_again(duty, seen=seen)


def resume(actor: Actor, subject: Subject) -> list[Duty]:
    """Let the time of the open duties about a thing go on."""
    found = []
    for duty in _open_of(subject):
        end_pause(duty)
        found.append(reckoned_again(duty))
    return found


def reckoned_again(duty: Duty, *, seen: int | None = None) -> Duty:
    """Reckon an open duty's times anew from its rule and its pauses, and keep them where they changed.

    With the version that somebody ``seen`` it is kept in any case: his page was of that version.
    """
    times = again(duty)
    same = (times.due_at, times.wake_at, times.calendar_version) == (duty.due_at, duty.wake_at, duty.calendar_version)
    if same and seen is None:
        return duty
    return store.change(
        duty, seen=seen, due_at=times.due_at, wake_at=times.wake_at, calendar_version=times.calendar_version,
    )  # fmt: skip


def again(duty: Duty) -> Times:
    """Return a duty's times as they are reckoned now."""
    ruling = ruled_by(kind_or_former(duty.kind), duty.policy)
    fired = Fired.objects.filter(duty=duty).values_list("rung", flat=True)
    return times_of(duty, ruling, intervals(duty.pauses.all()), fired)


def intervals(pauses: Iterable[Pause]) -> list[Interval]:
    """Return pauses as intervals: to the real end, or to the promised one."""
    return [(one.start, one.ended_at or one.until) for one in pauses]


def _open_of(subject: Subject, kind: str | None = None) -> list[Duty]:
    subject_type, subject_id = named(subject)
    rows = Duty.objects.open().filter(subject_type=subject_type, subject_id=subject_id)
    chosen = rows if kind is None else rows.filter(kind=kind)
    return list(chosen.select_for_update(of=("self",)).order_by("pk"))
