"""The words of cases: kinds, channels, states."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from huiyin.rooms.approvals.terms import ApprovalKind


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ_CASES = "cases.read_cases", _("read cases")
    KEEP_CASES = "cases.keep_cases", _("register and handle cases")
    DECIDE_CASES = "cases.decide_cases", _("decide on cases")
    REVEAL_CALLER = "cases.reveal_caller", _("reveal telephone numbers of callers")


class Kind(models.TextChoices):
    """What a matter is."""

    COMPLAINT = "complaint", _("Complaint")
    REPRESENTATION = "representation", _("Representation")
    CONSULTATION = "consultation", _("Consultation")
    REQUEST = "request", _("Service request")
    SUGGESTION = "suggestion", _("Suggestion")
    PRAISE = "praise", _("Praise")
    VIOLATION = "violation", _("Violation or breach")
    EMERGENCY = "emergency", _("Emergency")


# What stands before a number of each kind.
PREFIX = {
    Kind.COMPLAINT: "TS", Kind.REPRESENTATION: "SS", Kind.CONSULTATION: "ZX", Kind.REQUEST: "XQ",
    Kind.SUGGESTION: "JY", Kind.PRAISE: "BY", Kind.VIOLATION: "WZ", Kind.EMERGENCY: "TF",
}  # fmt: skip
# What may be answered on the spot and archived at once.
AT_ONCE = frozenset({Kind.CONSULTATION, Kind.SUGGESTION, Kind.PRAISE})
# What customers wish for, which is no complaint.
DEMANDS = (Kind.REQUEST, Kind.CONSULTATION, Kind.SUGGESTION)


class CaseChannel(models.TextChoices):
    """By what way a matter came."""

    TELEPHONE = "telephone", _("Telephone")
    VISIT = "visit", _("Visit in person")
    WEB = "web", _("Web form")
    MAIL = "mail", _("Mail")
    MESSENGER = "messenger", _("Messenger")
    CALLBACK = "callback", _("Callback")
    PATROL = "patrol", _("Patrol")
    COMMITTEE = "committee", _("Owners' committee")


class Category(models.TextChoices):
    """What a matter is about."""

    SERVICE = "service", _("Service attitude")
    REPAIR = "repair", _("Repairs and facilities")
    HYGIENE = "hygiene", _("Cleaning and hygiene")
    SAFETY = "safety", _("Safety and order")
    NOISE = "noise", _("Noise and neighbours")
    PARKING = "parking", _("Vehicles and parking")
    FEES = "fees", _("Fees and bills")
    PRODUCT = "product", _("Product quality")
    DELIVERY = "delivery", _("Delivery and supply")
    ROOM = "room", _("Rooms and catering")
    OTHER = "other", _("Other matters")


class Severity(models.TextChoices):
    """How grave a matter is."""

    ORDINARY = "ordinary", _("Ordinary")
    GRAVE = "grave", _("Grave")


class Level(models.TextChoices):
    """How urgent an emergency is; a drill is called like the first level (AMB-41)."""

    FIRST = "1", _("Level I: 10 minutes")
    SECOND = "2", _("Level II: 20 minutes")
    THIRD = "3", _("Level III: 30 minutes")
    DRILL = "d", _("Drill: 10 minutes")


class Position(models.TextChoices):
    """What a customer says to a rule that was explained to him (H-3b)."""

    ACCEPTED = "accepted", _("Accepts it")
    RESERVED = "reserved", _("Keeps his opinion")
    REFUSED = "refused", _("Does not accept it")


class Part(models.TextChoices):
    """Which report of an emergency it is (R-8c)."""

    FIRST = "first", _("First report")
    FINAL = "final", _("Final report")


class Meaning(models.TextChoices):
    """What is signed in this room."""

    WRITE_REPORT = "write_report", _("Report of an emergency written")


class State(models.TextChoices):
    """Where a case stands."""

    REGISTERED = "registered", _("Registered, to be investigated")
    INVESTIGATING = "investigating", _("Being investigated")
    HANDLING = "handling", _("Being handled")
    ESCALATED = "escalated", _("Reported upwards")
    REPORTING = "reporting", _("To be reported to the head")
    ANSWERING = "answering", _("To be answered")
    AWAITING_CALLBACK = "awaiting_callback", _("Awaiting callback")
    EXIT_ASKED = "exit_asked", _("Leave asked for")
    ARCHIVED = "archived", _("Archived")
    WITHDRAWN = "withdrawn", _("Complaint withdrawn")
    UNREACHABLE = "unreachable", _("Customer cannot be reached")
    NOT_OURS = "not_ours", _("Not of this unit")


FINAL = frozenset({State.ARCHIVED, State.WITHDRAWN, State.UNREACHABLE, State.NOT_OURS})
EXITS = (State.WITHDRAWN, State.UNREACHABLE, State.NOT_OURS)


EXIT = "cases.exit"
APPROVAL_KINDS = (ApprovalKind(EXIT, _("Leaving a case"), "H-12"),)


class StepKind(models.TextChoices):
    """What a line of a case's timeline is."""

    MOVE = "move", _("Move")
    NOTE = "note", _("Note")
    TRANSFER = "transfer", _("Transfer")
    PROMISE = "promise", _("Appointed reply")
    EMERGENCY = "emergency", _("Call chain")


LONGEST_TEXT = 4000
LONGEST_RULE = 200
MOST_ATTACHED = 20
LONGEST_REASON = 500
THIRD = 3
MOST_DEMANDS = 10
