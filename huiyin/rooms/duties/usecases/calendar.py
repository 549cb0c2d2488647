"""Writes of the calendar: days and hours. Each change makes a version of the calendar, and open duties are reckoned
anew from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Fault, Refusal
from huiyin.platform import clock, numbering, store, trail
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.duties.models.calendar import CalendarDay, CalendarVersion, Holding, WorkingHours, WorkingSpan
from huiyin.rooms.duties.queries.calendar import contents_of, digest_of
from huiyin.rooms.duties.rules.calendar import Span
from huiyin.rooms.duties.rules.public_days import PublicDay, public_year
from huiyin.rooms.duties.terms import Permit
from huiyin.rooms.duties.terms.calendar import DayKind
from huiyin.rooms.duties.usecases.recompute import reckon_later

SERIES = "duties:calendar"
Row = TypeVar("Row", bound=Holding)
Week = Mapping[int, Sequence[Span]]


def _begin(actor: Actor, why: str) -> CalendarVersion:
    """Begin a version: its number is locked until the transaction ends, so changes of the calendar are one by one.

    Everybody reads why, so it names no unit.
    """
    return CalendarVersion(number=numbering.take_one(SERIES), made_at=clock.now(), made_by=actor.name, why=why[:200])


def _finish(version: CalendarVersion, unit_path: str = "") -> None:
    """Seal the version with what it says, and have open duties reckoned anew by the system."""
    version.digest = digest_of(contents_of(version.number))
    store.add(version)
    said = _("calendar version %(n)s: %(why)s") % {"n": version.number, "why": version.why}
    reckon_later(SYSTEM, why=said, unit_path=unit_path)


def _close(row: Row, version: CalendarVersion, *, seen: int | None) -> Row:
    """Let a row hold no longer. Raises Conflict where another took its place, Stale where it was changed."""
    if row.until is not None:
        raise Conflict(_("Somebody else changed this part of the calendar. Look again."))
    return store.change(row, seen=seen, until=version.number)


@dataclass(frozen=True)
class DayInput:
    """What a date is."""

    date: date
    kind: str
    name: str = ""
    confirmed: bool = True


def _day(given: DayInput, version: CalendarVersion, number: int = 1) -> CalendarDay:
    return CalendarDay(
        date=given.date,
        kind=given.kind,
        name=given.name,
        confirmed=given.confirmed,
        since=version.number,
        version=number,
    )


def _put(given: DayInput, version: CalendarVersion, old: CalendarDay | None, *, seen: int | None = None) -> CalendarDay:
    if old is None:
        return store.add(_day(given, version))
    number = (seen if seen is not None else old.version) + 1
    _close(old, version, seen=seen)
    return store.add(_day(given, version, number))


def _said(kind: str) -> str:
    return str(DayKind(kind).label)


@usecase(permit=Permit.KEEP_CALENDAR)
def set_day(actor: Actor, *, date: date, kind: str, name: str = "", confirmed: bool = True) -> CalendarDay:
    """Say what a date is that does not follow its weekday."""
    if CalendarDay.objects.filter(date=date, until=None).exists():
        raise Refusal.at("date", _("This date is in the calendar already. Change it there."))
    trail.note(date=date.isoformat(), kind=_said(kind))
    version = _begin(actor, f"{date} {_said(kind)}")
    row = _put(DayInput(date, kind, name, confirmed), version, None)
    _finish(version)
    return row


@usecase(permit=Permit.KEEP_CALENDAR)
def change_day(
    actor: Actor, *, day: CalendarDay, seen: int, kind: str, name: str = "", confirmed: bool = True
) -> CalendarDay:
    """Change what a date is, or confirm it."""
    trail.note(date=day.date.isoformat(), kind=_said(kind))
    version = _begin(actor, f"{day.date} {_said(kind)}")
    row = _put(DayInput(day.date, kind, name, confirmed), version, day, seen=seen)
    _finish(version)
    return row


@usecase(permit=Permit.KEEP_CALENDAR)
def clear_day(actor: Actor, *, day: CalendarDay, seen: int) -> CalendarDay:
    """Let a date follow its weekday again."""
    trail.note(date=day.date.isoformat())
    version = _begin(actor, _("%(date)s follows its weekday again") % {"date": day.date})
    row = _close(day, version, seen=seen)
    _finish(version)
    return row


def _of_year(year: int) -> dict[date, CalendarDay]:
    rows = CalendarDay.objects.select_for_update().filter(date__year=year, until=None)
    return {row.date: row for row in rows}


def _public(one: PublicDay) -> DayInput:
    return DayInput(one.day, DayKind.MAKEUP if one.works else DayKind.HOLIDAY, one.name[:60], one.confirmed)


def _same(row: CalendarDay, given: DayInput) -> bool:
    return (row.kind, row.name, row.confirmed) == (given.kind, given.name, given.confirmed)


@usecase(permit=Permit.KEEP_CALENDAR)
def load_year(actor: Actor, *, year: int) -> CalendarVersion:
    """Load the public holidays and make-up workdays of a year. What was confirmed, or set by hand, stays as it is.

    A year that is not published yet gets the statutory holidays, unconfirmed; loading it again later confirms it.
    Raises Refusal where nothing would change.
    """
    public = public_year(year)
    if not public.days:
        raise Refusal.at("year", _("Nothing is known about this year yet."))
    version = _begin(actor, _("public calendar of %(year)s") % {"year": year})
    stored = _of_year(year)
    wanted = {one.day: _public(one) for one in public.days}
    changed = 0
    for day, given in wanted.items():
        row = stored.get(day)
        if row is None or not (row.confirmed or _same(row, given)):
            _put(given, version, row)
            changed += 1
    for day, row in stored.items():
        if public.published and day not in wanted and not row.confirmed:
            _close(row, version, seen=None)
            changed += 1
    if not changed:
        raise Refusal.at("year", _("The calendar holds this year already, as far as it is published."))
    unconfirmed = CalendarDay.objects.filter(date__year=year, until=None, confirmed=False).count()
    trail.note(year=year, added=changed, unconfirmed=unconfirmed)
    _finish(version)
    return version


def load_years_around(actor: Actor) -> list[int]:
    """Load last year, this one and the next where something is new; return which were."""
    loaded = []
    for year in range(clock.today().year - 1, clock.today().year + 2):
        with suppress(Refusal):
            load_year(actor, year=year)
            loaded.append(year)
    return loaded


@usecase(permit=Permit.KEEP_CALENDAR)
def confirm_year(actor: Actor, *, year: int) -> CalendarVersion:
    """Confirm every day of a year as it stands, once its notice was compared."""
    version = _begin(actor, _("%(year)s confirmed") % {"year": year})
    open_days = [row for row in _of_year(year).values() if not row.confirmed]
    if not open_days:
        raise Refusal.at("year", _("No day of this year is unconfirmed."))
    for row in open_days:
        _put(DayInput(row.date, row.kind, row.name, confirmed=True), version, row)
    trail.note(year=year, count=len(open_days))
    _finish(version)
    return version


@usecase(permit=Permit.KEEP_CALENDAR)
def import_days(actor: Actor, *, days: Sequence[DayInput]) -> CalendarVersion:
    """Set the days of a workbook: each replaces what the calendar says of its date; others stay.

    Raises Refusal where nothing would change.
    """
    twice = [Fault("file", _("%(date)s stands in it twice.") % {"date": day}) for day in _doubles(days)]
    if twice:
        raise Refusal(faults=twice)
    version = _begin(actor, _("imported days"))
    rows = CalendarDay.objects.select_for_update().filter(until=None, date__in=[one.date for one in days])
    stored = {row.date: row for row in rows}
    changed = [one for one in days if one.date not in stored or not _same(stored[one.date], one)]
    if not changed:
        raise Refusal.at("file", _("The calendar holds all of this already."))
    for one in changed:
        _put(one, version, stored.get(one.date))
    trail.note(count=len(changed))
    _finish(version)
    return version


def _doubles(days: Iterable[DayInput]) -> list[date]:
    met: set[date] = set()
    return sorted({one.date for one in days if one.date in met or met.add(one.date)})  # type: ignore[func-returns-value]


def _check(actor: Actor, unit: Any) -> None:
    if not actor.reach(Permit.KEEP_CALENDAR).covers(unit.path):
        raise Refusal.at("unit", _("You may not set the hours of this department."))


def _add_hours(unit: Any, start: date, week: Week | None, version: CalendarVersion, number: int = 1) -> WorkingHours:
    row = store.add(WorkingHours(unit=unit, start=start, inherit=week is None, since=version.number, version=number))
    for day, spans in sorted((week or {}).items()):
        for first, last in spans:
            store.add(WorkingSpan(hours=row, day=day, first=first, last=last))
    return row


@usecase(permit=Permit.KEEP_CALENDAR)
def set_hours(actor: Actor, *, unit: Any, start: date, week: Week | None) -> WorkingHours:
    """Set the working hours of a department from a day on; without a week it follows the one above again."""
    _check(actor, unit)
    if WorkingHours.objects.filter(unit=unit, start=start, until=None).exists():
        raise Refusal.at("start", _("Hours of this department begin on this day already. Change those."))
    return _keep_hours(actor, unit, start, week)


@usecase(permit=Permit.KEEP_CALENDAR)
def change_hours(
    actor: Actor, *, hours: WorkingHours, seen: int, unit: Any, start: date, week: Week | None
) -> WorkingHours:
    """Correct working hours."""
    _check(actor, hours.unit)
    _check(actor, unit)
    others = WorkingHours.objects.filter(unit=unit, start=start, until=None).exclude(pk=hours.pk)
    if others.exists():
        raise Refusal.at("start", _("Hours of this department begin on this day already. Change those."))
    return _keep_hours(actor, unit, start, week, (hours, seen))


def _keep_hours(
    actor: Actor, unit: Any, start: date, week: Week | None, old: tuple[WorkingHours, int] | None = None
) -> WorkingHours:
    """Add hours, in the place of older ones and of the version of them that was seen."""
    trail.note(unit=unit.name, start=start.isoformat())
    version = _begin(actor, _("a department's hours from %(start)s on") % {"start": start})
    number, reached = 1, unit.path
    if old is not None:
        row, seen = old
        _close(row, version, seen=seen)
        number = seen + 1
        reached = unit.path if row.unit_id == unit.pk else ""  # hours that move to another unit reach both
    made = _add_hours(unit, start, week, version, number)
    _finish(version, reached)
    return made


@usecase(permit=Permit.KEEP_CALENDAR)
def drop_hours(actor: Actor, *, hours: WorkingHours, seen: int) -> WorkingHours:
    """Take working hours back; those before them, or of the department above, hold again."""
    _check(actor, hours.unit)
    trail.note(unit=hours.unit.name, start=hours.start.isoformat())
    version = _begin(actor, _("a department's hours from %(start)s on, taken back") % {"start": hours.start})
    row = _close(hours, version, seen=seen)
    _finish(version, hours.unit.path)
    return row
