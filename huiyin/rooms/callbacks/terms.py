"""The words of the callbacks room."""

from collections.abc import Mapping
from pathlib import Path

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.workflow import Move, Workflow
from huiyin.rooms.callbacks.layouts import paper
from huiyin.rooms.duties.terms import DueRule, DutyKind, How, Recipient
from huiyin.rooms.records.terms import RecordType


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ = "callbacks.read", _("read callbacks")
    CALL = "callbacks.call", _("call customers back")
    PLAN = "callbacks.plan", _("plan callbacks, hand them out and exempt them")
    KEEP_POLICIES = "callbacks.keep_policies", _("keep callback policies and freeze rates")
    ANSWER_OPINION = "callbacks.answer_opinion", _("answer and sign opinions as head of a department")
    KEEP_PLANS = "callbacks.keep_plans", _("draft annual plans of callbacks and sign annual summaries")
    APPROVE_PLANS = "callbacks.approve_plans", _("approve annual plans of callbacks")


class Occasion(models.TextChoices):
    """After what somebody is called back."""

    DEPARTURE = "departure", _("Guest departure")
    VIP = "vip", _("VIP departure")
    COMPLAINT = "complaint", _("Complaint handled")
    SERVICE = "service", _("Service request done")
    REPAIR = "repair", _("Repair done")
    SPECIAL = "special", _("Special service")
    ACTIVITY = "activity", _("Activity")
    OTHER = "other", _("Other occasion")


class State(models.TextChoices):
    """Where a callback stands."""

    PLANNED = "planned", _("To be called")
    ATTEMPTED = "attempted", _("Tried, not reached yet")
    REACHED = "reached", _("Reached, opinions open")
    ANSWERED = "answered", _("Opinions answered and signed")
    CLOSED = "closed", _("Closed, on record")
    UNREACHABLE = "unreachable", _("Tried, not reached")
    REFUSED = "refused", _("Refused to be called")
    EXEMPT = "exempt", _("Exempt")


class Result(models.TextChoices):
    """What came of an attempt."""

    REACHED = "reached", _("Got through")
    NO_ANSWER = "no_answer", _("No answer")
    REFUSED = "refused", _("Refused to talk")
    WRONG_NUMBER = "wrong_number", _("Number does not exist")


class Way(models.TextChoices):
    """How somebody is called back."""

    PHONE = "phone", _("by telephone")
    WECHAT = "wechat", _("by WeChat")
    VISIT = "visit", _("in person")
    MAIL = "mail", _("by mail")


class Part(models.TextChoices):
    """The parts of the day in which somebody may be tried."""

    MORNING = "morning", _("morning")
    NOON = "noon", _("noon")
    AFTERNOON = "afternoon", _("afternoon")
    EVENING = "evening", _("evening")


class Satisfaction(models.TextChoices):
    """How content the customer is."""

    SATISFIED = "satisfied", _("Satisfied")
    FAIRLY = "fairly", _("Fairly satisfied")
    UNSATISFIED = "unsatisfied", _("Not satisfied")


class OpinionKind(models.TextChoices):
    """What a customer says (H-8a, H-10a, M-3.1.3)."""

    OPINION = "opinion", _("Opinion")
    DEMAND = "demand", _("Demand")
    SUGGESTION = "suggestion", _("Suggestion")
    COMPLAINT = "complaint", _("Complaint")
    CRITICISM = "criticism", _("Criticism")


class Exemption(models.TextChoices):
    """Why nobody is called; the reasons are listed, and who is exempt leaves the denominator (AMB-51, AMB-54)."""

    NO_CONTACT = "no_contact", _("No lawful contact data")
    WRONG_NUMBER = "wrong_number", _("The number proved wrong")
    COURT = "court", _("A dispute is before a court")
    DUPLICATE = "duplicate", _("Already called back on the same matter")


class PlanState(models.TextChoices):
    """Where an annual plan stands."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")


class Meaning(models.TextChoices):
    """What is signed in this room."""

    ANSWER_OPINION = "answer_opinion", _("Opinion of a callback answered")


TO_CALL = frozenset({State.PLANNED, State.ATTEMPTED})
OPEN = TO_CALL | {State.REACHED, State.ANSWERED}
ENDED = frozenset(State) - OPEN
WAS_REACHED = frozenset({State.REACHED, State.ANSWERED, State.CLOSED})
OUT_OF_COUNT = frozenset({State.EXEMPT, State.REFUSED})
"""What leaves the denominator, and is listed."""

FLOW = Workflow(
    State.PLANNED,
    (
        Move("attempt", TO_CALL, State.ATTEMPTED, Permit.CALL),
        Move("reach", TO_CALL, State.REACHED, Permit.CALL),
        Move("give_up", frozenset({State.ATTEMPTED}), State.UNREACHABLE, Permit.CALL),
        Move("refuse", TO_CALL, State.REFUSED, Permit.CALL),
        Move("exempt", TO_CALL, State.EXEMPT, Permit.PLAN),
        Move("answer", frozenset({State.REACHED}), State.ANSWERED, Permit.ANSWER_OPINION),
        Move("close", frozenset({State.REACHED, State.ANSWERED}), State.CLOSED, Permit.CALL),
    ),
)

MOST_QUESTIONS = 5
MOST_OPINIONS = 3
"""Opinions that one call records at once; more are added afterwards, one by one."""
REPEATED_WITHIN_DAYS = 90
CALL_SERIES = "HF"
MOST_IMPORTED = 2_000

YEAR_PLAN, YEAR_SUMMARY = "callbacks.year_plan", "callbacks.year_summary"
UNIT_YEAR = "callbacks.unit_year"
"""What the two duties of a year are about: "<unit>-2027"."""
PLANNED_FROM_MONTH = 11
"""From this month on the next year's plan is owed."""
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100

CALL, ANSWER, PROMISE, CLOSE = "callbacks.call", "callbacks.answer", "callbacks.promise", "callbacks.close"
DUTY_KINDS = (
    DutyKind(
        CALL, _("Call the customer back"), "H-7a", "callbacks:callback", DueRule(How.GIVEN), role=Recipient.SUPERVISOR
    ),
    DutyKind(ANSWER, _("Answer and sign an opinion"), "H-10c", "callbacks:opinion", DueRule(How.WORKING_DAYS, 3)),
    DutyKind(PROMISE, _("Answer at the appointed time"), "H-9", "callbacks:opinion", DueRule(How.GIVEN)),
    DutyKind(
        CLOSE, _("Close the callback"), "H-12", "callbacks:callback", DueRule(How.WORKING_DAYS, 1),
        role=Recipient.SUPERVISOR,
    ),
    DutyKind(
        YEAR_PLAN, _("Have next year's callback plan approved"), "H-6b", "callbacks:plans", DueRule(How.GIVEN),
        role=Recipient.MANAGER,
    ),
    DutyKind(
        YEAR_SUMMARY, _("Sign the annual summary of callbacks"), "H-6c", "callbacks:year", DueRule(How.GIVEN),
        role=Recipient.MANAGER,
    ),
)  # fmt: skip

FORM = "callback_form"
RECORD_TYPES = (
    RecordType(
        key=FORM,
        title=paper.TITLE,
        prefix="HFJL",
        years=2,
        layout=Path(__file__).parent / "layouts" / "callback.typ",
        clauses=("H-8b", "H-10d"),
        paper=paper.paper,
        code="KF-HF-01",
    ),
)

# The workbook of departures, until guests have a room of their own. Its words are data and stay Chinese.
SHEET = "离店客人"
COLUMNS: Mapping[str, str] = {
    "name": "客人姓名",
    "phone": "电话",
    "room": "房号",
    "departed": "离店日期",
    "kind": "类型",
}
OPTIONAL = frozenset({"类型"})
KIND_WORDS: Mapping[str, Occasion] = {
    "散客": Occasion.DEPARTURE, "团队": Occasion.DEPARTURE, "VIP": Occasion.VIP, "": Occasion.DEPARTURE,
}  # fmt: skip

# What follows a person's name in the trail.
SENTENCES: Mapping[str, Promise] = {
    "record_policy": _("added the callback policy %(subject)s"),
    "change_policy": _("changed the callback policy %(subject)s"),
    "end_policy": _("ended the callback policy %(subject)s"),
    "adopt_policies": _("adopted the regulation's callback policies for %(unit)s"),
    "plan_callback": _("planned callback %(subject)s"),
    "assign_callback": _("handed callback %(subject)s to %(caller)s"),
    "record_attempt": _("tried callback %(subject)s: %(result)s"),
    "record_call": _("called back %(subject)s: %(satisfaction)s, %(opinions)s opinions"),
    "give_up_callback": _("gave up callback %(subject)s after %(attempts)s attempts"),
    "exempt_callback": _("exempted callback %(subject)s: %(reason)s"),
    "raise_opinion": _("wrote down an opinion for %(department)s"),
    "answer_opinion": _("answered and signed an opinion of callback %(callback)s"),
    "close_callback": _("closed callback %(subject)s"),
    "explain_miss": _("explained why callback %(subject)s was missed"),
    "note_missed": _("noted that callback %(subject)s was missed"),
    "hand_in_departures": _("handed in a list of departures: %(name)s"),
    "import_departures": _("imported %(planned)s departures"),
    "draft_plan": _("drafted the callback plan %(subject)s"),
    "set_target": _("set a target in the callback plan %(subject)s"),
    "approve_plan": _("approved the callback plan %(subject)s"),
    "revise_plan": _("began the correction %(subject)s of a callback plan; reason: %(reason)s"),
    "sign_summary": _("signed the annual summary of callbacks %(subject)s"),
    "begin_years": _("owed %(plans)s plans and %(summaries)s annual summaries of callbacks"),
    "freeze_rates": _("froze the callback rates of %(month)s: %(count)s lines"),
    "reveal_number": _("looked at the number of callback %(subject)s; reason: %(reason)s"),
}
