"""Lists and forms of leave, appraisers and deputies."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from huiyin.platform.screens import Action, FormScreen, Listing, one
from huiyin.platform.tables import ChoiceColumn, Column, DateColumn, NumberColumn, Table
from huiyin.rooms.people import forms, queries, usecases
from huiyin.rooms.people.models import Appraiser, Deputy, Employee, Leave, Unit
from huiyin.rooms.people.screens.columns import keeper_link
from huiyin.rooms.people.screens.employees import to_employee
from huiyin.rooms.people.screens.units import keeper_actions, to_unit
from huiyin.rooms.people.terms import LeaveKind


def _units(asked: Any) -> QuerySet[Unit]:
    return queries.units(asked.actor)


class LeaveTable(Table):
    """Leave, the latest first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    number = Column(accessor="employee__number", verbose_name=_("Staff number"))
    name = Column(
        accessor="employee__name",
        verbose_name=_("Name"),
        linkify=("people:employee", {"pk": A("employee_id")}),
        attrs={"td": {"class": "main"}},
    )
    unit = Column(accessor="employee__unit__name", verbose_name=_("Department"))
    kind = ChoiceColumn(LeaveKind, linkify=keeper_link("people:change_leave"))
    start = DateColumn()
    end = DateColumn()

    class Meta(Table.Meta):
        model = Leave
        fields: ClassVar = ["id", "version", "number", "name", "unit", "kind", "start", "end"]


class LeaveFilter(django_filters.FilterSet):
    """What leave can be searched by."""

    q = django_filters.CharFilter(method="search", label=_("Number, name or pinyin"), max_length=40)
    unit = django_filters.ModelChoiceFilter(queryset=_units, method="within", label=_("Department and below"))
    kind = django_filters.ChoiceFilter(choices=LeaveKind.choices, label=_("Kind"))
    since = django_filters.DateFilter(field_name="end", lookup_expr="gte", label=_("From the day"))
    until = django_filters.DateFilter(field_name="start", lookup_expr="lte", label=_("To the day"))

    class Meta:
        model = Leave
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Leave], _name: str, value: str) -> QuerySet[Leave]:
        """Find by whom it is."""
        return rows.filter(employee__in=queries.matching(Employee.objects.all(), value).values("pk"))

    def within(self, rows: QuerySet[Leave], _name: str, unit: Unit) -> QuerySet[Leave]:
        """Keep the people of a unit and everything below it."""
        return rows.filter(employee__unit__path__startswith=unit.path)


LEAVES = Listing(
    title=_("Leave"),
    door=queries.leaves,
    table=LeaveTable,
    filters=LeaveFilter,
    order=("-start", "-id"),
    empty_title=_("No leave recorded"),
    empty_hint=_("Days of lawful leave never cost a point, and nobody is inspected on them."),
    actions=keeper_actions((_("Record leave"), "people:record_leave")),
)


def _to_leave_person(row: Any) -> str:
    return to_employee(row if isinstance(row, Employee) else row.employee)


RECORD_LEAVE = FormScreen(
    title=_("Record leave"),
    form=forms.LeaveForm,
    door=usecases.record_leave,
    done=_to_leave_person,
    said=_("The leave was recorded."),
)
CHANGE_LEAVE = FormScreen(
    title=_("Change leave"),
    form=forms.LeaveChangeForm,
    door=usecases.change_leave,
    subject="leave",
    load=one(queries.leaves),
    done=_to_leave_person,
    said=_("The leave was changed."),
    actions=lambda row: (Action(str(_("Withdraw leave")), reverse("people:withdraw_leave", args=[row.pk])),),
)
WITHDRAW_LEAVE = FormScreen(
    title=_("Withdraw leave"),
    door=usecases.withdraw_leave,
    subject="leave",
    load=one(queries.leaves),
    done=_to_leave_person,
    said=_("The leave was withdrawn."),
)


class AppraiserTable(Table):
    """Appraisers in the order of the tree, the latest first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    unit = Column(accessor="unit__name", verbose_name=_("Department"), linkify=("people:unit", {"pk": A("unit_id")}))
    employee = Column(accessor="employee__name", verbose_name=_("Appraiser"), attrs={"td": {"class": "main"}})
    number = Column(accessor="employee__number", verbose_name=_("Staff number"))
    start = DateColumn(linkify=keeper_link("people:change_appraiser"))

    class Meta(Table.Meta):
        model = Appraiser
        fields: ClassVar = ["id", "version", "unit", "employee", "number", "start"]


class AppraiserFilter(django_filters.FilterSet):
    """What appointments can be searched by."""

    unit = django_filters.ModelChoiceFilter(queryset=_units, method="within", label=_("Department and below"))
    number = django_filters.CharFilter(field_name="employee__number", label=_("Staff number"), max_length=20)

    class Meta:
        model = Appraiser
        fields: ClassVar[list[str]] = []

    def within(self, rows: QuerySet[Appraiser], _name: str, unit: Unit) -> QuerySet[Appraiser]:
        """Keep a unit and everything below it."""
        return rows.filter(unit__path__startswith=unit.path)


APPRAISERS = Listing(
    title=_("Appraisers"),
    door=queries.appraisers,
    table=AppraiserTable,
    filters=AppraiserFilter,
    order=("unit__path", "-start", "id"),
    empty_title=_("No appraiser named yet"),
    empty_hint=_(
        "Name who appraises the people of a unit. Units below that name nobody follow it; nobody appraises himself."
    ),
    actions=keeper_actions((_("Name an appraiser"), "people:appoint_appraiser"), (_("Deputies"), "people:deputies")),
)


def _to_unit_of(row: Any) -> str:
    return to_unit(row if isinstance(row, Unit) else row.unit)


APPOINT_APPRAISER = FormScreen(
    title=_("Name an appraiser"),
    form=forms.AppraiserForm,
    door=usecases.appoint_appraiser,
    done=_to_unit_of,
    said=_("The appraiser was named."),
)
CHANGE_APPRAISER = FormScreen(
    title=_("Change the appraiser"),
    form=forms.AppraiserForm,
    door=usecases.change_appraiser,
    subject="appraiser",
    load=one(queries.appraisers),
    done=_to_unit_of,
    said=_("The appraiser was changed."),
    actions=lambda row: (
        Action(str(_("Withdraw the appraiser")), reverse("people:withdraw_appraiser", args=[row.pk])),
    ),
)
WITHDRAW_APPRAISER = FormScreen(
    title=_("Withdraw the appraiser"),
    door=usecases.withdraw_appraiser,
    subject="appraiser",
    load=one(queries.appraisers),
    done=_to_unit_of,
    said=_("The appraiser was withdrawn."),
)


class DeputyTable(Table):
    """Deputies, the latest first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    principal = Column(
        accessor="principal__name",
        verbose_name=_("Absent person"),
        linkify=("people:employee", {"pk": A("principal_id")}),
    )
    principal_number = Column(accessor="principal__number", verbose_name=_("Staff number"))
    deputy = Column(accessor="deputy__name", verbose_name=_("Deputy"))
    deputy_number = Column(accessor="deputy__number", verbose_name=_("Deputy's number"))
    start = DateColumn(linkify=keeper_link("people:change_deputy"))
    end = DateColumn()
    reason = Column(attrs={"td": {"class": "wrap"}})

    class Meta(Table.Meta):
        model = Deputy
        fields: ClassVar = [
            "id", "version", "principal", "principal_number", "deputy", "deputy_number", "start", "end", "reason"
        ]  # fmt: skip


class DeputyFilter(django_filters.FilterSet):
    """What deputies can be searched by."""

    number = django_filters.CharFilter(field_name="principal__number", label=_("Absent person's number"), max_length=20)
    on = django_filters.DateFilter(method="at", label=_("On the day"))

    class Meta:
        model = Deputy
        fields: ClassVar[list[str]] = []

    def at(self, rows: QuerySet[Deputy], _name: str, day: Any) -> QuerySet[Deputy]:
        """Keep what is in force on a day."""
        return rows.filter(start__lte=day, end__gte=day)


DEPUTIES = Listing(
    title=_("Deputies"),
    door=queries.deputies,
    table=DeputyTable,
    filters=DeputyFilter,
    order=("-start", "-id"),
    empty_title=_("No deputies named"),
    empty_hint=_("A deputy acts for an absent person between two days; what he signs is marked 代."),
    actions=keeper_actions((_("Name a deputy"), "people:name_deputy")),
)


def _to_principal(row: Any) -> str:
    return to_employee(row if isinstance(row, Employee) else row.principal)


NAME_DEPUTY = FormScreen(
    title=_("Name a deputy"),
    form=forms.DeputyForm,
    door=usecases.name_deputy,
    done=_to_principal,
    said=_("The deputy was named."),
)
CHANGE_DEPUTY = FormScreen(
    title=_("Change the deputy"),
    form=forms.DeputyForm,
    door=usecases.change_deputy,
    subject="row",
    load=one(queries.deputies),
    done=_to_principal,
    said=_("The deputy was changed."),
    actions=lambda row: (Action(str(_("Withdraw the deputy")), reverse("people:withdraw_deputy", args=[row.pk])),),
)
WITHDRAW_DEPUTY = FormScreen(
    title=_("Withdraw the deputy"),
    door=usecases.withdraw_deputy,
    subject="row",
    load=one(queries.deputies),
    done=_to_principal,
    said=_("The deputy was withdrawn."),
)
