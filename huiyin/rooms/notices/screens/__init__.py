"""Screens of the notices room."""

from huiyin.rooms.notices.screens import mine, sending

__all__ = ["mine", "sending"]
