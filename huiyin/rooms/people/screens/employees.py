"""Lists and forms of employees, their employment and their placements."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from huiyin.platform.screens import Action, FormScreen, Listing, one
from huiyin.platform.tables import ChoiceColumn, Column, DateColumn, FlagColumn, NumberColumn, Table
from huiyin.rooms.people import forms, queries, usecases
from huiyin.rooms.people.models import Employee, Employment, Placement, Post, Unit
from huiyin.rooms.people.screens.columns import MaskedColumn, YesNoFilter
from huiyin.rooms.people.screens.units import keeper_actions
from huiyin.rooms.people.terms import Business, Level


class EmployeeTable(Table):
    """People by staff number."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    number = Column()
    name = Column(linkify=("people:employee", {"pk": A("pk")}), attrs={"td": {"class": "main"}})
    pinyin = Column(attrs={"td": {"class": "quiet desk"}, "th": {"class": "desk"}})
    unit = Column(accessor="unit__name", verbose_name=_("Department"))
    post = Column(accessor="post__name", verbose_name=_("Post"))
    level = ChoiceColumn(Level)
    joined = DateColumn(verbose_name=_("Joined on"))
    active = FlagColumn()
    phone = MaskedColumn()
    email = MaskedColumn()

    class Meta(Table.Meta):
        model = Employee
        fields: ClassVar = [
            "id", "version", "number", "name", "pinyin", "unit", "post", "level", "joined", "active", "phone", "email"
        ]  # fmt: skip


def _units(asked: Any) -> QuerySet[Unit]:
    return queries.units(asked.actor)


class EmployeeFilter(django_filters.FilterSet):
    """What people can be searched by."""

    q = django_filters.CharFilter(method="search", label=_("Number, name or pinyin"), max_length=40)
    unit = django_filters.ModelChoiceFilter(queryset=_units, method="within", label=_("Department and below"))
    level = django_filters.ChoiceFilter(choices=Level.choices, label=_("Staff class"))
    active = YesNoFilter(label=_("In service"))
    post = django_filters.ModelChoiceFilter(queryset=Post.objects.all(), label=_("Post"))
    business = django_filters.ChoiceFilter(field_name="unit__business", choices=Business.choices, label=_("Business"))

    class Meta:
        model = Employee
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Employee], _name: str, value: str) -> QuerySet[Employee]:
        """Find by number, a part of the name, pinyin or initials."""
        return queries.matching(rows, value)

    def within(self, rows: QuerySet[Employee], _name: str, unit: Unit) -> QuerySet[Employee]:
        """Keep the people of a unit and everything below it."""
        return rows.filter(unit__path__startswith=unit.path)


EMPLOYEES = Listing(
    title=_("Employees"),
    door=queries.employees,
    table=EmployeeTable,
    filters=EmployeeFilter,
    order=("number", "id"),
    orders={"number": ("number", "id"), "name": ("pinyin", "id")},
    empty_title=_("Nobody here yet"),
    empty_hint=_("Import the staff workbook, or add people one by one."),
    actions=keeper_actions(
        (_("Add an employee"), "people:hire_employee"),
        (_("Import a workbook"), "people:import"),
        (_("Export the workbook"), "people:export"),
    ),
)


def to_employee(employee: Employee) -> str:
    """Return the page of a person."""
    return reverse("people:employee", args=[employee.pk])


def to_his_page(row: Any) -> str:
    """Return the page of the person behind a period, or of the person himself."""
    return to_employee(row if isinstance(row, Employee) else row.employee)


HIRE_EMPLOYEE = FormScreen(
    title=_("Add an employee"),
    form=forms.HireForm,
    door=usecases.hire_employee,
    done=to_employee,
    said=_("The employee was added."),
)


def _act(title: Any, form: type, door: Any, said: Any, **more: Any) -> FormScreen:
    return FormScreen(
        title=title,
        form=form,
        door=door,
        subject="employee",
        load=one(queries.employees),
        done=to_employee,
        said=said,
        **more,
    )


CHANGE_EMPLOYEE = _act(
    _("Change number or name"), forms.EmployeeForm, usecases.change_employee, _("The employee was changed.")
)
CHANGE_CONTACT = _act(
    _("Change contact data"), forms.ContactForm, usecases.change_contact, _("The contact data was changed.")
)
REVEAL_CONTACT = _act(
    _("Show contact data"),
    forms.ReasonForm,
    usecases.reveal_contact,
    "",
    submit=_("Show contact data"),
    shows={"phone": _("Telephone"), "email": _("E-mail")},
)
TRANSFER = _act(_("Transfer"), forms.PlaceForm, usecases.transfer_employee, _("The transfer was recorded."))
LEAVE_SERVICE = _act(_("Leaves service"), forms.LastDayForm, usecases.leave_service, _("The last day was recorded."))
COME_BACK = _act(_("Comes back"), forms.PlaceForm, usecases.come_back, _("The return was recorded."))

CORRECT_EMPLOYMENT = FormScreen(
    title=_("Correct the employment period"),
    form=forms.EmploymentForm,
    door=usecases.correct_employment,
    subject="employment",
    load=one(queries.employments),
    done=to_his_page,
    said=_("The period was corrected."),
)
CORRECT_PLACEMENT = FormScreen(
    title=_("Correct the placement"),
    form=forms.PlacementForm,
    door=usecases.correct_placement,
    subject="placement",
    load=one(queries.placements),
    done=to_his_page,
    said=_("The placement was corrected."),
    actions=lambda row: (Action(str(_("Remove the placement")), reverse("people:remove_placement", args=[row.pk])),),
)
REMOVE_PLACEMENT = FormScreen(
    title=_("Remove the placement"),
    door=usecases.remove_placement,
    subject="placement",
    load=one(queries.placements),
    done=to_his_page,
    said=_("The placement was removed."),
)


class EmploymentTable(Table):
    """Employment periods."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    number = Column(accessor="employee__number", verbose_name=_("Staff number"))
    name = Column(accessor="employee__name", verbose_name=_("Name"))
    start = DateColumn()
    end = DateColumn()

    class Meta(Table.Meta):
        model = Employment
        fields: ClassVar = ["id", "version", "number", "name", "start", "end"]


class PlacementTable(Table):
    """Placements."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    number = Column(accessor="employee__number", verbose_name=_("Staff number"))
    name = Column(accessor="employee__name", verbose_name=_("Name"))
    start = DateColumn()
    unit = Column(accessor="unit__name", verbose_name=_("Department"))
    post = Column(accessor="post__name", verbose_name=_("Post"))
    level = ChoiceColumn(Level)

    class Meta(Table.Meta):
        model = Placement
        fields: ClassVar = ["id", "version", "number", "name", "start", "unit", "post", "level"]


class OfEmployee(django_filters.FilterSet):
    """Periods of one person."""

    number = django_filters.CharFilter(field_name="employee__number", label=_("Staff number"), max_length=20)


EMPLOYMENTS = Listing(
    title=_("Employment periods"),
    door=queries.employments,
    table=EmploymentTable,
    filters=OfEmployee,
    order=("employee__number", "start", "id"),
)
PLACEMENTS = Listing(
    title=_("Placements"),
    door=queries.placements,
    table=PlacementTable,
    filters=OfEmployee,
    order=("employee__number", "start", "id"),
)
