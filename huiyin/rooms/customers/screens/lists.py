"""The list of customers, and those of their profiles, contacts, consents, classes and merges."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, Listing
from huiyin.platform.store import mask
from huiyin.platform.tables import ChoiceColumn, Column, NumberColumn, Table, TimeColumn
from huiyin.rooms.customers import queries
from huiyin.rooms.customers.models import Party
from huiyin.rooms.customers.terms import CustomerClass, PartyKind, Permit, ProfileKind
from huiyin.rooms.people.queries import units
from huiyin.rooms.people.queries.tree import units_below
from huiyin.rooms.people.terms import Business


class CustomerTable(Table):
    """Customers by pinyin."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    name = Column(linkify=("customers:customer", {"pk": A("pk")}), attrs={"td": {"class": "main"}})
    code = Column()
    kinds = Column(accessor="profiles", verbose_name=_("Customer kinds"))
    grade = Column(accessor="profiles", verbose_name=_("Class"))
    phone = Column(accessor="contacts", verbose_name=_("Telephone"), attrs={"td": {"class": "quiet"}})
    unit = Column(accessor="unit__name", verbose_name=_("Unit"))
    business = ChoiceColumn(Business)
    kind = ChoiceColumn(PartyKind, visible=False)
    registered_at = TimeColumn(attrs={"td": {"class": "date desk"}, "th": {"class": "date desk"}})

    class Meta(Table.Meta):
        model = Party
        fields: ClassVar = [
            "id", "version", "name", "code", "kinds", "grade", "phone", "unit", "business", "kind", "registered_at"
        ]  # fmt: skip

    def render_kinds(self, record: Party) -> str:
        """Name the profiles."""
        return "、".join(str(ProfileKind(one.kind).label) for one in record.profiles.all()) or "—"

    def value_kinds(self, record: Party) -> str:
        """Carry the codes of the profiles."""
        return ",".join(one.kind for one in record.profiles.all())

    def render_grade(self, record: Party) -> str:
        """Show the classes of the profiles that have one."""
        return self.value_grade(record) or "—"

    def value_grade(self, record: Party) -> str:
        """Carry the classes."""
        return "/".join(one.grade for one in record.profiles.all() if one.grade)

    def render_phone(self, record: Party) -> str:
        """Show the first number, masked."""
        return self.value_phone(record) or "—"

    def value_phone(self, record: Party) -> str:
        """Carry the first number, masked."""
        return next((mask(one.value) for one in record.contacts.all() if one.digits), "")


def _units(asked: Any) -> QuerySet[Any]:
    return units(asked.actor)


class CustomerFilter(django_filters.FilterSet):
    """What customers can be searched by."""

    q = django_filters.CharFilter(method="search", label=_("Name, pinyin, number or telephone"), max_length=60)
    profile = django_filters.ChoiceFilter(choices=ProfileKind.choices, method="served_as", label=_("Customer kind"))
    unit = django_filters.ModelChoiceFilter(queryset=_units, method="within", label=_("Unit and below"))
    grade = django_filters.ChoiceFilter(choices=CustomerClass.choices, method="classed", label=_("Class"))
    business = django_filters.ChoiceFilter(choices=Business.choices, label=_("Business"))
    kind = django_filters.ChoiceFilter(choices=PartyKind.choices, label=_("Person or organisation"))

    class Meta:
        model = Party
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Party], _name: str, value: str) -> QuerySet[Party]:
        """Find by two characters, pinyin, initials, number or digits of a telephone."""
        return queries.matching(rows, value)

    def served_as(self, rows: QuerySet[Party], _name: str, value: str) -> QuerySet[Party]:
        """Keep who has a profile of a kind."""
        return queries.served_as(rows, value)

    def within(self, rows: QuerySet[Party], _name: str, unit: Any) -> QuerySet[Party]:
        """Keep the customers of a unit and everything below it."""
        return rows.filter(unit__in=[pk for pk, _name, _path in units_below(unit.path)])

    def classed(self, rows: QuerySet[Party], _name: str, value: str) -> QuerySet[Party]:
        """Keep who has a class."""
        return queries.classed(rows, value)


def _actions(actor: Actor) -> list[Action]:
    if not actor.may(Permit.KEEP_CUSTOMERS):
        return []
    return [Action(str(_("Register a customer")), reverse("customers:register"), primary=True)]


CUSTOMERS = Listing(
    title=_("Customers"),
    door=queries.parties,
    table=CustomerTable,
    filters=CustomerFilter,
    order=("pinyin", "id"),
    empty_title=_("No customers yet"),
    empty_hint=_("Register them one by one, or import the customer workbook."),
)


def to_customer(party: Party) -> str:
    """Return the page of a customer."""
    return reverse("customers:customer", args=[party.pk])
