"""Tables of the calendar. Rows say from which version of the calendar to which they hold, so that what an earlier
version gave can still be explained.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.duties.terms.calendar import DayKind, HoursDay


class CalendarVersion(models.Model):
    """A version of the calendar: a change of days or hours makes the next. ``digest`` seals all that it says."""

    number = models.PositiveIntegerField(_("calendar version"), unique=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=80)
    why = models.CharField(_("what changed"), max_length=200)
    digest = models.CharField(_("digest"), max_length=64, editable=False)

    class Meta:
        """Newest first."""

        verbose_name = _("calendar version")
        verbose_name_plural = _("calendar versions")
        ordering = ("-number",)

    def __str__(self) -> str:
        """Return number and what changed."""
        return f"{self.number} {self.why}"


class Holding(Versioned):
    """A row that holds from a version of the calendar until another takes it away."""

    since = models.PositiveIntegerField(_("since calendar version"), editable=False)
    until = models.PositiveIntegerField(_("until calendar version"), null=True, editable=False)

    class Meta:
        """No table of its own."""

        abstract = True


class CalendarDay(Holding):
    """A date that does not simply follow its weekday. ``confirmed`` once the year's notice was published."""

    date = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=DayKind.choices)
    name = models.CharField(_("name"), max_length=60, blank=True)
    confirmed = models.BooleanField(_("confirmed"), default=True)

    class Meta:
        """One row a date holds at a time."""

        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ("date",)
        constraints = (
            models.UniqueConstraint(fields=["date"], condition=Q(until=None), name="calendar_day_once"),
            models.CheckConstraint(condition=Q(kind__in=DayKind.values), name="calendar_day_kind"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="calendar_day_order"),
        )

    @property
    def unconfirmed(self) -> bool:
        """Tell whether the notice of its year is still awaited."""
        return not self.confirmed

    def __str__(self) -> str:
        """Return date and kind."""
        return f"{self.date} {self.get_kind_display()}"


class WorkingHoursQuerySet(models.QuerySet["WorkingHours"]):
    """Working hours as an actor sees them."""

    def visible_to(self, reach: Reach) -> "WorkingHoursQuerySet":
        """Keep the hours of the units in the reach."""
        return self.filter(reach.narrow(unit_path="unit__path", employee=""))


class WorkingHours(Holding):
    """A unit's working hours from a date on; units below it follow until they have their own.

    ``inherit`` returns the unit to the hours of the unit above.
    """

    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    start = models.DateField(_("from"))
    inherit = models.BooleanField(_("as the department above"), default=False)

    objects = WorkingHoursQuerySet.as_manager()

    class Meta:
        """One row a unit and date holds at a time."""

        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        ordering = ("unit__path", "-start")
        constraints = (
            models.UniqueConstraint(fields=["unit", "start"], condition=Q(until=None), name="working_hours_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="working_hours_order"),
        )

    def __str__(self) -> str:
        """Return unit and date."""
        return f"{self.unit} {self.start}"


class WorkingSpan(models.Model):
    """A stretch of hours: minutes after 0:00 of the day on which it begins; it may end after 24:00."""

    hours = models.ForeignKey(WorkingHours, models.CASCADE, related_name="spans")
    day = models.PositiveSmallIntegerField(_("day"), choices=HoursDay.choices)
    first = models.PositiveSmallIntegerField(_("from"))
    last = models.PositiveSmallIntegerField(_("to"))

    class Meta:
        """In the order of the week."""

        verbose_name = _("stretch of hours")
        verbose_name_plural = _("stretches of hours")
        ordering = ("day", "first")
        constraints = (
            models.UniqueConstraint(fields=["hours", "day", "first"], name="working_span_once"),
            models.CheckConstraint(condition=Q(day__gte=1) & Q(day__lte=9), name="working_span_day"),
            models.CheckConstraint(
                condition=Q(first__lt=F("last")) & Q(first__lt=1440) & Q(last__lte=2880), name="working_span_order"
            ),
        )

    def __str__(self) -> str:
        """Return day and times."""
        return f"{self.get_day_display()} {self.first}-{self.last}"
