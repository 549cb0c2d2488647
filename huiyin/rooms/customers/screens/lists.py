"""The list of customers, and those of their profiles, contacts, consents, classes and merges."""

import json
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, Listing
from huiyin.platform.store import mask
from huiyin.platform.tables import ChoiceColumn, Column, FlagColumn, NumberColumn, Table, TimeColumn
from huiyin.rooms.customers import queries
from huiyin.rooms.customers.models import Consent, Contact, Grading, Merge, Party, Profile
from huiyin.rooms.customers.terms import (
    Basis,
    ConsentChannel,
    ContactKind,
    CustomerClass,
    PartyKind,
    Permit,
    ProfileKind,
    Purpose,
)
from huiyin.rooms.people.queries import open_units
from huiyin.rooms.people.queries.tree import units_below
from huiyin.rooms.people.screens.columns import MaskedColumn
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
    return open_units(asked.actor.reach(Permit.READ_CUSTOMERS)).order_by("path")


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
    return [
        Action(str(_("Register a customer")), reverse("customers:register"), primary=True),
        Action(str(_("Import a workbook")), reverse("customers:import")),
        Action(str(_("Export the workbook")), reverse("customers:export")),
    ]


CUSTOMERS = Listing(
    title=_("Customers"),
    door=queries.parties,
    table=CustomerTable,
    filters=CustomerFilter,
    order=("pinyin", "id"),
    empty_title=_("No customers yet"),
    empty_hint=_("Register them one by one, or import the customer workbook."),
    actions=_actions,
)


def to_customer(party: Party) -> str:
    """Return the page of a customer."""
    return reverse("customers:customer", args=[party.pk])


class OfCustomer(django_filters.FilterSet):
    """Rows of one customer."""

    code = django_filters.CharFilter(field_name="party__code", label=_("Customer number"), max_length=20)


class _OfParty(Table):
    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    code = Column(accessor="party__code", verbose_name=_("Customer number"))
    name = Column(accessor="party__name", verbose_name=_("Name"))


class ProfileTable(_OfParty):
    """Profiles, with what is kept of them."""

    kind = ChoiceColumn(ProfileKind)
    grade = ChoiceColumn(CustomerClass)
    facts = Column(accessor="facts", verbose_name=_("Facts"))

    class Meta(Table.Meta):
        model = Profile
        fields: ClassVar = ["id", "version", "code", "name", "kind", "grade", "facts"]

    def value_facts(self, record: Profile) -> str:
        """Carry the facts as JSON."""
        return json.dumps(record.facts, ensure_ascii=False, sort_keys=True)


class ContactTable(_OfParty):
    """Contacts, masked."""

    kind = ChoiceColumn(ContactKind)
    value = MaskedColumn()
    label = Column()
    primary = FlagColumn()

    class Meta(Table.Meta):
        model = Contact
        fields: ClassVar = ["id", "version", "code", "name", "kind", "value", "label", "primary"]


class ConsentTable(_OfParty):
    """What customers agreed to."""

    purpose = ChoiceColumn(Purpose)
    basis = ChoiceColumn(Basis)
    channel = ChoiceColumn(ConsentChannel)
    notice = Column()
    given_at = TimeColumn()
    withdrawn_at = TimeColumn()

    class Meta(Table.Meta):
        model = Consent
        fields: ClassVar = [
            "id", "version", "code", "name", "purpose", "basis", "channel", "notice", "given_at", "withdrawn_at"
        ]  # fmt: skip


class GradingTable(Table):
    """Changes of class."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    code = Column(accessor="profile__party__code", verbose_name=_("Customer number"))
    kind = Column(accessor="profile__kind", verbose_name=_("Customer kind"))
    before = Column()
    after = Column()
    reason = Column()
    at = TimeColumn()
    by = Column()

    class Meta(Table.Meta):
        model = Grading
        fields: ClassVar = ["id", "code", "kind", "before", "after", "reason", "at", "by"]


class OfGraded(django_filters.FilterSet):
    """Changes of class of one customer."""

    code = django_filters.CharFilter(field_name="profile__party__code", label=_("Customer number"), max_length=20)


class MergeTable(Table):
    """Merges."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    kept = Column(accessor="kept__code", verbose_name=_("Kept customer"))
    gone = Column(accessor="gone__code", verbose_name=_("Merged customer"))
    reason = Column()
    at = TimeColumn()
    by = Column()
    undone_at = TimeColumn()

    class Meta(Table.Meta):
        model = Merge
        fields: ClassVar = ["id", "version", "kept", "gone", "reason", "at", "by", "undone_at"]


class OfKept(django_filters.FilterSet):
    """Merges into one customer."""

    code = django_filters.CharFilter(field_name="kept__code", label=_("Customer number"), max_length=20)


PROFILES = Listing(
    title=_("Profiles of customers"), door=queries.profiles, table=ProfileTable, filters=OfCustomer, order=("id",)
)
CONTACTS = Listing(
    title=_("Contacts of customers"), door=queries.contacts, table=ContactTable, filters=OfCustomer, order=("id",)
)
CONSENTS = Listing(
    title=_("Consents of customers"), door=queries.consents, table=ConsentTable, filters=OfCustomer, order=("id",)
)
GRADINGS = Listing(
    title=_("Classes of customers"), door=queries.gradings, table=GradingTable, filters=OfGraded, order=("id",)
)
MERGES = Listing(title=_("Merges of customers"), door=queries.merges, table=MergeTable, filters=OfKept, order=("id",))
