"""Tables of settled years: runs, everybody's results, and what was counted for the statistics."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.appraisal.models.standard import Scheme
from huiyin.rooms.appraisal.terms import RunState, Topic


class Run(Versioned):
    """One settlement of a year. A published run is frozen: its lines, digests and engine version never change."""

    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.SETTLED)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+", verbose_name=_("scheme"))
    engine = models.CharField(_("engine version"), max_length=10)
    inputs = models.CharField(_("inputs' digest"), max_length=64)
    results = models.CharField(_("results' digest"), max_length=64)
    people = models.PositiveIntegerField(_("people"))
    settled_at = models.DateTimeField(_("settled at"))
    settled_by = models.CharField(_("settled by"), max_length=80)
    published_at = models.DateTimeField(_("published at"), null=True)
    published_by = models.CharField(_("published by"), max_length=80, blank=True)
    trail_seq = models.BigIntegerField(default=0)
    trail_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        """One published run a year."""

        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ("-year", "-id")
        constraints = (
            models.UniqueConstraint(fields=["year"], condition=Q(state="published"), name="run_one_published"),
        )

    def __str__(self) -> str:
        """Return the year."""
        return f"{self.year}"


class LineQuerySet(models.QuerySet["Line"]):
    """Year results as an actor sees them."""

    def visible_to(self, reach: Reach) -> "LineQuerySet":
        """Keep the lines of the units in the reach, and the person's own."""
        return self.filter(reach.narrow(unit_path="unit__path", employee="employee_id"))


class Line(models.Model):
    """One person's result in a run: integer sums and counts of each part, and the figures shown (or null)."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="lines")
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", verbose_name=_("employee"))
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    number = models.CharField(_("staff number"), max_length=20)
    level = models.CharField(_("staff class"), max_length=12)
    missing = models.JSONField(_("missing"), default=list)
    complete = models.BooleanField(_("complete"))
    week_sum = models.BigIntegerField(default=0)
    week_count = models.IntegerField(default=0)
    month_check_sum = models.BigIntegerField(default=0)
    month_check_count = models.IntegerField(default=0)
    month_sum = models.BigIntegerField(default=0)
    month_count = models.IntegerField(default=0)
    year_sum = models.BigIntegerField(default=0)
    year_count = models.IntegerField(default=0)
    checks = models.IntegerField(_("inspections"), null=True)
    months = models.IntegerField(_("month appraisals"), null=True)
    annual = models.IntegerField(_("year-end appraisal"), null=True)
    total = models.IntegerField(_("year total"), null=True)
    excellent = models.BooleanField(_("excellent employee"), default=False)
    rank = models.IntegerField(_("rank"), null=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        """One line per person and run."""

        verbose_name = _("year result")
        verbose_name_plural = _("year results")
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["run", "employee"], name="line_once"),)
        indexes = (
            models.Index(fields=["run", "number"], name="line_number"),
            models.Index(fields=["run", "unit", "number"], name="line_unit"),
            models.Index(fields=["run", "rank", "number"], name="line_rank"),
        )

    def __str__(self) -> str:
        """Return the staff number."""
        return self.number


class Tally(models.Model):
    """What a run counted for the statistics: one row per unit, staff class and key, frozen with the run.

    ``key`` is a month ("2025-03", points = sum of scores of 月考核), a dimension (sum of its scores on 月考核) or a
    standard item (sum of deducted points, ``detail`` = the section); ``points`` in hundredths.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="tallies")
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+")
    level = models.CharField(max_length=12)
    topic = models.CharField(max_length=10, choices=Topic.choices)
    key = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=20, blank=True)
    count = models.BigIntegerField()
    points = models.BigIntegerField()

    class Meta:
        """Read by run and topic."""

        verbose_name = _("tally")
        ordering = ("run", "topic", "key")
        indexes = (models.Index(fields=["run", "topic", "unit"], name="tally_topic"),)

    def __str__(self) -> str:
        """Return topic and key."""
        return f"{self.topic} {self.key}"
