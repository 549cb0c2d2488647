"""When a duty is due: the rule of its kind, the calendar of its unit, its pauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.rooms.duties.queries.calendar import Calendars, calendars
from huiyin.rooms.duties.rules.calendar import Calendar, OutOfCalendar
from huiyin.rooms.duties.rules.due import counted, due_at
from huiyin.rooms.duties.rules.pausing import Interval
from huiyin.rooms.duties.terms import DueRule, How


@dataclass(frozen=True)
class Reckoned:
    """A due time and the version of the calendar that gave it."""

    due_at: datetime
    calendar_version: int


def calendar_for(unit: int) -> tuple[Calendar, int]:
    """Return the calendar of a unit and its version."""
    now = calendars()
    return now.of(unit), now.version


def zone_of(unit: int) -> tzinfo:
    """Return the time zone of a unit's local day."""
    return timezone.get_default_timezone()


def due_of(
    rule: DueRule, armed_at: datetime, unit: int, *, given_at: datetime | None = None, pauses: Sequence[Interval] = ()
) -> Reckoned:
    """Return when a duty is due. Raises Refusal where a promised time is needed and none was given."""
    if rule.how == How.GIVEN and given_at is None:
        raise Refusal(_("This duty is due at a promised time; say which."))
    calendar, version = calendar_for(unit)
    try:
        return Reckoned(due_at(rule, armed_at, calendar, pauses, given_at), version)
    except OutOfCalendar as fault:
        raise Refusal(_("The due time lies outside the years of the calendar.")) from fault


def segments_of(
    rule: DueRule,
    unit: int,
    armed_at: datetime,
    due: datetime,
    pauses: Sequence[tuple[datetime, datetime, str]],
    *,
    given: bool = False,
    known: Calendars,
) -> list[tuple[datetime, datetime, int, str]]:
    """Return the stretches between arming and due time: what counted, and why the rest did not.

    ``known`` are the calendars of the version which gave the due time.
    """
    calendar = known.of(unit)
    asked = DueRule(How.GIVEN) if given else rule
    spans = [(start, end) for start, end, _note in pauses]
    found = []
    for one in counted(asked, calendar, armed_at, due, spans):
        note = ""
        if not one.works:
            held = (said for start, end, said in pauses if start < one.end and end > one.start)
            note = next(held, _("outside working hours"))
        found.append((one.start, one.end, round(one.minutes), note))
    return found
