"""The table of objections (申诉) to single deductions (P-1.0b)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.appraisal.models.work import Entry, SheetEdition
from huiyin.rooms.appraisal.terms import OPEN_OBJECTIONS, ObjectionState, Outcome

OPEN = sorted(state.value for state in OPEN_OBJECTIONS)


class ObjectionQuerySet(models.QuerySet["Objection"]):
    """Objections as an actor sees them."""

    def visible_to(self, reach: Reach) -> "ObjectionQuerySet":
        """Keep the objections of the units in the reach, and the person's own."""
        return self.filter(reach.narrow(unit_path="unit__path", employee="employee_id"))


class Objection(Versioned):
    """An objection of an employee to one deduction of his sheet, from its ground to the decision.

    ``edition`` and ``entry`` are where the deduction stands: while it is open they move along when another decision
    makes a later edition (``raised_on`` is the edition that the person saw); from the decision on they stay. ``made``
    is the edition that this decision brought about. ``urgency`` orders lists. Points and scores in hundredths.
    """

    POINTS: ClassVar[frozenset[str]] = frozenset({"points_before", "points_after", "score_before", "score_after"})

    number = models.CharField(_("objection number"), max_length=20, unique=True)
    edition = models.ForeignKey(SheetEdition, models.PROTECT, related_name="objections", verbose_name=_("sheet"))
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="objections", verbose_name=_("deduction"))
    raised_on = models.PositiveSmallIntegerField(_("raised against edition"), default=1)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", verbose_name=_("employee"))
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    state = models.CharField(_("state"), max_length=10, choices=ObjectionState.choices, default=ObjectionState.RAISED)
    urgency = models.PositiveIntegerField(_("place in the list"), default=0)
    ground = models.TextField(_("ground of the objection"), max_length=2000)
    file = models.ForeignKey(
        "platform.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence of the person"),
    )
    talked = models.BooleanField(_("talked over with the superior"), default=False)
    talked_on = models.DateField(_("talked over on"), null=True, blank=True)
    raised_at = models.DateTimeField(_("raised at"))
    accept_by = models.DateField(_("to be accepted by"))
    decide_by = models.DateField(_("to be decided by"))
    accepted_by = models.CharField(_("accepted by"), max_length=80, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    findings = models.TextField(_("what the inquiry found"), max_length=2000, blank=True)
    mediation = models.TextField(_("result of the mediation"), max_length=2000, blank=True)
    appraiser_opinion = models.TextField(_("appraiser's opinion"), max_length=2000, blank=True)
    appraiser_by = models.CharField(_("opinion given by"), max_length=80, blank=True)
    appraiser_at = models.DateTimeField(_("opinion given at"), null=True, blank=True)
    own_opinion = models.TextField(_("employee's opinion"), max_length=2000, blank=True)
    own_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    decision = models.TextField(_("decision and its reasons"), max_length=2000, blank=True)
    decider = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_by = models.CharField(_("decided on by"), max_length=80, blank=True)
    ended_at = models.DateTimeField(_("decided or withdrawn at"), null=True, blank=True)
    points_before = models.PositiveIntegerField(_("points before"), default=0)
    points_after = models.PositiveIntegerField(_("points after"), null=True, blank=True)
    score_before = models.PositiveIntegerField(_("score before"), default=0)
    score_after = models.PositiveIntegerField(_("score after"), null=True, blank=True)
    made = models.ForeignKey(
        SheetEdition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decision",
        verbose_name=_("edition of the decision"),
    )

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        """One open objection a deduction; what is decided has its outcome; nobody decides his own."""

        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ("urgency", "-id")
        constraints = (
            models.UniqueConstraint(fields=["entry"], condition=Q(state__in=OPEN), name="objection_one_open"),
            models.CheckConstraint(condition=~Q(decider=F("employee")), name="objection_not_own_decision"),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.DECIDED.value, points_after__isnull=False, score_after__isnull=False)
                & ~Q(outcome="")
                | ~Q(state=ObjectionState.DECIDED.value)
                & Q(outcome="", points_after=None, score_after=None, made=None),
                name="objection_decided",
            ),
        )
        indexes = (
            models.Index(fields=["urgency", "-id"], name="objection_urgency"),
            models.Index(fields=["unit", "state"], name="objection_unit"),
            models.Index(fields=["employee", "state"], name="objection_person"),
        )

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def is_open(self) -> bool:
        """Tell whether it is neither decided nor withdrawn."""
        return self.state in OPEN_OBJECTIONS
