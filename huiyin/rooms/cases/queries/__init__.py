"""Reads of the cases room."""

from huiyin.rooms.cases.queries.cases import (
    attachments,
    cases,
    cases_below,
    earlier_of,
    likely_department,
    matters_of_party,
    matters_of_party_holder,
    search_cases,
)
from huiyin.rooms.cases.queries.demands import demands
from huiyin.rooms.cases.queries.page import attachments_of, offers_of, steps_of
from huiyin.rooms.cases.queries.public import filing, progress_of, public_units
from huiyin.rooms.cases.queries.reports import explanations, reports

__all__ = [
    "attachments",
    "attachments_of",
    "cases",
    "cases_below",
    "demands",
    "earlier_of",
    "explanations",
    "filing",
    "likely_department",
    "matters_of_party",
    "matters_of_party_holder",
    "offers_of",
    "progress_of",
    "public_units",
    "reports",
    "search_cases",
    "steps_of",
]
