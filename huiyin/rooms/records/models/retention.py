"""Tables of retention: what is held, what is disposed of, and which prints hold which records."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.records.models.issued import Record
from huiyin.rooms.records.terms import DisposalState, HoldKind


class HoldQuerySet(models.QuerySet["Hold"]):
    """Holds as an actor sees them."""

    def visible_to(self, reach: Reach) -> "HoldQuerySet":
        """Keep the holds on records of the units in the reach."""
        return self.filter(reach.narrow(unit_path="record__unit_path", employee=""))


class Hold(Versioned):
    """A hold (保全): while one is on, the record is not disposed of (AMB-14). Several may be on at once."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="holds", verbose_name=_("record"))
    kind = models.CharField(_("ground"), max_length=10, choices=HoldKind.choices)
    reason = models.CharField(_("reason"), max_length=200)
    placed_by = models.CharField(_("put on by"), max_length=80)
    placed_at = models.DateTimeField(_("put on at"))
    lifted_by = models.CharField(_("lifted by"), max_length=80, blank=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lift_reason = models.CharField(_("why lifted"), max_length=200, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        """Found by what is on."""

        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ("-id",)
        indexes = (models.Index(fields=["record"], condition=Q(lifted_at=None), name="hold_on"),)

    def __str__(self) -> str:
        """Return the ground and the record's number."""
        return f"{self.get_kind_display()} {self.record.number}"


class DisposalQuerySet(models.QuerySet["Disposal"]):
    """Disposals as an actor sees them."""

    def visible_to(self, reach: Reach) -> "DisposalQuerySet":
        """Keep the disposals of units in the reach."""
        return self.filter(reach.narrow(unit_path="unit_path", employee=""))


class Disposal(Versioned):
    """A list of records whose term is over (销毁): drafted by one person, approved by another, carried out by a job.

    ``digest`` seals the list; ``unit_path`` is the narrowest unit that holds all its records; ``prints`` are the
    digests of the stored prints that went with them; ``certificate`` is the 《质量记录销毁清单》.
    """

    number = models.CharField(_("disposal number"), max_length=20, unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=DisposalState.choices, default=DisposalState.DRAFTED.value
    )
    unit_path = models.CharField(max_length=120, editable=False)
    unit_name = models.CharField(_("department"), max_length=60, blank=True)
    count = models.PositiveIntegerField(_("records"))
    digest = models.CharField(_("digest of the list"), max_length=64, editable=False)
    note = models.CharField(_("remark"), max_length=200, blank=True)
    drafter_account = models.BigIntegerField(null=True, editable=False)
    drafter_employee = models.BigIntegerField(null=True, editable=False)
    drafted_by = models.CharField(_("drafted by"), max_length=80)
    drafted_at = models.DateTimeField(_("drafted at"))
    approved_by = models.CharField(_("approved by"), max_length=80, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)
    executed_at = models.DateTimeField(_("carried out at"), null=True)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=80, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_why = models.CharField(_("why withdrawn"), max_length=200, blank=True)
    prints = models.JSONField(default=list, blank=True, editable=False)
    certificate = models.ForeignKey(
        Record, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("disposal certificate")
    )

    objects = DisposalQuerySet.as_manager()

    class Meta:
        """Newest first."""

        verbose_name = _("disposal")
        verbose_name_plural = _("disposals")
        ordering = ("-id",)

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class DisposalLine(models.Model):
    """A record on a disposal's list; ``live`` until that is withdrawn, so that it is on one list at a time."""

    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="lines")
    record = models.ForeignKey(Record, models.PROTECT, related_name="disposal_lines")
    live = models.BooleanField(default=True)

    class Meta:
        """Two who draft at once cannot both list a record."""

        verbose_name = _("line of a disposal")
        verbose_name_plural = _("lines of a disposal")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["record"], condition=Q(live=True), name="disposal_line_once"),)

    def __str__(self) -> str:
        """Return disposal and record."""
        return f"{self.disposal_id} {self.record_id}"


class PrintedRecord(models.Model):
    """A record that a stored print holds, so that the print goes when the record goes."""

    file = models.ForeignKey("platform.StoredFile", models.CASCADE, related_name="+")
    record = models.ForeignKey(Record, models.CASCADE, related_name="+")

    class Meta:
        """Found by the record."""

        verbose_name = _("printed record")
        verbose_name_plural = _("printed records")

    def __str__(self) -> str:
        """Return file and record."""
        return f"{self.file_id} {self.record_id}"
