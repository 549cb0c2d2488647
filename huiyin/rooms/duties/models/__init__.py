"""Tables of the duties room."""

from huiyin.rooms.duties.models.calendar import CalendarDay, CalendarVersion, WorkingHours, WorkingSpan
from huiyin.rooms.duties.models.duties import OPEN, Duty, Fired, Handover, Pause
from huiyin.rooms.duties.models.policies import Policy, PolicyRung

__all__ = [
    "OPEN",
    "CalendarDay",
    "CalendarVersion",
    "Duty",
    "Fired",
    "Handover",
    "Pause",
    "Policy",
    "PolicyRung",
    "WorkingHours",
    "WorkingSpan",
]
