"""Writes of the callbacks room."""

from huiyin.rooms.callbacks.usecases.calls import give_up_callback, record_attempt, record_call
from huiyin.rooms.callbacks.usecases.ends import close_callback, exempt_callback
from huiyin.rooms.callbacks.usecases.misses import explain_miss, note_missed
from huiyin.rooms.callbacks.usecases.opinions import answer_opinion, raise_opinion
from huiyin.rooms.callbacks.usecases.plan import assign_callback, plan_callback
from huiyin.rooms.callbacks.usecases.policies import adopt_policies, change_policy, end_policy, record_policy
from huiyin.rooms.callbacks.usecases.rates import freeze_rates
from huiyin.rooms.callbacks.usecases.reveal import reveal_number
from huiyin.rooms.callbacks.usecases.years import (
    approve_plan,
    begin_years,
    draft_plan,
    revise_plan,
    set_target,
    sign_summary,
)

__all__ = [
    "adopt_policies",
    "answer_opinion",
    "approve_plan",
    "assign_callback",
    "begin_years",
    "change_policy",
    "close_callback",
    "draft_plan",
    "end_policy",
    "exempt_callback",
    "explain_miss",
    "freeze_rates",
    "give_up_callback",
    "note_missed",
    "plan_callback",
    "raise_opinion",
    "record_attempt",
    "record_call",
    "record_policy",
    "reveal_number",
    "revise_plan",
    "set_target",
    "sign_summary",
]
