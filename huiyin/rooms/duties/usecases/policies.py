"""A department keeps its own deadlines and ladders: each change is a new edition, from a day on."""

from collections.abc import Sequence
from datetime import date, time

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.duties.models import Duty, Policy, PolicyRung
from huiyin.rooms.duties.queries.kinds import duty_kind
from huiyin.rooms.duties.queries.policies import keeps_whole, unheld
from huiyin.rooms.duties.rules.policies import check_rule, check_rungs
from huiyin.rooms.duties.terms import DueRule, Permit, Recipient, Rung
from huiyin.rooms.duties.usecases.recompute import reckon_later


@usecase(permit=Permit.KEEP_POLICIES)
def keep_policy(
    actor: Actor, *, kind: str, edition: int, start: date, how: str, amount: int, at: time | None,
    quiet: tuple[time, time], rungs: Sequence[Rung], reason: str,
) -> Policy:  # fmt: skip
    """Keep a new edition of a kind's policy, in force from a day on; open duties it rules are reckoned anew.

    ``edition`` is the newest one that was seen. Raises Conflict (409) where there is a newer one.
    """
    if not keeps_whole(actor):
        raise Refusal(_("A policy rules the whole company; your permit covers only a part of it."))
    known = duty_kind(kind)
    newest = Policy.objects.select_for_update().filter(kind=kind).order_by("-edition").first()
    if (newest.edition if newest else 0) != edition:
        raise Conflict(_("Somebody else kept a newer edition meanwhile. Look at it first."))
    if newest is not None and start < newest.start:
        raise Refusal.at("start", _("An edition begins no earlier than the one before it."))
    check_rule(DueRule(how, amount, at))
    check_rungs(rungs)
    _check_held(rungs)
    policy = store.add(
        Policy(
            kind=kind, edition=edition + 1, start=start, how=how, amount=amount, at=at, quiet_from=quiet[0],
            quiet_to=quiet[1], reason=reason, made_by=actor.name, made_at=clock.now(),
        )
    )  # fmt: skip
    for place, rung in enumerate(rungs, start=1):
        store.add(
            PolicyRung(
                policy=policy, place=place, offset=rung.offset, to=rung.to, channels=list(rung.channels),
                urgent=rung.urgent,
            )
        )  # fmt: skip
    trail.note(kind=str(known.label), edition=policy.edition, reason=reason)
    if Duty.objects.open().filter(kind=kind).exists():
        reckon_later(actor, why=reason, kind=kind)
    return policy


def _check_held(rungs: Sequence[Rung]) -> None:
    """Refuse a ladder that would tell nobody: a role that nobody holds today."""
    empty = unheld({rung.to for rung in rungs})
    if empty:
        names = "、".join(str(Recipient(role).label) for role in empty)
        raise Refusal.at(
            "rungs", _("Nobody holds this role today: %(roles)s. Give it to somebody first.") % {"roles": names}
        )
