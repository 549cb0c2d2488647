"""What one does with one's own notices, and when one is not disturbed."""

from collections.abc import Collection
from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.notices.models import Notice, Preference, QuietHours
from huiyin.rooms.notices.queries.mine import kind_of, notice_kinds, unread
from huiyin.rooms.notices.terms import ChannelKind, Permit


def _own(actor: Actor) -> int:
    if actor.employee_id is None:
        raise Refusal(_("An account without a person gets no notices."))
    return actor.employee_id


@usecase(permit=Permit.READ_NOTICES)
def mark_read(actor: Actor, *, notice: Notice) -> Notice:
    """Mark one of one's own notices as read; a read one stays as it is."""
    if notice.employee_id != _own(actor):
        raise NotVisible(_("There is no such notice, or it is not open to you."))
    if notice.read_at is None:
        store.change(notice, seen=None, read_at=clock.now())
    return notice


@usecase(permit=Permit.READ_NOTICES)
def mark_all_read(actor: Actor) -> None:
    """Mark all one's notices as read."""
    _own(actor)
    trail.note(count=unread(actor).update(read_at=clock.now()))


@usecase(permit=Permit.READ_NOTICES)
def prefer(actor: Actor, *, kind: str, channel: str, wanted: str) -> Preference:
    """Say whether a kind of notice is to come over a kind of channel; in the application it always comes."""
    person, known = _own(actor), kind_of(kind)
    trail.note(kind=str(known.label))
    row = Preference.objects.filter(employee=person, kind=kind, channel=channel).first()
    if row is None:
        return store.add(Preference(employee_id=person, kind=kind, channel=channel, wanted=wanted == "yes"))
    return store.change(row, seen=None, wanted=wanted == "yes")


@usecase(permit=Permit.READ_NOTICES)
def choose_ways(actor: Actor, *, wanted: Collection[tuple[str, str]]) -> None:
    """Say of every kind of notice over which kinds of channels it is to come: (kind, channel); the others it is not.

    Kept is only where the person departs from what is usual, so a kind that is new comes as usual.
    """
    person = _own(actor)
    stored = {(row.kind, row.channel): row for row in Preference.objects.filter(employee=person)}
    changed = 0
    for key, kind in notice_kinds().items():
        for channel in ChannelKind.values:
            row, wish = stored.get((key, channel)), (key, channel) in wanted
            if wish == (row.wanted if row else channel in kind.channels):
                continue
            changed += 1
            if row is None:
                store.add(Preference(employee_id=person, kind=key, channel=channel, wanted=wish))
            else:
                store.change(row, seen=None, wanted=wish)
    trail.note(count=changed)


def _span(start: time, end: time) -> None:
    if start == end:
        raise Refusal.at("end", _("Quiet hours end at another time than they begin."))


def _set(where: dict[str, Any], start: time, end: time) -> QuietHours:
    _span(start, end)
    row = QuietHours.objects.filter(**where).first()
    trail.note(hours=f"{start:%H:%M}-{end:%H:%M}")
    if row is None:
        return store.add(QuietHours(**where, start=start, end=end))
    return store.change(row, seen=None, start=start, end=end)


@usecase(permit=Permit.READ_NOTICES)
def set_quiet_hours(actor: Actor, *, start: time, end: time) -> QuietHours:
    """Set one's own quiet hours; they stand before those of the department. Urgent notices ignore them."""
    return _set({"employee_id": _own(actor)}, start, end)


@usecase(permit=Permit.KEEP_CHANNELS)
def set_unit_quiet_hours(actor: Actor, *, unit: Any, start: time, end: time) -> QuietHours:
    """Set the quiet hours of a department and everything below it that has none of its own."""
    if not actor.reach(Permit.KEEP_CHANNELS).covers(unit.path):
        raise NotVisible(_("There is no such department, or it is not open to you."))
    trail.note(unit=str(unit))
    return _set({"unit_id": unit.pk}, start, end)


@usecase(permit=Permit.READ_NOTICES)
def end_quiet_hours(actor: Actor, *, hours: QuietHours, seen: int) -> None:
    """End one's own quiet hours; those of the department count again."""
    if hours.employee_id != _own(actor):
        raise NotVisible(_("There are no such quiet hours, or they are not open to you."))
    store.remove(hours, seen=seen)


@usecase(permit=Permit.KEEP_CHANNELS)
def end_unit_quiet_hours(actor: Actor, *, hours: QuietHours, seen: int) -> None:
    """End the quiet hours of a department."""
    if hours.unit is None or not actor.reach(Permit.KEEP_CHANNELS).covers(hours.unit.path):
        raise NotVisible(_("There are no such quiet hours, or they are not open to you."))
    store.remove(hours, seen=seen)
