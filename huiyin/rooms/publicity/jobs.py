"""What the publicity room does by itself."""

from collections.abc import Mapping
from typing import Any

from huiyin.platform.actor import Actor
from huiyin.platform.jobs import Progress
from huiyin.rooms.publicity.usecases import owe_checks


def begin_month(actor: Actor, _progress: Progress, *, key: str) -> Mapping[str, Any]:
    """Owe the month's checks; daily, so that a unit that begins to publish within the month is checked as well."""
    owe_checks.once(actor, key)
    return {}
