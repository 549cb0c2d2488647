"""Reads of the commission room."""

from huiyin.rooms.commission.queries.statements import (
    approvable,
    draft_lines,
    lines,
    lines_of,
    rules,
    ruling,
    seal,
    statements,
    unsettled_before,
)
from huiyin.rooms.commission.queries.stays import attribution, kept_stays, refunds_of, stays

__all__ = [
    "approvable",
    "attribution",
    "draft_lines",
    "kept_stays",
    "lines",
    "lines_of",
    "refunds_of",
    "rules",
    "ruling",
    "seal",
    "statements",
    "stays",
    "unsettled_before",
]
