"""Kinds of duty as rooms declare them."""

from huiyin.rooms.duties.terms import DueRule, DutyKind, How, Recipient, Rung

KINDS = (
    DutyKind("case.verify", "Verify", "R-6", "people:employee", DueRule(How.SAME_DAY)),
    DutyKind(
        "case.answer",
        "Answer",
        "R-7",
        "people:employee",
        DueRule(How.CLOCK_MINUTES, 120),
        rungs=(
            Rung(-30, Recipient.OWNER),
            Rung(0, Recipient.SUPERVISOR),
            Rung(60, Recipient.MANAGER),
            Rung(120, Recipient.GENERAL_MANAGER, ("app", "sms"), urgent=True),
        ),
    ),
    DutyKind("case.promise", "Keep the promise", "S-1", "people:employee", DueRule(How.GIVEN)),
    DutyKind("case.days", "Within three working days", "S-2", "people:employee", DueRule(How.WORKING_DAYS, 3)),
    DutyKind("call.back", "Call back", "P-1", "people:employee", DueRule(How.CALENDAR_DAYS, 3), role="supervisor"),
)


def kinds() -> dict[str, DutyKind]:
    """As ``wiring.duty_kinds`` gives them."""
    return {kind.key: kind for kind in KINDS}
