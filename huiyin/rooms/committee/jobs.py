"""What the committee room does by itself, and hears from the cases."""

from collections.abc import Mapping
from typing import Any

from huiyin.platform.actor import Actor
from huiyin.platform.jobs import Progress
from huiyin.rooms.committee.usecases import note_case, owe_meetings


def begin_quarter(actor: Actor, _progress: Progress, *, key: str) -> Mapping[str, Any]:
    """Owe the quarter's meetings; daily, so that a committee recorded within the quarter is met in it as well."""
    owe_meetings.once(actor, key)
    return {}


def hear_case_opened(
    actor: Actor, _progress: Progress, *, key: str, request: int, case: int, number: str
) -> Mapping[str, Any]:
    """Note which case a request became (R-10b)."""
    row = note_case.once(actor, key, request=request, case=case, number=number)
    return {"request": row.pk if row else None}
