"""Terms that the regulations give in working days, reckoned in the working calendar of the house."""

from datetime import date

from huiyin.rooms.duties.queries import working_calendar
from huiyin.rooms.people.rules import climb


def workday_after(path: str, day: date, count: int) -> date:
    """Return the day that lies some working days after a day: holidays do not count, make-up workdays (调休) do.

    ``path`` is of any unit; the calendar is the whole company's, so that nobody's term is shorter because his own
    unit works at weekends. Two statements at most.
    """
    return working_calendar(climb(path)[-1], day).working_day(day, count)
