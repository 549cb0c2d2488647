"""A table of days (.csv or .xlsx) on its way into the calendar: handed in, looked through, imported all or nothing."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.platform import files, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query, usecase
from huiyin.platform.models import StoredFile
from huiyin.rooms.duties.models.calendar import CalendarDay
from huiyin.rooms.duties.terms import Permit
from huiyin.rooms.duties.terms.calendar import DayKind
from huiyin.rooms.duties.usecases.calendar import DayInput
from huiyin.rooms.people.usecases.roster import XLSX, Findings, Line

CSV = "text/csv"


class Row(Protocol):
    """A row of the table: its number there, and the day that it says or why it is refused."""

    @property
    def number(self) -> int:
        """Return its number."""

    @property
    def day(self) -> DayInput | None:
        """Return the day that it says, if it says one."""

    @property
    def reason(self) -> str:
        """Return why it is refused, if it is."""


@usecase(permit=Permit.KEEP_CALENDAR)
def hand_in_days(actor: Actor, *, file: files.Upload) -> StoredFile:
    """Keep a table of days that was handed in; the calendar stays as it is."""
    name = file.name or ""
    stored = files.put(actor, name, file.chunks(), CSV if Path(name).suffix.lower() == ".csv" else XLSX)
    trail.note(name=stored.name, digest=stored.digest, size=stored.size)
    return stored


@query(permit=Permit.KEEP_CALENDAR)
def days_handed_in(actor: Actor, pk: int) -> StoredFile:
    """Return a table that the actor himself handed in."""
    stored = StoredFile.objects.filter(pk=pk, owner_id=actor.user_id, content_type__in=(CSV, XLSX)).first()
    if stored is None:
        raise NotVisible(_("There is no such table, or somebody else handed it in."))
    return stored


@query(permit=Permit.KEEP_CALENDAR)
def preview_days(_actor: Actor, name: str, rows: Iterable[Row]) -> Findings:
    """Return what importing a table would do, row by row: one statement. A day that stands in none of them stays."""
    stored = {one.date: one for one in CalendarDay.objects.filter(until=None)}
    findings, met = Findings(), dict[object, int]()
    for row in rows:
        if row.day is None:
            findings.refused.append(Line(name, row.number, reason=row.reason))
            continue
        day, label = row.day, f"{row.day.date} {DayKind(row.day.kind).label} {row.day.name}".strip()
        if day.date in met:
            said = _("%(date)s stands in row %(row)s already.") % {"date": day.date, "row": met[day.date]}
            findings.refused.append(Line(name, row.number, label, reason=said))
            continue
        met[day.date] = row.number
        before = stored.get(day.date)
        changes = [] if before is None else _changes(before, day)
        kept = findings.new if before is None else findings.changed if changes else findings.unchanged
        kept.append(Line(name, row.number, label, changes))
    return findings


def _changes(before: CalendarDay, day: DayInput) -> list[dict[str, str]]:
    yes, no = _("yes"), _("no")
    pairs = [
        (_("kind"), before.get_kind_display(), str(DayKind(day.kind).label)),
        (_("name"), before.name, day.name),
        (_("confirmed"), yes if before.confirmed else no, yes if day.confirmed else no),
    ]
    return [{"label": label, "before": was, "after": then} for label, was, then in pairs if was != then]
