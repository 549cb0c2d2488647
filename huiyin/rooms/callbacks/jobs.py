"""Long work of the callbacks room: what other rooms told; each handler passes through a write door, once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from huiyin.platform.actor import Actor
from huiyin.platform.jobs import Progress
from huiyin.rooms.callbacks.terms import CALL, Occasion
from huiyin.rooms.callbacks.usecases import begin_years, note_missed, plan_callback

COMPLAINT = "complaint"
CASE = "cases.case"
_OCCASIONS = {
    COMPLAINT: Occasion.COMPLAINT, "representation": Occasion.COMPLAINT, "service": Occasion.SERVICE,
    "request": Occasion.SERVICE,
}  # fmt: skip


def plan_for_case(
    actor: Actor, _progress: Progress, *, key: str, case: int, number: str, kind: str, unit: int, answered_at: str,
    party: int | None = None, handler: int | None = None, **more: Any,
) -> Mapping[str, Any]:  # fmt: skip
    """Plan the callback about a matter that was answered: complaints all, within three days; services by lot (H-7c)."""
    occasion = _OCCASIONS.get(kind)
    if occasion is None:
        return {"planned": None}
    row = plan_callback.once(
        actor, key, occasion=occasion, subject_type=str(more.get("subject_type") or CASE), subject_id=str(case),
        unit=unit, party=party, phone_contact=more.get("contact"), reference=number, handler=handler,
        label=str(more.get("label") or number), customer=str(more.get("customer") or more.get("caller_name") or ""),
        happened_at=datetime.fromisoformat(answered_at),
    )  # fmt: skip
    return {"planned": row.number if row else None}


def hear_missed(
    actor: Actor, _progress: Progress, *, key: str, kind: str, subject_id: str, missed_at: str, **_more: Any
) -> Mapping[str, Any]:
    """Note on a callback that its duty was missed."""
    if kind != CALL:
        return {"missed": None}
    row = note_missed.once(actor, key, callback=int(subject_id), missed_at=datetime.fromisoformat(missed_at))
    return {"missed": row.number if row else None}


def owe_years(actor: Actor, _progress: Progress, *, key: str) -> Mapping[str, Any]:
    """Owe the next year's plans and the last year's summaries; daily."""
    begin_years.once(actor, key)
    return {}
