"""The table of awards and sanctions."""

from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.appraisal.terms.rulings import OPEN_STATES, Delivery, RulingKind, RulingLevel, RulingState

UNDECIDED = (*OPEN_STATES, RulingState.DISMISSED)
# The band of each level's points, as the database keeps it; tests hold it to the ladder of rules/rulings.py.
BANDS = (("commendation", 1, 3), ("merit", 4, 6), ("great_merit", 7, 10))
AWARDS = ("verbal_praise", "public_praise", "commendation", "merit", "great_merit")
_POINTS = reduce(
    or_,
    (Q(level=level, points__range=(least, most)) for level, least, most in BANDS),
    Q(points=0) & ~Q(level__in=[level for level, _least, _most in BANDS]),
)


class RulingQuerySet(models.QuerySet["Ruling"]):
    """Awards and sanctions as an actor sees them."""

    def visible_to(self, reach: Reach) -> "RulingQuerySet":
        """Keep those of the units in the reach, and the person's own."""
        return self.filter(reach.narrow(unit_path="unit__path", employee="employee_id"))


def _told(**more: Any) -> dict[str, Any]:
    """Keep a column out of the trail's words: the trail seals it, the page of the thing alone shows it."""
    return {"editable": False, **more}


class Ruling(Versioned):
    """An award or a sanction from its proposal to its appeal (奖惩决定). It has no amount of money.

    ``level``, ``points`` and ``term_end`` are what stands now; ``decided_level`` and ``decided_points`` what was first
    decided, which an appeal leaves readable. ``unit`` is where the person served on the day it happened. The accounts
    behind the acts (``…_id``) keep them apart from each other; ``folded_into`` is the higher one that this one and two
    like it were proposed as.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    employee = models.ForeignKey(
        "people.Employee", models.PROTECT, related_name="+", db_index=False, verbose_name=_("employee"), editable=False
    )
    unit = models.ForeignKey(
        "people.Unit", models.PROTECT, related_name="+", db_index=False, verbose_name=_("department"), editable=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=RulingKind.choices, **_told())
    level = models.CharField(_("level"), max_length=20, choices=RulingLevel.choices, **_told())
    points = models.PositiveSmallIntegerField(_("points"), default=0, **_told())
    state = models.CharField(_("state"), max_length=10, choices=RulingState.choices, default=RulingState.PROPOSED)
    facts = models.TextField(_("facts"), max_length=1000, **_told())
    happened_on = models.DateField(_("happened on"), **_told())
    place = models.CharField(_("place"), max_length=80, **_told(blank=True))
    clause = models.CharField(_("clause of the rules"), max_length=200, **_told(blank=True))
    item = models.CharField(_("standard item"), max_length=20, **_told(blank=True))
    evidence = models.TextField(_("evidence"), max_length=500, **_told(blank=True))
    proposed_by = models.CharField(_("proposed by"), max_length=80)
    proposed_by_id = models.BigIntegerField(null=True, editable=False)
    proposed_on = models.DateField(_("proposed on"))
    statement = models.TextField(_("statement of the person"), max_length=2000, **_told(blank=True))
    refused = models.BooleanField(_("refused to state"), default=False, **_told())
    witnesses = models.CharField(_("witnesses"), max_length=90, **_told(blank=True))
    heard_on = models.DateField(_("heard on"), null=True)
    checked_by = models.CharField(_("checked by"), max_length=80, blank=True)
    checked_by_id = models.BigIntegerField(null=True, editable=False)
    checked_on = models.DateField(_("checked on"), null=True)
    check_note = models.TextField(_("result of the check"), max_length=500, **_told(blank=True))
    union_told_on = models.DateField(_("union told on"), null=True, **_told())
    decided_level = models.CharField(
        _("level first decided"), max_length=20, choices=RulingLevel.choices, **_told(blank=True)
    )
    decided_points = models.PositiveSmallIntegerField(_("points first decided"), default=0, **_told())
    decision = models.TextField(_("decision"), max_length=1000, **_told(blank=True))
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True)
    decided_by_id = models.BigIntegerField(null=True, editable=False)
    decided_on = models.DateField(_("decided on"), null=True)
    term_end = models.DateField(_("counts until"), null=True, **_told())
    delivery = models.CharField(_("delivery"), max_length=10, choices=Delivery.choices, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True)
    receipt = models.CharField(_("receipt"), max_length=200, **_told(blank=True))
    appeal = models.TextField(_("appeal"), max_length=2000, **_told(blank=True))
    appealed_on = models.DateField(_("appealed on"), null=True)
    answer = models.TextField(_("decision on the appeal"), max_length=1000, **_told(blank=True))
    answered_by = models.CharField(_("appeal decided by"), max_length=80, blank=True)
    answered_by_id = models.BigIntegerField(null=True, editable=False)
    answered_on = models.DateField(_("appeal decided on"), null=True)
    folded_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="folded", editable=False)

    objects = RulingQuerySet.as_manager()

    class Meta:
        """Points within the level's band; a dismissal stands only on facts, a clause and the union's notice."""

        verbose_name = _("award or sanction")
        verbose_name_plural = _("awards and sanctions")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="award", level__in=AWARDS) | Q(kind="sanction") & ~Q(level__in=AWARDS),
                name="ruling_kind",
            ),
            models.CheckConstraint(condition=_POINTS, name="ruling_points"),
            models.CheckConstraint(condition=~Q(facts=""), name="ruling_facts"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES) | Q(decided_on__isnull=False) & ~Q(decision=""),
                name="ruling_decision",
            ),
            models.CheckConstraint(
                condition=~Q(level="dismissal")
                | Q(state__in=UNDECIDED)
                | Q(union_told_on__isnull=False, heard_on__isnull=False) & ~Q(clause=""),
                name="ruling_dismissal",
            ),
        )
        indexes = (
            models.Index(fields=["employee", "decided_on"], name="ruling_employee"),
            models.Index(fields=["unit", "id"], name="ruling_unit"),
            models.Index(fields=["state", "id"], name="ruling_state"),
            models.Index(fields=["decided_on"], name="ruling_decided"),
        )

    def __str__(self) -> str:
        """Return the number."""
        return self.number
