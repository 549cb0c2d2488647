"""Tables of schemes, sheets and year results. Points are integers in hundredths (10000 = 100.00)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.appraisal.terms import FormKind, ImportState, Kind, Rounding, RunState, SchemeState, Topic


class Scheme(Versioned):
    """One dated version of 《员工绩效考核标准》 (P-4.2): weights, rules, forms and items; frozen once published.

    Percentages are in hundredths of a percent (2000 = 20 %), weights are plain numbers of the same kind.
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=SchemeState.choices, default=SchemeState.DRAFT)
    effective_from = models.DateField(_("effective from"))
    checks_share = models.PositiveIntegerField(_("share of inspections"), default=2000)
    months_share = models.PositiveIntegerField(_("share of month appraisals"), default=3000)
    year_share = models.PositiveIntegerField(_("share of the year-end appraisal"), default=5000)
    week_weight = models.PositiveIntegerField(_("weight of weekly inspections"), default=5000)
    month_weight = models.PositiveIntegerField(_("weight of monthly inspections"), default=5000)
    bonus_least = models.PositiveSmallIntegerField(_("least bonus"), default=1)
    bonus_most = models.PositiveSmallIntegerField(_("most bonus on a sheet"), default=10)
    other_cap = models.PositiveIntegerField(_("cap of 其它 on a sheet"), default=500)
    rounding = models.CharField(_("rounding"), max_length=10, choices=Rounding.choices, default=Rounding.HALF_UP)
    is_default_pack = models.BooleanField(_("shipped default"), default=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    published_by = models.CharField(_("published by"), max_length=80, blank=True, editable=False)

    class Meta:
        """One published version begins on a day; the shares and the weights sum to 100 %."""

        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")
        ordering = ("-effective_from", "-number")
        constraints = (
            models.UniqueConstraint(fields=["effective_from"], condition=Q(state="published"), name="scheme_one_a_day"),
            models.CheckConstraint(
                condition=Q(checks_share=10000 - F("months_share") - F("year_share")), name="scheme_shares"
            ),
            models.CheckConstraint(condition=Q(week_weight=10000 - F("month_weight")), name="scheme_weights"),
        )

    def __str__(self) -> str:
        """Return name and version."""
        return f"{self.name} v{self.number}"


class Form(models.Model):
    """A form of a scheme, for a business (inspection forms) or a staff class (appraisal forms)."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="forms")
    kind = models.CharField(_("kind"), max_length=6, choices=FormKind.choices)
    audience = models.CharField(_("for"), max_length=12)

    class Meta:
        """One form per kind and audience."""

        verbose_name = _("form")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["scheme", "kind", "audience"], name="form_once"),)

    def __str__(self) -> str:
        """Return kind and audience."""
        return f"{self.kind} {self.audience}"


class Section(models.Model):
    """A line of a form with its marks. 其它 is a section without marks that only deducts (P-4.8)."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    dimension = models.CharField(_("dimension"), max_length=4, blank=True)
    name = models.CharField(_("section"), max_length=20)
    maximum = models.PositiveIntegerField(_("marks"))
    is_other = models.BooleanField(default=False)

    class Meta:
        """In the order of the form."""

        verbose_name = _("section")
        ordering = ("form", "position")
        constraints = (models.UniqueConstraint(fields=["form", "name"], name="section_once"),)

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class StandardItem(models.Model):
    """A deduction item of the standard (标准编号), with what it costs on an appraisal and on an inspection."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="items")
    code = models.CharField(_("code"), max_length=12)
    dimension = models.CharField(_("dimension"), max_length=4)
    sub_item = models.CharField(_("sub-item"), max_length=20)
    level = models.CharField(_("staff class"), max_length=12, blank=True)
    business = models.CharField(_("business"), max_length=10, blank=True)
    label = models.CharField(_("item"), max_length=80)
    meaning = models.CharField(_("meaning"), max_length=120, blank=True)
    least = models.PositiveIntegerField(_("points from"))
    most = models.PositiveIntegerField(_("points to"))
    check_least = models.PositiveIntegerField(_("inspection points from"))
    check_most = models.PositiveIntegerField(_("inspection points to"))
    evidence = models.CharField(_("evidence"), max_length=60, blank=True)
    link = models.CharField(_("link"), max_length=20, blank=True)

    class Meta:
        """By code."""

        verbose_name = _("standard item")
        verbose_name_plural = _("standard items")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["scheme", "code"], name="item_once"),)

    def __str__(self) -> str:
        """Return code and label."""
        return f"{self.code} {self.label}"


class SheetQuerySet(models.QuerySet["Sheet"]):
    """Sheets as an actor sees them."""

    def visible_to(self, reach: Reach) -> "SheetQuerySet":
        """Keep the sheets of the units in the reach, and the person's own."""
        return self.filter(reach.narrow(unit_path="unit__path", employee="employee_id"))


class Sheet(Versioned):
    """One filled-in form about a person on a day. ``period`` is "2025-W07", "2025-03" or "2025", by kind.

    ``unit`` is where the person served on that day. ``fingerprint`` is the digest of the sheet's whole content.
    """

    number = models.CharField(_("sheet number"), max_length=30, unique=True)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", verbose_name=_("employee"))
    kind = models.PositiveSmallIntegerField(_("kind"), choices=Kind.choices)
    date = models.DateField(_("date"))
    period = models.CharField(_("period"), max_length=8)
    form = models.ForeignKey(Form, models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    evaluator = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, related_name="+", verbose_name=_("appraiser")
    )
    fingerprint = models.CharField(max_length=32)

    objects = SheetQuerySet.as_manager()

    class Meta:
        """One weekly a week, one monthly and one month appraisal a month, one year-end a year; spot checks at will."""

        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")
        ordering = ("-date", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["employee", "kind", "period"], condition=~Q(kind=Kind.SPOT_CHECK.value), name="sheet_once"
            ),
        )
        indexes = (
            models.Index(fields=["employee", "date"], name="sheet_employee"),
            models.Index(fields=["date", "id"], name="sheet_date"),
            models.Index(fields=["unit", "date", "id"], name="sheet_unit"),
            models.Index(fields=["evaluator", "date", "id"], name="sheet_evaluator"),
        )

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class Deduction(models.Model):
    """Points taken off a section of a sheet, with the fact. A serious violation takes the whole section (P-4.10a)."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="deductions")
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    item = models.CharField(_("standard item"), max_length=20, blank=True)
    points = models.PositiveIntegerField(_("points"))
    serious = models.BooleanField(_("serious violation"), default=False)
    fact = models.CharField(_("fact"), max_length=200)
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)

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
    """One person's result in a run: integer sums and counts of each part, and the figures shown (hundredths, or null)."""

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

    ``key`` is a month ("2025-03", points = sum of scores of 月考核), a dimension (sum of its scores on 月考核) or a standard
    item (sum of deducted points, ``detail`` = the section); ``points`` in hundredths.
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


class ImportQuerySet(models.QuerySet["Import"]):
    """Imports as an actor sees them."""

    def visible_to(self, reach: Reach, user_id: int | None) -> "ImportQuerySet":
        """Keep what the account handed in itself, and what others of the branches in the reach did."""
        return self.filter(reach.narrow(unit_path="unit_path", employee="") | Q(owner_id=user_id or 0))


class Import(Versioned):
    """A workbook that was handed in: what it would do, and whether it was done.

    ``unit_path`` is the branch of who handed it in. ``faults`` are [sheet, row, reason]; ``rows`` samples of what is new,
    changed and unchanged: {"new": [{sheet, row, label, hint}], …}.
    """

    file = models.ForeignKey("platform.StoredFile", models.PROTECT, related_name="+", verbose_name=_("workbook"))
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.CHECKING)
    owner_id = models.BigIntegerField(default=0)
    owner_name = models.CharField(_("handed in by"), max_length=80)
    unit_path = models.CharField(max_length=120)
    handed_in_at = models.DateTimeField(_("handed in at"))
    job = models.ForeignKey("platform.Job", models.SET_NULL, null=True, related_name="+")
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    faults = models.JSONField(default=list)
    rows = models.JSONField(default=dict)
    done_at = models.DateTimeField(_("imported at"), null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        """Newest first."""

        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-id",)

    def __str__(self) -> str:
        """Return the number."""
        return f"{self.pk}"
