"""Freezing: a month's rates stand as they were on a day."""

import re

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.callbacks.models import FrozenRate
from huiyin.rooms.callbacks.queries.rates import counted_again, digest_of, rates, rows_behind
from huiyin.rooms.callbacks.terms import Permit

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@usecase(permit=Permit.KEEP_POLICIES, clauses=("H-7b",))
def freeze_rates(actor: Actor, *, month: str) -> FrozenRate:
    """Freeze the rates of a month that is over, those of the units that the actor keeps: numerator, denominator,
    cut-off, the rows behind, and the digest over them. What is frozen never changes. Returns the first line.
    """
    if not _MONTH.fullmatch(month):
        raise Refusal.at("month", _("Write the month as 2026-11."))
    if month >= f"{timezone.localdate(clock.now()):%Y-%m}":
        raise Refusal.at("month", _("This month is not over yet."))
    reach = actor.reach(Permit.KEEP_POLICIES)
    wanted = [one for one in rates(actor, month=month) if one.frozen is None and reach.covers(one.unit.path)]
    if not wanted:
        raise Conflict(_("There is nothing to freeze in %(month)s, or it is frozen already.") % {"month": month})
    made = []
    for one in wanted:
        rows = rows_behind(one.policy.pk, one.unit.pk, month)
        counted = counted_again(rows)
        made.append(store.add(FrozenRate(
            month=month, occasion=one.policy.occasion, policy=one.policy, unit=one.unit, due=counted.due,
            exempt=counted.exempt, refused=counted.refused, denominator=counted.denominator,
            numerator=counted.numerator, late=counted.late, unreachable=counted.unreachable, open=counted.open,
            target=one.policy.target, confirmed=one.policy.confirmed, cut_off=clock.now(), rows=rows,
            digest=digest_of(month, one.policy.pk, one.unit.pk, rows), frozen_by=actor.name,
        )))  # fmt: skip
    trail.note(month=month, count=len(made))
    return made[0]
