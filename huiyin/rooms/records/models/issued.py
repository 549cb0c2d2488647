"""Tables of issued records."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach


class RecordQuerySet(models.QuerySet["Record"]):
    """Records as an actor sees them."""

    def visible_to(self, reach: Reach) -> "RecordQuerySet":
        """Keep the records of the units in the reach, and those about the person alone."""
        return self.filter(reach.narrow(unit_path="unit_path", employee="about_id"))


class Record(models.Model):
    """An issued form: a numbered snapshot that never changes. PDF and XLSX are drawn from ``content`` alone.

    Only an approved disposal takes content and person away, once, and leaves a stub: number, form, period, digest.

    ``about_…`` is the employee whom a personal form concerns; ``unit_…`` the unit it was issued for. A later
    ``edition`` of the same form, subject and period follows the one before it; nothing of the older one changes.
    ``trail_…`` is the last link of the trail before the act; the link after it seals the record.
    """

    number = models.CharField(_("record number"), max_length=30, unique=True)
    type = models.CharField(_("form"), max_length=30)
    period = models.CharField(_("period"), max_length=8)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="followed_by", verbose_name=_("takes the place of")
    )
    about_id = models.BigIntegerField(null=True)
    about_number = models.CharField(_("staff number"), max_length=20, blank=True)
    about_name = models.CharField(_("concerning"), max_length=80, blank=True)
    unit_path = models.CharField(max_length=120)
    unit_name = models.CharField(_("department"), max_length=60, blank=True)
    content = models.TextField()
    digest = models.CharField(_("content digest"), max_length=64)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.CharField(_("issued by"), max_length=80)
    keep_until = models.DateField(_("kept until"))
    trail_seq = models.BigIntegerField(default=0)
    trail_digest = models.CharField(max_length=64, blank=True)
    disposal = models.ForeignKey(
        "Disposal", models.PROTECT, null=True, related_name="records", verbose_name=_("disposed of under")
    )

    objects = RecordQuerySet.as_manager()

    class Meta:
        """One edition of a number: two who issue the same at once cannot both make it."""

        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["type", "period", "subject_type", "subject_id", "edition"], name="record_once"
            ),
        )
        indexes = (
            models.Index(fields=["type", "period", "id"], name="record_period"),
            models.Index(fields=["about_id", "id"], name="record_about"),
            models.Index(fields=["subject_type", "subject_id"], name="record_subject"),
            models.Index(fields=["trail_seq"], name="record_trail"),
            models.Index(fields=["keep_until", "id"], name="record_keep"),
        )

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def version(self) -> int:
        """Return what a form about the record has seen: its edition, for the record itself never changes."""
        return self.edition
