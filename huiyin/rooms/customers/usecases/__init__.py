"""Writes of the customers room."""

from huiyin.rooms.customers.rules.drafts import ContactDraft, ProfileDraft
from huiyin.rooms.customers.usecases.consents import give_consent, withdraw_consent
from huiyin.rooms.customers.usecases.contacts import add_contact, change_contact, remove_contact, reveal_contact
from huiyin.rooms.customers.usecases.imports import (
    customers_handed_in,
    hand_in_customers,
    import_customers,
    preview_customers,
)
from huiyin.rooms.customers.usecases.merges import merge_parties, undo_merge
from huiyin.rooms.customers.usecases.parties import change_party, register_party
from huiyin.rooms.customers.usecases.persons import disclose_party, erase_party
from huiyin.rooms.customers.usecases.profiles import add_profile, change_profile, classify_customer, remove_profile

__all__ = [
    "ContactDraft",
    "ProfileDraft",
    "add_contact",
    "add_profile",
    "change_contact",
    "change_party",
    "change_profile",
    "classify_customer",
    "customers_handed_in",
    "disclose_party",
    "erase_party",
    "give_consent",
    "hand_in_customers",
    "import_customers",
    "merge_parties",
    "preview_customers",
    "register_party",
    "remove_contact",
    "remove_profile",
    "reveal_contact",
    "undo_merge",
    "withdraw_consent",
]
