"""Tables of cases: the matter itself, its timeline, its transfers."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.cases.terms import (
    EXITS,
    FINAL,
    LONGEST_REASON,
    LONGEST_RULE,
    LONGEST_TEXT,
    CaseChannel,
    Category,
    Kind,
    Level,
    Part,
    Position,
    Severity,
    State,
    StepKind,
)

_OVER = Q(state__in=sorted(FINAL))
_PEOPLE: dict[str, Any] = {"on_delete": models.PROTECT, "null": True, "related_name": "+"}


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases as an actor sees them."""

    def visible_to(self, reach: Reach) -> "CaseQuerySet":
        """Keep the cases of the units in the reach."""
        return self.filter(reach.narrow(unit_path="unit__path", employee="owner_id"))


class Case(Versioned):
    """A matter that came in. Until it is over it has one owner and something that is due (H-12)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"caller_name", "caller_phone"})
    SECRET: ClassVar[frozenset[str]] = frozenset({"grams"})
    shown_once: dict[str, str]

    number = models.CharField(_("case number"), max_length=40, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, default=Kind.COMPLAINT)
    channel = models.CharField(_("channel"), max_length=12, choices=CaseChannel.choices, default=CaseChannel.TELEPHONE)
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    department = models.ForeignKey(
        "people.Unit", models.PROTECT, blank=True, related_name="+", verbose_name=_("responsible department")
    )
    party = models.ForeignKey(
        "customers.Party", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("customer")
    )
    caller_name = models.CharField(_("caller"), max_length=80, blank=True)
    caller_phone = models.CharField(_("caller's telephone"), max_length=40, blank=True)
    text = models.TextField(_("what it is about"), max_length=LONGEST_TEXT)
    category = models.CharField(_("category"), max_length=10, choices=Category.choices, default=Category.OTHER)
    severity = models.CharField(_("gravity"), max_length=10, choices=Severity.choices, default=Severity.ORDINARY)
    level = models.CharField(_("emergency level"), max_length=1, choices=Level.choices, blank=True)
    important = models.BooleanField(_("important event"), default=False, editable=False)
    state = models.CharField(_("state"), max_length=18, choices=State.choices, default=State.REGISTERED)
    before_exit = models.CharField(max_length=18, choices=State.choices, blank=True, editable=False)
    exit_asked = models.CharField(
        _("leave asked for"), max_length=18, choices=[(one, one.label) for one in EXITS], blank=True, editable=False
    )
    owner = models.ForeignKey("people.Employee", verbose_name=_("owner"), editable=False, **_PEOPLE)
    handler = models.ForeignKey("people.Employee", verbose_name=_("handler"), editable=False, **_PEOPLE)
    blamed = models.ForeignKey("people.Employee", verbose_name=_("employee concerned"), editable=False, **_PEOPLE)
    taken_by = models.CharField(_("taken by"), max_length=80, editable=False)
    registered_at = models.DateTimeField(_("registered at"), editable=False)
    next_due_at = models.DateTimeField(_("next due"), null=True, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    founded = models.BooleanField(_("found to be true"), null=True, editable=False)
    finding = models.TextField(_("finding"), max_length=LONGEST_TEXT, blank=True, editable=False)
    decision = models.TextField(_("decision"), max_length=LONGEST_TEXT, blank=True, editable=False)
    result = models.TextField(_("result of handling"), max_length=LONGEST_TEXT, blank=True, editable=False)
    guidance = models.TextField(_("guidance"), max_length=LONGEST_TEXT, blank=True, editable=False)
    position = models.CharField(
        _("position of the customer"), max_length=8, choices=Position.choices, blank=True, editable=False
    )
    ended_at = models.DateTimeField(_("emergency ended at"), null=True, editable=False)
    promised_at = models.DateTimeField(_("appointed reply"), null=True, blank=True)
    promises = models.PositiveSmallIntegerField(default=0, editable=False)
    transfers = models.PositiveSmallIntegerField(_("transfers"), default=0, editable=False)
    repeat_of = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="repeats")
    repeat_reason = models.CharField(max_length=LONGEST_REASON, blank=True, editable=False)
    grams = models.TextField(blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        """Newest first."""

        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=_OVER | Q(owner__isnull=False), name="case_has_an_owner"),
            models.CheckConstraint(condition=_OVER | Q(next_due_at__isnull=False), name="case_has_something_due"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, next_due_at__isnull=False) | _OVER & Q(closed_at__isnull=False),
                name="case_closed_or_not",
            ),
            models.CheckConstraint(condition=Q(level="") | Q(kind=Kind.EMERGENCY), name="case_level_of_emergencies"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.REPRESENTATION, state=State.ARCHIVED, result=""), name="case_represented_result"
            ),
        )
        indexes = (
            models.Index(fields=["unit", "-id"], name="case_unit_order"),
            models.Index(fields=["unit", "kind", "-id"], name="case_unit_kind_order"),
            models.Index(fields=["unit", "state", "-id"], name="case_unit_state_order"),
            models.Index(fields=["state", "-id"], name="case_state_order"),
            models.Index(fields=["kind", "-id"], name="case_kind_order"),
            models.Index(fields=["category", "-id"], name="case_category_order"),
            models.Index(fields=["kind", "registered_at"], name="case_kind_month"),
            models.Index(fields=["position", "-id"], name="case_position_order", condition=~Q(position="")),
            models.Index(fields=["owner", "-id"], name="case_owner_order"),
            models.Index(fields=["party", "-id"], name="case_party_order"),
            models.Index(fields=["caller_phone", "-id"], name="case_caller_order"),
            models.Index(fields=["next_due_at", "id"], name="case_due_order", condition=~_OVER),
        )  # fmt: skip

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def worker_id(self) -> int:
        """Return who works on it: its handler, or whoever owns it."""
        return int(self.handler_id or self.owner_id or 0)

    @property
    def over(self) -> bool:
        """Tell whether nothing more is to be done."""
        return self.state in FINAL


class Step(models.Model):
    """A line of a case's timeline: appended, never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    kind = models.CharField(_("kind"), max_length=10, choices=StepKind.choices)
    move = models.CharField(max_length=30, blank=True)
    state = models.CharField(_("state"), max_length=18, choices=State.choices)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.CharField(_("who"), max_length=80)

    class Meta:
        """Newest first."""

        verbose_name = _("step")
        ordering = ("-id",)
        indexes = (models.Index(fields=["case", "-id"], name="step_case_order"),)

    def __str__(self) -> str:
        """Return what it is."""
        return str(self.get_kind_display())


class Attachment(models.Model):
    """A photograph or a document that belongs to a case: added, never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments", verbose_name=_("case"))
    file = models.ForeignKey("platform.StoredFile", models.PROTECT, related_name="+", verbose_name=_("file"))
    at = models.DateTimeField(_("at"))
    by = models.CharField(_("who"), max_length=80)

    class Meta:
        """Oldest first."""

        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("id",)

    def __str__(self) -> str:
        """Return the file's name."""
        return self.file.name

    @property
    def picture(self) -> bool:
        """Tell what can be shown from what can only be downloaded."""
        return self.file.content_type.startswith("image/")


class EventReport(models.Model):
    """What is written about an emergency, at first and in the end (R-8c): of a line of its timeline.

    Appended, never changed; the last of each part counts.
    """

    step = models.OneToOneField(Step, models.PROTECT, related_name="report", verbose_name=_("step"))
    part = models.CharField(_("report"), max_length=5, choices=Part.choices)
    course = models.TextField(_("course of events"), max_length=LONGEST_TEXT)
    cause = models.TextField(_("cause"), max_length=LONGEST_TEXT, blank=True)
    loss = models.TextField(_("loss"), max_length=LONGEST_TEXT, blank=True)
    handling = models.TextField(_("handling"), max_length=LONGEST_TEXT)
    prevention = models.TextField(_("prevention"), max_length=LONGEST_TEXT, blank=True)

    class Meta:
        """Oldest first; a final report leaves nothing open."""

        verbose_name = _("report of an emergency")
        verbose_name_plural = _("reports of emergencies")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(part=Part.FIRST) | ~(Q(cause="") | Q(loss="") | Q(prevention="")), name="report_final_whole"
            ),
        )

    def __str__(self) -> str:
        """Return which report it is."""
        return str(self.get_part_display())


class Explanation(models.Model):
    """A rule that was explained to a customer, and what he says to it (H-3b): of a line of the timeline.

    Appended, never changed; the last one counts.
    """

    step = models.OneToOneField(Step, models.PROTECT, related_name="explained", verbose_name=_("step"))
    document = models.ForeignKey(
        "regulations.Document", models.PROTECT, null=True, related_name="+", verbose_name=_("document")
    )
    rule = models.CharField(_("rule"), max_length=LONGEST_RULE)
    explanation = models.TextField(_("explanation"), max_length=LONGEST_TEXT)
    position = models.CharField(_("position of the customer"), max_length=8, choices=Position.choices)

    class Meta:
        """Newest first."""

        verbose_name = _("explanation of a rule")
        verbose_name_plural = _("explanations of rules")
        ordering = ("-id",)

    def __str__(self) -> str:
        """Return the rule."""
        return self.rule


class Filing(models.Model):
    """A complaint that a customer filed on the public page: the address of its progress, and what he agreed to.

    ``wrong`` counts numbers typed wrongly in a row; too many close the page until ``locked_until``.
    """

    SECRET: ClassVar[frozenset[str]] = frozenset({"token"})

    case = models.OneToOneField(Case, models.PROTECT, related_name="filing", verbose_name=_("case"))
    token = models.CharField(max_length=40, unique=True)
    notice = models.CharField(_("version of the notice"), max_length=20)
    agreed_at = models.DateTimeField(_("agreed at"))
    wrong = models.PositiveSmallIntegerField(_("wrong numbers"), default=0)
    locked_until = models.DateTimeField(_("closed until"), null=True)

    class Meta:
        """One a case."""

        verbose_name = _("complaint filed by a customer")
        verbose_name_plural = _("complaints filed by customers")

    def __str__(self) -> str:
        """Return the case's number."""
        return self.case.number


class Transfer(Versioned):
    """A case offered to another person: it stays where it is until he accepts (H-5)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="offers")
    before = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", verbose_name=_("from"))
    after = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", verbose_name=_("to"))
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True)
    accepted = models.BooleanField(_("accepted"), null=True)
    answer = models.CharField(_("answer"), max_length=LONGEST_REASON, blank=True)

    class Meta:
        """One open offer a case."""

        verbose_name = _("transfer")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["case"], condition=Q(answered_at=None), name="transfer_open_once"),
        )

    def __str__(self) -> str:
        """Return the case's number."""
        return self.case.number
