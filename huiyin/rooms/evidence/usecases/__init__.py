"""Writes of the evidence room."""

from huiyin.rooms.evidence.usecases.facts import comment_on_fact, record_fact, record_fact_by_hand, withdraw_fact
from huiyin.rooms.evidence.usecases.hear import hear_missed_duty, hear_of_case, hear_withdrawn_miss

__all__ = [
    "comment_on_fact",
    "hear_missed_duty",
    "hear_of_case",
    "hear_withdrawn_miss",
    "record_fact",
    "record_fact_by_hand",
    "withdraw_fact",
]
