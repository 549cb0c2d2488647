"""When a duty is due: the rule of its kind, the calendar of its unit, its pauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.rooms.duties.rules.pausing import Interval, extended, minutes_by_the_clock
from huiyin.rooms.duties.terms import DueRule, How


@dataclass(frozen=True)
class Reckoned:
    """A due time and the version of the calendar that gave it."""

    due_at: datetime
    calendar_version: int


def zone_of(unit: int) -> tzinfo:
    """Return the time zone of a unit's local day."""
    return timezone.get_default_timezone()


def due_of(
    rule: DueRule, armed_at: datetime, unit: int, *, given_at: datetime | None = None, pauses: Sequence[Interval] = ()
) -> Reckoned:
    """Return when a duty is due. Raises Refusal where a promised time is needed and none was given."""
    zone = zone_of(unit)
    if rule.how == How.GIVEN or given_at is not None:
        if given_at is None:
            raise Refusal(_("This duty is due at a promised time; say which."))
        promised = given_at
        return Reckoned(
            extended(armed_at, pauses, lambda extra: promised + timedelta(minutes=extra), minutes_by_the_clock), 0
        )
    by_minutes = rule.how in {How.CLOCK_MINUTES, How.WORKING_MINUTES}

    def due(extra: float) -> datetime:
        if by_minutes:
            return armed_at + timedelta(minutes=rule.amount + extra)
        days = 0 if rule.how == How.SAME_DAY else rule.amount
        local = (armed_at + timedelta(minutes=extra)).astimezone(zone).date() + timedelta(days=days)
        if rule.at is not None:
            return datetime.combine(local, rule.at, zone).astimezone(UTC)
        return datetime.combine(local + timedelta(days=1), time(0), zone).astimezone(UTC)

    return Reckoned(extended(armed_at, pauses, due, minutes_by_the_clock), 0)
