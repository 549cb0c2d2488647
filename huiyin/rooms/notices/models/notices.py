"""Tables of notices, of the messages that carry them out of the house, and of each try."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.store import Versioned
from huiyin.rooms.notices.models.channels import Channel
from huiyin.rooms.notices.terms import MOST_TITLE, DeliveryState


class Notice(Versioned):
    """What one person is told, in the application. ``subject`` is the thing that it is about, ``url`` its page."""

    kind = models.CharField(_("kind of notice"), max_length=40)
    employee = models.ForeignKey(
        "people.Employee", models.CASCADE, related_name="+", db_index=False, verbose_name=_("employee")
    )
    title = models.CharField(_("subject line"), max_length=MOST_TITLE)
    body = models.TextField(_("text"), blank=True)
    url = models.CharField(_("leads to"), max_length=300, blank=True)
    urgent = models.BooleanField(_("urgent"), default=False)
    subject_type = models.CharField(max_length=60, blank=True, editable=False)
    subject_id = models.CharField(max_length=40, blank=True, editable=False)
    made_at = models.DateTimeField(_("told at"))
    read_at = models.DateTimeField(_("read at"), null=True)

    class Meta:
        """Youngest first; unread ones are counted on every page."""

        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["employee", "-id"], name="notice_person"),
            models.Index(fields=["employee"], condition=Q(read_at=None), name="notice_unread"),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Delivery(Versioned):
    """A message on its way out (outbox): written in the act's own transaction, sent by a job.

    ``notice`` is set where it goes to one person; a robot's message is for its group, and ``to`` names whom it means.
    ``lease`` tells which worker has it in hand, until when.
    """

    SECRET: ClassVar[frozenset[str]] = frozenset({"lease"})
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"body"})

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", db_index=False, verbose_name=_("channel"))
    kind = models.CharField(_("kind of notice"), max_length=40)
    notice = models.ForeignKey(Notice, models.SET_NULL, null=True, related_name="+", editable=False)
    employee = models.ForeignKey(
        "people.Employee", models.CASCADE, null=True, related_name="+", verbose_name=_("recipient")
    )
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    to = models.CharField(_("meant for"), max_length=300, blank=True)
    title = models.CharField(max_length=MOST_TITLE, editable=False)
    body = models.TextField(blank=True, editable=False)
    url = models.CharField(max_length=300, blank=True, editable=False)
    urgent = models.BooleanField(_("urgent"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING.value
    )
    made_at = models.DateTimeField(_("written at"))
    due_at = models.DateTimeField(_("not before"))
    lease = models.CharField(max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    settled_by = models.CharField(_("given up by"), max_length=80, blank=True)
    settled_why = models.CharField(_("why given up"), max_length=200, blank=True)

    class Meta:
        """What is to be sent is found by its time; the log is read youngest first."""

        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("-id",)
        indexes = (
            models.Index(
                fields=["-urgent", "due_at", "id"], condition=Q(state__in=("waiting", "sending")), name="delivery_due"
            ),
            models.Index(fields=["channel", "lease_until"], condition=Q(state="sending"), name="delivery_in_hand"),
            models.Index(fields=["-id"], condition=Q(state="dead"), name="delivery_dead"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="delivery_sent_at"),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(settled_why=""), name="delivery_dropped_why"),
        )

    def __str__(self) -> str:
        """Return the number that the message itself bears."""
        return f"№ {self.pk}"


class Attempt(models.Model):
    """One try to send a message; added, never changed. The minute's tries hold the channel to its rate."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField(_("at"))
    ok = models.BooleanField(_("taken"))
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        """By channel and time."""

        verbose_name = _("try")
        verbose_name_plural = _("tries")
        ordering = ("id",)
        indexes = (models.Index(fields=["channel", "at"], name="attempt_rate"),)

    def __str__(self) -> str:
        """Return when."""
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
