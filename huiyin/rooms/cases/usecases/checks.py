"""The nightly check: every open case has an owner and something that is due."""

from dataclasses import dataclass

from huiyin.platform import store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.cases.queries.checks import batch_after, true_dues
from huiyin.rooms.cases.terms import Permit

BATCH = 500


@dataclass(frozen=True)
class Checked:
    """What a batch of the check found: how many were looked at, up to which, how many refreshed, which lost."""

    looked: int
    last: int
    refreshed: int
    lost: tuple[str, ...]


@usecase(permit=Permit.DECIDE_CASES, clauses=("H-12",))
def refresh_due(_actor: Actor, *, after: int) -> Checked:
    """Bring the stored due times of a batch of open cases up to date, and name those about which nothing is owed."""
    rows, refreshed = batch_after(after, BATCH), 0
    dues = true_dues(rows)
    for row in rows:
        true = dues[row.pk]
        if true is not None and true != row.next_due_at:
            store.change(row, seen=None, next_due_at=true)
            refreshed += 1
    lost = tuple(row.number for row in rows if dues[row.pk] is None)
    trail.note(refreshed=refreshed, lost=list(lost))
    return Checked(len(rows), rows[-1].pk if rows else 0, refreshed, lost)
