"""What an opinion needs before it is written down, and before it is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from huiyin.kernel.errors import Fault

SUGGESTION = "suggestion"


@dataclass(frozen=True, slots=True)
class OpinionDraft:
    """One thing that a customer said, as the caller wrote it down. ``department`` is a unit's id."""

    kind: str
    text: str
    department: int
    said_at_once: str = ""
    appointed_at: datetime | None = None


def faults_of(draft: OpinionDraft, now: datetime) -> list[Fault]:
    """Return what is wrong: neither answered at once nor appointed (H-9), or appointed for a time that has passed."""
    if draft.appointed_at is None and not draft.said_at_once.strip():
        return [Fault("appointed_at", "unanswered")]
    if draft.appointed_at is not None and draft.appointed_at <= now:
        return [Fault("appointed_at", "passed")]
    return []


def undecided(kind: str, adopted: bool | None, reason: str) -> bool:  # noqa: FBT001 - a value of the row
    """Tell whether a proposal has no decision with its reason (H-8a)."""
    return kind == SUGGESTION and (adopted is None or not reason.strip())


def all_answered(answered: Sequence[bool]) -> bool:
    """Tell whether every opinion of a callback is answered and signed (H-10d)."""
    return all(answered)


def repeats(text: str, earlier: Sequence[tuple[int, str]]) -> int | None:
    """Return the id of the earliest of the same words said before, or nothing (H-10e)."""
    same = "".join(text.split())
    return next((pk for pk, said in earlier if "".join(said.split()) == same), None)
