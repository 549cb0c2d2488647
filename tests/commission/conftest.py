"""A hotel whose called-back guests stay again, in the company of the people room."""

from tests.callbacks.conftest import Company, Hotel, _still_clock, browser, company, hotel

__all__ = ["Company", "Hotel", "_still_clock", "browser", "company", "hotel"]
