"""Pages of the duties room."""

from huiyin.rooms.duties.web.lists import (
    duties,
    duty,
    explanation,
    feed,
    feeds,
    make_feed,
    mine,
    pause,
    rates,
    reassign,
    reassign_many,
    resume,
    revoke_feed,
    team,
    waive,
)
from huiyin.rooms.duties.web.policies import keep_policy, policies, policy

__all__ = [
    "duties",
    "duty",
    "explanation",
    "feed",
    "feeds",
    "keep_policy",
    "make_feed",
    "mine",
    "pause",
    "policies",
    "policy",
    "rates",
    "reassign",
    "reassign_many",
    "resume",
    "revoke_feed",
    "team",
    "waive",
]
