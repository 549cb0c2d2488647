"""Periodic work of the records room."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.platform import trail
from huiyin.platform.actor import Actor
from huiyin.platform.jobs import Progress
from huiyin.rooms.records import usecases
from huiyin.rooms.records.queries.retention import counts_due
from huiyin.rooms.records.queries.signatures import verify_signatures
from huiyin.rooms.records.usecases.dispose import remove_bytes


def verify_trail(_actor: Actor, progress: Progress, *, key: str) -> Mapping[str, Any]:
    """Nightly: walk the trail and the signatures and say whether they hold."""
    progress(0, 2, key)
    entries, breaks = trail.verify()
    progress(1, 2)
    signatures, forged = verify_signatures()
    found = [*(f"{one.seq}: {one.reason}" for one in breaks), *(f"✍ {one.seq}: {one.reason}" for one in forged)]
    if found:
        raise Refusal("; ".join(found[:20]))
    return {"entries": entries, "signatures": signatures}


def list_due(actor: Actor, progress: Progress, *, key: str) -> Mapping[str, Any]:
    """Daily: count the records whose term is over, by what becomes of them (P-4.12); the page lists them."""
    progress(0, 1, key)
    return {"url": reverse("records:due"), "label": _("Show what is due"), **counts_due(actor)}


def carry_out_disposal(actor: Actor, progress: Progress, *, key: str, disposal: int) -> Mapping[str, Any]:
    """Carry an approved disposal out: the rows in one transaction, then the bytes of the prints that went with them."""
    progress(0, progress.total, "")
    done = usecases.carry_out_disposal.once(actor, key, pk=disposal)
    removed = remove_bytes(done)
    progress(done.count, done.count)
    return {"url": reverse("records:disposal", args=[done.pk]), "label": _("Show the disposal"), "prints": removed}
