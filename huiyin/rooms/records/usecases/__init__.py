"""Writes of the records room. A record is only ever added; an approved disposal takes its content away."""

from huiyin.rooms.records.usecases.dispose import (
    approve_disposal,
    ask_disposal,
    carry_out_disposal,
    draft_disposal,
    withdraw_disposal,
)
from huiyin.rooms.records.usecases.hold import lift_hold, place_hold
from huiyin.rooms.records.usecases.issue import Issued, issue_record, issue_records
from huiyin.rooms.records.usecases.keep_print import keep_print

__all__ = [
    "Issued",
    "approve_disposal",
    "ask_disposal",
    "carry_out_disposal",
    "draft_disposal",
    "issue_record",
    "issue_records",
    "keep_print",
    "lift_hold",
    "place_hold",
    "withdraw_disposal",
]
