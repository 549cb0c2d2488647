"""Keeping what was printed for many people at once."""

from huiyin.platform import files, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.platform.models import StoredFile
from huiyin.rooms.records.terms import Permit


@usecase(permit=Permit.ISSUE, clauses=("P-5.1",))
def keep_print(actor: Actor, *, name: str, content: bytes, count: int) -> StoredFile:
    """Store a PDF of ``count`` records for the person who asked for it, and nobody else."""
    trail.note(count=count, name=name)
    return files.put(actor, name, [content], "application/pdf")
