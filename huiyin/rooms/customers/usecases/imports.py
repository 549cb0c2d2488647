"""The customer workbook: handed in, tried out row by row, and imported all or nothing.

Every row passes through the same forms and write doors as a page. The preview does what the import would do and takes
it back, so the two cannot disagree.
"""

from contextlib import suppress
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Fault, NotVisible, Refusal
from huiyin.platform import files, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query, usecase
from huiyin.platform.files import Upload
from huiyin.platform.models import StoredFile
from huiyin.rooms.customers.terms import Permit
from huiyin.rooms.people.usecases.roster import XLSX, Findings, open_roster


class Book(Protocol):
    """A workbook whose rows can be applied, one after the other, through forms and write doors."""

    def apply(self) -> Findings:
        """Apply every row in a savepoint of its own, and say what became of it."""


class _TakenBackError(Exception):
    """Ends a trial; nothing of it stays."""


@usecase(permit=Permit.KEEP_CUSTOMERS)
def hand_in_customers(actor: Actor, *, file: Upload) -> StoredFile:
    """Keep a workbook that was handed in; nothing is imported yet."""
    stored = files.put(actor, file.name or "", file.chunks(), XLSX)
    open_roster(stored)
    trail.note(digest=stored.digest, size=stored.size)
    return stored


@query(permit=Permit.KEEP_CUSTOMERS)
def customers_handed_in(actor: Actor, pk: int) -> StoredFile:
    """Return a workbook that the actor himself handed in."""
    stored = StoredFile.objects.filter(pk=pk, owner_id=actor.user_id, content_type=XLSX).first()
    if stored is None:
        raise NotVisible(_("There is no such workbook, or somebody else handed it in."))
    return stored


@query(permit=Permit.KEEP_CUSTOMERS)
def preview_customers(_actor: Actor, book: Book) -> Findings:
    """Return what an import would do, row by row: it is done and taken back."""
    findings = Findings()
    with suppress(_TakenBackError), transaction.atomic():
        findings = book.apply()
        raise _TakenBackError
    return findings


@usecase(permit=Permit.KEEP_CUSTOMERS)
def import_customers(_actor: Actor, *, stored: StoredFile, book: Book) -> StoredFile:
    """Store what the workbook says: all of it or, where a row is refused, nothing."""
    findings = book.apply()
    if findings.refused:
        faults = [Fault(f"{line.sheet}!{line.row}", line.reason) for line in findings.refused]
        raise Refusal(_("Some rows are refused, so nothing was imported."), faults=faults)
    trail.note(new=len(findings.new), changed=len(findings.changed), digest=stored.digest)
    return stored
