"""What other rooms tell, heard: each handler passes through a write door, done once however often it is run."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from huiyin.platform.actor import Actor
from huiyin.platform.jobs import Progress
from huiyin.rooms.evidence.terms import COMPLAINT, PRAISE, THIRD_TRANSFER
from huiyin.rooms.evidence.usecases.hear import Missed, OfCase, hear_missed_duty, hear_of_case, hear_withdrawn_miss


def duty_missed(  # noqa: PLR0913 - the event says that much
    actor: Actor, _progress: Progress, *, key: str, duty: int, kind: str, clause: str, owner: int | None, unit: int,
    subject_type: str, subject_id: str, label: str, url: str, due_at: str, **_more: Any,
) -> Mapping[str, Any]:  # fmt: skip
    """Hear that a duty was missed (``DutyMissed``)."""
    missed = Missed(duty, kind, clause, owner, unit, (subject_type, str(subject_id)), label, url, due_at)
    made = hear_missed_duty.once(actor, key, missed=missed)
    return {"fact": made.pk if made else None}


def duty_not_missed(
    actor: Actor, _progress: Progress, *, key: str, duty: int, due_at: str, **_more: Any
) -> Mapping[str, Any]:
    """Hear that a duty was not missed after all (``DutyMissWithdrawn``)."""
    withdrawn = hear_withdrawn_miss.once(actor, key, duty=duty, due_at=due_at)
    return {"fact": withdrawn.pk if withdrawn else None}


def complaint_verified(actor: Actor, _progress: Progress, *, key: str, **told: Any) -> Mapping[str, Any]:
    """Hear that a complaint proved right (``ComplaintVerified``)."""
    return _of_case(actor, key, COMPLAINT, told)


def praise_recorded(actor: Actor, _progress: Progress, *, key: str, **told: Any) -> Mapping[str, Any]:
    """Hear that somebody was praised (``PraiseRecorded``)."""
    return _of_case(actor, key, PRAISE, told)


def third_transfer(actor: Actor, _progress: Progress, *, key: str, **told: Any) -> Mapping[str, Any]:
    """Hear that a case was handed on for the third time (``ThirdTransfer``)."""
    return _of_case(actor, key, THIRD_TRANSFER, told)


def _of_case(actor: Actor, key: str, kind: str, told: Mapping[str, Any]) -> Mapping[str, Any]:
    fact = OfCase(
        kind, case=told["case"], number=told.get("number", ""), unit=told["unit"], employee=told.get("employee"),
        on=date.fromisoformat(str(told["on"])[:10]), text=told.get("text", ""), url=told.get("url", ""),
        good=told.get("good"), item=told.get("item", ""),
    )  # fmt: skip
    made = hear_of_case.once(actor, key, told=fact)
    return {"fact": made.pk if made else None}
