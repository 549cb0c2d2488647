"""Departures by workbook, until guests have a room of their own: handed in, looked through, imported all or nothing.

The preview does what the import would do and takes it back, so the two cannot disagree.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Fault, NotPermitted, NotVisible, Refusal
from huiyin.platform import clock, files, trail, workbooks
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import query, usecase
from huiyin.platform.models import StoredFile
from huiyin.rooms.callbacks.models import Callback, Candidate
from huiyin.rooms.callbacks.rules.departures import Departure, written
from huiyin.rooms.callbacks.terms import COLUMNS, KIND_WORDS, MOST_IMPORTED, OPTIONAL, SHEET, Permit
from huiyin.rooms.callbacks.usecases.plan import plan_callback
from huiyin.rooms.customers.queries import find_callers
from huiyin.rooms.customers.usecases import ContactDraft, ProfileDraft, register_party
from huiyin.rooms.people.queries.actors import powered
from huiyin.rooms.people.usecases.roster import Findings, Line, open_roster

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DEPARTURE = "callbacks.departure"
"""What imported departures are called until guests have a room of their own."""


class _TakenBackError(Exception):
    """Ends a trial; nothing of it stays."""


@usecase(permit=Permit.PLAN, clauses=("H-7a",))
def hand_in_departures(actor: Actor, *, file: files.Upload, unit: Any) -> StoredFile:
    """Keep a workbook of departures that was handed in; nothing is planned yet."""
    _check(actor, unit)
    stored = files.put(actor, file.name or "", file.chunks(), XLSX)
    open_roster(stored)
    trail.note(name=stored.name, digest=stored.digest, size=stored.size)
    return stored


def _check(actor: Actor, unit: Any) -> None:
    if not actor.reach(Permit.PLAN).covers(unit.path):
        raise NotPermitted(_("You do not plan callbacks for this unit."))


@query(permit=Permit.PLAN)
def handed_in(actor: Actor, pk: int) -> StoredFile:
    """Return a workbook that the actor himself handed in."""
    stored = StoredFile.objects.filter(pk=pk, owner_id=actor.user_id, content_type=XLSX).first()
    if stored is None:
        raise NotVisible(_("There is no such workbook, or somebody else handed it in."))
    return stored


@query(permit=Permit.PLAN)
def preview_departures(actor: Actor, *, stored: StoredFile, unit: Any) -> Findings:
    """Return what an import would do, row by row: it is done and taken back."""
    findings = Findings()
    with suppress(_TakenBackError), transaction.atomic(), trail.writing(actor, "callbacks.import_departures"):
        findings = _apply(actor, stored, unit)
        raise _TakenBackError
    return findings


@usecase(permit=Permit.PLAN, clauses=("H-7a",))
def import_departures(actor: Actor, *, stored: StoredFile, unit: Any) -> StoredFile:
    """Plan the callbacks of a workbook of departures: all of it or, where a row is refused, nothing."""
    _check(actor, unit)
    findings = _apply(actor, stored, unit)
    if findings.refused:
        faults = [Fault(f"{line.sheet}!{line.row}", line.reason) for line in findings.refused]
        raise Refusal(_("Some rows are refused, so nothing was imported."), faults=faults)
    trail.about(stored)
    trail.note(planned=len(findings.new), unit=unit.name)
    return stored


def _apply(actor: Actor, stored: StoredFile, unit: Any) -> Findings:
    findings, seen = Findings(), set[str]()
    for number, cells in _rows(open_roster(stored)):
        found = written(cells, KIND_WORDS, clock.today())
        if isinstance(found, list):
            findings.refused.append(Line(SHEET, number, reason=_reason(found)))
            continue
        label = f"{found.name} {found.room} {found.departed.isoformat()}"
        if found.key in seen or _planned_before(found):
            findings.unchanged.append(Line(SHEET, number, label))
            continue
        seen.add(found.key)
        try:
            with transaction.atomic():
                row = _plan(actor, found, unit)
        except Refusal as refusal:
            findings.refused.append(Line(SHEET, number, label, reason=refusal.reason))
            continue
        findings.new.append(Line(SHEET, number, f"{label} {row.number}" if row else f"{label} {_('not drawn')}"))
    return findings


def _planned_before(found: Departure) -> bool:
    known = {"subject_type": DEPARTURE, "subject_id": found.key[:60]}
    return Callback.objects.filter(**known).exists() or Candidate.objects.filter(**known).exists()


def _plan(actor: Actor, found: Departure, unit: Any) -> Callback | None:
    party, contact = _guest(actor, found, unit)
    left = datetime.combine(found.departed, time(12, 0), timezone.get_default_timezone())
    at = min(left, clock.now())
    return plan_callback(
        actor, occasion=found.occasion, subject_type=DEPARTURE, subject_id=found.key[:60], unit=unit, party=party,
        phone_contact=contact, reference=_("Room %(room)s") % {"room": found.room}, customer=found.name,
        label=_("Left on %(day)s") % {"day": found.departed.isoformat()}, happened_at=at,
    )  # fmt: skip


def _guest(actor: Actor, found: Departure, unit: Any) -> tuple[int, int | None]:
    """Return the customer card and the number of a guest: a known one with this number and name, else a new one."""
    if found.phone:
        for one in find_callers(SYSTEM, found.phone):
            if one.whole and one.name == found.name:
                return one.id, one.contact
    contacts = [ContactDraft("number", found.phone)] if found.phone else []
    party = register_party(
        powered(actor), kind="person", name=found.name, unit=unit, profiles=[ProfileDraft("guest")], contacts=contacts
    )  # fmt: skip
    first = party.contacts.first()
    return party.pk, first.pk if first else None


def _rows(book: workbooks.Book) -> Iterator[tuple[int, dict[str, str]]]:
    if SHEET not in book.names:
        raise Refusal.at("file", _("There is no worksheet %(name)s in it.") % {"name": SHEET})
    rows = book.rows(SHEET)
    heads = [_cell(cell) for cell in next(rows, [])]
    missing = [title for title in COLUMNS.values() if title not in heads and title not in OPTIONAL]
    if missing:
        raise Refusal.at("file", _("Missing columns: %(names)s.") % {"names": "、".join(missing)})
    places = {key: heads.index(title) for key, title in COLUMNS.items() if title in heads}
    for number, cells in enumerate(rows, start=2):
        if number > MOST_IMPORTED + 1:
            raise Refusal.at("file", _("A list of departures holds %(most)s rows at most.") % {"most": MOST_IMPORTED})
        row = {key: _cell(cells[place]) for key, place in places.items() if place < len(cells)}
        if any(row.values()):
            yield number, row


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _reason(faults: list[tuple[str, str]]) -> str:
    words: Mapping[str, str] = {
        "missing": _("is missing"), "unreadable": _("cannot be read as a day"),
        "range": _("lies ahead, or more than 60 days back"), "unknown": _("is none of 散客, 团队, VIP"),
        "long": _("is too long"),
    }  # fmt: skip
    return "；".join(f"{COLUMNS[name]} {words[why]}" for name, why in faults)
