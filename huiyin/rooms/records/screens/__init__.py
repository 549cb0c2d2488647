"""Screens of the records room: lists of records, of what is due, of holds and disposals, and forms that act."""

from huiyin.rooms.records.screens.issued import RECORDS, RecordTable

__all__ = ["RECORDS", "RecordTable"]
