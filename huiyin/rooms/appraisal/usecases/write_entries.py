"""The entries of drafts: what is written on a sheet, kept line by line; runs inside write doors.

A fact costs points once per person and instrument (P-4.7a, AMB-74).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Fault
from huiyin.platform import files
from huiyin.platform.actor import Actor
from huiyin.rooms.appraisal.models import Entry, SheetEdition
from huiyin.rooms.appraisal.rules.work import EntryDraft, Judged
from huiyin.rooms.appraisal.terms import INSTRUMENT_OF, Kind
from huiyin.rooms.appraisal.usecases.fact_uses import keep_uses
from huiyin.rooms.evidence.usecases.keep_file import keep_file


@dataclass(frozen=True)
class SheetInput:
    """What is written on one sheet: all its entries anew. ``seen`` is the edition's version that the writer saw.

    ``uploads`` are files by the place of their entry; ``unread`` is what the form could not read: (place, or -1 for the
    sheet, field, reason). ``submit`` hands this sheet on. ``taking`` are recorded facts that it takes just now.
    """

    edition: SheetEdition
    seen: int
    entries: Sequence[EntryDraft]
    remark: str = ""
    goals: str = ""
    uploads: Mapping[int, files.Upload] = field(default_factory=dict)
    unread: Sequence[tuple[int, str, str]] = ()
    submit: bool = False
    taking: frozenset[int] = frozenset()


def write_entries(
    actor: Actor, judged: Sequence[tuple[SheetInput, Judged]], stood: Mapping[int, Sequence[Entry]]
) -> None:
    """Write the entries anew; a line that stood there just so stays by whom it was written down, with its sanction."""
    _refuse_known_facts(judged)
    keep_uses(
        actor,
        {sheet.edition: {one.draft.source for one in found.written if one.draft.source} for sheet, found in judged},
        {sheet.edition: sheet.taking for sheet, _found in judged},
    )
    entries = []
    for sheet, found in judged:
        row, before = sheet.edition, stood[sheet.edition.pk]
        authors = {_content(one): one.written_by for one in before}
        sanctions = {one.occurrence: one.ruling_id for one in before if one.ruling_id}
        # A draft of a correction holds its facts back until it is confirmed: the earlier edition has them.
        standing = row.edition == 1
        for place, one in enumerate(found.written):
            draft = one.draft
            upload = sheet.uploads.get(place)
            entry = Entry(
                edition=row, position=place + 1, section_id=one.section, item=draft.item, points=one.points,
                serious=draft.serious, fact=draft.fact.strip(), happened_on=draft.happened_on,
                evidence=draft.evidence.strip(), link=draft.link, written_by=actor.name, source_id=draft.source,
                file_id=keep_file(actor, upload).pk if upload is not None else draft.file,
                employee_id=row.employee_id, instrument=INSTRUMENT_OF[Kind(row.kind)], occurrence=one.occurrence,
                standing=standing, ruling_id=sanctions.get(one.occurrence) if draft.serious else None,
            )  # fmt: skip
            entry.written_by = authors.get(_content(entry), actor.name)
            entries.append(entry)
    Entry.objects.bulk_create(entries, batch_size=500)


def _content(entry: Entry) -> tuple[object, ...]:
    return (
        entry.section_id, entry.item, entry.points, entry.serious, entry.fact, entry.happened_on, entry.evidence,
        entry.link, entry.file_id, entry.source_id,
    )  # fmt: skip


def _refuse_known_facts(judged: Sequence[tuple[SheetInput, Judged]]) -> None:
    """Refuse facts that stand on another sheet of the same person and instrument, stored or written just now."""
    rows = {sheet.edition.pk: sheet.edition for sheet, _found in judged if sheet.edition.edition == 1}
    wanted = {
        (rows[sheet.edition.pk].employee_id, INSTRUMENT_OF[Kind(sheet.edition.kind)].value, one.occurrence): (
            sheet.edition.pk, place,
        )
        for sheet, found in judged
        if sheet.edition.pk in rows
        for place, one in enumerate(found.written)
    }  # fmt: skip
    _refuse_twice(judged, wanted)
    known = Entry.objects.filter(
        employee__in={row.employee_id for row in rows.values()}, standing=True,
        occurrence__in={occurrence for _person, _instrument, occurrence in wanted},
    )  # fmt: skip
    clashes = []
    for entry in known.exclude(edition__in=rows).select_related("edition"):
        place = wanted.get((entry.employee_id, entry.instrument, entry.occurrence))
        if place is not None:
            clashes.append(_known_fault(entry, f"{place[0]}.{place[1]}.fact"))
    if clashes:
        raise Conflict(clashes[0].reason, faults=clashes)


def _refuse_twice(judged: Sequence[tuple[SheetInput, Judged]], wanted: Mapping[Any, tuple[int, int]]) -> None:
    """Refuse a fact that two sheets of one person bring at once."""
    for sheet, found in judged:
        row = sheet.edition
        for place, one in enumerate(found.written):
            last = wanted.get((row.employee_id, INSTRUMENT_OF[Kind(row.kind)].value, one.occurrence))
            if last is not None and last[0] != row.pk:
                reason = _("This fact stands on two sheets of this person; it counts once.")
                raise Conflict(reason, faults=[Fault(f"{row.pk}.{place}.fact", reason)])


def _known_fault(entry: Entry, where: str) -> Fault:
    shown = {"number": entry.edition.number, "day": entry.happened_on.isoformat()}
    return Fault(where, _("This fact costs points already on %(number)s; it counts once (%(day)s).") % shown)


def refuse_known(row: SheetEdition, occurrences: Iterable[str]) -> None:
    """Refuse facts of an edition that stand on another sheet of the same person and instrument (AMB-74)."""
    wanted = list(occurrences)
    clash = (
        Entry.objects.filter(
            employee_id=row.employee_id, instrument=INSTRUMENT_OF[Kind(row.kind)], occurrence__in=wanted, standing=True
        )
        .exclude(edition__number=row.number)
        .select_related("edition")
        .first()
    )
    if clash is not None:
        fault = _known_fault(clash, f"{row.pk}.{wanted.index(clash.occurrence)}.fact")
        raise Conflict(fault.reason, faults=[fault])
