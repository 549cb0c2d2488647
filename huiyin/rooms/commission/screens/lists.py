"""The lists of the commission room, and the forms over them."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, FormScreen, Listing, one
from huiyin.platform.tables import A, ChoiceColumn, Column, DateColumn, FlagColumn, NumberColumn, Table, TimeColumn
from huiyin.rooms.commission import forms, queries, usecases
from huiyin.rooms.commission.models import Line, Rule, Statement, Stay
from huiyin.rooms.commission.rules.money import yuan
from huiyin.rooms.commission.terms import Basis, LineKind, Permit, State
from huiyin.rooms.people.screens.columns import YesNoFilter

ALL = _("All")
_DEPARTMENT = _("department")


class YuanColumn(Column):
    """Cents, shown in yuan with two decimals, right-aligned; the API and the export carry the same text."""

    css = "num"

    def render(self, value: int) -> str:
        """Show 128050 as 1280.50."""
        return yuan(value)

    def plain(self, raw: Any) -> Any:
        """Carry 128050 as "1280.50"."""
        return yuan(int(raw))


class RateColumn(YuanColumn):
    """Hundredths of a per cent, shown per cent: 200 as 2.00."""


class RuleTable(Table):
    """Rules, by unit, the latest first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    unit = Column(accessor="unit__name", verbose_name=_DEPARTMENT, attrs={"td": {"class": "main"}})
    start = DateColumn()
    paid = FlagColumn()
    rate = RateColumn(verbose_name=_("rate, per cent"))
    window_days = NumberColumn()
    reason = Column()
    recorded_by = Column()

    class Meta(Table.Meta):
        """Labels come from the table of rules."""

        model = Rule
        fields: ClassVar = ["id", "unit", "start", "paid", "rate", "window_days", "reason", "recorded_by"]


class RuleFilter(django_filters.FilterSet):
    """Paid or not."""

    paid = YesNoFilter(label=_("Commission is paid"))

    class Meta:
        """Of the table of rules."""

        model = Rule
        fields: ClassVar[list[str]] = []


class StayTable(Table):
    """Return stays, the latest check-out first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    number = Column(linkify=("commission:stay", [A("pk")]), attrs={"td": {"class": "main"}})
    guest = Column()
    phone = Column(visible=False)
    unit = Column(accessor="unit__name", verbose_name=_DEPARTMENT)
    booked_at = TimeColumn()
    checked_in = DateColumn(visible=False)
    checked_out = DateColumn()
    revenue = YuanColumn(verbose_name=_("room revenue, yuan"))
    basis = ChoiceColumn(Basis, attrs={"td": {"class": "wrap"}})
    agent = Column(accessor="agent__name", verbose_name=_("owed to"))
    callback = Column(accessor="callback__number", verbose_name=_("callback"))
    called_at = TimeColumn(visible=False)
    window_days = NumberColumn(visible=False)
    recorded_by = Column(visible=False)
    recorded_at = TimeColumn(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of stays."""

        model = Stay
        fields: ClassVar = [
            "id", "number", "guest", "phone", "unit", "booked_at", "checked_in", "checked_out", "revenue", "basis",
            "agent", "callback", "called_at", "window_days", "recorded_by", "recorded_at",
        ]  # fmt: skip


class StayFilter(django_filters.FilterSet):
    """What stays can be searched by."""

    q = django_filters.CharFilter(field_name="number", lookup_expr="icontains", label=_("Stay number"), max_length=40)
    basis = django_filters.ChoiceFilter(choices=Basis.choices, empty_label=ALL, label=_("Basis"))
    since = django_filters.DateFilter(field_name="checked_out", lookup_expr="gte", label=_("From"))
    until = django_filters.DateFilter(field_name="checked_out", lookup_expr="lte", label=_("To"))

    class Meta:
        """Of the table of stays."""

        model = Stay
        fields: ClassVar[list[str]] = []


class StatementTable(Table):
    """Statements, the latest month first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    month = Column(linkify=("commission:statement", [A("pk")]), attrs={"td": {"class": "main"}})
    unit = Column(accessor="unit__name", verbose_name=_DEPARTMENT)
    state = ChoiceColumn(State)
    base = YuanColumn(verbose_name=_("base, yuan"))
    commission = YuanColumn(verbose_name=_("commission, yuan"))
    drafted_by = Column()
    drafted_at = TimeColumn(visible=False)
    approved_by = Column()
    approved_at = TimeColumn()

    class Meta(Table.Meta):
        """Labels come from the table of statements."""

        model = Statement
        fields: ClassVar = [
            "id", "version", "month", "unit", "state", "base", "commission", "drafted_by", "drafted_at", "approved_by",
            "approved_at",
        ]  # fmt: skip


class StatementFilter(django_filters.FilterSet):
    """What statements can be searched by."""

    month = django_filters.CharFilter(lookup_expr="exact", label=_("Month"), max_length=7)
    state = django_filters.ChoiceFilter(choices=State.choices, empty_label=ALL, label=_("State"))

    class Meta:
        """Of the table of statements."""

        model = Statement
        fields: ClassVar[list[str]] = []


class LineTable(Table):
    """Lines of approved statements, the latest first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    month = Column(accessor="statement__month", verbose_name=_("month"), attrs={"td": {"class": "main"}})
    unit = Column(accessor="statement__unit__name", verbose_name=_DEPARTMENT)
    agent = Column(accessor="agent__name", verbose_name=_("owed to"))
    kind = ChoiceColumn(LineKind)
    stay = Column(accessor="stay__number", verbose_name=_("stay number"))
    day = DateColumn()
    base = YuanColumn(verbose_name=_("base, yuan"))
    rate = RateColumn(verbose_name=_("rate, per cent"))
    commission = YuanColumn(verbose_name=_("commission, yuan"))

    class Meta(Table.Meta):
        """Labels come from the table of lines."""

        model = Line
        fields: ClassVar = ["id", "month", "unit", "agent", "kind", "stay", "day", "base", "rate", "commission"]


class LineFilter(django_filters.FilterSet):
    """What lines can be searched by."""

    month = django_filters.CharFilter(
        field_name="statement__month", lookup_expr="exact", label=_("Month"), max_length=7
    )
    kind = django_filters.ChoiceFilter(choices=LineKind.choices, empty_label=ALL, label=_("Kind"))

    class Meta:
        """Of the table of lines."""

        model = Line
        fields: ClassVar[list[str]] = []


def _if_may(*wanted: tuple[str, Any, str]) -> Callable[[Actor], Sequence[Action]]:
    def actions(actor: Actor) -> Sequence[Action]:
        shown = [(label, route) for permit, label, route in wanted if actor.may(permit)]
        return [Action(label, reverse(route), primary=not place) for place, (label, route) in enumerate(shown)]

    return actions


RULES: Listing = Listing(
    title=_("Commission rules"), door=queries.rules, table=RuleTable, filters=RuleFilter,
    order=("unit__path", "-start", "id"),
    actions=_if_may((Permit.KEEP_RULES, _("New rule"), "commission:record_rule")),
    empty_title=_("No commission is paid yet"),
    empty_hint=_("A rule says from which day on commission is paid, and at which rate; 2 % is the usual (AMB-55)."),
)  # fmt: skip
STAYS: Listing = Listing(
    title=_("Return stays"), door=queries.stays, table=StayTable, filters=StayFilter, order=("-checked_out", "-id"),
    actions=_if_may(
        (Permit.KEEP_STAYS, _("Record a return stay"), "commission:record_stay"),
        (Permit.KEEP_STAYS, _("Import return stays"), "commission:import"),
        (Permit.DRAFT, _("Commission statements"), "commission:statements"),
    ),
    empty_title=_("No return stay is recorded yet"),
    empty_hint=_("A guest who stays again is owed to who last reached him before he booked (H-11)."),
)  # fmt: skip
STATEMENTS: Listing = Listing(
    title=_("Commission statements"), door=queries.statements, table=StatementTable, filters=StatementFilter,
    order=("-month", "-id"),
    actions=_if_may((Permit.DRAFT, _("Draft a statement"), "commission:draft_statement")),
    empty_title=_("No month is drafted yet"), empty_hint=_("A month's statement is due by the 5th of the next."),
)  # fmt: skip
LINES: Listing = Listing(
    title=_("Commission lines"), door=queries.lines, table=LineTable, filters=LineFilter, order=("-id",),
    empty_title=_("No approved statement has a line for you yet"),
    empty_hint=_("One sees one's own lines once the month's statement is approved."),
)  # fmt: skip


def stay_url(row: Stay) -> str:
    """Return the page of a stay."""
    return reverse("commission:stay", args=[row.pk])


def statement_url(row: Statement) -> str:
    """Return the page of a statement."""
    return reverse("commission:statement", args=[row.pk])


RECORD_RULE = FormScreen(
    title=_("New rule"), form=forms.RuleForm, door=usecases.record_rule, done=lambda _row: reverse("commission:rules"),
    said=_("The rule begins on its day."),
)  # fmt: skip
RECORD_STAY = FormScreen(
    title=_("Record a return stay"), form=forms.StayForm, door=usecases.record_stay, done=stay_url,
    said=_("The return stay is recorded."),
)  # fmt: skip
RECORD_REFUND = FormScreen(
    title=_("Record a refund"), form=forms.RefundForm, door=usecases.record_refund, subject="stay",
    load=one(queries.kept_stays), edits=False,
    done=lambda row: reverse("commission:stay", args=[getattr(row, "stay_id", row.pk)]),
    said=_("The refund is recorded; it goes off the commission of its month."),
)  # fmt: skip
DRAFT = FormScreen(
    title=_("Draft a statement"), form=forms.StatementForm, door=usecases.draft_statement, done=statement_url,
    submit=_("Draft"), said=_("The statement is drafted; somebody else approves it."),
)  # fmt: skip
APPROVE = FormScreen(
    title=_("Approve the statement"), door=usecases.approve_statement, subject="statement",
    load=one(queries.approvable), done=statement_url,
    said=_("The statement is approved: its lines stay as they are."),
)  # fmt: skip
