"""Reads of return stays, and whose one is."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import query
from huiyin.rooms.callbacks.queries.reached import reached_before
from huiyin.rooms.commission.models import Refund, Stay
from huiyin.rooms.commission.rules.stays import Reached, owed_to
from huiyin.rooms.commission.terms import Basis, Permit
from huiyin.rooms.customers.queries import find_callers, ids_of, party_of


class Attribution(NamedTuple):
    """Whose a stay is, and why; ``party`` is the customer card that the number led to."""

    basis: str
    party: int | None = None
    reached: Reached | None = None


def _of(actor: Actor, permit: str) -> QuerySet[Stay]:
    reach = actor.reach(permit).narrow(unit_path="unit__path", employee="")
    return Stay.objects.filter(reach).select_related("unit", "agent", "callback")


@query(permit=Permit.READ, clauses=("H-11b",))
def stays(actor: Actor) -> QuerySet[Stay]:
    """List the return stays of the units that the actor sees; who sees himself alone sees his lines, not the guests."""
    return _of(actor, Permit.READ)


@query(permit=Permit.KEEP_STAYS)
def kept_stays(actor: Actor) -> QuerySet[Stay]:
    """List the return stays that the actor records."""
    return _of(actor, Permit.KEEP_STAYS)


def refunds_of(row: Stay) -> list[Refund]:
    """Return what was given back of a stay."""
    return list(row.refunds.order_by("day", "pk"))


def attribution(phone: str, booked_at: datetime, window_days: int) -> Attribution:
    """Return whose a stay is: of who last reached the guest before the booking, within the window (AMB-55).

    The guest is every customer with this number, and those merged into him.
    """
    cards = [one.id for one in find_callers(SYSTEM, phone) if one.whole]
    if not cards:
        return Attribution(Basis.UNKNOWN)
    parties = {key: card for card in cards for key in ids_of(party_of(SYSTEM, card))}
    since = booked_at - timedelta(days=window_days)
    calls = [Reached(*row) for row in reached_before(list(parties), since, booked_at)]
    won = owed_to(calls, booked_at, window_days)
    if won is None:
        return Attribution(Basis.NOT_CALLED, cards[0])
    return Attribution(Basis.CALLBACK, cards[0], won)
