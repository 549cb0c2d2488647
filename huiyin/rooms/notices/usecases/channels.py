"""Channels are kept here. Their secrets go in, and never come out again but to the sender."""

import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.notices import rules
from huiyin.rooms.notices.models import Channel, Delivery
from huiyin.rooms.notices.terms import CHECK, LIMITS, ChannelKind, Permit
from huiyin.rooms.notices.usecases.notify import wake
from huiyin.rooms.people.queries.reached import reached


def _sealed(kind: str, address: str, signing: str) -> str:
    """Return address and signing secret sealed as one; refuse what the kind of channel cannot use."""
    kept, signed = rules.address_of(kind, address), rules.signing_of(kind, signing)
    if kept is None:
        raise Refusal.at("password", _("This is no address of such a channel. Paste it as its settings show it."))
    if signed is None:
        raise Refusal.at("signing_password", _("Channels of this kind are not signed, or this is no signing secret."))
    return rules.seal(settings.SECRET_KEY, json.dumps({"address": kept, "signing": signed}))


def _rate(kind: str, per_minute: int | None) -> int:
    most = LIMITS[kind].per_minute
    wanted = most if per_minute is None else per_minute
    if not 1 <= wanted <= most:
        raise Refusal.at("per_minute", _("The provider takes 1 to %(most)s messages a minute.") % {"most": most})
    return wanted


def _reach(actor: Actor, unit: Any) -> None:
    if not actor.reach(Permit.KEEP_CHANNELS).covers(unit.path):
        raise NotVisible(_("There is no such department, or it is not open to you."))


@usecase(permit=Permit.KEEP_CHANNELS)
def add_channel(
    actor: Actor, *, name: str, kind: str, unit: Any, password: str, signing_password: str = "",
    per_minute: int | None = None,
) -> Channel:  # fmt: skip
    """Add a channel for a department and everything below it. ``password`` is its address, with whatever opens it."""
    _reach(actor, unit)
    return store.add(
        Channel(
            name=name, kind=kind, unit=unit, secret=_sealed(kind, password, signing_password),
            per_minute=_rate(kind, per_minute),
        )
    )  # fmt: skip


@usecase(permit=Permit.KEEP_CHANNELS)
def change_channel(
    actor: Actor, *, channel: Channel, seen: int, name: str, unit: Any, per_minute: int | None, active: bool
) -> Channel:
    """Change a channel's name, department, rate, or whether it is in use; what waits for it then goes on waiting."""
    _reach(actor, channel.unit)
    _reach(actor, unit)
    rate = _rate(channel.kind, per_minute)
    return store.change(channel, seen=seen, name=name, unit=unit, per_minute=rate, active=active)


@usecase(permit=Permit.KEEP_CHANNELS)
def replace_secret(actor: Actor, *, channel: Channel, seen: int, password: str, signing_password: str = "") -> Channel:
    """Replace a channel's address and signing secret."""
    _reach(actor, channel.unit)
    store.change(channel, seen=seen, secret=_sealed(channel.kind, password, signing_password))
    wake()
    return channel


@usecase(permit=Permit.KEEP_CHANNELS)
def check_channel(actor: Actor, *, channel: Channel, seen: int) -> Channel:
    """Send a message through a channel, to the group or to oneself, so that one sees whether it arrives."""
    _reach(actor, channel.unit)
    person = reached([actor.employee_id or 0]).get(actor.employee_id or 0)
    by_mail = channel.kind == ChannelKind.MAIL
    if by_mail and (person is None or not person.email):
        raise Refusal(_("You have no mail address to which a check could go."))
    now = clock.now()
    message = store.add(
        Delivery(
            channel=channel, kind=CHECK, employee_id=person.pk if by_mail and person else None,
            unit_id=channel.unit_id, to=actor.name, title=_("Check of the channel “%(name)s”") % {"name": channel.name},
            body=_("If you read this, it works."), urgent=True, made_at=now, due_at=now,
        )
    )  # fmt: skip
    trail.note(message=message.pk)
    trail.about(channel)
    wake()
    return channel
