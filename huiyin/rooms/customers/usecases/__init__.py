"""Writes of the customers room."""

from huiyin.rooms.customers.rules.drafts import ContactDraft, ProfileDraft
from huiyin.rooms.customers.usecases.parties import register_party

__all__ = ["ContactDraft", "ProfileDraft", "register_party"]
