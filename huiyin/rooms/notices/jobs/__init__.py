"""Work of the notices room: what other rooms tell is heard, and what waits in the outbox is sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.jobs import Progress
from huiyin.rooms.notices.terms import DeliveryState
from huiyin.rooms.notices.usecases.hear import hear_approval, hear_rungs
from huiyin.rooms.notices.usecases.purge import old_messages, old_notices, purge_notices
from huiyin.rooms.notices.usecases.sending import Full, note_sending, settle, take

MOST_IN_A_RUN = 1_000


def duty_rungs_fired(
    actor: Actor, _progress: Progress, *, key: str, fired: Sequence[Mapping[str, Any]], **_more: Any
) -> Mapping[str, Any]:
    """Hear that rungs of duties fired (``DutyRungsFired``)."""
    hear_rungs.once(actor, key, fired=fired)
    return {"fired": len(fired)}


def approval_told(actor: Actor, _progress: Progress, *, key: str, **told: Any) -> Mapping[str, Any]:
    """Hear that something was asked or decided (``ApprovalAsked``, ``ApprovalDecided``)."""
    hear_approval.once(actor, key, told=told)
    return {"approval": told["approval"]}


def send(actor: Actor, progress: Progress, *, key: str) -> Mapping[str, Any]:
    """Send what is due, one message after the other, until nothing is due or every channel has had its minute."""
    transport = import_string(settings.NOTICES_TRANSPORT)
    full: set[int] = set()
    sent = failed = 0
    while sent + failed < MOST_IN_A_RUN:
        parcel = take(frozenset(full))
        if parcel is None:
            break
        if isinstance(parcel, Full):
            full.add(parcel.channel)
            continue
        if settle(parcel, transport(parcel)) == DeliveryState.SENT:
            sent += 1
        else:
            failed += 1
        progress(sent + failed, 0)
    if sent or failed:
        note_sending.once(actor, key, sent=sent, failed=failed)
    return {"sent": sent, "failed": failed, "full": len(full)}


def purge(actor: Actor, progress: Progress, *, key: str) -> Mapping[str, Any]:
    """Daily: take away what was told longer ago than is kept, batch by batch; if nothing is, the trail stays silent."""
    gone = 0
    while old_messages(clock.now()).exists() or old_notices(clock.now()).exists():
        gone += purge_notices(actor)
        progress(gone, gone, key)
    return {"gone": gone}
