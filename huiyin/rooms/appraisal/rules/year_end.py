"""Decisions about the year's end: which year is being closed, and when a self-summary may be written."""

from datetime import date

OCTOBER, DECEMBER = 10, 12


def year_at_hand(day: date) -> int:
    """Return the year whose end is near or being worked on: this one from October on, else the last."""
    return day.year if day.month >= OCTOBER else day.year - 1


def summary_opens(year: int) -> date:
    """Return the day from which the self-summary of a year may be written: 1 December."""
    return date(year, DECEMBER, 1)


def first_day_after(year: int) -> date:
    """Return 1 January after a year."""
    return date(year + 1, 1, 1)
