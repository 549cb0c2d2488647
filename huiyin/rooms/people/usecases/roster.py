"""The staff workbook: handed in, tried out row by row, and imported all or nothing.

Every row passes through the same forms and write doors as a page. The preview does what the import would do and takes
it back, so the two cannot disagree.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Fault, NotVisible, Refusal
from huiyin.platform import files, trail, workbooks
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query, usecase
from huiyin.platform.models import StoredFile
from huiyin.rooms.people.terms import Permit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Upload(Protocol):
    """What a browser sends as a file."""

    name: str | None

    def chunks(self) -> Iterable[bytes]:
        """Yield the bytes."""


@dataclass(frozen=True)
class Line:
    """What becomes of a row of the workbook; ``row`` counts as the spreadsheet does."""

    sheet: str
    row: int
    label: str = ""
    changes: Sequence[dict[str, str]] = ()
    reason: str = ""


@dataclass
class Findings:
    """What becomes of all rows."""

    new: list[Line] = field(default_factory=list)
    changed: list[Line] = field(default_factory=list)
    unchanged: list[Line] = field(default_factory=list)
    refused: list[Line] = field(default_factory=list)


class Roster(Protocol):
    """A workbook whose rows can be applied, one after the other, through forms and write doors."""

    def apply(self) -> Findings:
        """Apply every row in a savepoint of its own, and say what became of it."""


class _TakenBackError(Exception):
    """Ends a trial; nothing of it stays."""


@usecase(permit=Permit.KEEP_PEOPLE)
def hand_in_roster(actor: Actor, *, file: Upload) -> StoredFile:
    """Keep a workbook that was handed in; nothing is imported yet."""
    stored = files.put(actor, file.name or "", file.chunks(), XLSX)
    open_roster(stored)
    trail.note(digest=stored.digest, size=stored.size)
    return stored


def open_roster(stored: StoredFile) -> workbooks.Book:
    """Open a workbook for reading, or refuse what is none."""
    try:
        return workbooks.Book(files.path_of(stored))
    except workbooks.NoWorkbookError:
        raise Refusal.at("file", _("This is no Excel workbook (.xlsx), or it is damaged.")) from None
    except workbooks.TooLargeError:
        raise Refusal.at("file", _("This workbook is too large.")) from None


@query(permit=Permit.KEEP_PEOPLE)
def handed_in(actor: Actor, pk: int) -> StoredFile:
    """Return a workbook that the actor himself handed in."""
    stored = StoredFile.objects.filter(pk=pk, owner_id=actor.user_id, content_type=XLSX).first()
    if stored is None:
        raise NotVisible(_("There is no such workbook, or somebody else handed it in."))
    return stored


@query(permit=Permit.KEEP_PEOPLE)
def preview_roster(_actor: Actor, roster: Roster) -> Findings:
    """Return what an import would do, row by row: it is done and taken back."""
    findings = Findings()
    with suppress(_TakenBackError), transaction.atomic():
        findings = roster.apply()
        raise _TakenBackError
    return findings


@usecase(permit=Permit.KEEP_PEOPLE)
def import_roster(_actor: Actor, *, stored: StoredFile, roster: Roster) -> StoredFile:
    """Store what the workbook says: all of it or, where a row is refused, nothing."""
    findings = roster.apply()
    if findings.refused:
        faults = [Fault(f"{line.sheet}!{line.row}", line.reason) for line in findings.refused]
        raise Refusal(_("Some rows are refused, so nothing was imported."), faults=faults)
    trail.note(new=len(findings.new), changed=len(findings.changed), digest=stored.digest)
    return stored
