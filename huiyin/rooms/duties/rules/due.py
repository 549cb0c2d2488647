"""When a duty is due: its rule, the instant from which it runs, the calendar, the pauses. Reckoned anew each time."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from huiyin.rooms.duties.rules.calendar import Calendar, Counted, Interval
from huiyin.rooms.duties.rules.pausing import extended, joined, minutes_by_the_clock
from huiyin.rooms.duties.terms.kinds import DueRule, How

WORKING = frozenset({How.WORKING_MINUTES, How.WORKING_DAYS, How.DAY_OF_MONTH})


def due_at(
    rule: DueRule,
    armed_at: datetime,
    calendar: Calendar,
    pauses: Iterable[Interval] = (),
    given_at: datetime | None = None,
) -> datetime:
    """Return the due instant in UTC.

    A pause stops the time of the rule: minutes by the clock or of work. Days are counted from the local day of arming,
    which itself does not count, moved on by what the pauses took: working days by the working time, the others by the
    clock. A day of the month, and a promised time, themselves move on by the clock; a day of the month to the end of
    the working day that it then lies on, or of the next.
    """
    if given_at is not None:
        promised = given_at
        return extended(armed_at, pauses, lambda extra: _later(promised, extra), minutes_by_the_clock)
    if rule.how == How.WORKING_MINUTES:
        return extended(armed_at, pauses, lambda extra: calendar.add(armed_at, rule.amount + extra), calendar.elapsed)
    if rule.how == How.WORKING_DAYS:
        return extended(
            armed_at,
            pauses,
            lambda extra: _working_end(
                calendar, calendar.working_day(calendar.local_day(calendar.add(armed_at, extra)), rule.amount), rule.at
            ),
            calendar.elapsed,
        )
    return extended(
        armed_at, pauses, lambda extra: _by_the_clock(rule, armed_at, calendar, extra), minutes_by_the_clock
    )


def _later(at: datetime, minutes: float) -> datetime:
    return (at + timedelta(minutes=minutes)).astimezone(UTC)


def _by_the_clock(rule: DueRule, armed_at: datetime, calendar: Calendar, extra: float) -> datetime:
    if rule.how == How.CLOCK_MINUTES:
        return _later(armed_at, rule.amount + extra)
    if rule.how == How.DAY_OF_MONTH:
        day = calendar.working_day(_in_next_month(calendar.local_day(armed_at), rule.amount), 0)
        due = _working_end(calendar, day, rule.at)
        if not extra:
            return due
        return _working_end(calendar, calendar.working_day(calendar.local_day(_later(due, extra)), 0), rule.at)
    days = 0 if rule.how == How.SAME_DAY else rule.amount
    day = calendar.local_day(_later(armed_at, extra)) + timedelta(days=days)
    return calendar.end_of_day(day) if rule.at is None else _at(calendar, day, rule.at)


def _in_next_month(day: date, n: int) -> date:
    """Return day n of the month after; the last one where the month is shorter."""
    begin = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (begin + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return min(begin + timedelta(days=n - 1), last)


def _at(calendar: Calendar, day: date, at: time) -> datetime:
    return datetime.combine(day, at, calendar.zone).astimezone(UTC)


def _working_end(calendar: Calendar, day: date, at: time | None) -> datetime:
    return calendar.end_of_working_day(day) if at is None else _at(calendar, day, at)


def counted(
    rule: DueRule, calendar: Calendar, armed_at: datetime, due: datetime, pauses: Iterable[Interval] = ()
) -> list[Counted]:
    """Return what lay between arming and due time: working time where the rule counts it, the clock where not.

    What lies in a pause is cut out and stands with no minutes.
    """
    found: list[Counted] = []
    at = armed_at

    def run(start: datetime, end: datetime) -> None:
        if end <= start:
            return
        if rule.how in WORKING:
            found.extend(calendar.explain(start, end))
        else:
            found.append(Counted(start, end, minutes_by_the_clock(start, end)))

    for start, end in joined(pauses):
        first, last = max(start, at), min(end, due)
        if first < last:
            run(at, first)
            found.append(Counted(first, last, 0.0))
            at = last
    run(at, due)
    return found
