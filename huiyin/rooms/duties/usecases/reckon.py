"""A duty's times, reckoned from its rule, its pauses and its ladder."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from huiyin.rooms.duties.models import Duty
from huiyin.rooms.duties.queries.kinds import Ruling
from huiyin.rooms.duties.queries.reckoning import due_of, zone_of
from huiyin.rooms.duties.rules.ladder import next_wake, planned
from huiyin.rooms.duties.rules.pausing import Interval


@dataclass(frozen=True)
class Times:
    """When a duty is due, when the sweep looks at it next, and which calendar gave that."""

    due_at: datetime
    wake_at: datetime | None
    calendar_version: int


def times_of(duty: Duty, ruling: Ruling, pauses: Iterable[Interval] = (), fired: Iterable[str] = ()) -> Times:
    """Reckon a duty's times from what is known of it."""
    reckoned = due_of(
        ruling.rule, duty.armed_at, duty.unit_id, given_at=duty.given_at, pauses=sorted(pauses)
    )  # fmt: skip
    return Times(
        reckoned.due_at, wake_of(duty, ruling, reckoned.due_at, fired), reckoned.calendar_version
    )  # fmt: skip


def wake_of(duty: Duty, ruling: Ruling, due_at: datetime, fired: Iterable[str]) -> datetime | None:
    """Return when the sweep looks at an open duty next."""
    plan = planned(ruling.rungs, duty.armed_at, due_at, ruling.quiet, zone_of(duty.unit_id))
    return next_wake(plan, fired, due_at, missed=duty.missed_at is not None)
