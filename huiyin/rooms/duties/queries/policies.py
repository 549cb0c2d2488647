"""Reads of policies: what rules each kind today, and what ruled it before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import query
from huiyin.rooms.duties.models import Policy
from huiyin.rooms.duties.queries.kinds import Ruling, duty_kinds, ruled_by
from huiyin.rooms.duties.queries.standing import standing_on
from huiyin.rooms.duties.terms import Permit, Recipient
from huiyin.rooms.people.queries import units


@dataclass(frozen=True)
class KindPolicy:
    """A kind of duty with what rules it today, what will, and all its editions, the newest first."""

    ruling: Ruling
    editions: Sequence[Policy]
    coming: Policy | None


@query(permit=Permit.READ_DUTIES)
def policies(_actor: Actor) -> list[KindPolicy]:
    """Return every kind of duty with what rules it: two statements, however many kinds."""
    kept: dict[str, list[Policy]] = {}
    for policy in Policy.objects.prefetch_related("rungs").order_by("-start", "-edition"):
        kept.setdefault(policy.kind, []).append(policy)
    return [_of(kind, kept.get(kind.key, [])) for kind in duty_kinds().values()]


@query(permit=Permit.READ_DUTIES)
def policy_of(_actor: Actor, *, kind: str) -> KindPolicy:
    """Return one kind with its editions."""
    known = duty_kinds().get(kind)
    if known is None:
        raise NotVisible(_("There is no such kind of duty: %(kind)s.") % {"kind": kind})
    rows = Policy.objects.filter(kind=kind).prefetch_related("rungs").order_by("-start", "-edition")
    return _of(known, list(rows))


def _of(kind: Any, editions: Sequence[Policy]) -> KindPolicy:
    today = clock.today()
    current = next((one for one in editions if one.start <= today), None)
    coming = next((one for one in reversed(editions) if one.start > today), None)
    return KindPolicy(ruled_by(kind, current), editions, coming)


def unheld(roles: set[str]) -> list[str]:
    """Return the roles of a ladder that nobody holds today."""
    holders = standing_on(clock.today()).holders
    return sorted(role for role in roles if role != Recipient.OWNER and not any(holders.get(role, {}).values()))


def keeps_whole(actor: Actor) -> bool:
    """Tell whether the actor may keep policies: they rule the whole company."""
    reach = actor.reach(Permit.KEEP_POLICIES)
    if reach.everything:
        return True
    tops = units(SYSTEM).filter(parent=None).values_list("path", flat=True)
    return actor.may(Permit.KEEP_POLICIES) and all(reach.covers(path) for path in tops)
