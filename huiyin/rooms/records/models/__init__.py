"""Tables of issued records, of signatures, and of retention."""

from huiyin.rooms.records.models.issued import Record, RecordQuerySet
from huiyin.rooms.records.models.retention import Disposal, DisposalLine, Hold, PrintedRecord
from huiyin.rooms.records.models.signatures import Signature

__all__ = ["Disposal", "DisposalLine", "Hold", "PrintedRecord", "Record", "RecordQuerySet", "Signature"]
