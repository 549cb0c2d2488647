"""A workbook on its way in: handed in, looked through, imported (by ``import_sheets``) or refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Fault, Refusal
from huiyin.platform import clock, files, jobs, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.platform.workbooks import Book, NoWorkbookError, TooLargeError
from huiyin.rooms.appraisal.models import Import
from huiyin.rooms.appraisal.queries.import_plan import Progress
from huiyin.rooms.appraisal.queries.imports import branch_of
from huiyin.rooms.appraisal.terms import IMPORT_FLOW, Permit
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets
from huiyin.rooms.appraisal.usecases.moves import moved

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_FAULTS = 20_000


@usecase(permit=Permit.IMPORT_SHEETS, clauses=("P-4.7a",))
def hand_in_workbook(actor: Actor, *, file: files.Upload) -> Import:
    """Keep a workbook and start looking it through; nothing is imported yet."""
    stored = files.put(actor, file.name or "", file.chunks(), XLSX)
    row = store.add(
        Import(
            file=stored, owner_id=actor.user_id or 0, owner_name=actor.name,
            unit_path=branch_of(actor), handed_in_at=clock.now(),
        )
    )  # fmt: skip
    trail.note(file=stored.name, digest=stored.digest, size=stored.size)
    job = jobs.start(actor, "appraisal.preview_import", import_id=row.pk)
    return store.change(row, seen=row.version, job=job)


def faults_as_rows(faults: Sequence[Fault]) -> list[list[Any]]:
    """Write faults ("扣分明细!645", reason) as [sheet, row, reason]; row 0 is the whole sheet or workbook."""
    rows: list[list[Any]] = []
    for fault in faults[:MOST_FAULTS]:
        sheet, _mark, row = fault.where.rpartition("!")
        rows.append([sheet or fault.where, int(row) if row.isdecimal() else 0, fault.reason])
    return rows


@usecase(permit=Permit.IMPORT_SHEETS, clauses=("P-4.7a",))
def record_findings(
    actor: Actor, faults: Sequence[Fault], /, *, row: Import, counts: Mapping[str, int], samples: Mapping[str, Any]
) -> Import:
    """Keep what a preview found: how many sheets are new, changed and unchanged, samples, and every refused row."""
    state = moved(IMPORT_FLOW, "refuse" if faults else "pass", row)
    trail.note(**counts, refused=len(faults))
    return store.change(
        row, seen=None, state=state, refused=len(faults), faults=faults_as_rows(faults), rows=dict(samples),
        new=counts.get("new", 0), changed=counts.get("changed", 0), unchanged=counts.get("unchanged", 0),
    )  # fmt: skip


@usecase(permit=Permit.IMPORT_SHEETS, clauses=("P-4.7a",))
def apply_import(actor: Actor, *, row: Import, seen: int) -> Import:
    """Ask for a checked workbook to be imported, all rows or none, in the background."""
    state = moved(IMPORT_FLOW, "apply", row)
    job = jobs.start(actor, "appraisal.import_sheets", import_id=row.pk)
    return store.change(row, seen=seen, state=state, job=job)


@usecase(permit=Permit.IMPORT_SHEETS, clauses=("P-4.7a",))
def refuse_import(actor: Actor, faults: Sequence[Fault], /, *, row: Import, reason: str) -> Import:
    """Keep why a workbook that passed its preview was refused when it was imported."""
    state = moved(IMPORT_FLOW, "refuse", row)
    found = faults or (Fault("", reason),)
    trail.note(refused=len(found))
    return store.change(row, seen=None, state=state, refused=len(found), faults=faults_as_rows(found))


@usecase(permit=Permit.IMPORT_SHEETS, clauses=("P-4.7a",))
def finish_import(actor: Actor, tell: Progress, *, row: Import) -> Import:
    """Import a checked workbook and mark it as imported, in one transaction: both or neither.

    Raises Refusal with every fault where the workbook no longer fits what is stored.
    """
    state = moved(IMPORT_FLOW, "finish", row)
    try:
        book = Book(files.path_of(row.file))
    except (NoWorkbookError, TooLargeError):
        raise Refusal(_("The handed-in file can no longer be read. Hand it in again.")) from None
    import_sheets(actor, book, tell, row=row, digest=row.file.digest)
    return store.change(row, seen=None, state=state, done_at=clock.now())
