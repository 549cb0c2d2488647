"""Lists of callbacks, of what has to be called now, and of opinions."""

from typing import Any, ClassVar

import django_filters
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, Listing
from huiyin.platform.tables import A, ChoiceColumn, Column, DateColumn, FlagColumn, NumberColumn, Table, TimeColumn
from huiyin.rooms.callbacks.models import Callback, Opinion
from huiyin.rooms.callbacks.queries import callbacks as queries
from huiyin.rooms.callbacks.queries.rates import IN_TIME
from huiyin.rooms.callbacks.terms import OPEN, Occasion, OpinionKind, Permit, Satisfaction, State, Way
from huiyin.rooms.people.queries import units

ALL = gettext_lazy("all")
TODAY, LATE, MISSED, UNEXPLAINED, OUT = "today", "late", "missed", "unexplained", "out"


def is_late(row: Callback) -> bool:
    """Tell whether somebody still has to be called and the time has passed."""
    return row.to_call and clock.now() > row.due_at


class CallbackTable(Table):
    """Callbacks by when they are due."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    number = Column(linkify=("callbacks:callback", {"pk": A("pk")}))
    customer = Column(attrs={"td": {"class": "main"}})
    reference = Column()
    occasion = ChoiceColumn(Occasion)
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    due_at = TimeColumn()
    caller = Column(accessor="caller__name", verbose_name=gettext_lazy("who calls"))
    state = ChoiceColumn(State)
    satisfaction = ChoiceColumn(Satisfaction)
    reached_at = TimeColumn(visible=False)
    not_before = DateColumn(visible=False)
    handler = Column(accessor="handler__name", verbose_name=gettext_lazy("handled by"), visible=False)
    happened_at = TimeColumn(visible=False)
    month = Column(visible=False)
    way = ChoiceColumn(Way, visible=False)
    score_service = NumberColumn(visible=False)
    score_result = NumberColumn(visible=False)
    score_speed = NumberColumn(visible=False)
    exempt_reason = Column(visible=False)
    missed_at = TimeColumn(visible=False)
    missed_reason = Column(visible=False)
    ended_at = TimeColumn(visible=False)
    ended_by = Column(visible=False)
    planned_at = TimeColumn(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of callbacks; what is overdue is marked."""

        model = Callback
        row_attrs: ClassVar = {"class": lambda record: "is-bad" if is_late(record) else None}
        fields: ClassVar = [
            "id", "number", "customer", "reference", "occasion", "unit", "due_at", "caller", "state", "satisfaction",
            "reached_at", "not_before", "handler", "happened_at", "month", "way", "score_service", "score_result",
            "score_speed", "exempt_reason", "missed_at", "missed_reason", "ended_at", "ended_by", "planned_at",
        ]  # fmt: skip

    def render_due_at(self, record: Callback) -> str:
        """Show by when somebody has to be reached, red where that has passed."""
        day, _space, time = record.due_shown.partition(" ")
        shown = f"{day} {date_format(record.last_day, 'D')} {time}"
        return format_html('<span class="is-bad">{} {}</span>', shown, _("overdue")) if is_late(record) else shown


class CallbackFilter(django_filters.FilterSet):
    """What callbacks can be searched by."""

    q = django_filters.CharFilter(
        method="search", label=gettext_lazy("Callback, matter, room or customer"), max_length=40
    )
    view = django_filters.ChoiceFilter(
        method="viewed", empty_label=ALL, label=gettext_lazy("Which callbacks"),
        choices=[
            (TODAY, gettext_lazy("due today or earlier")), (LATE, gettext_lazy("overdue now")),
            (MISSED, gettext_lazy("missed callbacks")), (UNEXPLAINED, gettext_lazy("missed, not explained")),
            (OUT, gettext_lazy("exempt or refused")),
        ],
    )  # fmt: skip
    state = django_filters.ChoiceFilter(
        method="in_state", choices=[("open", gettext_lazy("all that are open")), *State.choices],
        empty_label=ALL, label=gettext_lazy("State"),
    )  # fmt: skip
    occasion = django_filters.ChoiceFilter(choices=Occasion.choices, empty_label=ALL, label=gettext_lazy("Occasion"))
    unit = django_filters.ModelChoiceFilter(
        queryset=lambda asked: units(asked.actor), method="within", empty_label=ALL,
        label=gettext_lazy("Department and below"),
    )  # fmt: skip
    satisfaction = django_filters.ChoiceFilter(
        choices=Satisfaction.choices, empty_label=ALL, label=gettext_lazy("Satisfaction")
    )
    month = django_filters.CharFilter(lookup_expr="exact", label=gettext_lazy("Month"), max_length=7)
    policy = django_filters.NumberFilter(field_name="policy_id", label=gettext_lazy("Policy No."))
    counted = django_filters.ChoiceFilter(
        method="counts", empty_label=ALL, label=gettext_lazy("Counts as"),
        choices=[
            ("numerator", gettext_lazy("reached in time")), ("late", gettext_lazy("reached late")),
            ("denominator", gettext_lazy("in the denominator")),
        ],
    )  # fmt: skip

    class Meta:
        """Of the table of callbacks."""

        model = Callback
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Callback], _name: str, value: str) -> QuerySet[Callback]:
        """Find by number, by what it refers to, or by the customer's name or its pinyin."""
        return queries.matching(rows, value)

    def viewed(self, rows: QuerySet[Callback], _name: str, value: str) -> QuerySet[Callback]:
        """Keep what is due, overdue, missed, or out of the count."""
        now, to_call = clock.now(), (State.PLANNED, State.ATTEMPTED)
        kept = {
            TODAY: Q(state__in=to_call, not_before__lte=clock.today()),
            LATE: Q(state__in=to_call, due_at__lt=now),
            MISSED: Q(missed_at__isnull=False),
            UNEXPLAINED: Q(missed_at__isnull=False, missed_reason=""),
            OUT: Q(state__in=(State.EXEMPT, State.REFUSED)),
        }
        return rows.filter(kept[value])

    def in_state(self, rows: QuerySet[Callback], _name: str, value: str) -> QuerySet[Callback]:
        """Keep one state, or all that are open."""
        return rows.filter(state__in=sorted(OPEN) if value == "open" else [value])

    def within(self, rows: QuerySet[Callback], _name: str, unit: Any) -> QuerySet[Callback]:
        """Keep the callbacks of a unit and everything below it."""
        below = units(self.request.actor).filter(path__startswith=unit.path)
        return rows.filter(unit_id__in=below.order_by().values("pk"))

    def counts(self, rows: QuerySet[Callback], _name: str, value: str) -> QuerySet[Callback]:
        """Keep the rows behind a figure of the rates."""
        if value == "denominator":
            return rows.exclude(state__in=(State.EXEMPT, State.REFUSED))
        late = Q(reached_at__gt=F("due_at"))
        return rows.filter(IN_TIME if value == "numerator" else late)


def _list_actions(actor: Actor) -> list[Action]:
    found = []
    if actor.may(Permit.PLAN):
        found.append(Action(_("Import departures"), reverse("callbacks:import")))
    return found


CALLBACKS: Listing = Listing(
    title=gettext_lazy("Callbacks"),
    door=queries.callbacks,
    table=CallbackTable,
    filters=CallbackFilter,
    order=("-due_at", "-id"),
    orders={"due_at": ("due_at", "id")},
    empty_title=gettext_lazy("No callbacks"),
    empty_hint=gettext_lazy(
        "A complaint that was answered is planned here by itself; departures come in with a workbook."
    ),
    actions=_list_actions,
)


class MyCallTable(Table):
    """Whom one has to call now."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    customer = Column(linkify=("callbacks:call", {"pk": A("pk")}), attrs={"td": {"class": "main"}})
    reference = Column()
    occasion = ChoiceColumn(Occasion)
    due_at = TimeColumn()
    state = ChoiceColumn(State)
    number = Column(attrs={"td": {"class": "desk"}, "th": {"class": "desk"}})
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    caller = Column(accessor="caller__name", verbose_name=gettext_lazy("who calls"), visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of callbacks; what is overdue is marked."""

        model = Callback
        row_attrs: ClassVar = {"class": lambda record: "is-bad" if is_late(record) else None}
        fields: ClassVar = [
            "id", "customer", "reference", "occasion", "due_at", "state", "number", "unit", "caller",
        ]  # fmt: skip

    render_due_at = CallbackTable.render_due_at


class MyCallFilter(django_filters.FilterSet):
    """What one's calls can be searched by."""

    q = django_filters.CharFilter(
        method="search", label=gettext_lazy("Callback, matter, room or customer"), max_length=40
    )
    occasion = django_filters.ChoiceFilter(choices=Occasion.choices, empty_label=ALL, label=gettext_lazy("Occasion"))

    class Meta:
        """Of the table of callbacks."""

        model = Callback
        fields: ClassVar[list[str]] = []

    search = CallbackFilter.search


MY_CALLS: Listing = Listing(
    title=gettext_lazy("My calls today"),
    door=queries.my_calls,
    table=MyCallTable,
    filters=MyCallFilter,
    order=("due_at", "id"),
    empty_title=gettext_lazy("Nobody is waiting for your call"),
    empty_hint=gettext_lazy("Whom you have to call back stands here, what is due first on top."),
    beside=lambda _actor, **_where: {"cards": True},
    template="callbacks/my_calls.html",
)


class OpinionTable(Table):
    """What customers said, newest first."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    number = Column(
        accessor="pk", verbose_name=gettext_lazy("number"), linkify=("callbacks:opinion", {"pk": A("pk")})
    )  # fmt: skip
    callback = Column(accessor="callback__number", verbose_name=gettext_lazy("callback"), visible=False)
    kind = ChoiceColumn(OpinionKind)
    text = Column(attrs={"td": {"class": "wrap"}})
    department = Column(accessor="department__name", verbose_name=gettext_lazy("department concerned"))
    appointed_at = TimeColumn()
    raised_at = TimeColumn()
    said_at_once = Column(visible=False)
    solution = Column(visible=False)
    feedback = Column(visible=False)
    feedback_way = ChoiceColumn(Way, visible=False)
    prevention = Column(visible=False)
    adopted = FlagColumn(visible=False)
    adopted_reason = Column(visible=False)
    repeat_of = Column(accessor="repeat_of_id", verbose_name=gettext_lazy("repeats"), visible=False)
    answered_at = TimeColumn()
    answered_by = Column()

    class Meta(Table.Meta):
        """Labels come from the table of opinions; what is overdue is marked."""

        model = Opinion
        row_attrs: ClassVar = {"class": lambda record: "is-bad" if _broken(record) else None}
        fields: ClassVar = [
            "id", "number", "callback", "kind", "text", "department", "appointed_at", "raised_at", "said_at_once",
            "solution", "feedback", "feedback_way", "prevention", "adopted", "adopted_reason", "repeat_of",
            "answered_at", "answered_by",
        ]  # fmt: skip

    def render_number(self, record: Opinion) -> str:
        """Show the callback's number and the opinion's place."""
        return str(record)

    def value_number(self, record: Opinion) -> str:
        """Carry the same."""
        return str(record)


def _broken(row: Opinion) -> bool:
    return row.answered_at is None and row.appointed_at is not None and row.appointed_at < clock.now()


class OpinionFilter(django_filters.FilterSet):
    """What opinions can be searched by."""

    waiting = django_filters.ChoiceFilter(
        method="waits", empty_label=ALL, label=gettext_lazy("Which opinions"),
        choices=[
            ("open", gettext_lazy("to be answered")), ("mine", gettext_lazy("for me to answer and sign")),
            ("late", gettext_lazy("appointed time passed")),
        ],
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(choices=OpinionKind.choices, empty_label=ALL, label=gettext_lazy("Kind"))
    department = django_filters.ModelChoiceFilter(
        queryset=lambda asked: units(asked.actor), empty_label=ALL, label=gettext_lazy("Department concerned")
    )

    class Meta:
        """Of the table of opinions."""

        model = Opinion
        fields: ClassVar[list[str]] = []

    def waits(self, rows: QuerySet[Opinion], _name: str, value: str) -> QuerySet[Opinion]:
        """Keep what is not answered, of the actor's departments or of all; or whose appointed time has passed."""
        actor: Actor = self.request.actor
        still = rows.filter(answered_at__isnull=True)
        if value == "late":
            return still.filter(appointed_at__lt=clock.now())
        if value == "mine":
            reach = actor.reach(Permit.ANSWER_OPINION)
            return still.filter(reach.narrow(unit_path="department__path", employee=""))
        return still


OPINIONS: Listing = Listing(
    title=gettext_lazy("Opinions"),
    door=queries.opinions,
    table=OpinionTable,
    filters=OpinionFilter,
    order=("-raised_at", "-id"),
    empty_title=gettext_lazy("No opinions"),
    empty_hint=gettext_lazy(
        "What a customer says in a callback stands here until the head of the department answers and signs it."
    ),
)
