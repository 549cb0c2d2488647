"""Tables of the roster room: log books, what is written in them, who read it, what he remarked, days signed off."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huiyin.platform.store import Versioned
from huiyin.rooms.roster.terms import LONGEST_REMARK, LONGEST_TEXT, BookKind, Matter

_PERSON: dict[str, Any] = {"on_delete": models.PROTECT, "related_name": "+"}


def _unit() -> Any:
    return models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))


class LogBook(Versioned):
    """What one post of a unit writes down every day from a day on: a management log, or the report of its patrol."""

    unit = _unit()
    kind = models.CharField(_("kind"), max_length=10, choices=BookKind.choices)
    name = models.CharField(_("post that keeps it"), max_length=60)
    keeper = models.ForeignKey("people.Employee", verbose_name=_("who owes it"), **_PERSON)
    start = models.DateField(_("kept from"))
    end = models.DateField(_("kept until"), null=True, blank=True)

    class Meta:
        """One running book of a kind and name in a unit."""

        verbose_name = _("log book")
        verbose_name_plural = _("log books")
        ordering = ("unit__path", "kind", "name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "kind", "name"], condition=Q(end=None), name="roster_book_running_once"
            ),
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="roster_book_days"),
        )

    def __str__(self) -> str:
        """Return "Management log · front desk"."""
        return f"{self.get_kind_display()} · {self.name}"


class DayLog(models.Model):
    """What was written in a book about a day; it is never changed, what is forgotten is written as another."""

    book = models.ForeignKey(LogBook, models.PROTECT, related_name="logs", verbose_name=_("log book"))
    unit = _unit()
    day = models.DateField(_("day"))
    text = models.TextField(_("what happened"), max_length=LONGEST_TEXT)
    problem = models.BooleanField(_("a problem to follow up"), default=False)
    author = models.ForeignKey("people.Employee", null=True, verbose_name=_("author"), **_PERSON)
    written_by = models.CharField(_("written by"), max_length=80)
    written_at = models.DateTimeField(_("handed in at"))

    class Meta:
        """By the day, newest first."""

        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ("-day", "-id")
        indexes = (
            models.Index(fields=["unit", "-day", "-id"], name="roster_log_unit"),
            models.Index(fields=["-day", "-id"], name="roster_log_day"),
            models.Index(fields=["author", "-day", "-id"], name="roster_log_author"),
        )

    def __str__(self) -> str:
        """Return what it is, of which day."""
        return f"{self.book} {self.day.isoformat()}"

    @property
    def late(self) -> bool:
        """Tell whether it was written after its day."""
        return timezone.localdate(self.written_at) > self.day


class Reading(models.Model):
    """That somebody read a record of a day (审阅). ``subject`` may be a thing of any room."""

    unit = _unit()
    day = models.DateField(_("day"))
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    label = models.CharField(_("record of the day"), max_length=200)
    read_by = models.CharField(_("read by"), max_length=80)
    read_at = models.DateTimeField(_("read at"))

    class Meta:
        """Once in a day's pack."""

        verbose_name = _("reading receipt")
        verbose_name_plural = _("reading receipts")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["unit", "day", "subject_type", "subject_id"], name="roster_read_once"),
        )

    def __str__(self) -> str:
        """Return what was read."""
        return self.label


class Comment(Versioned):
    """What the reader remarked on a record. With a ``matter`` it is a follow-up: owner, due time, and a case."""

    unit = _unit()
    day = models.DateField(_("day"))
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    label = models.CharField(_("record of the day"), max_length=200)
    url = models.CharField(_("where the record stands"), max_length=300)
    text = models.TextField(_("remark"), max_length=LONGEST_REMARK)
    by = models.CharField(_("remarked by"), max_length=80)
    at = models.DateTimeField(_("remarked at"))
    matter = models.CharField(_("followed up as"), max_length=10, choices=Matter.choices, blank=True)
    owner = models.ForeignKey("people.Employee", null=True, verbose_name=_("owner"), **_PERSON)
    due_at = models.DateTimeField(_("due"), null=True)
    case = models.BigIntegerField(_("case"), null=True)
    case_number = models.CharField(_("case number"), max_length=40, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        """Who follows a problem up is named, and by when (S-1c)."""

        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(matter="", owner=None, due_at=None)
                | (~Q(matter="") & Q(owner__isnull=False, due_at__isnull=False)),
                name="roster_follow_up_whole",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(case__isnull=False), name="roster_follow_up_case"),
        )
        indexes = (
            models.Index(fields=["unit", "day"], name="roster_comment_day"),
            models.Index(fields=["subject_type", "subject_id"], name="roster_comment_subject"),
        )

    def __str__(self) -> str:
        """Return what it is about."""
        return self.label


class DayReview(models.Model):
    """That a day of a unit was reviewed as a whole; ``missing`` names what never came."""

    unit = _unit()
    day = models.DateField(_("day"))
    read = models.PositiveIntegerField(_("records read"))
    missing = models.TextField(_("missing"), blank=True)
    remark = models.CharField(_("remark"), max_length=LONGEST_REMARK, blank=True)
    reviewed_by = models.CharField(_("reviewed by"), max_length=80)
    reviewed_at = models.DateTimeField(_("reviewed at"))

    class Meta:
        """Once."""

        verbose_name = _("review of a day")
        verbose_name_plural = _("reviews of days")
        ordering = ("-day", "unit__path")
        constraints = (models.UniqueConstraint(fields=["unit", "day"], name="roster_reviewed_once"),)

    def __str__(self) -> str:
        """Return the day."""
        return self.day.isoformat()
