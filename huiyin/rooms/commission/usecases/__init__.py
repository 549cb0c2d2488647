"""Writes of the commission room."""

from huiyin.rooms.commission.usecases.imports import hand_in_stays, handed_in, import_stays, preview_stays
from huiyin.rooms.commission.usecases.statements import (
    approve_statement,
    draft_statement,
    owe_statements,
    record_rule,
)
from huiyin.rooms.commission.usecases.stays import record_refund, record_stay

__all__ = [
    "approve_statement",
    "draft_statement",
    "hand_in_stays",
    "handed_in",
    "import_stays",
    "owe_statements",
    "preview_stays",
    "record_refund",
    "record_rule",
    "record_stay",
]
