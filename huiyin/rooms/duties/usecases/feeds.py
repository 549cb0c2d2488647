"""Calendar feeds: a secret address for one's own calendar program, shown once, revoked at will."""

import secrets

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotVisible, Refusal
from huiyin.platform import clock, store
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.duties.models import Feed
from huiyin.rooms.duties.terms import MOST_FEEDS, Permit
from huiyin.rooms.people.queries import token_hash


@usecase(permit=Permit.READ_DUTIES)
def make_feed(actor: Actor, *, name: str) -> Feed:
    """Make a feed of one's own duties; its address is shown once, only its hash is kept."""
    if actor.user_id is None or actor.employee_id is None:
        raise Refusal(_("Only a person has duties to follow."))
    if Feed.objects.filter(user_id=actor.user_id, revoked_at=None).count() >= MOST_FEEDS:
        raise Refusal(_("You have %(most)s feeds; revoke one first.") % {"most": MOST_FEEDS})
    token = secrets.token_urlsafe(32)
    row = Feed(
        user_id=actor.user_id, name=name, prefix=token[:6], hashed=token_hash(token), made_at=clock.now()
    )  # fmt: skip
    store.add(row)
    row.shown_once = {"address": reverse("duties:feed", args=[token])}
    return row


@usecase(permit=Permit.READ_DUTIES)
def revoke_feed(actor: Actor, *, feed: Feed, seen: int) -> Feed:
    """Revoke one of one's own feeds: its address answers nothing from now on."""
    if feed.user_id != actor.user_id:
        raise NotVisible(_("There is no such thing, or it is not open to you."))
    if feed.revoked_at is not None:
        raise Conflict(_("This feed was revoked already."))
    return store.change(feed, seen=seen, revoked_at=clock.now())
