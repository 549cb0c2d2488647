"""Tables of the committee room: committees, their members, meetings and requests."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.store import Versioned
from huiyin.rooms.committee.terms import LONGEST_TEXT, MemberRole, RequestState

_PROTECTED: dict[str, Any] = {"on_delete": models.PROTECT, "related_name": "+"}


class Committee(Versioned):
    """An owners' committee (业主委员会) of a unit, for a term."""

    unit = models.ForeignKey("people.Unit", verbose_name=_("unit"), **_PROTECTED)
    name = models.CharField(_("name"), max_length=80)
    start = models.DateField(_("in office from"))
    end = models.DateField(_("in office until"))

    class Meta:
        """One term begins on a day."""

        verbose_name = _("owners' committee")
        verbose_name_plural = _("owners' committees")
        ordering = ("unit__path", "-start", "id")
        constraints = (
            models.UniqueConstraint(fields=["unit", "start"], name="committee_term_once"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="committee_term_days"),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Member(Versioned):
    """Who serves in a committee."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"phone"})
    shown_once: dict[str, str]

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="members", verbose_name=_("committee"))
    name = models.CharField(_("name"), max_length=40)
    role = models.CharField(_("role"), max_length=10, choices=MemberRole.choices, default=MemberRole.MEMBER)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    until = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        """The chair first; there is one at a time."""

        verbose_name = _("committee member")
        verbose_name_plural = _("committee members")
        ordering = ("role", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["committee"], condition=Q(role=MemberRole.CHAIR, until=None), name="committee_one_chair"
            ),
        )

    def __str__(self) -> str:
        """Return name and role."""
        return f"{self.name} {self.get_role_display()}"


class Meeting(Versioned):
    """A meeting with a committee, and what was said."""

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="meetings", verbose_name=_("committee"))
    day = models.DateField(_("day"))
    topics = models.CharField(_("topics"), max_length=200)
    attendees = models.CharField(_("attendees"), max_length=400)
    minutes = models.TextField(_("minutes"), max_length=LONGEST_TEXT)
    file = models.ForeignKey("platform.StoredFile", null=True, verbose_name=_("signed minutes"), **_PROTECTED)
    recorded_by = models.CharField(_("recorded by"), max_length=80)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        """The latest first."""

        verbose_name = _("committee meeting")
        verbose_name_plural = _("committee meetings")
        ordering = ("-day", "-id")
        indexes = (models.Index(fields=["-day", "-id"], name="committee_meeting_day"),)

    def __str__(self) -> str:
        """Return the day and what it was about."""
        return f"{self.day.isoformat()} {self.topics}"


class CommitteeRequest(Versioned):
    """What a committee asked for, whom it was given to, and the answer. ``case`` is what it became (R-10b)."""

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="requests", verbose_name=_("committee"))
    text = models.CharField(_("request"), max_length=400)
    asked_by = models.CharField(_("asked by"), max_length=40, blank=True)
    received_on = models.DateField(_("received on"))
    owner = models.ForeignKey("people.Employee", verbose_name=_("owner"), **_PROTECTED)
    state = models.CharField(_("state"), max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    due_at = models.DateTimeField(_("answer due"))
    answer = models.TextField(_("answer"), max_length=LONGEST_TEXT, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.CharField(_("answered by"), max_length=80, blank=True)
    referred_at = models.DateTimeField(_("made a case at"), null=True)
    case = models.BigIntegerField(_("case"), null=True)
    case_number = models.CharField(_("case number"), max_length=40, blank=True)

    class Meta:
        """Open ones first, soonest first."""

        verbose_name = _("committee request")
        verbose_name_plural = _("committee requests")
        ordering = ("-state", "due_at", "id")
        indexes = (
            models.Index(fields=["-state", "due_at", "id"], name="committee_request_due"),
            models.Index(fields=["committee", "-state", "due_at"], name="committee_request_of"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN, answer="", answered_at=None)
                | (Q(state=RequestState.ANSWERED, answered_at__isnull=False) & ~Q(answer="")),
                name="committee_request_answer",
            ),
        )

    def __str__(self) -> str:
        """Return what was asked."""
        return self.text if len(self.text) <= 60 else f"{self.text[:59]}…"  # noqa: PLR2004 - as long as a heading
