"""Periodic work of the duties room."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from huiyin.kernel.errors import Refusal
from huiyin.platform.actor import Actor
from huiyin.platform.jobs import Progress
from huiyin.rooms.duties.queries.checks import unborne
from huiyin.rooms.duties.usecases.sweep import sweep as sweep_duties


def sweep(actor: Actor, progress: Progress, *, key: str) -> Mapping[str, Any]:
    """Every minute: fire what is due, mark what was missed, until nothing is left."""
    progress(0, 0, key)
    return asdict(sweep_duties(actor, progress))


def check(actor: Actor, progress: Progress, *, key: str) -> Mapping[str, Any]:
    """Nightly: say which open duties nobody owes: no owner, and nobody who holds the role that owes them."""
    progress(0, 1, key)
    found = unborne(actor)
    if found:
        raise Refusal("; ".join(found[:20]))
    return {"unborne": 0}
