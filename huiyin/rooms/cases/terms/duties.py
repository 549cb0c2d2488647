"""What is owed about a case, and by whom."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from huiyin.rooms.cases.terms.words import Kind, Level, State
from huiyin.rooms.duties.terms import Channel, DueRule, DutyKind, How, Recipient, Rung

_CASE = "cases:case"
VERIFY, HANDLE, DECIDE, REPORT = "cases.verify", "cases.handle", "cases.decide", "cases.report"
ANSWER, CALLBACK, DECIDE_EXIT = "cases.answer", "cases.callback", "cases.decide_exit"
PROMISE, ACCEPT, IMPORTANT = "cases.promise", "cases.accept", "cases.important"
RECHECK = "cases.recheck"
FIRST_REPORT, FINAL_REPORT = "cases.first_report", "cases.final_report"
_REPRESENTED = ("cases.verify_representation", "cases.handle_representation", "cases.answer_representation")

# The duty that each state owes; a final state owes none.
DUTY_OF: Mapping[str, str] = {
    State.REGISTERED: VERIFY,
    State.INVESTIGATING: VERIFY,
    State.HANDLING: HANDLE,
    State.ESCALATED: DECIDE,
    State.REPORTING: REPORT,
    State.ANSWERING: ANSWER,
    State.AWAITING_CALLBACK: CALLBACK,
    State.EXIT_ASKED: DECIDE_EXIT,
}
# Kinds of matters whose steps have deadlines of their own, which the department sets apart (M-3.3.1).
OWN_DUTIES: Mapping[str, Mapping[str, str]] = {
    Kind.REPRESENTATION: dict(zip((VERIFY, HANDLE, ANSWER), _REPRESENTED, strict=True)),
}
# What is owed until a customer has his answer: nothing of it was missed where he was answered in time.
UNTIL_ANSWERED = frozenset({VERIFY, HANDLE, DECIDE, REPORT, ANSWER, PROMISE, *_REPRESENTED})
# Who decides is not who works on it: these are owed by the manager over the unit.
DECIDED_ABOVE = frozenset({State.ESCALATED, State.EXIT_ASKED})

# Minutes within which an emergency is acknowledged, by level (AMB-41).
EMERGENCY_MINUTES: Mapping[str, int] = {Level.FIRST: 10, Level.SECOND: 20, Level.THIRD: 30, Level.DRILL: 10}
EMERGENCY: Mapping[str, str] = {level: f"cases.emergency_{level}" for level in EMERGENCY_MINUTES}
_LOUD = (Channel.APP, Channel.WECOM, Channel.SMS)


def _chain(minutes: int) -> tuple[Rung, ...]:
    """Call the owner and the supervisor at once, the manager at half of the time, the general manager at its end."""
    return (
        Rung(-minutes, Recipient.OWNER, _LOUD, urgent=True),
        Rung(-minutes, Recipient.SUPERVISOR, _LOUD, urgent=True),
        Rung(-(minutes // 2), Recipient.MANAGER, _LOUD, urgent=True),
        Rung(0, Recipient.GENERAL_MANAGER, _LOUD, urgent=True),
    )


DUTY_KINDS: tuple[DutyKind, ...] = (
    DutyKind(VERIFY, _("Investigate and verify"), "H-4b", _CASE, DueRule(How.SAME_DAY), role=Recipient.SUPERVISOR),
    DutyKind(HANDLE, _("Handle"), "R-5b", _CASE, DueRule(How.WORKING_DAYS, 2), role=Recipient.SUPERVISOR),
    DutyKind(DECIDE, _("Decide how it is handled"), "H-4e", _CASE, DueRule(How.WORKING_DAYS, 1)),
    DutyKind(REPORT, _("Report to the head"), "H-4c", _CASE, DueRule(How.SAME_DAY), role=Recipient.SUPERVISOR),
    DutyKind(ANSWER, _("Answer the customer"), "H-12", _CASE, DueRule(How.SAME_DAY), role=Recipient.SUPERVISOR),
    DutyKind(CALLBACK, _("See that it is called back"), "H-7c", _CASE, DueRule(How.CALENDAR_DAYS, 3)),
    DutyKind(DECIDE_EXIT, _("Decide on leaving it"), "H-12", _CASE, DueRule(How.WORKING_DAYS, 1)),
    DutyKind(PROMISE, _("Reply at the appointed time"), "H-9", _CASE, DueRule(How.GIVEN), role=Recipient.SUPERVISOR),
    DutyKind(ACCEPT, _("Accept the transfer"), "H-5b", _CASE, DueRule(How.WORKING_MINUTES, 120)),
    DutyKind(
        RECHECK, _("See whether the violation was put right"), "R-9a", _CASE, DueRule(How.GIVEN),
        role=Recipient.SUPERVISOR,
    ),
    DutyKind(
        FIRST_REPORT, _("Write the first report"), "R-8c", _CASE, DueRule(How.CLOCK_MINUTES, 12 * 60),
        role=Recipient.SUPERVISOR,
    ),
    DutyKind(
        FINAL_REPORT, _("Write the final report"), "R-8c", _CASE, DueRule(How.CLOCK_MINUTES, 24 * 60),
        role=Recipient.SUPERVISOR,
    ),
    *(
        DutyKind(key, label, "M-3.3.1", _CASE, rule, role=Recipient.SUPERVISOR)
        for key, label, rule in zip(
            _REPRESENTED,
            (_("Look into the representation"), _("Handle and guide"), _("Answer the representation")),
            (DueRule(How.SAME_DAY), DueRule(How.WORKING_DAYS, 2), DueRule(How.SAME_DAY)),
            strict=True,
        )
    ),
    DutyKind(IMPORTANT, _("Report the important event"), "S-4c", _CASE, DueRule(How.SAME_DAY)),
    *(
        DutyKind(
            EMERGENCY[level], _("Acknowledge the emergency"), "R-8b", _CASE, DueRule(How.CLOCK_MINUTES, minutes),
            _chain(minutes), role=Recipient.SUPERVISOR,
        )
        for level, minutes in EMERGENCY_MINUTES.items()
    ),
)  # fmt: skip
