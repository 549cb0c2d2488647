"""Tables of the standard: versions, their forms and sections, their deduction items."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.store import Versioned
from huiyin.rooms.appraisal.terms import FormKind, Rounding, SchemeState


class Scheme(Versioned):
    """One dated version of 《员工绩效考核标准》 (P-4.2): weights, rules, forms and items; frozen once approved.

    Percentages are in hundredths of a percent (2000 = 20 %), weights are plain numbers of the same kind. ``digest``
    seals what was approved; ``sent_back`` is why a draft came back. A rule that touches pay and discipline counts only
    if the staff discussed it and was told of it (劳动合同法 4): ``discussed_on``, ``minutes`` and ``noticed_on``.
    """

    POINTS: ClassVar[frozenset[str]] = frozenset({"other_cap"})
    PERCENTAGES: ClassVar[frozenset[str]] = frozenset(
        {"checks_share", "months_share", "year_share", "week_weight", "month_weight"}
    )

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
    approved_at = models.DateTimeField(_("approved at"), null=True, editable=False)
    approved_by = models.CharField(_("approved by"), max_length=80, blank=True, editable=False)
    sent_back = models.CharField(_("sent back because"), max_length=200, blank=True, editable=False)
    discussed_on = models.DateField(_("discussed with the staff on"), null=True, blank=True)
    minutes = models.CharField(_("number of the minutes"), max_length=40, blank=True)
    noticed_on = models.DateField(_("made known on"), null=True, blank=True)
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

    POINTS: ClassVar[frozenset[str]] = frozenset({"maximum"})

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


class StandardItem(Versioned):
    """A deduction item of the standard (标准编号), with what it costs on an appraisal and on an inspection.

    ``check_section`` names the section of an inspection form to which it usually belongs; of several, with 、 between,
    the first one that the form has.
    """

    POINTS: ClassVar[frozenset[str]] = frozenset({"least", "most", "check_least", "check_most"})

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="items")
    code = models.CharField(_("code"), max_length=12)
    dimension = models.CharField(_("dimension"), max_length=4)
    sub_item = models.CharField(_("sub-item"), max_length=20)
    level = models.CharField(_("staff class"), max_length=12, blank=True)
    business = models.CharField(_("business"), max_length=10, blank=True)
    label = models.CharField(_("item"), max_length=80)
    initials = models.CharField(max_length=80, blank=True, editable=False)
    meaning = models.CharField(_("meaning"), max_length=120, blank=True)
    least = models.PositiveIntegerField(_("points from"))
    most = models.PositiveIntegerField(_("points to"))
    check_least = models.PositiveIntegerField(_("inspection points from"))
    check_most = models.PositiveIntegerField(_("inspection points to"))
    evidence = models.CharField(_("evidence"), max_length=60, blank=True)
    link = models.CharField(_("link"), max_length=20, blank=True)
    check_section = models.CharField(_("section of an inspection"), max_length=80, blank=True)

    class Meta:
        """By code."""

        verbose_name = _("standard item")
        verbose_name_plural = _("standard items")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["scheme", "code"], name="item_once"),)

    def __str__(self) -> str:
        """Return code and label."""
        return f"{self.code} {self.label}"
