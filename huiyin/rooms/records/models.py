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

    ``about_id`` is the employee whom a personal form concerns; ``unit_path`` the unit it was issued for.
    """

    number = models.CharField(_("record number"), max_length=30, unique=True)
    type = models.CharField(_("form"), max_length=30)
    period = models.CharField(_("period"), max_length=8)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    about_id = models.BigIntegerField(null=True)
    about_name = models.CharField(_("concerning"), max_length=80)
    unit_path = models.CharField(max_length=120)
    content = models.TextField()
    digest = models.CharField(_("content digest"), max_length=64)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.CharField(_("issued by"), max_length=80)
    keep_until = models.DateField(_("kept until"))
    trail_seq = models.BigIntegerField(default=0)
    trail_digest = models.CharField(max_length=64, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        """The same content is issued once: issuing again returns what was issued."""

        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["type", "subject_type", "subject_id", "period", "digest"], name="record_once"
            ),
        )
        indexes = (
            models.Index(fields=["type", "period", "id"], name="record_period"),
            models.Index(fields=["about_id", "id"], name="record_about"),
            models.Index(fields=["subject_type", "subject_id"], name="record_subject"),
        )

    def __str__(self) -> str:
        """Return the number."""
        return self.number
