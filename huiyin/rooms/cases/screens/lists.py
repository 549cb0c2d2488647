"""The list of cases."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.forms import RegexField, TextInput
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, Listing
from huiyin.platform.store import mask
from huiyin.platform.tables import ChoiceColumn, Column, FlagColumn, NumberColumn, Table, TimeColumn
from huiyin.rooms.cases import queries
from huiyin.rooms.cases.forms import MONTH
from huiyin.rooms.cases.models import Attachment, Case
from huiyin.rooms.cases.queries.cases import matching
from huiyin.rooms.cases.queries.demands import month_between
from huiyin.rooms.cases.rules.found import FIRST_FINDS
from huiyin.rooms.cases.terms import FINAL, CaseChannel, Category, Kind, Level, Permit, Position, Severity, State
from huiyin.rooms.people.queries import open_units
from huiyin.rooms.people.queries.tree import units_below


class CaseTable(Table):
    """Cases, newest first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    number = Column(linkify=("cases:case", {"pk": A("pk")}), attrs={"td": {"class": "main"}})
    kind = ChoiceColumn(Kind)
    state = ChoiceColumn(State)
    text = Column(attrs={"td": {"class": "wrap"}})
    caller_name = Column()
    caller_phone = Column(visible=False)
    category = ChoiceColumn(Category, visible=False)
    unit = Column(accessor="unit__name", verbose_name=_("Unit"))
    department = Column(accessor="department__name", verbose_name=_("Responsible department"), visible=False)
    owner = Column(accessor="owner__name", verbose_name=_("Owner"))
    next_due_at = TimeColumn()
    channel = ChoiceColumn(CaseChannel, visible=False)
    severity = ChoiceColumn(Severity, visible=False)
    level = ChoiceColumn(Level, visible=False)
    important = FlagColumn(visible=False)
    founded = FlagColumn(visible=False)
    finding = Column(visible=False)
    decision = Column(visible=False)
    result = Column(visible=False)
    guidance = Column(visible=False)
    position = ChoiceColumn(Position, visible=False)
    transfers = NumberColumn(visible=False)
    ended_at = TimeColumn(visible=False)
    promised_at = TimeColumn(visible=False)
    registered_at = TimeColumn(visible=False)
    answered_at = TimeColumn(visible=False)
    closed_at = TimeColumn(visible=False)

    class Meta(Table.Meta):
        model = Case
        fields: ClassVar = [
            "id", "version", "number", "kind", "state", "text", "caller_name", "caller_phone", "category", "unit",
            "department", "owner", "next_due_at", "channel", "severity", "level", "important", "founded", "finding",
            "decision", "result", "guidance", "position", "transfers", "ended_at", "promised_at", "registered_at",
            "answered_at", "closed_at",
        ]  # fmt: skip

    def render_text(self, value: str) -> str:
        """Show the beginning."""
        return value if len(value) <= 40 else f"{value[:40]}…"  # noqa: PLR2004 - a line of the list

    def value_text(self, value: str) -> str:
        """Carry all of it."""
        return value

    def render_caller_phone(self, value: str) -> str:
        """Show a number masked."""
        return mask(value)

    def value_caller_phone(self, value: str) -> str:
        """Carry a number masked."""
        return mask(value)


def _units(asked: Any) -> QuerySet[Any]:
    return open_units(asked.actor.reach(Permit.READ_CASES)).order_by("path")


class _MonthFilter(django_filters.CharFilter):
    field_class = RegexField

    def __init__(self, **more: Any) -> None:
        super().__init__(regex=MONTH, widget=TextInput(attrs={"type": "month"}), **more)


class CaseFilter(django_filters.FilterSet):
    """What cases can be searched by."""

    q = django_filters.CharFilter(method="search", label=_("Number, caller or text"), max_length=60)
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label=_("Kind"))
    state = django_filters.ChoiceFilter(choices=State.choices, label=_("State"))
    category = django_filters.ChoiceFilter(choices=Category.choices, label=_("Category"))
    unit = django_filters.ModelChoiceFilter(queryset=_units, method="within", label=_("Unit and below"))
    month = _MonthFilter(method="of_month", label=_("Registered in"))
    position = django_filters.ChoiceFilter(choices=Position.choices, label=_("Position of the customer"))
    open = django_filters.BooleanFilter(method="not_over", label=_("Not over yet"))
    mine = django_filters.BooleanFilter(method="owned", label=_("Only mine"))

    class Meta:
        model = Case
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Case], _name: str, value: str) -> QuerySet[Case]:
        """Find by two characters of number, caller or text."""
        alone = {name for name, given in self.data.items() if given} == {"q"}
        return matching(self.request.actor, rows, value, newest=FIRST_FINDS if alone else 0)

    def within(self, rows: QuerySet[Case], _name: str, unit: Any) -> QuerySet[Case]:
        """Keep the cases of a unit and everything below it."""
        return rows.filter(unit__in=[pk for pk, _name, _path in units_below(unit.path)])

    def of_month(self, rows: QuerySet[Case], _name: str, value: str) -> QuerySet[Case]:
        """Keep what was registered in a month ("2026-11")."""
        start, end = month_between(value)
        return rows.filter(registered_at__gte=start, registered_at__lt=end)

    def not_over(self, rows: QuerySet[Case], _name: str, value: bool) -> QuerySet[Case]:  # noqa: FBT001 - a filter's signature
        """Keep what is not over yet, or what is."""
        return rows.exclude(state__in=sorted(FINAL)) if value else rows.filter(state__in=sorted(FINAL))

    def owned(self, rows: QuerySet[Case], _name: str, value: bool) -> QuerySet[Case]:  # noqa: FBT001 - a filter's signature
        """Keep what the actor owns."""
        mine: Any = self.request.actor.employee_id
        return rows.filter(owner=mine) if value else rows


def _actions(actor: Actor) -> list[Action]:
    demands = Action(str(_("Service demands, top ten")), reverse("cases:demands"))
    if not actor.may(Permit.KEEP_CASES):
        return [demands]
    return [demands, Action(str(_("Register a case")), reverse("cases:register"), primary=True)]


CASES = Listing(
    title=_("Cases"),
    door=queries.cases,
    table=CaseTable,
    filters=CaseFilter,
    order=("-id",),
    empty_title=_("No cases yet"),
    empty_hint=_("What customers say, ask and complain about is registered here, each matter with its number."),
    actions=_actions,
)


def to_case(case: Case) -> str:
    """Return the page of a case."""
    return reverse("cases:case", args=[case.pk])


def to_case_of(thing: Case | Attachment) -> str:
    """Return the page of the case that a file belongs to, or of the case itself."""
    return reverse("cases:case", args=[thing.case_id if isinstance(thing, Attachment) else thing.pk])
