"""Reads of channels, of messages on their way out, and of what a message may be carried by.

Who keeps channels sees whom a message is for and why it failed, never what it says.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.notices import rules
from huiyin.rooms.notices.models import Attempt, Channel, Delivery, Preference, QuietHours
from huiyin.rooms.notices.terms import DeliveryState, NoticeKind, Permit
from huiyin.rooms.people.queries.reached import Reached
from huiyin.rooms.people.rules import climb

# What stays unread: a list never fetches what a message says, nor where a channel leads.
_SILENT = ("title", "body", "url", "lease", "channel__secret")


@query(permit=Permit.KEEP_CHANNELS)
def channels(actor: Actor) -> QuerySet[Channel]:
    """List the channels of the actor's units, without their secrets."""
    return Channel.objects.visible_to(actor.reach(Permit.KEEP_CHANNELS)).select_related("unit").defer("secret")


@query(permit=Permit.KEEP_CHANNELS)
def unit_quiet_hours(actor: Actor) -> QuerySet[QuietHours]:
    """List the quiet hours of the actor's departments."""
    reach = actor.reach(Permit.KEEP_CHANNELS).narrow(unit_path="unit__path", employee="")
    return QuietHours.objects.filter(reach, unit__isnull=False).select_related("unit")


def _messages(actor: Actor, permit: str) -> QuerySet[Delivery]:
    reach = actor.reach(permit).narrow(unit_path="unit__path", employee="")
    return Delivery.objects.filter(reach).select_related("channel", "employee", "unit").defer(*_SILENT)


@query(permit=Permit.READ_DEAD_LETTERS)
def messages(actor: Actor) -> QuerySet[Delivery]:
    """List the messages to the people and groups of the actor's units: the log of what went out."""
    return _messages(actor, Permit.READ_DEAD_LETTERS)


@query(permit=Permit.READ_DEAD_LETTERS)
def dead_letters(actor: Actor) -> QuerySet[Delivery]:
    """List the messages that could not be delivered and wait for somebody's decision."""
    return _messages(actor, Permit.READ_DEAD_LETTERS).filter(state=DeliveryState.DEAD)


@query(permit=Permit.KEEP_CHANNELS)
def sendable(actor: Actor) -> QuerySet[Delivery]:
    """List the messages that the actor may send again or give up."""
    return _messages(actor, Permit.KEEP_CHANNELS)


def tries_of(row: Delivery) -> list[Attempt]:
    """Return the tries to send a message that the actor was let through to, oldest first."""
    return list(row.attempts.all())


@dataclass
class Ways:
    """How some people may be reached now: channels by the unit they serve, preferences, quiet hours."""

    channels: Sequence[Channel]
    wishes: Mapping[tuple[int, str, str], bool] = field(default_factory=dict)
    quiet_people: Mapping[int, tuple[time, time]] = field(default_factory=dict)
    quiet_units: Mapping[int, tuple[time, time]] = field(default_factory=dict)

    def nearest(self, kind: str, path: str) -> Channel | None:
        """Return the channel of a kind that serves a unit: the one set up closest above it."""
        serving = [one for one in self.channels if one.kind == kind and path.startswith(one.unit.path)]
        return max(serving, key=lambda one: (len(one.unit.path), -one.pk), default=None)

    def wants(self, person: int, kind: NoticeKind, channel: str, *, urgent: bool = False) -> bool:
        """Tell whether a kind of notice goes to a person over a kind of channel.

        Urgent ones (emergencies) go over every channel of their kind, whatever the person says.
        """
        usual = channel in kind.channels
        return (urgent and usual) or self.wishes.get((person, kind.key, channel), usual)

    def quiet_until(self, now: datetime, path: str, person: int | None) -> datetime | None:
        """Return when a person's quiet hours, or else those of the nearest unit above, are over; None outside them."""
        own = self.quiet_people.get(person or 0)
        spans = [own] if own else [self.quiet_units[unit] for unit in climb(path) if unit in self.quiet_units][:1]
        return rules.quiet_until(timezone.localtime(now), *spans[0]) if spans else None


def ways_for(people: Collection[Reached], kinds: Collection[str]) -> Ways:
    """Return how people may be reached: one statement where no channel is in use, else four."""
    found = list(Channel.objects.filter(active=True).select_related("unit").defer("secret"))
    if not found or not people:
        return Ways(())
    ids = [one.pk for one in people]
    units = {unit for one in people for unit in climb(one.path)} | {one.unit_id for one in found}
    units |= {unit for one in found for unit in climb(one.unit.path)}
    wishes = Preference.objects.filter(employee_id__in=ids, kind__in=kinds)
    quiet: dict[str, dict[int, tuple[time, time]]] = defaultdict(dict)
    for employee, unit, start, end in [
        *QuietHours.objects.filter(employee_id__in=ids).values_list("employee_id", "unit_id", "start", "end"),
        *QuietHours.objects.filter(unit_id__in=units).values_list("employee_id", "unit_id", "start", "end"),
    ]:
        quiet["people" if employee else "units"][employee or unit] = (start, end)
    return Ways(
        found, {(one.employee_id, one.kind, one.channel): one.wanted for one in wishes}, quiet["people"], quiet["units"]
    )
