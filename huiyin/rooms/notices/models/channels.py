"""Tables of channels, of when nobody is disturbed, and of who wants what."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.notices.terms import ChannelKind


class ChannelQuerySet(models.QuerySet["Channel"]):
    """Channels as an actor sees them."""

    def visible_to(self, reach: Reach) -> "ChannelQuerySet":
        """Keep the channels of units in the reach."""
        return self.filter(reach.narrow(unit_path="unit__path", employee=""))


class Channel(Versioned):
    """A way out of the house for a unit and everything below it; the nearest one of its kind serves.

    ``secret`` holds address and signing secret, encrypted: no screen, API, export or trail entry shows it.
    """

    SECRET: ClassVar[frozenset[str]] = frozenset({"secret"})

    name = models.CharField(_("channel name"), max_length=60, unique=True)
    kind = models.CharField(_("kind of channel"), max_length=10, choices=ChannelKind.choices)
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department and below"))
    secret = models.TextField(editable=False)
    per_minute = models.PositiveSmallIntegerField(_("messages a minute"))
    active = models.BooleanField(_("in use"), default=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        """By name."""

        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ("name",)
        constraints = (models.CheckConstraint(condition=Q(per_minute__gte=1), name="channel_rate"),)

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class QuietHours(Versioned):
    """When a person, or a department and everything below it, is not disturbed outside the application."""

    employee = models.ForeignKey(
        "people.Employee", models.CASCADE, null=True, related_name="+", verbose_name=_("employee")
    )
    unit = models.ForeignKey(
        "people.Unit", models.CASCADE, null=True, related_name="+", verbose_name=_("department and below")
    )
    start = models.TimeField(_("quiet from"))
    end = models.TimeField(_("quiet until"))

    class Meta:
        """Of a person or of a department, once each; a span, not a point."""

        verbose_name = _("quiet hours")
        verbose_name_plural = _("quiet hours")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(employee=None, unit__isnull=False) | Q(employee__isnull=False, unit=None),
                name="quiet_of_one",
            ),
            models.CheckConstraint(condition=~Q(start=F("end")), name="quiet_span"),
            models.UniqueConstraint(fields=["employee"], name="quiet_once_person"),
            models.UniqueConstraint(fields=["unit"], name="quiet_once_unit"),
        )

    def __str__(self) -> str:
        """Return the span."""
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


class Preference(Versioned):
    """Where a person departs from how a kind of notice is carried by itself."""

    employee = models.ForeignKey("people.Employee", models.CASCADE, related_name="+", verbose_name=_("employee"))
    kind = models.CharField(_("kind of notice"), max_length=40)
    channel = models.CharField(_("kind of channel"), max_length=10, choices=ChannelKind.choices)
    wanted = models.BooleanField(_("wanted"))

    class Meta:
        """One answer per person, kind and channel."""

        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        ordering = ("kind", "channel")
        constraints = (models.UniqueConstraint(fields=["employee", "kind", "channel"], name="preference_once"),)

    def __str__(self) -> str:
        """Return kind and channel."""
        return f"{self.kind} {self.get_channel_display()}"
