"""Screens of the regulations room: lists, and forms that act."""

from huiyin.rooms.regulations.screens import acts, lists

__all__ = ["acts", "lists"]
