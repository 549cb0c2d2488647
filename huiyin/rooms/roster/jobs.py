"""What the roster room does by itself, and hears from other rooms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from huiyin.platform.actor import Actor
from huiyin.platform.jobs import Progress
from huiyin.rooms.roster.usecases import begin_day, close_follow_up, note_case


def begin(actor: Actor, _progress: Progress, *, key: str) -> Mapping[str, Any]:
    """Owe the day's logs and reviews; hourly, so that a day begins soon after midnight wherever the department is."""
    begin_day.once(actor, key)
    return {}


def hear_case_opened(
    actor: Actor, _progress: Progress, *, key: str, follow_up: int, case: int, number: str
) -> Mapping[str, Any]:
    """Note which case a follow-up became."""
    row = note_case.once(actor, key, follow_up=follow_up, case=case, number=number)
    return {"follow_up": row.pk if row else None}


def hear_case_closed(
    actor: Actor, _progress: Progress, *, key: str, case: int, closed_at: str, **_more: Any
) -> Mapping[str, Any]:
    """Close the follow-up that a case came from."""
    row = close_follow_up.once(actor, key, case=case, closed_at=datetime.fromisoformat(closed_at))
    return {"follow_up": row.pk if row else None}
