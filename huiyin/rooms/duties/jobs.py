"""Periodic work of the duties room."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from huiyin.kernel.errors import Refusal
from huiyin.platform.actor import Actor
from huiyin.platform.jobs import Progress
from huiyin.rooms.duties.queries.checks import unborne
from huiyin.rooms.duties.usecases.calendar import load_years_around
from huiyin.rooms.duties.usecases.recompute import recompute_duties
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


def recompute(
    actor: Actor, progress: Progress, *, key: str, why: str, of_kind: str = "", unit_path: str = ""
) -> Mapping[str, Any]:
    """Reckon open duties anew after a policy or a calendar changed, batch by batch."""
    done, moved, last = 0, 0, 0
    while True:
        batch = recompute_duties(actor, after=last, why=why, kind=of_kind, unit_path=unit_path)
        if not batch.last:
            return {"looked": done, "moved": moved}
        done, moved, last = done + batch.looked, moved + batch.moved, batch.last
        progress(done, done, key)


def load_calendar(actor: Actor, progress: Progress, *, key: str) -> Mapping[str, Any]:
    """Daily: load what became known of the years around today, as soon as a newer edition of the house knows it."""
    progress(0, 3, key)
    return {"loaded": load_years_around(actor)}
