"""Lists, forms and pages of the people room: each list is a page, a CSV, an XLSX and the API's fields."""

from huiyin.rooms.people.screens import accounts, details, employees, service, trail, units

__all__ = ["accounts", "details", "employees", "service", "trail", "units"]
