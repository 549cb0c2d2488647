"""Versions of the standard for tests: approved and published through the same doors as real ones."""

from datetime import date
from typing import Any

from huiyin.platform.actor import SYSTEM, Actor
from huiyin.rooms.appraisal.models import Scheme
from huiyin.rooms.appraisal.usecases.approve_scheme import approve_scheme
from huiyin.rooms.appraisal.usecases.publish_scheme import publish_scheme

TOLD: dict[str, Any] = {
    "discussed_on": date(2025, 12, 5),
    "minutes": "职代会〔2025〕7号",
    "noticed_on": date(2025, 12, 20),
}


def publish(draft: Scheme, *, approver: Actor = SYSTEM, actor: Actor = SYSTEM, **told: Any) -> Scheme:
    """Approve a draft and publish it."""
    approved = approve_scheme(approver, scheme=draft, seen=draft.version)
    return publish_scheme(actor, scheme=approved, seen=approved.version, **(TOLD | told))
