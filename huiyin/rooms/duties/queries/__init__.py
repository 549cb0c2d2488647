"""Reads of the duties room."""

from huiyin.rooms.duties.queries.calendar import working_calendar
from huiyin.rooms.duties.queries.owed import (
    duties,
    duties_of,
    duty_page,
    first_of_mine,
    mine,
    next_due_of,
    team,
)
from huiyin.rooms.duties.queries.rates import Rate, on_time_rate, on_time_rates

__all__ = [
    "Rate",
    "duties",
    "duties_of",
    "duty_page",
    "first_of_mine",
    "mine",
    "next_due_of",
    "on_time_rate",
    "on_time_rates",
    "team",
    "working_calendar",
]
