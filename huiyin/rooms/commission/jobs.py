"""What the commission room does by itself."""

from collections.abc import Mapping
from typing import Any

from huiyin.platform.actor import Actor
from huiyin.platform.jobs import Progress
from huiyin.rooms.commission.usecases import owe_statements


def owe(actor: Actor, _progress: Progress, *, key: str) -> Mapping[str, Any]:
    """Owe the last month's statements; daily."""
    owe_statements.once(actor, key)
    return {}
