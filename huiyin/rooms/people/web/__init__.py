"""Pages of the people room."""

from huiyin.rooms.people.web import pages
from huiyin.rooms.people.web.entrance import AccountAdapter

__all__ = ["AccountAdapter", "pages"]
