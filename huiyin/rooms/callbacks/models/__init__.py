"""Tables of callbacks."""

from huiyin.rooms.callbacks.models.callbacks import Attempt, Callback, Opinion
from huiyin.rooms.callbacks.models.policies import Candidate, Draw, Policy
from huiyin.rooms.callbacks.models.rates import FrozenRate
from huiyin.rooms.callbacks.models.years import Plan, Summary, SummaryLine, Target

__all__ = [
    "Attempt", "Callback", "Candidate", "Draw", "FrozenRate", "Opinion", "Plan", "Policy", "Summary", "SummaryLine",
    "Target",
]  # fmt: skip
