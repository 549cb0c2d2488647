"""What the duties room tells."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class DutyRungsFired:
    """Rungs fired, up to 500 at a time.

    Each is {duty, kind, label, url, rung, recipients, channels, urgent, late_minutes}.
    """

    fired: list[dict[str, Any]]


@dataclass(frozen=True)
class DutyMissed:
    """A duty's time passed and it was not done. Instants are ISO text."""

    duty: int
    kind: str
    clause: str
    owner: int | None
    unit: int
    subject_type: str
    subject_id: str
    label: str
    url: str
    due_at: str
    missed_at: str


@dataclass(frozen=True)
class DutyMissWithdrawn:
    """A duty that was told as missed is not: a corrected calendar or policy gives it a later due time."""

    duty: int
    kind: str
    clause: str
    owner: int | None
    unit: int
    subject_type: str
    subject_id: str
    due_at: str
