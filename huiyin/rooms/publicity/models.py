"""Tables of the publicity room: complaint offices as dated versions, and the places where they are published."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.store import Versioned
from huiyin.rooms.publicity.terms import LONGEST_NOTE, PlacementKind, Result

_PROTECTED: dict[str, Any] = {"on_delete": models.PROTECT, "related_name": "+"}


class Office(models.Model):
    """Where, by what telephone and when complaints of a unit are received, from a day on; never changed."""

    unit = models.ForeignKey("people.Unit", verbose_name=_("unit"), **_PROTECTED)
    place = models.CharField(_("office"), max_length=120)
    phone = models.CharField(_("telephone"), max_length=40)
    hours = models.CharField(_("office hours"), max_length=120)
    start = models.DateField(_("in force from"))
    recorded_by = models.CharField(_("recorded by"), max_length=80)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        """One version begins on a day."""

        verbose_name = _("complaint office")
        verbose_name_plural = _("complaint offices")
        ordering = ("unit__path", "-start", "id")
        constraints = (models.UniqueConstraint(fields=["unit", "start"], name="publicity_office_once"),)

    def __str__(self) -> str:
        """Return place and telephone."""
        return f"{self.place} {self.phone}"


class Placement(Versioned):
    """A place where the office and its telephone are published, with its last check."""

    unit = models.ForeignKey("people.Unit", verbose_name=_("unit"), **_PROTECTED)
    kind = models.CharField(_("kind"), max_length=10, choices=PlacementKind.choices)
    place = models.CharField(_("place"), max_length=80)
    ended_on = models.DateField(_("published until"), null=True, blank=True)
    photo = models.ForeignKey("platform.StoredFile", null=True, verbose_name=_("photograph"), **_PROTECTED)
    result = models.CharField(_("found"), max_length=10, choices=Result.choices, blank=True)
    note = models.CharField(_("remark"), max_length=LONGEST_NOTE, blank=True)
    checked_at = models.DateTimeField(_("last checked"), null=True)
    checked_by = models.CharField(_("inspected by"), max_length=80, blank=True)

    class Meta:
        """A place of a unit is listed once."""

        verbose_name = _("publicity place")
        verbose_name_plural = _("publicity places")
        ordering = ("unit__path", "kind", "place", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "kind", "place"], condition=Q(ended_on=None), name="publicity_place_once"
            ),
            models.CheckConstraint(
                condition=Q(result="", checked_at=None) | (~Q(result="") & Q(checked_at__isnull=False)),
                name="publicity_check_whole",
            ),
        )

    def __str__(self) -> str:
        """Return kind and place."""
        return f"{self.get_kind_display()} · {self.place}"
