"""Periodic work of the records room."""

from collections.abc import Mapping
from typing import Any

from huiyin.kernel.errors import Refusal
from huiyin.platform import trail
from huiyin.platform.actor import Actor
from huiyin.platform.jobs import Progress
from huiyin.rooms.records.queries.signatures import verify_signatures


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
