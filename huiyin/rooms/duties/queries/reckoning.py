"""When a duty is due: the rule of its kind, the calendar of its unit, its pauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.rooms.duties.rules.calendar import Calendar, Hours, OutOfCalendar, compile_calendar
from huiyin.rooms.duties.rules.due import counted, due_at
from huiyin.rooms.duties.rules.pausing import Interval
from huiyin.rooms.duties.terms import DueRule, How
from huiyin.rooms.duties.terms.calendar import FIRST_YEAR, LAST_YEAR, OFFICE_DAYS, OFFICE_SPANS


@dataclass(frozen=True)
class Reckoned:
    """A due time and the version of the calendar that gave it."""

    due_at: datetime
    calendar_version: int


@cache
def _office() -> Calendar:
    hours = Hours(date(FIRST_YEAR, 1, 1), dict.fromkeys(OFFICE_DAYS, OFFICE_SPANS))
    zone, span = timezone.get_default_timezone(), (date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
    return compile_calendar({}, [hours], zone=zone, first=span[0], last=span[1])


def calendar_for(unit: int) -> tuple[Calendar, int]:
    """Return the calendar of a unit and its version."""
    return _office(), 0


def zone_of(unit: int) -> tzinfo:
    """Return the time zone of a unit's local day."""
    return calendar_for(unit)[0].zone


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
) -> list[tuple[datetime, datetime, int, str]]:
    """Return the stretches between arming and due time: what counted, and why the rest did not."""
    calendar, _version = calendar_for(unit)
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
