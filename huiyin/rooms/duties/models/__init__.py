"""Tables of the duties room."""

from huiyin.rooms.duties.models.calendar import (
    CalendarDay,
    CalendarVersion,
    WorkingHours,
    WorkingHoursQuerySet,
    WorkingSpan,
)
from huiyin.rooms.duties.models.duties import OPEN, Duty, Fired, Handover, Pause, Shift
from huiyin.rooms.duties.models.feeds import Feed
from huiyin.rooms.duties.models.policies import Policy, PolicyRung

__all__ = [
    "OPEN",
    "CalendarDay",
    "CalendarVersion",
    "Duty",
    "Feed",
    "Fired",
    "Handover",
    "Pause",
    "Policy",
    "PolicyRung",
    "Shift",
    "WorkingHours",
    "WorkingHoursQuerySet",
    "WorkingSpan",
]
