"""Tables of the duties room."""

from huiyin.rooms.duties.models.duties import OPEN, Duty, Fired, Handover, Pause
from huiyin.rooms.duties.models.policies import Policy, PolicyRung

__all__ = ["OPEN", "Duty", "Fired", "Handover", "Pause", "Policy", "PolicyRung"]
