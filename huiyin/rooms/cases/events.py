"""What happens in the cases room, as other rooms hear it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CaseAnswered:
    """A customer got his answer: a callback may follow (H-7)."""

    case: int
    number: str
    kind: str
    unit: int
    party: int | None
    handler: int | None
    answered_at: str
    caller_name: str = ""


@dataclass(frozen=True)
class CaseClosed:
    """A case was archived, or left by an exit that was granted."""

    case: int
    number: str
    kind: str
    unit: int
    party: int | None
    state: str
    closed_at: str


@dataclass(frozen=True)
class ComplaintVerified:
    """A complaint about a person's work was found to be true: a fact about him (H-4)."""

    case: int
    number: str
    unit: int
    employee: int
    on: str
    text: str
    url: str
    good: bool
    item: str


@dataclass(frozen=True)
class PraiseRecorded:
    """A customer praised a person's work: a fact about him."""

    case: int
    number: str
    unit: int
    employee: int
    on: str
    text: str
    url: str
    good: bool
    item: str


@dataclass(frozen=True)
class ThirdTransfer:
    """A case went to a third person: nobody may push it away (H-5)."""

    case: int
    number: str
    unit: int
    employee: int
    on: str
    text: str
    url: str


@dataclass(frozen=True)
class DemandTaken:
    """A service that an owners' committee asked for became a case: the room that heard it learns which."""

    request: int
    case: int
    number: str


@dataclass(frozen=True)
class ProblemTaken:
    """A problem that a supervisor found became a case: the room that found it learns which."""

    follow_up: int
    case: int
    number: str
