"""Reads of one's own notices, preferences and quiet hours."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible, Refusal
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.notices.models import Notice, Preference, QuietHours
from huiyin.rooms.notices.terms import MOST_COUNTED, ChannelKind, NoticeKind, Permit


@cache
def notice_kinds() -> Mapping[str, NoticeKind]:
    """Return the kinds of notices of all rooms by key."""
    kinds: Mapping[str, NoticeKind] = import_string(settings.NOTICE_KINDS)()
    return kinds


def kind_of(key: str) -> NoticeKind:
    """Return a kind. Raises Refusal for one that no room declares."""
    found = notice_kinds().get(key)
    if found is None:
        raise Refusal.at("kind", _("There is no such kind of notice: %(kind)s.") % {"kind": key})
    return found


@query(permit=Permit.READ_NOTICES)
def notices(actor: Actor) -> QuerySet[Notice]:
    """List the actor's own notices; nobody reads another's."""
    return Notice.objects.filter(employee_id=actor.employee_id or 0)


@query(permit=Permit.READ_NOTICES)
def notice(actor: Actor, *, pk: int) -> Notice:
    """Return one of the actor's own notices. Raises NotVisible (404)."""
    row = notices(actor).filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such notice, or it is not open to you."))
    return row


@query(permit=Permit.READ_NOTICES)
def unread(actor: Actor) -> QuerySet[Notice]:
    """List the actor's own notices that he has not read."""
    return notices(actor).filter(read_at=None)


@query(permit=Permit.READ_NOTICES)
def unread_count(actor: Actor) -> int:
    """Count the actor's unread notices, up to one more than the bell shows: one statement, however many there are."""
    return unread(actor).order_by()[: MOST_COUNTED + 1].count()


@query(permit=Permit.READ_NOTICES)
def preferences(actor: Actor) -> QuerySet[Preference]:
    """List where the actor departs from how notices are carried by themselves."""
    return Preference.objects.filter(employee_id=actor.employee_id or 0)


@query(permit=Permit.READ_NOTICES)
def own_ways(actor: Actor) -> set[tuple[str, str]]:
    """Return over which kinds of channels each kind of notice comes to the actor: (kind, channel)."""
    wishes = {(row.kind, row.channel): row.wanted for row in preferences(actor)}
    every = [(kind, channel) for kind in notice_kinds().values() for channel in ChannelKind.values]
    return {
        (kind.key, channel)
        for kind, channel in every
        if wishes.get((kind.key, channel), channel in kind.channels)
    }  # fmt: skip


@query(permit=Permit.READ_NOTICES)
def own_quiet_hours(actor: Actor) -> QuerySet[QuietHours]:
    """List the actor's own quiet hours: one row or none."""
    return QuietHours.objects.filter(employee_id=actor.employee_id or 0)
