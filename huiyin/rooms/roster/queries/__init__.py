"""Reads of the roster room."""

from huiyin.rooms.roster.queries.books import book_of, books, keepable_books, writable_books
from huiyin.rooms.roster.queries.day import Item, Pack, day_pack, day_units, missed_days, subject_of_day
from huiyin.rooms.roster.queries.logs import follow_ups, logs

__all__ = [
    "Item",
    "Pack",
    "book_of",
    "books",
    "day_pack",
    "day_units",
    "follow_ups",
    "keepable_books",
    "logs",
    "missed_days",
    "subject_of_day",
    "writable_books",
]
