"""Tables of the year's end: what people say of their year, and whom the year made 优秀员工."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.appraisal.terms import HonourState

LONGEST_SUMMARY = 4_000


class SelfSummaryQuerySet(models.QuerySet["SelfSummary"]):
    """Self-summaries as an actor sees them."""

    def visible_to(self, reach: Reach) -> "SelfSummaryQuerySet":
        """Keep those of the people of the units in the reach, and the person's own."""
        return self.filter(reach.narrow(unit_path="employee__unit__path", employee="employee_id"))


class SelfSummary(Versioned):
    """What a person writes about his own year (个人总结); earlier versions stand in the trail."""

    employee = models.ForeignKey(
        "people.Employee", models.PROTECT, related_name="self_summaries", verbose_name=_("employee")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    text = models.TextField(_("self-summary"), validators=[MaxLengthValidator(LONGEST_SUMMARY)])
    changed_at = models.DateTimeField(_("changed at"))

    objects = SelfSummaryQuerySet.as_manager()

    class Meta:
        """One a person and year."""

        verbose_name = _("self-summary")
        verbose_name_plural = _("self-summaries")
        ordering = ("-year", "employee")
        constraints = (models.UniqueConstraint(fields=["employee", "year"], name="self_summary_once"),)
        indexes = (models.Index(fields=["year", "employee"], name="self_summary_year"),)

    def __str__(self) -> str:
        """Return the year and the person."""
        return f"{self.year} {self.employee}"


class HonourQuerySet(models.QuerySet["Honour"]):
    """Honours as an actor sees them."""

    def visible_to(self, reach: Reach) -> "HonourQuerySet":
        """Keep those of the units in the reach, and the person's own."""
        return self.filter(reach.narrow(unit_path="unit__path", employee="employee_id"))


class Honour(Versioned):
    """An 优秀员工 of a published year: his unrounded total lies above 100; the company decides his reward (P-4.9e)."""

    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", verbose_name=_("employee"))
    year = models.PositiveSmallIntegerField(_("year"))
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    total = models.PositiveIntegerField(_("year total"))
    state = models.CharField(_("state"), max_length=10, choices=HonourState.choices, default=HonourState.OPEN)
    reward = models.CharField(_("reward"), max_length=200, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = HonourQuerySet.as_manager()

    class Meta:
        """One a person and year."""

        verbose_name = _("excellent employee")
        verbose_name_plural = _("excellent employees")
        ordering = ("-year", "-total", "id")
        constraints = (models.UniqueConstraint(fields=["employee", "year"], name="honour_once"),)
        indexes = (models.Index(fields=["-year", "-total", "id"], name="honour_order"),)

    def __str__(self) -> str:
        """Return the year and the person."""
        return f"{self.year} {self.employee}"
