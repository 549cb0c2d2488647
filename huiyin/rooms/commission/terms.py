"""The words of the commission room."""

from collections.abc import Mapping

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huiyin.rooms.duties.terms import DueRule, DutyKind, How, Recipient


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ = "commission.read", _("read commission statements and lines")
    KEEP_STAYS = "commission.keep_stays", _("record and import return stays and refunds")
    DRAFT = "commission.draft", _("draft monthly commission statements")
    APPROVE = "commission.approve", _("approve monthly commission statements")
    KEEP_RULES = "commission.keep_rules", _("keep the commission rules")


class Basis(models.TextChoices):
    """Why a return stay is owed to somebody, or to nobody (H-11b)."""

    CALLBACK = "callback", _("Last reached callback before the booking")
    NOT_CALLED = "not_called", _("No callback reached this guest within the window")
    UNKNOWN = "unknown", _("The number is no known customer's")


class LineKind(models.TextChoices):
    """What a line of a statement is about."""

    STAY = "stay", _("Return stay")
    REFUND = "refund", _("Refund")


class State(models.TextChoices):
    """Where a statement stands."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")


WINDOW_DAYS = 180
RATE = 200
"""In hundredths of a per cent: 200 is 2 % (AMB-55)."""
MOST_IMPORTED = 2_000
MOST_CENTS = 100_000_000_00
DUE_DAY = 5
"""The statement of a month is due at the end of this day of the next month."""

STATEMENT, UNIT_MONTH = "commission.statement", "commission.unit_month"
"""What the duty of a month is about: "<unit>-2026-11"."""
DUTY_KINDS = (
    DutyKind(
        STATEMENT, _("Have the month's commission statement approved"), "H-11c", "commission:statements",
        DueRule(How.GIVEN), role=Recipient.MANAGER,
    ),
)  # fmt: skip

# The workbook of return stays. Its words are data and stay Chinese.
SHEET = "再次入住"
COLUMNS: Mapping[str, str] = {
    "number": "入住单号", "guest": "客人姓名", "phone": "电话", "booked": "预订时间", "checked_in": "入住日期",
    "checked_out": "离店日期", "revenue": "房费（元）",
}  # fmt: skip

# What follows a person's name in the trail.
SENTENCES: Mapping[str, Promise] = {
    "record_rule": _("let the commission rule %(subject)s begin"),
    "record_stay": _("recorded the return stay %(subject)s: %(basis)s"),
    "record_refund": _("recorded a refund of the return stay %(subject)s"),
    "hand_in_stays": _("handed in a list of return stays: %(name)s"),
    "import_stays": _("imported %(count)s return stays"),
    "draft_statement": _("drafted the commission statement %(subject)s"),
    "approve_statement": _("approved the commission statement %(subject)s: %(lines)s lines"),
    "owe_statements": _("owed %(count)s commission statements"),
}
