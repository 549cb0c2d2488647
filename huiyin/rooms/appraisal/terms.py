"""The words of the appraisal room."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.workflow import Move, Workflow


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ_SHEETS = "appraisal.read_sheets", _("read sheets and results")
    READ_STATISTICS = "appraisal.read_statistics", _("read appraisal statistics")
    IMPORT_SHEETS = "appraisal.import_sheets", _("import sheets")
    SETTLE_YEAR = "appraisal.settle_year", _("settle a year")
    PUBLISH_YEAR = "appraisal.publish_year", _("publish a year's results")
    READ_SCHEMES = "appraisal.read_schemes", _("read schemes and standards")
    DRAFT_SCHEME = "appraisal.draft_scheme", _("draft schemes")
    PUBLISH_SCHEME = "appraisal.publish_scheme", _("publish schemes")
    ISSUE_FORMS = "appraisal.issue_forms", _("issue appraisal forms")


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
    "周检": Kind.WEEK_CHECK, "月检": Kind.MONTH_CHECK, "抽检": Kind.SPOT_CHECK, "月考核": Kind.MONTH, "年终考评": Kind.YEAR,
}  # fmt: skip
LEVEL_WORDS = {"操作层": "operational", "管理层": "managerial"}
BUSINESS_WORDS = {"物业": "property", "酒店": "hotel", "公司": "company"}


class FormKind(models.TextChoices):
    """Forms of a scheme: one inspection form a business for all three inspections, two appraisal forms a staff class."""

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


class SchemeState(models.TextChoices):
    """Where a scheme stands; a published one is frozen."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Rounding(models.TextChoices):
    """How the final figure is rounded, once (P-4.6Σ)."""

    HALF_UP = "half_up", _("Half up")
    HALF_EVEN = "half_even", _("Half to even (GB/T 8170)")
    TRUNCATE = "truncate", _("Cut off")


class RunState(models.TextChoices):
    """Where a settlement stands; a published one is frozen."""

    SETTLED = "settled", _("Settled")
    PUBLISHED = "published", _("Published")


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
        Move("publish", frozenset({SchemeState.DRAFT}), SchemeState.PUBLISHED, Permit.PUBLISH_SCHEME),
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


class Topic(models.TextChoices):
    """What a tally of a settled year counts, by unit and staff class."""

    MONTH = "month", _("Month")
    DIMENSION = "dimension", _("Dimension")
    ITEM = "item", _("Deduction item")


ENGINE_VERSION = "1"
