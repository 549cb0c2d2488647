"""Writes of the records room. A record is only ever added; nothing changes or removes one."""

from huiyin.rooms.records.usecases.issue import Issued, issue_record, issue_records
from huiyin.rooms.records.usecases.keep_print import keep_print

__all__ = ["Issued", "issue_record", "issue_records", "keep_print"]
