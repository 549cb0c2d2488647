"""Tables of issued records and of signatures."""

from huiyin.rooms.records.models.issued import Record, RecordQuerySet
from huiyin.rooms.records.models.signatures import Signature

__all__ = ["Record", "RecordQuerySet", "Signature"]
