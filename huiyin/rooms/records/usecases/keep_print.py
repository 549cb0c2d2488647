"""Keeping what was printed for many people at once."""

from collections.abc import Sequence

from huiyin.platform import files, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.platform.models import StoredFile
from huiyin.rooms.records.models import PrintedRecord
from huiyin.rooms.records.terms import Permit


@usecase(permit=Permit.ISSUE, clauses=("P-5.1",))
def keep_print(actor: Actor, *, name: str, content: bytes, records: Sequence[int]) -> StoredFile:
    """Store a PDF of some records for the person who asked for it, and nobody else; it goes when one of them goes."""
    trail.note(count=len(records), name=name)
    stored = files.put(actor, name, [content], "application/pdf")
    PrintedRecord.objects.bulk_create(PrintedRecord(file=stored, record_id=pk) for pk in records)
    return stored
