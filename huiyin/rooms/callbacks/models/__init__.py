"""Tables of callbacks."""

from huiyin.rooms.callbacks.models.callbacks import Attempt, Callback, Opinion
from huiyin.rooms.callbacks.models.policies import Candidate, Draw, Policy
from huiyin.rooms.callbacks.models.rates import FrozenRate

__all__ = ["Attempt", "Callback", "Candidate", "Draw", "FrozenRate", "Opinion", "Policy"]
