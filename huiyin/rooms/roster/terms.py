"""The words of the roster room."""

from collections.abc import Mapping
from datetime import time

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huiyin.rooms.duties.terms import DueRule, DutyKind, How, Recipient, Rung


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ_LOGS = "roster.read_logs", _("read logs and patrol reports")
    WRITE_LOGS = "roster.write_logs", _("write logs and patrol reports")
    READ_DAYS = "roster.read_days", _("read the days of units")
    REVIEW_DAYS = "roster.review_days", _("review days and have problems followed up")
    KEEP_BOOKS = "roster.keep_books", _("keep the list of log books")


class BookKind(models.TextChoices):
    """What is written down day by day (S-1a)."""

    LOG = "log", _("Management log")
    PATROL = "patrol", _("Patrol report")


class Matter(models.TextChoices):
    """As what a problem is followed up; the codes are those of the kinds of cases."""

    REQUEST = "request", _("To be put right")
    VIOLATION = "violation", _("Violation or breach")


class Feed(models.TextChoices):
    """What a day's pack holds: the records of a day, and what fell due on it and was not done."""

    COMPLAINTS = "complaints", _("Complaints of the day")
    LOGS = "logs", _("Logs and patrol reports")
    EMERGENCIES = "emergencies", _("Emergencies not closed")
    OVERDUE = "overdue", _("Duties not done in time")


class Said(models.TextChoices):
    """Why a day cannot be signed off yet; rules know no catalogue."""

    AHEAD = "ahead", _("This day has not come yet.")
    MISSING = "missing", _("A log or report of today is still missing. Wait for it, or sign the day off tomorrow.")
    UNREAD = "unread", _("Not everything was read yet: %(count)s left.")
    NEGLECTED = "neglected", _("A problem was reported that nobody follows up: %(label)s")


LOG, REVIEW, FOLLOW_UP = "roster.log", "roster.review", "roster.follow_up"
BOOK_DAY, UNIT_DAY = "roster.book_day", "roster.unit_day"
"""What the duties of a day are about: "<book>-20261123" and "<unit>-20261123"."""

_ALARM = (Rung(-60, Recipient.OWNER), Rung(0, Recipient.SUPERVISOR), Rung(24 * 60, Recipient.MANAGER))
DUTY_KINDS: tuple[DutyKind, ...] = (
    DutyKind(
        LOG, _("Write the day's log"), "S-1a", "roster:write_log", DueRule(How.SAME_DAY), _ALARM,
        role=Recipient.SUPERVISOR,
    ),
    DutyKind(
        REVIEW, _("Review the day"), "S-1b", "roster:day", DueRule(How.CALENDAR_DAYS, 1, time(12)), _ALARM,
        role=Recipient.SUPERVISOR,
    ),
    DutyKind(
        FOLLOW_UP, _("Have the problem put right"), "S-1c", "roster:follow_up", DueRule(How.GIVEN),
        role=Recipient.SUPERVISOR,
    ),
)  # fmt: skip

DAYS_LISTED = 30
"""Missed days are listed this far back, and a missed log may be handed in so late."""
MOST_OF_A_FEED = 200
LONGEST_TEXT = 2000
LONGEST_REMARK = 500

# What the trail says after a person's name; the key is the write door.
SENTENCES: Mapping[str, Promise] = {
    "record_book": _("began the log book %(subject)s"),
    "change_book": _("changed the log book %(subject)s"),
    "write_log": _("wrote %(subject)s"),
    "read_items": _("read %(count)s records of %(day)s"),
    "comment_on": _("remarked on “%(label)s”"),
    "review_day": _("reviewed the day %(subject)s"),
    "begin_day": _("began the day %(day)s: %(logs)s logs and %(reviews)s reviews are owed"),
    "note_case": _("noted the case %(number)s on %(subject)s"),
    "close_follow_up": _("closed the follow-up %(subject)s"),
}
