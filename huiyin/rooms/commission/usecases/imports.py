"""Return stays by workbook: handed in, looked through, imported all or nothing.

The preview does what the import would do and takes it back, so the two cannot disagree.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Fault, NotVisible, Refusal
from huiyin.platform import clock, files, trail, workbooks
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query, usecase
from huiyin.platform.models import StoredFile
from huiyin.rooms.commission.models import Stay
from huiyin.rooms.commission.rules.stays import StayDraft, written
from huiyin.rooms.commission.terms import COLUMNS, MOST_IMPORTED, SHEET, Permit
from huiyin.rooms.commission.usecases.stays import add_stay, check_unit
from huiyin.rooms.people.usecases.roster import Findings, Line, open_roster

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _TakenBackError(Exception):
    """Ends a trial; nothing of it stays."""


@usecase(permit=Permit.KEEP_STAYS, clauses=("H-11b",))
def hand_in_stays(actor: Actor, *, file: files.Upload, unit: Any) -> StoredFile:
    """Keep a workbook of return stays that was handed in; nothing is recorded yet."""
    check_unit(actor, Permit.KEEP_STAYS, unit)
    stored = files.put(actor, file.name or "", file.chunks(), XLSX)
    open_roster(stored)
    trail.note(name=stored.name, digest=stored.digest, size=stored.size)
    return stored


@query(permit=Permit.KEEP_STAYS)
def handed_in(actor: Actor, pk: int) -> StoredFile:
    """Return a workbook that the actor himself handed in."""
    stored = StoredFile.objects.filter(pk=pk, owner_id=actor.user_id, content_type=XLSX).first()
    if stored is None:
        raise NotVisible(_("There is no such workbook, or somebody else handed it in."))
    return stored


@query(permit=Permit.KEEP_STAYS)
def preview_stays(actor: Actor, *, stored: StoredFile, unit: Any) -> Findings:
    """Return what an import would do, row by row, and whom each stay would be owed to: it is done and taken back."""
    findings = Findings()
    with suppress(_TakenBackError), transaction.atomic(), trail.writing(actor, "commission.import_stays"):
        findings = _apply(actor, stored, unit)
        raise _TakenBackError
    return findings


@usecase(permit=Permit.KEEP_STAYS, clauses=("H-11b",))
def import_stays(actor: Actor, *, stored: StoredFile, unit: Any) -> StoredFile:
    """Record the return stays of a workbook: all of it or, where a row is refused, nothing. What is recorded with the
    same content stays as it is.
    """
    check_unit(actor, Permit.KEEP_STAYS, unit)
    findings = _apply(actor, stored, unit)
    if findings.refused:
        faults = [Fault(f"{line.sheet}!{line.row}", line.reason) for line in findings.refused]
        raise Refusal(_("Some rows are refused, so nothing was imported."), faults=faults)
    trail.about(stored)
    trail.note(count=len(findings.new), unit=unit.name)
    return stored


def _apply(actor: Actor, stored: StoredFile, unit: Any) -> Findings:
    findings, zone = Findings(), timezone.get_default_timezone()
    for number, cells in _rows(open_roster(stored)):
        found = written(cells, zone, clock.now())
        if isinstance(found, list):
            findings.refused.append(Line(SHEET, number, reason=_reason(found)))
            continue
        label = f"{found.number} {found.guest}"
        known = Stay.objects.filter(unit=unit, number=found.number).first()
        if known is not None and _same(known, found):
            findings.unchanged.append(Line(SHEET, number, label))
            continue
        try:
            with transaction.atomic():
                row = add_stay(actor, unit, found)
        except Refusal as refusal:
            reason = "；".join(fault.reason for fault in refusal.faults) or refusal.reason
            findings.refused.append(Line(SHEET, number, label, reason=reason))
            continue
        whose = f"{row.agent.name} {row.callback}" if row.agent else str(row.get_basis_display())
        findings.new.append(Line(SHEET, number, f"{label} → {whose}"))
    return findings


def _same(row: Stay, found: StayDraft) -> bool:
    """Tell whether a row says what was recorded; a booking whose hour is not known is the same on the same day."""
    days = (row.checked_in, row.checked_out, timezone.localdate(row.booked_at))
    theirs = (found.checked_in, found.checked_out, timezone.localdate(found.booked_at))
    return (row.guest, row.revenue, *days) == (found.guest, found.revenue, *theirs)


def _rows(book: workbooks.Book) -> Iterator[tuple[int, dict[str, str]]]:
    if SHEET not in book.names:
        raise Refusal.at("file", _("There is no worksheet %(name)s in it.") % {"name": SHEET})
    rows = book.rows(SHEET)
    heads = [_cell(cell) for cell in next(rows, [])]
    missing = [title for title in COLUMNS.values() if title not in heads]
    if missing:
        raise Refusal.at("file", _("Missing columns: %(names)s.") % {"names": "、".join(missing)})
    places = {key: heads.index(title) for key, title in COLUMNS.items()}
    for number, cells in enumerate(rows, start=2):
        if number > MOST_IMPORTED + 1:
            raise Refusal.at("file", _("A list of return stays holds %(most)s rows at most.") % {"most": MOST_IMPORTED})
        row = {key: _cell(cells[place]) for key, place in places.items() if place < len(cells)}
        if any(row.values()):
            yield number, row


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        whole = value.time() == time()
        return value.date().isoformat() if whole else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.2f}"
    return "" if value is None else str(value).strip()


def _reason(faults: list[tuple[str, str]]) -> str:
    words: Mapping[str, str] = {
        "missing": _("is missing"), "unreadable": _("cannot be read"), "long": _("is too long"),
        "ahead": _("lies ahead"), "order": _("is earlier than the one before it"),
    }  # fmt: skip
    return "；".join(f"{COLUMNS[name]} {words[why]}" for name, why in faults)
