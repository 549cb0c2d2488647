"""A duty begins: somebody owes something by a time. Called inside the open use case of the room that asks for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django.db import connection, models
from django.urls import reverse
from django.utils import timezone

from huiyin.platform import bulk, clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.rooms.duties.models import Duty
from huiyin.rooms.duties.queries.ahead import Ahead
from huiyin.rooms.duties.queries.calendar import Calendars, held_calendars
from huiyin.rooms.duties.queries.kinds import Ruling, duty_kind, ruling_on
from huiyin.rooms.duties.queries.standing import Standing, standing_on
from huiyin.rooms.duties.terms import DutyKind
from huiyin.rooms.duties.usecases.reckon import times_of

Subject = models.Model | tuple[str, str]
_BULK = (
    "kind", "clause", "subject_type", "subject_id", "sequence", "label", "url", "unit_id", "owner_id", "role",
    "armed_at", "due_at", "given_at", "done_by", "waived_reason", "waived_by", "how", "amount", "at", "policy_id",
    "policy_version", "calendar_version", "wake_at", "version",
)  # fmt: skip


@dataclass(frozen=True)
class Owed:
    """One row of many that are owed at once; ``unit`` is a row of the people room, ``owner`` an employee or nobody."""

    subject: Subject
    unit: Any
    owner: Any = None
    at: datetime | None = None
    due_at: datetime | None = None
    sequence: int = 0
    label: str = ""
    url: str = ""


def named(subject: Subject) -> tuple[str, str]:
    """Return (type, id) of a thing."""
    return trail.subject_of(subject) if isinstance(subject, models.Model) else (subject[0], str(subject[1]))


def owe(  # noqa: PLR0913 - what a duty says, each by name
    actor: Actor, kind: str, subject: Subject, *, unit: Any, owner: Any, at: datetime | None = None,
    due_at: datetime | None = None, sequence: int = 0, label: str = "", url: str = "", ahead: Ahead | None = None,
) -> Duty:  # fmt: skip
    """Let somebody owe something; what is owed already stays as it is.

    Without an owner, who holds the kind's role over the unit owes it, as things stand now. ``ahead`` is what was read
    before the thing was made in this very act: nothing can be owed about it yet, and nobody looks.
    """
    known = duty_kind(kind)
    row = Owed(subject, unit, owner, at, due_at, sequence, label, url)
    standing = standing_on(clock.today()) if owner is None else None
    if ahead is not None:
        with held_calendars(ahead.calendars):
            return store.add(_made(known, row, ahead.armed_at, ahead.rulings[kind], standing))
    found = open_duty(kind, subject, sequence)
    if found is not None:
        return found
    armed_at = at or clock.now()
    return store.add(_made(known, row, armed_at, ruling_on(known, timezone.localdate(armed_at)), standing))


def owe_many(actor: Actor, kind: str, rows: Iterable[Owed]) -> int:
    """Let many things of one kind be owed and return how many are new; what is owed already stays as it is."""
    known, now, rulings = duty_kind(kind), clock.now(), dict[Any, Ruling]()
    asked = list(rows)
    owed = _owed_already(kind, [named(row.subject) for row in asked])
    standing = standing_on(clock.today()) if any(row.owner is None for row in asked) else None
    fresh: dict[tuple[str, str, int], Duty] = {}
    calendars = Calendars()
    calendars.know({row.unit.pk: row.unit.path for row in asked})
    for row in asked:
        key = (*named(row.subject), row.sequence)
        if key in owed or key in fresh:
            continue
        armed_at = row.at or now
        day = timezone.localdate(armed_at)
        if day not in rulings:
            rulings[day] = ruling_on(known, day)
        with held_calendars(calendars):
            fresh[key] = _made(known, row, armed_at, rulings[day], standing)
    bulk.insert(Duty, _BULK, (_values(duty) for duty in fresh.values()))
    trail.note(owed=len(fresh), kind=kind)
    return len(fresh)


def open_duty(kind: str, subject: Subject, sequence: int = 0) -> Duty | None:
    """Return the open duty of a kind about a thing, locked until the act is over."""
    subject_type, subject_id = named(subject)
    rows = Duty.objects.open().filter(
        kind=kind, subject_type=subject_type, subject_id=subject_id, sequence=sequence
    )  # fmt: skip
    return rows.select_for_update(of=("self",)).first()


def _made(known: DutyKind, row: Owed, armed_at: datetime, ruling: Ruling, standing: Standing | None) -> Duty:
    subject_type, subject_id = named(row.subject)
    owner_id = row.owner.pk if row.owner is not None else None
    if owner_id is None and standing is not None:
        owner_id = standing.bearer(known.role, row.unit.path)
    duty = Duty(
        kind=known.key, clause=known.clause, subject_type=subject_type, subject_id=subject_id, sequence=row.sequence,
        label=(row.label or str(known.label))[:200], url=row.url or reverse(known.act, args=[subject_id]),
        unit_id=row.unit.pk, owner_id=owner_id, role=known.role, armed_at=armed_at, given_at=row.due_at,
        how=ruling.rule.how, amount=ruling.rule.amount, at=ruling.rule.at, policy_id=ruling.policy,
        policy_version=ruling.edition,
    )  # fmt: skip
    times = times_of(duty, ruling)
    duty.due_at, duty.wake_at, duty.calendar_version = times.due_at, times.wake_at, times.calendar_version
    return duty


def _owed_already(kind: str, subjects: Sequence[tuple[str, str]]) -> set[tuple[str, str, int]]:
    types = {subject_type for subject_type, _subject in subjects}
    rows = Duty.objects.open().filter(kind=kind, subject_type__in=types)
    if len(subjects) <= 500:  # noqa: PLR2004 - more are found faster by reading what is open of the kind
        rows = rows.filter(subject_id__in=[subject for _type, subject in subjects])
    return set(rows.values_list("subject_type", "subject_id", "sequence"))


def _values(duty: Duty) -> list[Any]:
    sqlite = connection.vendor == "sqlite"

    def stored(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ") if sqlite else value.isoformat()
        return value.isoformat() if isinstance(value, time) else value

    return [stored(getattr(duty, name)) for name in _BULK]
