"""The words of the calendar."""

from collections.abc import Mapping

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    """What a date is, apart from its weekday."""

    HOLIDAY = "holiday", _("Holiday")
    MAKEUP = "makeup", _("Make-up workday")
    ORDINARY = "ordinary", _("As its weekday")


class HoursDay(models.IntegerChoices):
    """Days that have hours of their own."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")
    MAKEUP = 8, _("Make-up workdays")
    HOLIDAY = 9, _("Holidays")


FIRST_YEAR, LAST_YEAR = 2004, 2100
MOST_DAYS = 2000
MOST_SPANS = 6
LONGEST_HOURS = 120


class SaidOfHours(models.TextChoices):
    """Refusals that the rules of hours give; they know no catalogue."""

    UNREADABLE = "unreadable", _("Write hours as 8:30-12:00 13:30-17:30; a shift past midnight as 22:00-6:00.")
    TOO_LONG = "too_long", _("A stretch of hours lasts 24 hours at most.")
    MEETING = "meeting", _("Two stretches of hours overlap.")


# What follows a person's name in the trail.
CALENDAR_SENTENCES: Mapping[str, Promise] = {
    "load_year": _("loaded the public calendar of %(year)s: %(added)s days, %(unconfirmed)s of them unconfirmed"),
    "set_day": _("set %(date)s in the calendar: %(kind)s"),
    "change_day": _("changed %(date)s in the calendar: %(kind)s"),
    "clear_day": _("let %(date)s follow its weekday again"),
    "confirm_year": _("confirmed the calendar of %(year)s: %(count)s days"),
    "hand_in_days": _("handed in a table of days, %(name)s"),
    "import_days": _("imported the calendar: %(count)s days changed"),
    "set_hours": _("set the working hours of %(unit)s from %(start)s on"),
    "change_hours": _("changed the working hours of %(unit)s from %(start)s on"),
    "drop_hours": _("took back the working hours of %(unit)s from %(start)s on"),
}
