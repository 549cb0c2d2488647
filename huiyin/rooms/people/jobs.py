"""Periodic work of the people room."""

from collections.abc import Mapping
from typing import Any

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.jobs import Progress
from huiyin.rooms.people import queries, usecases


def mirror_placements(actor: Actor, progress: Progress, *, key: str) -> Mapping[str, Any]:
    """Hourly: what was dated ahead (transfers, last days) comes into force; if nothing did, the trail stays silent."""
    people = queries.misplaced(actor, clock.today()).count()
    progress(0, people)
    if people:
        usecases.mirror_placements.once(actor, key)
    return {"people": people}
