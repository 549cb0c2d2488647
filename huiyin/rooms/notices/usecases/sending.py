"""Messages on their way out: taken under a lease, held to the channel's rate, tried again later each time.

``take`` and ``settle`` are the sender's own small transactions: the network is never waited for inside one. A worker
that dies between the two leaves a lease that runs out, and the message is taken up again: nothing is lost. Where it had
been sent already it goes out twice, so it bears its number.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.notices import rules
from huiyin.rooms.notices.models import Attempt, Channel, Delivery
from huiyin.rooms.notices.terms import (
    BACK_OFF_MINUTES,
    DELIVERY_FLOW,
    LEASE_SECONDS,
    LIMITS,
    DeliveryState,
    Permit,
)
from huiyin.rooms.notices.usecases.notify import wake

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Parcel:
    """A message in a worker's hands, with all that the transport needs. ``text`` fits the channel."""

    pk: int
    lease: str
    tries: int
    kind: str
    address: str
    signing: str
    to: str
    title: str
    text: str


@dataclass(frozen=True)
class Full:
    """A channel that has had its messages of this minute."""

    channel: int


@dataclass(frozen=True)
class Outcome:
    """What came of a try. ``for_good``: trying again is no use."""

    ok: bool
    error: str = ""
    for_good: bool = False


def take(full: frozenset[int]) -> Parcel | Full | None:
    """Take the next message that is due, urgent ones first, from channels that are not full; None: nothing is due."""
    with transaction.atomic():
        now = clock.now()
        waits = Q(state=DeliveryState.WAITING, due_at__lte=now)
        lost = Q(state=DeliveryState.SENDING, lease_until__lt=now)
        due = Delivery.objects.filter(waits | lost, channel__active=True).exclude(channel__in=full)
        row = due.order_by("-urgent", "due_at", "id").select_for_update(skip_locked=True, of=("self",)).first()
        if row is None:
            return None
        # The channel's row lock makes workers count its minute one after the other.
        channel = Channel.objects.select_for_update().get(pk=row.channel_id)
        if _in_minute(channel) >= channel.per_minute:
            return Full(channel.pk)
        lease = uuid.uuid4().hex
        Delivery.objects.filter(pk=row.pk).update(
            state=DELIVERY_FLOW.target("take", row.state), lease=lease, tries=row.tries + 1,
            lease_until=now + timedelta(seconds=LEASE_SECONDS),
        )  # fmt: skip
        return _parcel(row, channel, lease)


def _in_minute(channel: Channel) -> int:
    now = clock.now()
    tried = Attempt.objects.filter(channel=channel, at__gt=now - MINUTE).count()
    in_hand = Delivery.objects.filter(channel=channel, state=DeliveryState.SENDING, lease_until__gte=now).count()
    return tried + in_hand


def _parcel(row: Delivery, channel: Channel, lease: str) -> Parcel:
    opened = rules.unseal(settings.SECRET_KEY, channel.secret)
    secret = json.loads(opened) if opened else {"address": "", "signing": ""}
    link = f"{settings.HUIYIN_URL.rstrip('/')}{row.url}" if row.url.startswith("/") and settings.HUIYIN_URL else row.url
    to = row.employee.email if row.employee else row.to
    head = [row.title] if row.employee else [row.title, f"@{row.to}" if row.to else ""]
    text = rules.fitted(head, row.body, [link, f"〔{row}〕"], LIMITS[channel.kind].most_bytes)
    return Parcel(row.pk, lease, row.tries + 1, channel.kind, secret["address"], secret["signing"], to, row.title, text)


def settle(parcel: Parcel, outcome: Outcome) -> str:
    """Write down what came of a try and return the message's state; a lease that was lost changes nothing."""
    secrets = [*rules.passwords_in(parcel.address), parcel.signing]
    error = rules.scrubbed(outcome.error, secrets)[:300]
    with transaction.atomic():
        row = Delivery.objects.select_for_update().filter(pk=parcel.pk).first()
        if row is None:
            return ""
        now = clock.now()
        Attempt.objects.create(delivery=row, channel_id=row.channel_id, at=now, ok=outcome.ok, error=error)
        if row.lease != parcel.lease or row.state != DeliveryState.SENDING:
            return row.state
        delay = rules.delay_after(parcel.tries, BACK_OFF_MINUTES)
        move = "arrive" if outcome.ok else ("fail" if outcome.for_good or delay is None else "put_off")
        state = DELIVERY_FLOW.target(move, row.state)
        Delivery.objects.filter(pk=row.pk).update(
            state=state, lease="", lease_until=None, error=error, sent_at=now if outcome.ok else None,
            due_at=now + delay if move == "put_off" and delay else row.due_at, version=row.version + 1,
        )  # fmt: skip
    return state


@usecase(permit=Permit.KEEP_CHANNELS)
def note_sending(_actor: Actor, *, sent: int, failed: int) -> None:
    """Say in the trail how many messages a run of the sender brought out."""
    trail.note(sent=sent, failed=failed)


@usecase(permit=Permit.KEEP_CHANNELS)
def send_again(_actor: Actor, *, message: Delivery, seen: int) -> Delivery:
    """Send a message again that was not delivered; its tries are counted anew."""
    state = DELIVERY_FLOW.target("send_again", message.state)
    store.change(message, seen=seen, state=state, tries=0, due_at=clock.now())
    wake()
    return message


@usecase(permit=Permit.KEEP_CHANNELS)
def drop_message(actor: Actor, *, message: Delivery, seen: int, reason: str) -> Delivery:
    """Give up a message that was not delivered, with the reason; it stays in the log."""
    if not reason.strip():
        raise Refusal.at("reason", _("Say why it is given up."))
    trail.note(reason=reason)
    state = DELIVERY_FLOW.target("drop", message.state)
    return store.change(message, seen=seen, state=state, settled_by=actor.name, settled_why=reason.strip())
