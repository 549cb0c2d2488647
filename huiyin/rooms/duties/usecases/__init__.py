"""Writes of the duties room. ``owe`` to ``resume`` are called inside the open use case of the room that asks."""

from huiyin.rooms.duties.usecases.finish import fulfil, waive
from huiyin.rooms.duties.usecases.hold import pause, reassign, resume
from huiyin.rooms.duties.usecases.owe import Owed, Subject, owe, owe_many

__all__ = ["Owed", "Subject", "fulfil", "owe", "owe_many", "pause", "reassign", "resume", "waive"]
