"""What rooms above know of a customer: they name themselves in ``site/wiring.py``, this room knows none of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from huiyin.platform.actor import Actor

MOST_OF_A_ROOM = 20


@dataclass(frozen=True)
class Matter:
    """Something that concerns a customer, as its page lists it. ``kind`` is the word for it (投诉, 回访)."""

    at: datetime
    kind: str
    title: str
    state: str
    url: str
    tone: str = ""


def matters_of(actor: Actor, keys: Sequence[int]) -> list[Matter]:
    """Return what concerns a customer known under these keys, newest first, as far as the actor sees it.

    Each name in ``settings.CUSTOMER_MATTERS`` is a callable (actor, keys, limit) → matters: one statement a room.
    """
    found: list[Matter] = []
    for path in settings.CUSTOMER_MATTERS:
        found += import_string(path)(actor, keys, MOST_OF_A_ROOM)
    return sorted(found, key=lambda one: one.at, reverse=True)


def held_by(keys: Sequence[int]) -> list[str]:
    """Return why a customer known under these keys may not be erased: a reason from each room that needs it.

    Each name in ``settings.CUSTOMER_HOLDERS`` is a callable (keys) → a reason, or "" where nothing holds it.
    """
    reasons = (import_string(path)(keys) for path in settings.CUSTOMER_HOLDERS)
    return [str(reason) for reason in reasons if reason]
