"""Tables of sheets: what was written down about a person on a day, and what it came to."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.appraisal.models.standard import Form, Section
from huiyin.rooms.appraisal.terms import Kind


class SheetQuerySet(models.QuerySet["Sheet"]):
    """Sheets as an actor sees them."""

    def visible_to(self, reach: Reach) -> "SheetQuerySet":
        """Keep the sheets of the units in the reach, and the person's own."""
        return self.filter(reach.narrow(unit_path="unit__path", employee="employee_id"))


class Sheet(Versioned):
    """One filled-in form about a person on a day. ``period`` is "2025-W07", "2025-03" or "2025", by kind.

    ``unit`` is where the person served on that day. ``fingerprint`` is the digest of the sheet's whole content;
    ``handed_in`` the import that brought or last changed it. ``evaluator_words`` is what the workbook
    names as appraiser where that is no known staff number. A key has no index of its own where a longer one begins
    with it.
    """

    number = models.CharField(_("sheet number"), max_length=30)
    employee = models.ForeignKey(
        "people.Employee", models.PROTECT, related_name="+", db_index=False, verbose_name=_("employee")
    )
    kind = models.PositiveSmallIntegerField(_("kind"), choices=Kind.choices)
    date = models.DateField(_("date"))
    period = models.CharField(_("period"), max_length=8)
    form = models.ForeignKey(Form, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(
        "people.Unit", models.PROTECT, related_name="+", db_index=False, verbose_name=_("department")
    )
    evaluator = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("appraiser")
    )
    evaluator_words = models.CharField(max_length=40, blank=True)
    fingerprint = models.CharField(max_length=32)
    handed_in = models.ForeignKey("Import", models.PROTECT, null=True, related_name="+", db_index=False)

    objects = SheetQuerySet.as_manager()

    class Meta:
        """One weekly a week, one monthly and one month appraisal a month, one year-end a year; spot checks at will."""

        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")
        ordering = ("-date", "-id")
        constraints = (
            models.UniqueConstraint(fields=["number"], name="sheet_number"),
            models.UniqueConstraint(
                fields=["employee", "kind", "period"], condition=~Q(kind=Kind.SPOT_CHECK.value), name="sheet_once"
            ),
        )
        indexes = (
            models.Index(fields=["employee", "date"], name="sheet_employee"),
            models.Index(fields=["date", "id"], name="sheet_date"),
            models.Index(fields=["unit", "date", "id"], name="sheet_unit"),
            models.Index(fields=["evaluator", "date", "id"], name="sheet_evaluator"),
            models.Index(fields=["date", "id"], condition=Q(evaluator=F("employee")), name="sheet_himself"),
        )

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class Deduction(models.Model):
    """Points taken off a section of a sheet, with the fact. A serious violation takes the whole section (P-4.10a).

    PostgreSQL checks keys row by row, which costs an import more than everything else it does. The section's key is not
    checked there: the sections of a form with sheets never go.
    """

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="deductions")
    section = models.ForeignKey(Section, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    position = models.PositiveSmallIntegerField()
    item = models.CharField(_("standard item"), max_length=20, blank=True)
    points = models.PositiveIntegerField(_("points"))
    serious = models.BooleanField(_("serious violation"), default=False)
    fact = models.CharField(_("fact"), max_length=200)
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)
    source = models.ForeignKey(
        "evidence.Fact", models.PROTECT, null=True, blank=True, related_name="+", db_index=False, db_constraint=False,
        verbose_name=_("recorded fact"),
    )  # fmt: skip

    class Meta:
        """In the order in which they were written down."""

        verbose_name = _("deduction")
        verbose_name_plural = _("deductions")
        ordering = ("sheet", "position")
        constraints = (models.CheckConstraint(condition=Q(points__gt=0) | Q(serious=True), name="deduction_counts"),)

    def __str__(self) -> str:
        """Return the fact."""
        return self.fact


class Bonus(models.Model):
    """Whole points added after the normal appraisal, with the award that is their ground (P-4.9)."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="bonuses")
    position = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField(_("points"))
    ground = models.CharField(_("ground"), max_length=200)

    class Meta:
        """In the order in which they were written down."""

        verbose_name = _("bonus")
        verbose_name_plural = _("bonuses")
        ordering = ("sheet", "position")
        constraints = (models.CheckConstraint(condition=Q(points__gte=1), name="bonus_counts"),)

    def __str__(self) -> str:
        """Return points and ground."""
        return f"+{self.points} {self.ground}"


class Score(models.Model):
    """What a sheet came to (P-4.5.2a, P-4.9, P-4.10a), kept beside it so that no list or year adds it up again.

    Only ``queries/scoring.py`` knows the arithmetic; ``usecases/keep_scores.py`` runs it whenever a sheet is written.
    A 抽检 has no score of its own where it was merged into another check of the month (AMB-02); where it stands alone,
    ``kind`` is 月检. ``base`` is what the deductions left, ``bonus`` what the awards added, both in hundredths. Made
    from rows whose keys are checked, its own are not.
    """

    sheet = models.OneToOneField(Sheet, models.CASCADE, primary_key=True, related_name="score", db_constraint=False)
    employee = models.ForeignKey(
        "people.Employee", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.PositiveSmallIntegerField(_("kind"), choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"))
    base = models.PositiveIntegerField(_("score before bonus"))
    bonus = models.PositiveIntegerField(_("bonus"))

    class Meta:
        """Summed by year, person and kind from the index alone."""

        verbose_name = _("score")
        verbose_name_plural = _("scores")
        indexes = (models.Index(fields=["year", "employee", "kind", "month", "base", "bonus"], name="score_year"),)

    def __str__(self) -> str:
        """Return the figures."""
        return f"{self.base} + {self.bonus}"

    @property
    def total(self) -> int:
        """Base and bonus; not cut at 100 (P-4.9d)."""
        return self.base + self.bonus
