"""Pages of the records room."""

from huiyin.rooms.records.web.pages import content, key, key_file, pdf, record, records, xlsx
from huiyin.rooms.records.web.retention import (
    approve_disposal,
    ask_disposal,
    disposal,
    disposals,
    draft_disposal,
    due,
    holds,
    lift_hold,
    place_hold,
    withdraw_disposal,
)

__all__ = [
    "approve_disposal",
    "ask_disposal",
    "content",
    "disposal",
    "disposals",
    "draft_disposal",
    "due",
    "holds",
    "key",
    "key_file",
    "lift_hold",
    "pdf",
    "place_hold",
    "record",
    "records",
    "withdraw_disposal",
    "xlsx",
]
