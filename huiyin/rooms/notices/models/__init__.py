"""Tables of the notices room."""

from huiyin.rooms.notices.models.channels import Channel, Preference, QuietHours
from huiyin.rooms.notices.models.notices import Attempt, Delivery, Notice

__all__ = ["Attempt", "Channel", "Delivery", "Notice", "Preference", "QuietHours"]
