"""The lists of the publicity room, and the forms over them."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, FormScreen, Listing, one
from huiyin.platform.tables import A, ChoiceColumn, Column, DateColumn, FlagColumn, NumberColumn, Table, TimeColumn
from huiyin.rooms.people.forms import ReasonForm
from huiyin.rooms.people.screens.columns import YesNoFilter
from huiyin.rooms.publicity import forms, queries, usecases
from huiyin.rooms.publicity.models import Office, Placement
from huiyin.rooms.publicity.queries import is_checked, not_checked
from huiyin.rooms.publicity.terms import Permit, PlacementKind, Result

ALL = _("All")


def placement_url(row: Placement) -> str:
    """Return the page of a placement."""
    return reverse("publicity:placement", args=[row.pk])


def round_url(row: Placement) -> str:
    """Return the round through the unit of a placement."""
    return f"{reverse('publicity:round')}?unit={row.unit_id}"


def is_bad(row: Placement) -> bool:
    """Tell whether somebody has to go there: not checked this month, or not right."""
    return row.ended_on is None and (not is_checked(row) or row.result != Result.FINE)


class OfficeTable(Table):
    """Offices by unit, the latest version first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    unit = Column(accessor="unit__name", verbose_name=_("unit"), attrs={"td": {"class": "main"}})
    place = Column(attrs={"td": {"class": "wrap"}})
    phone = Column()
    hours = Column(attrs={"td": {"class": "wrap"}})
    start = DateColumn()
    current = FlagColumn(verbose_name=_("in force today"))
    recorded_by = Column(attrs={"td": {"class": "quiet desk"}, "th": {"class": "desk"}})

    class Meta(Table.Meta):
        """Labels come from the table of offices."""

        model = Office
        fields: ClassVar = ["id", "unit", "place", "phone", "hours", "start", "current", "recorded_by"]


class OfficeFilter(django_filters.FilterSet):
    """What offices can be searched by."""

    current = YesNoFilter(label=_("In force today"))

    class Meta:
        """Of the table of offices."""

        model = Office
        fields: ClassVar[list[str]] = []


class PlacementTable(Table):
    """Placements by unit; where somebody has to go is marked."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    place = Column(linkify=("publicity:placement", [A("pk")]), attrs={"td": {"class": "main wrap"}})
    kind = ChoiceColumn(PlacementKind)
    unit = Column(accessor="unit__name", verbose_name=_("unit"))
    result = ChoiceColumn(Result)
    checked_at = TimeColumn()
    checked_by = Column()
    note = Column(visible=False)
    ended_on = DateColumn()

    class Meta(Table.Meta):
        """Labels come from the table of placements."""

        model = Placement
        row_attrs: ClassVar = {"class": lambda record: "is-bad" if is_bad(record) else None}
        fields: ClassVar = [
            "id", "version", "place", "kind", "unit", "result", "checked_at", "checked_by", "note", "ended_on",
        ]  # fmt: skip

    def render_checked_at(self, record: Placement) -> str:
        """Show when it was checked, in words where that was not this month."""
        shown = TimeColumn().render(record.checked_at) if record.checked_at else ""
        late = record.ended_on is None and not is_checked(record)
        return format_html('{} <span class="is-bad">{}</span>', shown, gettext("not this month")) if late else shown


class PlacementFilter(django_filters.FilterSet):
    """What placements can be searched by."""

    q = django_filters.CharFilter(field_name="place", lookup_expr="icontains", label=_("Place"), max_length=40)
    kind = django_filters.ChoiceFilter(choices=PlacementKind.choices, empty_label=ALL, label=_("Kind"))
    result = django_filters.ChoiceFilter(choices=Result.choices, empty_label=ALL, label=_("Found"))
    waiting = YesNoFilter(method="waiting_for", label=_("Not checked this month"))
    present = YesNoFilter(field_name="ended_on", lookup_expr="isnull", label=_("Published now"))

    class Meta:
        """Of the table of placements."""

        model = Placement
        fields: ClassVar[list[str]] = []

    def waiting_for(self, rows: QuerySet[Any], _name: str, wanted: bool) -> QuerySet[Any]:  # noqa: FBT001
        """Keep what waits for its check, or what does not."""
        return rows.filter(not_checked()) if wanted else rows.exclude(not_checked())


def _keep(label: Any, route: str) -> Any:
    def actions(actor: Actor) -> Sequence[Action]:
        return (Action(label, reverse(route), primary=True),) if actor.may(Permit.KEEP) else ()

    return actions


OFFICES = Listing(
    title=_("Complaint offices"), door=queries.offices, table=OfficeTable, filters=OfficeFilter,
    order=("unit__path", "-start", "id"), actions=_keep(_("Record a complaint office"), "publicity:record_office"),
    empty_title=_("No complaint office is recorded yet"),
    empty_hint=_("Say where and by what telephone complaints are received; customers read it on the complaint page."),
)  # fmt: skip
PLACEMENTS = Listing(
    title=_("Where it is published"), door=queries.placements, table=PlacementTable, filters=PlacementFilter,
    order=("unit__path", "kind", "place", "id"), actions=_keep(_("Add a place"), "publicity:add_placement"),
    empty_title=_("No place is listed yet"),
    empty_hint=_("List where the office and its telephone are made known: lobby, rooms, website, receipts."),
)  # fmt: skip

RECORD_OFFICE = FormScreen(
    title=_("Record a complaint office"), form=forms.OfficeForm, door=usecases.record_office,
    done=lambda _row: reverse("publicity:offices"), said=_("It is recorded. Each place is now to be changed to it."),
)  # fmt: skip
ADD_PLACEMENT = FormScreen(
    title=_("Add a place"), form=forms.PlacementForm, door=usecases.add_placement, done=placement_url,
    said=_("The place is listed, and checked with the others every month."),
)  # fmt: skip
_KEPT: dict[str, Any] = {
    "load": one(queries.keepable_placements), "subject": "placement", "done": placement_url
}  # fmt: skip
CHANGE_PLACEMENT = FormScreen(
    title=_("Change the place"), form=forms.PlacementChangeForm, door=usecases.change_placement,
    said=_("The place was changed."), **_KEPT,
)  # fmt: skip
END_PLACEMENT = FormScreen(
    title=_("No longer published here"), form=ReasonForm, door=usecases.end_placement,
    said=_("Nothing is owed here any more."), **_KEPT,
)  # fmt: skip
_CHECKED: dict[str, Any] = {"load": one(queries.checkable_placements), "subject": "placement"}
CHECK = FormScreen(
    title=_("Check the place"), form=forms.CheckForm, door=usecases.check_placement, done=round_url, edits=False,
    said=_("The check is kept."), **_CHECKED,
)  # fmt: skip
ATTACH_PHOTO = FormScreen(
    title=_("Photograph the place"), form=forms.PhotoForm, door=usecases.attach_photo, done=placement_url,
    submit=_("Attach"), said=_("The file was attached."), **_CHECKED,
)  # fmt: skip
