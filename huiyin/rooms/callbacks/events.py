"""What the callbacks room tells the other rooms."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OpinionRaised:
    """A customer said something in a callback that a department has to answer (H-10a): it becomes a case of its own.

    ``callback`` and ``caller`` are ids, ``number`` the callback's; ``department`` is the unit that owns the opinion.
    """

    callback: int
    opinion: int
    number: str
    unit: int
    party: int | None
    kind: str
    text: str
    department: int
    caller: int | None
    customer: str
    appointed_at: str


@dataclass(frozen=True)
class CallbackDone:
    """A callback came to its end: the customer was reached, could not be, refused, or was exempt.

    ``subject_type`` and ``subject_id`` say what it was about; ``satisfied`` is nothing where nobody answered.
    """

    callback: int
    number: str
    subject_type: str
    subject_id: str
    outcome: str
    satisfied: bool | None
    reached_at: str
    opinions: int


@dataclass(frozen=True)
class CallbackAnswered:
    """The head of a department answered an opinion of a callback and signed it (H-10c, H-10d)."""

    callback: int
    opinion: int
    number: str
    department: int
    answer: str
    answered_by: str
    answered_at: str
