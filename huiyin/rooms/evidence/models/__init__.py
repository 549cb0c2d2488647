"""Tables of facts and of what the people whom they are about say to them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.evidence.terms import LONGEST_TEXT, Standing


class FactQuerySet(models.QuerySet["Fact"]):
    """Facts as an actor sees them."""

    def visible_to(self, reach: Reach) -> "FactQuerySet":
        """Keep the facts of the units in the reach, and those about the person himself."""
        return self.filter(reach.narrow(unit_path="unit__path", employee="employee_id"))


class Fact(Versioned):
    """A fact about a person's work. It is only ever added; a wrong one is withdrawn, with the reason, and stays.

    ``subject`` is the thing in which it happened, ``url`` its page. ``item`` is the item of the standard that usually
    fits; ``once`` keeps the same thing from being recorded twice. ``recorder`` is who recorded it by hand.
    """

    kind = models.CharField(_("kind of fact"), max_length=40)
    good = models.BooleanField(_("speaks for the person"))
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", verbose_name=_("employee"))
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    on = models.DateField(_("day"))
    text = models.CharField(_("what happened"), max_length=LONGEST_TEXT)
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    item = models.CharField(_("standard item"), max_length=20, blank=True)
    subject_type = models.CharField(max_length=60, blank=True, editable=False)
    subject_id = models.CharField(max_length=40, blank=True, editable=False)
    url = models.CharField(_("where it happened"), max_length=300, blank=True)
    once = models.CharField(max_length=120, blank=True, editable=False)
    file = models.ForeignKey("platform.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(_("recorded by"), max_length=80)
    recorder = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=80, blank=True)
    withdrawn_why = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        """Youngest first; the same thing once; withdrawn with its reason or not at all; nobody records of himself."""

        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ("-on", "-id")
        constraints = (
            models.UniqueConstraint(fields=["once"], condition=~Q(once=""), name="fact_once"),
            models.CheckConstraint(condition=Q(withdrawn_at=None) | ~Q(withdrawn_why=""), name="fact_withdrawn_why"),
            models.CheckConstraint(condition=~Q(recorder=models.F("employee")), name="fact_not_of_oneself"),
        )
        indexes = (
            models.Index(fields=["on", "id"], name="fact_day"),
            models.Index(fields=["employee", "on", "id"], name="fact_person"),
            models.Index(fields=["unit", "on", "id"], name="fact_unit"),
        )

    def __str__(self) -> str:
        """Return day and text."""
        return f"{self.on.isoformat()} {self.text[:60]}"

    @property
    def standing(self) -> str:
        """Tell whether it stands or was withdrawn."""
        return Standing.WITHDRAWN.value if self.withdrawn_at else Standing.STANDS.value


class Comment(models.Model):
    """What the person whom a fact is about says to it; added, never changed."""

    fact = models.ForeignKey(Fact, models.PROTECT, related_name="comments", verbose_name=_("fact"))
    text = models.CharField(_("comment"), max_length=1000)
    by = models.CharField(_("by"), max_length=80)
    at = models.DateTimeField(_("at"))

    class Meta:
        """Oldest first."""

        verbose_name = _("comment on a fact")
        verbose_name_plural = _("comments on facts")
        ordering = ("id",)

    def __str__(self) -> str:
        """Return the beginning."""
        return self.text[:60]
