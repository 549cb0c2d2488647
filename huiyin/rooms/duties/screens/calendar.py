"""The calendar's lists and forms: days, versions, working hours."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform.actor import Actor
from huiyin.platform.models import StoredFile
from huiyin.platform.screens import Action, FormScreen, Listing, one
from huiyin.platform.tables import ChoiceColumn, Column, DateColumn, FlagColumn, NumberColumn, Table, TimeColumn
from huiyin.rooms.duties.forms import calendar as forms
from huiyin.rooms.duties.models.calendar import CalendarDay, CalendarVersion, WorkingHours
from huiyin.rooms.duties.queries import calendar as queries
from huiyin.rooms.duties.rules.hours import show_spans
from huiyin.rooms.duties.terms import Permit
from huiyin.rooms.duties.terms.calendar import DayKind, HoursDay
from huiyin.rooms.duties.usecases import calendar as usecases
from huiyin.rooms.duties.usecases import days_table
from huiyin.rooms.people.queries import units

ALL = gettext_lazy("All")


def keeps(actor: Actor | None) -> bool:
    """Tell whether somebody may change the calendar."""
    return actor is not None and actor.may(Permit.KEEP_CALENDAR)


def _link(route: str) -> Callable[..., str | None]:
    def link(record: Any, table: Any) -> str | None:
        actor = getattr(getattr(table, "request", None), "actor", None)
        return reverse(route, args=[record.pk]) if keeps(actor) else None

    return link


def _keeper(*offered: tuple[Any, str]) -> Callable[[Actor], Sequence[Action]]:
    def actions(actor: Actor) -> Sequence[Action]:
        if not keeps(actor):
            return ()
        return [Action(label, reverse(route), primary=place == 0) for place, (label, route) in enumerate(offered)]

    return actions


def to_year(row: Any) -> str:
    """Return the address of the year in which a day lies, or of the present one."""
    year = row.date.year if isinstance(row, CalendarDay) else getattr(row, "year", None)
    return reverse("duties:calendar") + (f"?{urlencode({'year': year})}" if year else "")


class DayTable(Table):
    """The days that do not follow their weekday."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    version = NumberColumn(visible=False)
    date = DateColumn(linkify=_link("duties:change_day"), attrs={"td": {"class": "main date"}})
    kind = ChoiceColumn(DayKind)
    name = Column()
    confirmed = FlagColumn()

    class Meta(Table.Meta):
        """Labels come from the table of days."""

        model = CalendarDay
        fields: ClassVar = ["id", "version", "date", "kind", "name", "confirmed"]

    def render_confirmed(self, value: bool) -> str:  # noqa: FBT001 - django-tables2 calls it by name
        """Mark what is not confirmed."""
        return "" if value else render_to_string("parts/state.html", {"label": _("unconfirmed"), "tone": "soon"})


class DayFilter(django_filters.FilterSet):
    """What days can be searched by."""

    year = django_filters.NumberFilter(field_name="date__year", label=gettext_lazy("Year"))
    kind = django_filters.ChoiceFilter(choices=DayKind.choices, empty_label=ALL, label=gettext_lazy("Kind"))
    name = django_filters.CharFilter(lookup_expr="icontains", label=gettext_lazy("Holiday's name"), max_length=60)
    state = django_filters.ChoiceFilter(
        choices=[("confirmed", gettext_lazy("Confirmed")), ("unconfirmed", gettext_lazy("unconfirmed"))],
        empty_label=ALL, method="standing", label=gettext_lazy("State"),
    )  # fmt: skip

    class Meta:
        """Of the table of days."""

        model = CalendarDay
        fields: ClassVar[list[str]] = []

    def standing(self, rows: QuerySet[CalendarDay], _name: str, value: str) -> QuerySet[CalendarDay]:
        """Keep the confirmed days, or the others."""
        return rows.filter(confirmed=value == "confirmed")


DAYS = Listing(
    title=gettext_lazy("Holidays and make-up workdays"),
    door=queries.calendar_days,
    table=DayTable,
    filters=DayFilter,
    order=("-date", "id"),
    empty_title=gettext_lazy("No day in the calendar yet"),
    empty_hint=gettext_lazy("Load the public calendar of a year, or import a table of days."),
    actions=_keeper(
        (gettext_lazy("Add a day"), "duties:set_day"),
        (gettext_lazy("Import days"), "duties:import_days"),
        (gettext_lazy("Load a year"), "duties:load_year"),
    ),
)
SET_DAY = FormScreen(
    title=gettext_lazy("Add a day"),
    form=forms.DayForm,
    door=usecases.set_day,
    done=to_year,
    said=gettext_lazy("The day was added; open duties are reckoned anew."),
)
CHANGE_DAY = FormScreen(
    title=gettext_lazy("Change a day"),
    form=forms.DayChangeForm,
    door=usecases.change_day,
    subject="day",
    load=one(queries.calendar_days),
    done=to_year,
    said=gettext_lazy("The day was changed; open duties are reckoned anew."),
    actions=lambda row: (
        Action(gettext_lazy("Let it follow its weekday"), reverse("duties:clear_day", args=[row.pk])),
    ),
)
CLEAR_DAY = FormScreen(
    title=gettext_lazy("Let it follow its weekday"),
    door=usecases.clear_day,
    subject="day",
    load=one(queries.calendar_days),
    done=to_year,
    said=gettext_lazy("The day follows its weekday again; open duties are reckoned anew."),
)
LOAD_YEAR = FormScreen(
    title=gettext_lazy("Load a year"),
    form=forms.YearForm,
    door=usecases.load_year,
    done=to_year,
    submit=gettext_lazy("Load"),
    said=gettext_lazy("The public calendar was loaded; open duties are reckoned anew."),
)
CONFIRM_YEAR = FormScreen(
    title=gettext_lazy("Confirm a year"),
    form=forms.YearForm,
    door=usecases.confirm_year,
    done=to_year,
    submit=gettext_lazy("Confirm"),
    said=gettext_lazy("The year was confirmed."),
)
HAND_IN_DAYS = FormScreen(
    title=gettext_lazy("Import days"),
    form=forms.DaysFileForm,
    door=days_table.hand_in_days,
    done=lambda row: reverse("duties:preview_days", args=[row.pk]),
    submit=gettext_lazy("Look through"),
)
IMPORTED = gettext_lazy("The days were imported; open duties are reckoned anew.")
MOST_PREVIEWED = 200


def preview_context(stored: StoredFile, findings: Any) -> dict[str, Any]:
    """Return what the preview of a table of days shows."""
    lines = vars(findings)
    return {
        "page_title": _("Preview: %(name)s") % {"name": stored.name},
        "crumbs": [(str(DAYS.title), reverse("duties:calendar_days"))],
        "preview": {
            "file_name": stored.name, **{kind: rows[:MOST_PREVIEWED] for kind, rows in lines.items()},
            **{f"{kind}_count": len(rows) for kind, rows in lines.items()}, "apply_fields": [],
            "apply_url": reverse("duties:preview_days", args=[stored.pk]), "again_url": reverse("duties:import_days"),
        },
    }  # fmt: skip


class VersionTable(Table):
    """Versions of the calendar, the newest first."""

    number = NumberColumn()
    made_at = TimeColumn()
    made_by = Column()
    why = Column(attrs={"td": {"class": "main"}})

    class Meta(Table.Meta):
        """Labels come from the table of versions."""

        model = CalendarVersion
        fields: ClassVar = ["number", "made_at", "made_by", "why"]


class VersionFilter(django_filters.FilterSet):
    """What versions can be searched by."""

    why = django_filters.CharFilter(lookup_expr="icontains", label=gettext_lazy("What changed"), max_length=60)

    class Meta:
        """Of the table of versions."""

        model = CalendarVersion
        fields: ClassVar[list[str]] = []


VERSIONS = Listing(
    title=gettext_lazy("Versions of the calendar"),
    door=queries.calendar_versions,
    table=VersionTable,
    filters=VersionFilter,
    order=("-number",),
    empty_title=gettext_lazy("Nobody has kept the calendar yet"),
    empty_hint=gettext_lazy("Until then Saturdays and Sundays are free and every other day is a working day."),
)


def _units(asked: Any) -> QuerySet[Any]:
    return units(asked.actor) if asked.actor.may(units.permit) else units.call(asked.actor).none()


class HoursTable(Table):
    """Working hours in the order of the tree, the latest first."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    version = NumberColumn(visible=False)
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("Department"), attrs={"td": {"class": "main"}})
    start = DateColumn(linkify=_link("duties:change_hours"))
    inherit = FlagColumn()
    hours = Column(empty_values=(), verbose_name=gettext_lazy("Hours"), attrs={"td": {"class": "wrap"}})

    class Meta(Table.Meta):
        """Labels come from the table of hours."""

        model = WorkingHours
        fields: ClassVar = ["id", "version", "unit", "start", "inherit", "hours"]

    def render_hours(self, record: WorkingHours) -> str:
        """Write the week in one line; days with the same hours stand together."""
        return "；".join(f"{days} {hours}" for days, hours in week_in_words(queries.week_of(record)))

    def value_hours(self, record: WorkingHours) -> str:
        """Carry the week as the page shows it."""
        return self.render_hours(record)


def week_in_words(week: Any) -> list[tuple[str, str]]:
    """Return (days, hours) of a week: days in a row with the same hours are one line."""
    lines: list[tuple[list[HoursDay], str]] = []
    for day in HoursDay:
        hours = show_spans(week.get(day.value, ()))
        if lines and lines[-1][1] == hours and day < HoursDay.MAKEUP:
            lines[-1][0].append(day)
        else:
            lines.append(([day], hours))
    return [(_through(days), hours) for days, hours in lines if hours]


def _through(days: Sequence[HoursDay]) -> str:
    if len(days) == 1:
        return str(days[0].label)
    return _("%(first)s to %(last)s") % {"first": days[0].label, "last": days[-1].label}


class HoursFilter(django_filters.FilterSet):
    """What hours can be searched by."""

    unit = django_filters.ModelChoiceFilter(
        queryset=_units, method="within", label=gettext_lazy("Department and below")
    )

    class Meta:
        """Of the table of hours."""

        model = WorkingHours
        fields: ClassVar[list[str]] = []

    def within(self, rows: QuerySet[WorkingHours], _name: str, unit: Any) -> QuerySet[WorkingHours]:
        """Keep a unit and everything below it."""
        return rows.filter(unit__path__startswith=unit.path)


HOURS = Listing(
    title=gettext_lazy("Working hours"),
    door=queries.working_hours,
    table=HoursTable,
    filters=HoursFilter,
    order=("unit__path", "-start", "id"),
    empty_title=gettext_lazy("No department has hours of its own"),
    empty_hint=gettext_lazy("Until then work is from 8:30 to 12:00 and from 13:30 to 17:30, Monday to Friday."),
    actions=_keeper((gettext_lazy("Set working hours"), "duties:set_hours")),
)


def _to_hours(_row: Any) -> str:
    return reverse("duties:working_hours")


def _hours(actor: Actor, **where: Any) -> Any:
    """Read working hours with the week as the form shows it."""
    row = one(queries.working_hours)(actor, **where)
    week = queries.week_of(row)  # type: ignore[arg-type]
    for day in HoursDay:
        setattr(row, day.name.lower(), show_spans(week.get(day.value, ())))
    return row


SET_HOURS = FormScreen(
    title=gettext_lazy("Set working hours"),
    form=forms.HoursForm,
    door=usecases.set_hours,
    done=_to_hours,
    said=gettext_lazy("The hours were set; open duties are reckoned anew."),
)
CHANGE_HOURS = FormScreen(
    title=gettext_lazy("Correct working hours"),
    form=forms.HoursForm,
    door=usecases.change_hours,
    subject="hours",
    load=_hours,
    done=_to_hours,
    said=gettext_lazy("The hours were corrected; open duties are reckoned anew."),
    actions=lambda row: (Action(gettext_lazy("Take the hours back"), reverse("duties:drop_hours", args=[row.pk])),),
)
DROP_HOURS = FormScreen(
    title=gettext_lazy("Take the hours back"),
    door=usecases.drop_hours,
    subject="hours",
    load=_hours,
    done=_to_hours,
    said=gettext_lazy("The hours were taken back; open duties are reckoned anew."),
)
