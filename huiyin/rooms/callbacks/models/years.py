"""Tables of a year: the plan with its targets, the signed summary, and what each person's callbacks came to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.callbacks.terms import EARLIEST_YEAR, LATEST_YEAR, Occasion, PlanState

_IN_RANGE = Q(year__gte=EARLIEST_YEAR, year__lte=LATEST_YEAR)


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans as an actor sees them."""

    def visible_to(self, reach: Reach) -> "PlanQuerySet":
        """Keep the plans of the units in the reach; for who sees himself alone, none."""
        return self.filter(reach.narrow(unit_path="unit__path", employee=""))


class Plan(Versioned):
    """What a unit undertakes in a year's callbacks (H-6b). A correction is another edition, with its reason.

    The approved edition with the highest number is in force; what was approved stays as it was.
    """

    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    year = models.PositiveSmallIntegerField(_("year"))
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    reason = models.CharField(_("why it was corrected"), max_length=200, blank=True)
    measures = models.TextField(_("how it is to be reached"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    author = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    drafted_by = models.CharField(_("drafted by"), max_length=80)
    drafted_at = models.DateTimeField(_("drafted at"))
    approved_by = models.CharField(_("approved by"), max_length=80, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        """One draft at a time; a correction says why; who approved is known."""

        verbose_name = _("annual plan of callbacks")
        verbose_name_plural = _("annual plans of callbacks")
        ordering = ("-year", "unit", "-edition")
        constraints = (
            models.UniqueConstraint(fields=["unit", "year", "edition"], name="callback_plan_once"),
            models.UniqueConstraint(
                fields=["unit", "year"], condition=Q(state=PlanState.DRAFT), name="callback_plan_one_draft"
            ),
            models.CheckConstraint(condition=Q(edition=1) | ~Q(reason=""), name="callback_plan_reason"),
            models.CheckConstraint(
                condition=Q(state=PlanState.DRAFT, approved_at=None)
                | (Q(state=PlanState.APPROVED, approved_at__isnull=False) & ~Q(approved_by="")),
                name="callback_plan_approved",
            ),
            models.CheckConstraint(condition=_IN_RANGE, name="callback_plan_year"),
        )

    def __str__(self) -> str:
        """Return the year and the edition."""
        return f"{self.year}-{self.edition}"


class Target(models.Model):
    """What a plan promises for one occasion: the rate, and how many are to be reached."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets", verbose_name=_("annual plan of callbacks"))
    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion.choices)
    rate = models.PositiveSmallIntegerField(_("target rate, per cent"))
    number = models.PositiveIntegerField(_("to be reached in the year"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta:
        """Once per occasion."""

        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ("plan", "occasion")
        constraints = (
            models.UniqueConstraint(fields=["plan", "occasion"], name="callback_target_once"),
            models.CheckConstraint(condition=Q(rate__gte=1, rate__lte=100), name="callback_target_rate"),
        )

    def __str__(self) -> str:
        """Return the occasion."""
        return str(self.get_occasion_display())


class _Figures(models.Model):
    due = models.PositiveIntegerField(_("had to be called"))
    exempt = models.PositiveIntegerField(_("exempt"))
    refused = models.PositiveIntegerField(_("refused the call"))
    denominator = models.PositiveIntegerField(_("denominator"))
    numerator = models.PositiveIntegerField(_("reached in time"))
    late = models.PositiveIntegerField(_("reached late"))
    unreachable = models.PositiveIntegerField(_("tried, not reached"))
    open = models.PositiveIntegerField(_("still open"))
    missed = models.PositiveIntegerField(_("missed"))
    rated = models.PositiveIntegerField(_("said how content they are"))
    satisfied = models.PositiveIntegerField(_("satisfied or fairly satisfied"))

    class Meta:
        abstract = True


class SummaryQuerySet(models.QuerySet["Summary"]):
    """Signed summaries as an actor sees them."""

    def visible_to(self, reach: Reach) -> "SummaryQuerySet":
        """Keep the summaries of the units in the reach; for who sees himself alone, none."""
        return self.filter(reach.narrow(unit_path="unit__path", employee=""))


class Summary(_Figures):
    """A year's callbacks of a unit and all below it, as they were signed (H-6c); it never changes.

    ``targets`` compares each occasion with the plan in force, ``rows`` are the callbacks counted, ``digest`` seals
    them. A correction is another edition, with its reason.
    """

    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    year = models.PositiveSmallIntegerField(_("year"))
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    reason = models.CharField(_("why it was corrected"), max_length=200, blank=True)
    assessment = models.TextField(_("assessment of the year"), max_length=1000)
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("annual plan of callbacks")
    )
    targets = models.JSONField(_("targets"), default=list, blank=True)
    rows = models.JSONField(_("rows"), default=list, blank=True)
    digest = models.CharField(_("digest"), max_length=64)
    cut_off = models.DateTimeField(_("cut-off"))
    signed_by = models.CharField(_("signed by"), max_length=80)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        """Each edition once; a correction says why."""

        verbose_name = _("annual summary of callbacks")
        verbose_name_plural = _("annual summaries of callbacks")
        ordering = ("-year", "unit", "-edition")
        constraints = (
            models.UniqueConstraint(fields=["unit", "year", "edition"], name="callback_summary_once"),
            models.CheckConstraint(condition=Q(edition=1) | ~Q(reason=""), name="callback_summary_reason"),
        )

    def __str__(self) -> str:
        """Return the year and the edition."""
        return f"{self.year}-{self.edition}"


class SummaryLine(_Figures):
    """What one person's callbacks of a year came to, and the place in the contest; it never changes."""

    summary = models.ForeignKey(
        Summary, models.PROTECT, related_name="lines", verbose_name=_("annual summary of callbacks")
    )
    employee = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who calls")
    )
    name = models.CharField(_("name"), max_length=60)
    place = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)

    class Meta:
        """One line a person."""

        verbose_name = _("line of an annual summary")
        verbose_name_plural = _("lines of annual summaries")
        ordering = ("summary", "id")
        constraints = (models.UniqueConstraint(fields=["summary", "employee"], name="callback_summary_line_once"),)

    def __str__(self) -> str:
        """Return the name."""
        return self.name
