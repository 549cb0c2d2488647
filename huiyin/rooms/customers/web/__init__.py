"""Pages of the customers room."""

from huiyin.rooms.customers.web.pages import customer, customers

__all__ = ["customer", "customers"]
