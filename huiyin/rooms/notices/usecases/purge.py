"""What was told long ago is forgotten; what was not read, and what did not arrive, is not."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from huiyin.platform import clock, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.notices.models import Delivery, Notice
from huiyin.rooms.notices.terms import KEPT, PURGED_AT_ONCE, DeliveryState, Permit


def old_messages(now: datetime) -> QuerySet[Delivery]:
    """Return the messages that arrived longer ago than is kept; dead letters and given-up ones stay, with their why."""
    return Delivery.objects.filter(state=DeliveryState.SENT, sent_at__lt=now - KEPT)


def old_notices(now: datetime) -> QuerySet[Notice]:
    """Return the notices that were read and told longer ago than is kept; an unread one stays."""
    return Notice.objects.filter(read_at__isnull=False, made_at__lt=now - KEPT)


@usecase(permit=Permit.KEEP_CHANNELS)
def purge_notices(_actor: Actor) -> int:
    """Take away some of what is older than is kept; return how many notices and messages went."""
    now, gone = clock.now(), 0
    both: tuple[QuerySet[Any], ...] = (old_messages(now), old_notices(now))
    for rows in both:
        chosen = list(rows.order_by("pk").values_list("pk", flat=True)[:PURGED_AT_ONCE])
        rows.model._base_manager.filter(pk__in=chosen).delete()
        gone += len(chosen)
    trail.note(count=gone)
    return gone
