"""The table of workbooks that were handed in."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.appraisal.terms import ImportState


class ImportQuerySet(models.QuerySet["Import"]):
    """Imports as an actor sees them."""

    def visible_to(self, reach: Reach, user_id: int | None) -> "ImportQuerySet":
        """Keep what the account handed in itself, and what others of the branches in the reach did."""
        return self.filter(reach.narrow(unit_path="unit_path", employee="") | Q(owner_id=user_id or 0))


class Import(Versioned):
    """A workbook that was handed in: what it would do, and whether it was done.

    ``unit_path`` is the branch of who handed it in. ``faults`` are [sheet, row, reason]; ``rows`` samples of what is
    new, changed and unchanged: {"new": [{sheet, row, label, hint}], …}.
    """

    # Long lists, whose counts the trail keeps with the file's digest, and what the entry says by itself.
    SECRET: ClassVar[frozenset[str]] = frozenset({"faults", "rows", "owner_id", "unit_path", "job"})

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
    faults = models.JSONField(default=list, blank=True)
    rows = models.JSONField(default=dict, blank=True)
    done_at = models.DateTimeField(_("imported at"), null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        """Newest first."""

        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-id",)

    def __str__(self) -> str:
        """Return the file's name."""
        return self.file.name
