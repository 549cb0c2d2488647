"""Tables of sheets at work: rounds of inspections and appraisals, the editions of a sheet, and what each says.

``Sheet`` and its deductions are what counts; they are written when an edition is confirmed (P-4.7a). Everything before
that, and every edition that a later one took the place of, stands here.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.points import show_points
from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.appraisal.models.sheets import Sheet
from huiyin.rooms.appraisal.models.standard import Form, Section
from huiyin.rooms.appraisal.terms import OPEN_EDITIONS, EditionState, Instrument, Kind, Origin

OPEN = sorted(state.value for state in OPEN_EDITIONS)


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds as an actor sees them."""

    def visible_to(self, reach: Reach) -> "RoundQuerySet":
        """Keep the rounds of the units in the reach."""
        return self.filter(reach.narrow(unit_path="unit__path", employee=""))


class Round(Versioned):
    """Sheets of one kind and day that are drafted together: the weekly inspection of a unit, a spot check by lot.

    ``seed``, ``pool`` (staff numbers, in order) and ``drawn`` (how many) are those of a draw by lot: whoever has them
    can draw again.
    """

    number = models.CharField(_("round number"), max_length=30, unique=True)
    kind = models.PositiveSmallIntegerField(_("kind"), choices=Kind.choices)
    date = models.DateField(_("date"))
    period = models.CharField(_("period"), max_length=8)
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    made_by = models.CharField(_("begun by"), max_length=80)
    made_at = models.DateTimeField(_("begun at"))
    seed = models.CharField(_("seed of the draw"), max_length=40, blank=True)
    pool = models.JSONField(_("drawn from"), default=list, blank=True)
    drawn = models.PositiveSmallIntegerField(_("drawn by lot"), default=0)

    objects = RoundQuerySet.as_manager()

    class Meta:
        """Newest first."""

        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ("-id",)
        indexes = (models.Index(fields=["unit", "kind", "period"], name="round_unit"),)

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class SheetEditionQuerySet(models.QuerySet["SheetEdition"]):
    """Editions as an actor sees them."""

    def visible_to(self, reach: Reach) -> "SheetEditionQuerySet":
        """Keep the editions of the units in the reach, and the person's own once they are confirmed."""
        condition = reach.narrow(unit_path="unit__path", employee="")
        if reach.own is not None:
            condition |= Q(employee_id=reach.own) & ~Q(state__in=OPEN)
        return self.filter(condition)


class SheetEdition(Versioned):
    """One version of a sheet, from draft to closing; ``number`` is the sheet's.

    ``drafter`` wrote it last, ``hands`` are all who wrote on it (``rules.work.hand_of``, as "/7/12/"), ``confirmer``
    signed it: not the person, and none of them (P-3.2, AMB-05, AMB-19).
    ``…_name`` say it in words, ``acted_for`` whom a deputy stood in for. ``base`` and ``bonus`` are what the sheet
    comes to by itself, in hundredths; ``digest`` seals its content. ``object_until`` is the last day for an objection.
    """

    number = models.CharField(_("sheet number"), max_length=30)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    sheet = models.ForeignKey(Sheet, models.PROTECT, null=True, related_name="editions", verbose_name=_("sheet"))
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="editions", verbose_name=_("round"))
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", verbose_name=_("employee"))
    kind = models.PositiveSmallIntegerField(_("kind"), choices=Kind.choices)
    date = models.DateField(_("date"))
    period = models.CharField(_("period"), max_length=8)
    form = models.ForeignKey(Form, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    state = models.CharField(_("state"), max_length=10, choices=EditionState.choices, default=EditionState.DRAFT)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices, default=Origin.WORK)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    drafter = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+", db_index=False)
    drafter_name = models.CharField(_("drafted by"), max_length=80, blank=True)
    drafted_at = models.DateTimeField(_("drafted at"))
    hands = models.TextField(editable=False, blank=True)
    sent_back = models.CharField(_("sent back because"), max_length=200, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    confirmer = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+", db_index=False)
    confirmer_name = models.CharField(_("confirmed by"), max_length=80, blank=True)
    acted_for = models.CharField(_("acting for"), max_length=80, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    object_until = models.DateField(_("objection until"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    self_remark = models.TextField(_("self-remark"), max_length=2000, blank=True)
    remark = models.TextField(_("appraiser's remark"), max_length=2000, blank=True)
    goals = models.TextField(_("goals for the next period"), max_length=2000, blank=True)
    base = models.PositiveIntegerField(_("score before bonus"), default=0)
    bonus = models.PositiveIntegerField(_("bonus"), default=0)
    digest = models.CharField(max_length=64, blank=True)

    objects = SheetEditionQuerySet.as_manager()

    class Meta:
        """One open draft a person, kind and period; an edition is numbered once; nobody confirms what he drafted."""

        verbose_name = _("edition of a sheet")
        verbose_name_plural = _("editions of sheets")
        ordering = ("-date", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["employee", "kind", "period"],
                condition=Q(state__in=OPEN) & ~Q(kind=Kind.SPOT_CHECK.value),
                name="edition_one_open",
            ),
            models.UniqueConstraint(fields=["number", "edition"], name="edition_once"),
            models.CheckConstraint(condition=~Q(drafter=F("employee")), name="edition_not_own_draft"),
            models.CheckConstraint(condition=~Q(confirmer=F("employee")), name="edition_not_own_confirmation"),
            models.CheckConstraint(condition=~Q(confirmer=F("drafter")), name="edition_two_people"),
        )
        indexes = (
            models.Index(fields=["date", "id"], name="edition_date"),
            models.Index(fields=["state", "date", "id"], name="edition_state"),
            models.Index(fields=["unit", "kind", "period"], name="edition_period"),
            models.Index(fields=["employee", "date", "id"], name="edition_person"),
            models.Index(fields=["state", "object_until"], name="edition_term"),
        )

    def __str__(self) -> str:
        """Return the number, with the edition from the second on."""
        return self.number if self.edition == 1 else f"{self.number} v{self.edition}"

    @property
    def total(self) -> int:
        """Base and bonus, in hundredths."""
        return self.base + self.bonus

    @property
    def is_spot(self) -> bool:
        """Tell whether it is a spot check, of which a period may have many."""
        return self.kind == Kind.SPOT_CHECK

    @property
    def takes_bonus(self) -> bool:
        """Tell whether a bonus may stand on it: on month and year-end appraisals alone (P-4.9)."""
        return self.kind in {Kind.MONTH, Kind.YEAR}


class Entry(models.Model):
    """A deduction of an edition: item, points in hundredths, the fact with its day and evidence, and who wrote it.

    ``ruling`` is the sanction that a serious violation led to (P-4.10b), ``source`` the recorded fact that it was taken
    from, if any.

    ``occurrence`` is the digest of the fact; while it is ``standing`` (its edition is open or counts), the same one
    stands once per person and instrument (AMB-74).
    """

    edition = models.ForeignKey(SheetEdition, models.CASCADE, related_name="entries")
    position = models.PositiveSmallIntegerField()
    section = models.ForeignKey(Section, models.PROTECT, related_name="+", db_index=False, verbose_name=_("section"))
    item = models.CharField(_("standard item"), max_length=20, blank=True)
    points = models.PositiveIntegerField(_("points"))
    serious = models.BooleanField(_("serious violation"), default=False)
    fact = models.CharField(_("fact"), max_length=200)
    happened_on = models.DateField(_("happened on"))
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=300, blank=True)
    file = models.ForeignKey("platform.StoredFile", models.PROTECT, null=True, related_name="+")
    written_by = models.CharField(_("written down by"), max_length=80)
    ruling = models.ForeignKey(
        "Ruling", models.PROTECT, null=True, related_name="entries", verbose_name=_("award or sanction")
    )
    source = models.ForeignKey(
        "evidence.Fact", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded fact")
    )
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", db_index=False)
    instrument = models.CharField(max_length=6, choices=Instrument.choices)
    occurrence = models.CharField(max_length=32)
    standing = models.BooleanField(default=True)

    class Meta:
        """In the order in which they were written down."""

        verbose_name = _("deduction of an edition")
        verbose_name_plural = _("deductions of editions")
        ordering = ("edition", "position")
        constraints = (
            models.CheckConstraint(condition=Q(points__gt=0) | Q(serious=True), name="entry_counts"),
            models.UniqueConstraint(
                fields=["employee", "instrument", "occurrence"], condition=Q(standing=True), name="entry_fact_once"
            ),
            models.UniqueConstraint(
                fields=["source", "instrument"],
                condition=Q(standing=True, source__isnull=False),
                name="entry_source_once",
            ),
        )

    def __str__(self) -> str:
        """Return the fact."""
        return self.fact

    @property
    def shown_points(self) -> str:
        """Return the points as they are written, with two decimals."""
        return show_points(self.points)


class Gain(models.Model):
    """A bonus of an edition in whole points, with the award that is its ground (P-4.9a).

    ``source`` is a recorded fact that shows what the award was given for.
    """

    edition = models.ForeignKey(SheetEdition, models.CASCADE, related_name="gains")
    position = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField(_("points"))
    ground = models.CharField(_("ground"), max_length=200)
    ruling = models.ForeignKey(
        "Ruling", models.PROTECT, null=True, related_name="gains", verbose_name=_("award or sanction")
    )
    source = models.ForeignKey(
        "evidence.Fact", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded fact")
    )
    written_by = models.CharField(_("written down by"), max_length=80)

    class Meta:
        """In the order in which they were written down."""

        verbose_name = _("bonus of an edition")
        verbose_name_plural = _("bonuses of editions")
        ordering = ("edition", "position")
        constraints = (
            models.CheckConstraint(condition=Q(points__gte=1), name="gain_counts"),
            models.UniqueConstraint(
                fields=["edition", "source"], condition=Q(source__isnull=False), name="gain_source_once"
            ),
        )

    def __str__(self) -> str:
        """Return points and ground."""
        return f"+{self.points} {self.ground}"
