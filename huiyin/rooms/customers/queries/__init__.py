"""Reads of the customers room."""

from huiyin.rooms.customers.queries.callers import Caller, caller_of, find_callers
from huiyin.rooms.customers.queries.exports import customer_workbook
from huiyin.rooms.customers.queries.parties import (
    all_parties,
    classed,
    consents,
    contacts,
    gradings,
    ids_of,
    matching,
    merges,
    names_of,
    parties,
    party_of,
    profiles,
    search_parties,
    served_as,
)

__all__ = [
    "Caller",
    "all_parties",
    "caller_of",
    "classed",
    "consents",
    "contacts",
    "customer_workbook",
    "find_callers",
    "gradings",
    "ids_of",
    "matching",
    "merges",
    "names_of",
    "parties",
    "party_of",
    "profiles",
    "search_parties",
    "served_as",
]
