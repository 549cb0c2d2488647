"""What a policy may say."""

from collections.abc import Sequence

from huiyin.kernel.errors import Fault, Refusal
from huiyin.rooms.duties.terms import LONGEST_OFFSET, MOST_RUNGS, DueRule, How, Rung, Said

_BY_AMOUNT = {How.CLOCK_MINUTES, How.WORKING_MINUTES, How.CALENDAR_DAYS, How.WORKING_DAYS}
LAST_DAY_OF_ANY_MONTH = 28


def check_rule(rule: DueRule) -> None:
    """Refuse a rule that names no time."""
    if rule.how in _BY_AMOUNT and rule.amount < 1:
        raise Refusal.at("amount", str(Said.NO_AMOUNT.label))
    if rule.how == How.DAY_OF_MONTH and not 1 <= rule.amount <= LAST_DAY_OF_ANY_MONTH:
        raise Refusal.at("amount", str(Said.NO_DAY.label))
    if rule.at is not None and rule.how in {How.CLOCK_MINUTES, How.WORKING_MINUTES, How.GIVEN}:
        raise Refusal.at("at", str(Said.NO_AT.label))


def check_rungs(rungs: Sequence[Rung]) -> None:
    """Refuse a ladder without rungs, with too many, with two of one kind, or that reaches too far."""
    faults = []
    if not 1 <= len(rungs) <= MOST_RUNGS:
        faults.append(Fault("rungs", str(Said.RUNGS.label) % {"most": MOST_RUNGS}))
    if len({rung.key for rung in rungs}) < len(rungs):
        faults.append(Fault("rungs", str(Said.TWICE.label)))
    if any(abs(rung.offset) > LONGEST_OFFSET for rung in rungs):
        faults.append(Fault("rungs", str(Said.TOO_FAR.label)))
    if faults:
        raise Refusal(faults=faults)
