"""The words of the appraisal room."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.workflow import Move, Workflow
from huiyin.rooms.appraisal import layouts
from huiyin.rooms.appraisal.layouts import papers
from huiyin.rooms.appraisal.terms.objections import OPEN_OBJECTIONS as OPEN_OBJECTIONS
from huiyin.rooms.appraisal.terms.objections import ObjectionState as ObjectionState
from huiyin.rooms.appraisal.terms.objections import Outcome as Outcome
from huiyin.rooms.appraisal.terms.rulings import OPEN_STATES as OPEN_STATES
from huiyin.rooms.appraisal.terms.rulings import AppealResult as AppealResult
from huiyin.rooms.appraisal.terms.rulings import Delivery as Delivery
from huiyin.rooms.appraisal.terms.rulings import RulingKind as RulingKind
from huiyin.rooms.appraisal.terms.rulings import RulingLevel as RulingLevel
from huiyin.rooms.appraisal.terms.rulings import RulingObstacle as RulingObstacle
from huiyin.rooms.appraisal.terms.rulings import RulingState
from huiyin.rooms.appraisal.terms.sentences import SENTENCES as SENTENCES
from huiyin.rooms.people import terms as people
from huiyin.rooms.records.terms import RecordType


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ_SHEETS = "appraisal.read_sheets", _("read sheets and results")
    READ_STATISTICS = "appraisal.read_statistics", _("read appraisal statistics")
    IMPORT_SHEETS = "appraisal.import_sheets", _("import sheets")
    SETTLE_YEAR = "appraisal.settle_year", _("settle a year")
    PUBLISH_YEAR = "appraisal.publish_year", _("publish a year's results")
    READ_SCHEMES = "appraisal.read_schemes", _("read schemes and standards")
    DRAFT_SCHEME = "appraisal.draft_scheme", _("draft schemes")
    APPROVE_SCHEME = "appraisal.approve_scheme", _("approve schemes")
    PUBLISH_SCHEME = "appraisal.publish_scheme", _("publish schemes")
    ISSUE_FORMS = "appraisal.issue_forms", _("issue appraisal forms")
    DRAFT_SHEETS = "appraisal.draft_sheets", _("draft sheets")
    CONFIRM_SHEETS = "appraisal.confirm_sheets", _("confirm sheets")
    ANSWER_SHEETS = "appraisal.answer_sheets", _("read and object to one's own sheets")
    DECIDE_OBJECTIONS = "appraisal.decide_objections", _("decide objections")
    READ_RULINGS = "appraisal.read_rulings", _("read awards and sanctions")
    ANSWER_RULING = "appraisal.answer_ruling", _("state one's own case and appeal")
    PROPOSE_RULING = "appraisal.propose_ruling", _("propose awards and sanctions, hear the person, deliver decisions")
    CHECK_RULING = "appraisal.check_ruling", _("check proposed awards and sanctions")
    DECIDE_REMINDERS = "appraisal.decide_reminders", _("decide on verbal reminders")
    DECIDE_RULINGS = "appraisal.decide_rulings", _("decide on praise, commendations, merits, warnings and demerits")
    DECIDE_GRAVE = "appraisal.decide_grave", _("decide on great merits, great demerits and dismissals")
    DECIDE_APPEALS = "appraisal.decide_appeals", _("decide on appeals against sanctions")


class Kind(models.IntegerChoices):
    """Kinds of sheets (P-4.6, AMB-04)."""

    WEEK_CHECK = 1, _("Weekly inspection")
    MONTH_CHECK = 2, _("Monthly inspection")
    SPOT_CHECK = 3, _("Spot check")
    MONTH = 4, _("Month appraisal")
    YEAR = 5, _("Year-end appraisal")


CHECKS = frozenset({Kind.WEEK_CHECK, Kind.MONTH_CHECK, Kind.SPOT_CHECK})

# Workbook words, verbatim; they are data, not interface, and so stay Chinese in every language.
KIND_WORDS = {
    "周检": Kind.WEEK_CHECK, "月检": Kind.MONTH_CHECK, "抽检": Kind.SPOT_CHECK,
    "月考核": Kind.MONTH, "年终考评": Kind.YEAR,
}  # fmt: skip
# The same words as the staff workbook's, as the plain codes that bulk writing copies.
LEVEL_WORDS = {word: level.value for word, level in people.LEVEL_WORDS.items()}
BUSINESS_WORDS = {word: business.value for word, business in people.BUSINESS_WORDS.items()}


class FormKind(models.TextChoices):
    """Forms of a scheme: one inspection form a business for all inspections, two appraisal forms a staff class."""

    CHECK = "check", _("Inspection form")
    MONTH = "month", _("Month appraisal form")
    YEAR = "year", _("Year-end appraisal form")


FORM_OF = {
    Kind.WEEK_CHECK: FormKind.CHECK, Kind.MONTH_CHECK: FormKind.CHECK, Kind.SPOT_CHECK: FormKind.CHECK,
    Kind.MONTH: FormKind.MONTH, Kind.YEAR: FormKind.YEAR,
}  # fmt: skip

DIMENSIONS = {"德": 2000, "勤": 2000, "能": 3000, "绩": 3000}
SUB_ITEMS = {
    "德": ("思想道德", "服务态度", "纪律作风", "人际关系"),
    "勤": ("工作出勤", "参与性", "主动性", "协调性"),
    "能": ("业务能力", "组织能力", "管理能力", "创新能力"),
    "绩": ("工作效率", "培训效果", "工作效果", "其它成绩"),
}
OTHER = "其它"


class Instrument(models.TextChoices):
    """What a fact may cost points in once each (AMB-74): the inspections together, the month, the year's end."""

    CHECK = "check", _("Inspections of a month")
    MONTH = "month", _("Month appraisal")
    YEAR = "year", _("Year-end appraisal")


class FactState(models.TextChoices):
    """What became of a fact on a sheet; while it is neither, it is open."""

    TAKEN = "taken", _("Taken")
    REFUSED = "refused", _("Not taken")


INSTRUMENT_OF = {
    Kind.WEEK_CHECK: Instrument.CHECK, Kind.MONTH_CHECK: Instrument.CHECK, Kind.SPOT_CHECK: Instrument.CHECK,
    Kind.MONTH: Instrument.MONTH, Kind.YEAR: Instrument.YEAR,
}  # fmt: skip


class EditionState(models.TextChoices):
    """Where an edition of a sheet stands. It counts from its confirmation on; a closed one never changes."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for confirmation")
    CONFIRMED = "confirmed", _("Confirmed, to be read")
    READ = "read", _("Read")
    DISPUTED = "disputed", _("Objected to")
    CLOSED = "closed", _("Final")
    SUPERSEDED = "superseded", _("Corrected by a later edition")


OPEN_EDITIONS = frozenset({EditionState.DRAFT, EditionState.SUBMITTED})
STANDING_EDITIONS = frozenset({EditionState.CONFIRMED, EditionState.READ, EditionState.DISPUTED, EditionState.CLOSED})


class Meaning(models.TextChoices):
    """What a signature in this room means."""

    CONFIRM = "appraisal.confirm", _("confirmed")
    READ = "appraisal.read", _("read and understood")
    OBJECT = "appraisal.object", _("objects")
    DECIDE = "appraisal.decide", _("decided")


class Origin(models.TextChoices):
    """Why there is an edition."""

    WORK = "work", _("Drafted at work")
    IMPORT = "import", _("Came in with a workbook")
    CORRECTION = "correction", _("Correction")
    OBJECTION = "objection", _("Objection upheld")


class Progress(models.TextChoices):
    """How far a sheet is that somebody owes, from missing to closed; leave exempts (P-2.0, AMB-17)."""

    MISSING = "missing", _("Not begun")
    DRAFT = "draft", _("Being drafted")
    WAITING = "waiting", _("Waiting for confirmation")
    SHOWN = "shown", _("Confirmed or read")
    DISPUTED = "disputed", _("Objected to")
    CLOSED = "closed", _("Final")
    EXEMPT = "exempt", _("Exempt by leave")


PROGRESS_OF = {
    EditionState.DRAFT: Progress.DRAFT, EditionState.SUBMITTED: Progress.WAITING,
    EditionState.CONFIRMED: Progress.SHOWN, EditionState.READ: Progress.SHOWN,
    EditionState.DISPUTED: Progress.DISPUTED, EditionState.CLOSED: Progress.CLOSED,
}  # fmt: skip
# What is not done yet, so that it turns red once its term is over.
UNDONE = frozenset({Progress.MISSING, Progress.DRAFT, Progress.WAITING})


class HonourState(models.TextChoices):
    """Where an 优秀员工 stands: who he is follows from the total, what he gets the company decides (P-4.9e)."""

    OPEN = "open", _("Reward to be decided")
    DECIDED = "decided", _("Reward decided")


class SchemeState(models.TextChoices):
    """Where a scheme stands; from its approval on it is frozen."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Standing(models.TextChoices):
    """How a scheme stands on a day: its state, and whether a later version has taken a published one's place."""

    DRAFT = SchemeState.DRAFT.value, SchemeState.DRAFT.label
    APPROVED = SchemeState.APPROVED.value, SchemeState.APPROVED.label
    PUBLISHED = SchemeState.PUBLISHED.value, SchemeState.PUBLISHED.label
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = SchemeState.WITHDRAWN.value, SchemeState.WITHDRAWN.label


class Rounding(models.TextChoices):
    """How the final figure is rounded, once (P-4.6Σ)."""

    HALF_UP = "half_up", _("Half up")
    HALF_EVEN = "half_even", _("Half to even (GB/T 8170)")
    TRUNCATE = "truncate", _("Cut off")


class RunState(models.TextChoices):
    """Where a settlement stands; a published one is frozen."""

    SETTLED = "settled", _("Settled")
    PUBLISHED = "published", _("Results published")


class ImportState(models.TextChoices):
    """Where a workbook that was handed in stands: first a preview, then all or nothing."""

    CHECKING = "checking", _("Being checked")
    READY = "ready", _("Can be imported")
    REFUSED = "refused", _("Refused")
    APPLYING = "applying", _("Being imported")
    DONE = "done", _("Imported")


SCHEME_FLOW = Workflow(
    SchemeState.DRAFT,
    (
        Move("approve", frozenset({SchemeState.DRAFT}), SchemeState.APPROVED, Permit.APPROVE_SCHEME),
        Move("send_back", frozenset({SchemeState.APPROVED}), SchemeState.DRAFT, Permit.APPROVE_SCHEME),
        Move("publish", frozenset({SchemeState.APPROVED}), SchemeState.PUBLISHED, Permit.PUBLISH_SCHEME),
        Move("withdraw", frozenset({SchemeState.PUBLISHED}), SchemeState.WITHDRAWN, Permit.PUBLISH_SCHEME),
    ),
)
RUN_FLOW = Workflow(
    RunState.SETTLED,
    (Move("publish", frozenset({RunState.SETTLED}), RunState.PUBLISHED, Permit.PUBLISH_YEAR),),
)
IMPORT_FLOW = Workflow(
    ImportState.CHECKING,
    (
        Move("pass", frozenset({ImportState.CHECKING}), ImportState.READY, Permit.IMPORT_SHEETS),
        Move(
            "refuse", frozenset({ImportState.CHECKING, ImportState.APPLYING}), ImportState.REFUSED, Permit.IMPORT_SHEETS
        ),
        Move("apply", frozenset({ImportState.READY}), ImportState.APPLYING, Permit.IMPORT_SHEETS),
        Move("finish", frozenset({ImportState.APPLYING}), ImportState.DONE, Permit.IMPORT_SHEETS),
    ),
)

_OPEN, _HEARD = frozenset(OPEN_STATES), frozenset({RulingState.PROPOSED, RulingState.STATED})
_SERVED, _APPEALED = frozenset({RulingState.DELIVERED}), frozenset({RulingState.APPEALED})
# Which permit decides is a matter of the level (rules/rulings.py); the table names the least that any level asks for.
RULING_FLOW = Workflow(
    RulingState.PROPOSED,
    (
        Move("correct", frozenset({RulingState.PROPOSED}), RulingState.PROPOSED, Permit.PROPOSE_RULING),
        Move("state", frozenset({RulingState.PROPOSED}), RulingState.STATED, Permit.ANSWER_RULING),
        Move("hear", frozenset({RulingState.PROPOSED}), RulingState.STATED, Permit.PROPOSE_RULING),
        Move("check", _HEARD, RulingState.CHECKED, Permit.CHECK_RULING),
        Move("decide", _OPEN, RulingState.DECIDED, Permit.DECIDE_REMINDERS),
        Move("dismiss", _OPEN, RulingState.DISMISSED, Permit.DECIDE_REMINDERS),
        Move("withdraw", _OPEN, RulingState.DISMISSED, Permit.PROPOSE_RULING),
        Move("deliver", frozenset({RulingState.DECIDED}), RulingState.DELIVERED, Permit.PROPOSE_RULING),
        Move("appeal", _SERVED, RulingState.APPEALED, Permit.ANSWER_RULING),
        Move("uphold", _APPEALED, RulingState.UPHELD, Permit.DECIDE_APPEALS),
        Move("change", _APPEALED, RulingState.CHANGED, Permit.DECIDE_APPEALS),
        Move("revoke", _APPEALED, RulingState.REVOKED, Permit.DECIDE_APPEALS),
    ),
)
DECIDES: Mapping[str, Permit] = {
    people.Role.SUPERVISOR: Permit.DECIDE_REMINDERS, people.Role.MANAGER: Permit.DECIDE_RULINGS,
    people.Role.GENERAL_MANAGER: Permit.DECIDE_GRAVE,
}  # fmt: skip
"""The permit by which a role decides, from the lowest; each holds those below it too (``site/roles.py``)."""


EDITION_FLOW = Workflow(
    EditionState.DRAFT,
    (
        Move("submit", frozenset({EditionState.DRAFT}), EditionState.SUBMITTED, Permit.DRAFT_SHEETS),
        Move("take_back", frozenset({EditionState.SUBMITTED}), EditionState.DRAFT, Permit.DRAFT_SHEETS),
        Move("send_back", frozenset({EditionState.SUBMITTED}), EditionState.DRAFT, Permit.CONFIRM_SHEETS),
        Move("confirm", frozenset({EditionState.SUBMITTED}), EditionState.CONFIRMED, Permit.CONFIRM_SHEETS),
        Move("acknowledge", frozenset({EditionState.CONFIRMED}), EditionState.READ, Permit.ANSWER_SHEETS),
        Move(
            "object",
            frozenset({EditionState.CONFIRMED, EditionState.READ, EditionState.DISPUTED}),
            EditionState.DISPUTED,
            Permit.ANSWER_SHEETS,
        ),
        Move("resolve", frozenset({EditionState.DISPUTED}), EditionState.READ, Permit.DECIDE_OBJECTIONS),
        Move(
            "close", frozenset({EditionState.CONFIRMED, EditionState.READ}), EditionState.CLOSED, Permit.CONFIRM_SHEETS
        ),
        Move(
            "supersede",
            STANDING_EDITIONS - {EditionState.DISPUTED},
            EditionState.SUPERSEDED,
            Permit.CONFIRM_SHEETS,
        ),
        Move("uphold", frozenset({EditionState.DISPUTED}), EditionState.SUPERSEDED, Permit.DECIDE_OBJECTIONS),
    ),
)

HONOUR_FLOW = Workflow(
    HonourState.OPEN,
    (Move("decide", frozenset({HonourState.OPEN}), HonourState.DECIDED, Permit.PUBLISH_YEAR),),
)


OBJECTION_FLOW = Workflow(
    ObjectionState.RAISED,
    (
        Move("accept", frozenset({ObjectionState.RAISED}), ObjectionState.INQUIRY, Permit.DECIDE_OBJECTIONS),
        Move("withdraw", OPEN_OBJECTIONS, ObjectionState.WITHDRAWN, Permit.ANSWER_SHEETS),
        Move("decide", frozenset({ObjectionState.INQUIRY}), ObjectionState.DECIDED, Permit.DECIDE_OBJECTIONS),
    ),
)


class Topic(models.TextChoices):
    """What a tally of a settled year counts, by unit and staff class."""

    MONTH = "month", _("Month")
    DIMENSION = "dimension", _("Dimension")
    ITEM = "item", _("Deduction item")


ENGINE_VERSION = "1"

# The quality records of the appraisal procedure (P-5) and of objections, kept two years from archiving (P-4.12).
MONTH_SHEET, YEAR_SHEET, STATISTICS, ANNUAL_OVERVIEW = "month_sheet", "year_sheet", "statistics", "annual_overview"
RULING, OBJECTION_FORM = "ruling", "objection_form"
RECORD_TYPES: tuple[RecordType, ...] = (
    RecordType(
        MONTH_SHEET, "员工月绩效考核记录表", "YKH", 2, layouts.MONTH_SHEET,
        ("P-4.7b", "P-4.12.1", "P-5.1"), papers.month_sheet, "KF-JX-01",
    ),
    RecordType(
        YEAR_SHEET, "员工年终绩效考核记录表", "NKH", 2, layouts.YEAR_SHEET,
        ("P-4.12.2", "P-5.2"), papers.year_sheet, "KF-JX-02",
    ),
    RecordType(
        STATISTICS, "员工月/年绩效考核情况统计表", "TJB", 2, layouts.STATISTICS,
        ("P-4.7c", "P-4.12.3", "P-5.3"), papers.statistics, "KF-JX-03",
    ),
    RecordType(
        ANNUAL_OVERVIEW, "年度员工绩效考核情况统计表", "NTJ", 2, layouts.ANNUAL_OVERVIEW,
        ("P-4.12.4", "P-5.4"), papers.annual_overview, "KF-JX-04",
    ),
    # Kept while the person is employed and two years more; a term is fixed on the day of issue, so ten years.
    RecordType(
        RULING, "奖惩决定书", "JCS", 10, layouts.RULING, ("P-4.9a", "P-4.10b"), papers.ruling, "KF-JC-01",
    ),
    RecordType(
        OBJECTION_FORM, "员工绩效考核申诉表", "SSB", 2, layouts.OBJECTION, ("P-1.0b",), papers.objection, "KF-JX-05",
    ),
)  # fmt: skip
