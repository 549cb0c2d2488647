"""What the approvals room tells."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ApprovalAsked:
    """Somebody asks: whoever holds the permit over the unit may decide."""

    approval: int
    kind: str
    label: str
    url: str
    unit: int
    permit: str
    asker: int | None
    asked_by: str


@dataclass(frozen=True)
class ApprovalDecided:
    """It was granted or refused."""

    approval: int
    kind: str
    label: str
    url: str
    unit: int
    asker: int | None
    granted: bool
    decided_by: str
    answer: str
