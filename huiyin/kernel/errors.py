"""The refusals of the house. Each says what to do, and where: at a field, a row or a key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, at its place.

    ``where`` is a field name, or a (sheet, row) of a workbook written ``"扣分明细!645"``; empty for the whole.
    """

    where: str
    reason: str


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a programming error
    """The input or the moment does not allow this; nothing was stored (HTTP 422)."""

    status = 422

    def __init__(self, reason: str = "", *, faults: Sequence[Fault] = ()) -> None:
        """Keep a sentence for the person and the single faults behind it."""
        self.reason = reason or "; ".join(fault.reason for fault in faults)
        self.faults = tuple(faults)
        super().__init__(self.reason)

    @classmethod
    def at(cls, where: str, reason: str) -> "Refusal":
        """Refuse one field."""
        return cls(reason, faults=(Fault(where, reason),))


class NotPermitted(Refusal):
    """The actor lacks the permit (HTTP 403)."""

    status = 403


class NotVisible(Refusal):
    """No such thing, or not for this actor: the two are told apart to nobody (HTTP 404)."""

    status = 404


class Conflict(Refusal):
    """The thing is in a state in which this cannot be done (HTTP 409)."""

    status = 409


class Stale(Conflict):
    """Somebody changed the thing since the actor read it (HTTP 409); carries both versions."""

    def __init__(self, reason: str, *, mine: Mapping[str, Any], theirs: Mapping[str, Any], version: int) -> None:
        """Keep what the actor wanted to store, what is stored, and the stored version."""
        super().__init__(reason)
        self.mine = dict(mine)
        self.theirs = dict(theirs)
        self.version = version
