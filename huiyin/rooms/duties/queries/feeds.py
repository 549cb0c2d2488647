"""Reads of calendar feeds, and what a feed shows."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.platform.actor import ANYBODY, Actor
from huiyin.platform.doors import query
from huiyin.rooms.duties.models import Duty, Feed
from huiyin.rooms.duties.queries.owed import mine
from huiyin.rooms.duties.terms import Permit
from huiyin.rooms.people.queries import actor_of, token_hash

MOST_SHOWN = 500


@query(permit=Permit.READ_DUTIES)
def feeds(actor: Actor) -> QuerySet[Feed]:
    """List one's own calendar feeds."""
    return Feed.objects.filter(user_id=actor.user_id or 0)


@dataclass(frozen=True)
class Shown:
    """What a feed shows: whose, and what he owes, in his language."""

    name: str
    language: str
    duties: list[Duty]


@query(permit=ANYBODY)
def fed(_actor: Actor, *, token: str) -> Shown:
    """Return what stands under a feed's secret address; a wrong one is told apart from a revoked one to nobody."""
    live = Feed.objects.filter(hashed=token_hash(token), revoked_at=None, user__is_active=True)
    row = live.select_related("user").first()
    owner = actor_of(row.user) if row else None
    if row is None or owner is None or not owner.may(Permit.READ_DUTIES):
        raise NotVisible(_("There is no such page, or it is not open to you."))
    return Shown(owner.name, row.user.language, list(mine(owner)[:MOST_SHOWN]))
