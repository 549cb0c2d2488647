"""Reads of the notices room."""

from huiyin.rooms.notices.queries.mine import (
    notice,
    notice_kinds,
    notices,
    own_quiet_hours,
    preferences,
    unread,
    unread_count,
)
from huiyin.rooms.notices.queries.sending import (
    channels,
    dead_letters,
    messages,
    sendable,
    tries_of,
    unit_quiet_hours,
)

__all__ = [
    "channels",
    "dead_letters",
    "messages",
    "notice",
    "notice_kinds",
    "notices",
    "own_quiet_hours",
    "preferences",
    "sendable",
    "tries_of",
    "unit_quiet_hours",
    "unread",
    "unread_count",
]
