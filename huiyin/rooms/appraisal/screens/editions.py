"""Sheets at work: their list, and the same list by whose turn it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel.points import show_points
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import Door
from huiyin.platform.screens import Listing
from huiyin.platform.tables import A, ChoiceColumn, Column, DateColumn, NumberColumn, PointsColumn, Table
from huiyin.rooms.appraisal.models import SheetEdition
from huiyin.rooms.appraisal.queries import editions as queries
from huiyin.rooms.appraisal.queries.confirming import to_confirm
from huiyin.rooms.appraisal.queries.sheet import of_people
from huiyin.rooms.appraisal.rules.work import due_on
from huiyin.rooms.appraisal.screens.filters import ALL
from huiyin.rooms.appraisal.screens.sheets import edition_words
from huiyin.rooms.appraisal.terms import OPEN_EDITIONS, EditionState, Kind, Origin, Permit
from huiyin.rooms.people.queries import findable, units

PERIOD = r"^(19|20)\d{2}(-W\d{2}|-\d{2})?$"
TONES = {
    EditionState.SUBMITTED: "soon", EditionState.CONFIRMED: "current", EditionState.READ: "current",
    EditionState.DISPUTED: "soon", EditionState.CLOSED: "done",
}  # fmt: skip


def url_of(name: str, *args: object) -> str:
    """Return the address of a page, empty where this installation has none of that name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def last_day(row: SheetEdition) -> date | None:
    """Return the day until which somebody is to act: to confirm it, or to object to it."""
    if row.state in OPEN_EDITIONS:
        return due_on(Kind(row.kind), row.period)
    return row.object_until if row.state in {EditionState.CONFIRMED, EditionState.READ} else None


class EditionTable(Table):
    """Editions of sheets, youngest first; the score of an open one is written out for the rows that are shown."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    number = Column(linkify=("appraisal:edition", {"pk": A("pk")}))
    edition = NumberColumn(visible=False)
    employee_no = Column(accessor="employee__number", verbose_name=gettext_lazy("staff number"))
    name = Column(
        accessor="employee__name", verbose_name=gettext_lazy("name of the person"), attrs={"td": {"class": "main"}}
    )
    kind = ChoiceColumn(Kind)
    period = Column()
    date = DateColumn(visible=False)
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    state = ChoiceColumn(EditionState)
    drafter = Column(accessor="drafter_name", verbose_name=gettext_lazy("drafted by"))
    confirmer = Column(accessor="confirmer_name", verbose_name=gettext_lazy("confirmed by"), visible=False)
    until = DateColumn(accessor="pk", verbose_name=gettext_lazy("last day"))
    score = PointsColumn(accessor="pk", verbose_name=gettext_lazy("score"))
    origin = ChoiceColumn(Origin, visible=False)
    reason = Column(visible=False)
    round = Column(accessor="round", verbose_name=gettext_lazy("round"), visible=False)
    version = NumberColumn(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of editions."""

        model = SheetEdition
        fields: ClassVar = [
            "id", "number", "edition", "employee_no", "name", "kind", "period", "date", "unit", "state", "drafter",
            "confirmer", "until", "score", "origin", "reason", "round", "version",
        ]  # fmt: skip
        row_attrs: ClassVar = {"class": lambda record: "is-bad" if _is_late(record) else ""}

    def __init__(self, data: Any = (), *args: Any, **kwargs: Any) -> None:
        """Write out the open ones: three statements, however many rows."""
        rows = list(data)
        opened = [row for row in rows if row.state in OPEN_EDITIONS]
        self.accounts = queries.accounts_of(opened) if opened else {}
        super().__init__(rows, *args, **kwargs)

    def render_number(self, record: SheetEdition) -> str:
        """Show which edition it is, from the second on."""
        if record.edition == 1:
            return record.number
        return format_html('{} <span class="ap-flag">{}</span>', record.number, edition_words(record.edition))

    def value_number(self, record: SheetEdition) -> str:
        """Carry the number."""
        return record.number

    def render_until(self, record: SheetEdition) -> Any:
        """Show the day by which somebody is to act."""
        day = last_day(record)
        return DateColumn.render(self.columns["until"].column, day) if day else "—"

    def value_until(self, record: SheetEdition) -> Any:
        """Carry the day."""
        return last_day(record)

    def render_score(self, record: SheetEdition) -> str:
        """Show what the sheet comes to as it stands."""
        return self.value_score(record)

    def value_score(self, record: SheetEdition) -> str:
        """Carry what the sheet comes to as it stands."""
        account = self.accounts.get(record.pk)
        return show_points(account.score if account else record.total)


def _is_late(row: SheetEdition) -> bool:
    return row.state in OPEN_EDITIONS and due_on(Kind(row.kind), row.period) < clock.today()


class PeriodFilter(django_filters.CharFilter):
    """A week, month or year: "2026-W47", "2026-11", "2026"."""

    field_class = forms.RegexField

    def __init__(self, **kwargs: Any) -> None:
        """Take nothing else."""
        super().__init__(regex=PERIOD, max_length=8, **kwargs)


class EditionFilter(django_filters.FilterSet):
    """What sheets at work can be searched by."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Sheet or person"), max_length=40)
    state = django_filters.ChoiceFilter(choices=EditionState.choices, empty_label=ALL, label=gettext_lazy("State"))
    kind = django_filters.ChoiceFilter(choices=Kind.choices, empty_label=ALL, label=gettext_lazy("Kind"))
    unit = django_filters.ModelChoiceFilter(
        queryset=lambda asked: units(asked.actor), method="within", empty_label=ALL,
        label=gettext_lazy("Department and below"),
    )  # fmt: skip
    period = PeriodFilter(field_name="period", lookup_expr="exact", label=gettext_lazy("Period (2026-W47, 2026-11)"))
    person = django_filters.CharFilter(
        field_name="employee__number", lookup_expr="exact", label=gettext_lazy("Staff number"), max_length=20
    )
    drafter = django_filters.CharFilter(method="drafted_by", label=gettext_lazy("Sheet drafted by"), max_length=40)
    round = django_filters.CharFilter(
        field_name="round__number", lookup_expr="exact", label=gettext_lazy("Round"), max_length=30
    )

    class Meta:
        """Of the table of editions."""

        model = SheetEdition
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[SheetEdition], _name: str, value: str) -> QuerySet[SheetEdition]:
        """Find a sheet by its number, or the sheets of a person by number, name or pinyin."""
        return rows.filter(Q(number=value.strip()) | of_people(self.request.actor, value))

    def within(self, rows: QuerySet[SheetEdition], _name: str, unit: Any) -> QuerySet[SheetEdition]:
        """Keep the sheets of a unit and everything below it."""
        below = units(self.request.actor).filter(path__startswith=unit.path)
        return rows.filter(unit_id__in=below.order_by().values("pk"))

    def drafted_by(self, rows: QuerySet[SheetEdition], _name: str, value: str) -> QuerySet[SheetEdition]:
        """Keep what somebody drafted, by number, name or pinyin."""
        people = findable(self.request.actor, Permit.READ_SHEETS, value).order_by().values("pk")
        return rows.filter(Q(drafter__in=people) | Q(drafter=None, drafter_name=value.strip()))


TABS: Sequence[tuple[str, Any, str]] = (
    ("editions_waiting", gettext_lazy("Waiting for my confirmation"), Permit.CONFIRM_SHEETS),
    ("editions_drafts", gettext_lazy("Drafts"), Permit.READ_STATISTICS),
    ("editions_unread", gettext_lazy("To be read"), Permit.READ_STATISTICS),
    ("editions_disputed", gettext_lazy("Objected to"), Permit.READ_STATISTICS),
    ("editions_closed", gettext_lazy("Closed lately"), Permit.READ_STATISTICS),
    ("editions", gettext_lazy("All"), Permit.READ_SHEETS),
)


def _beside(current: str, *, bulk: bool = False) -> Callable[..., Mapping[str, Any]]:
    def beside(actor: Actor, **_where: Any) -> Mapping[str, Any]:
        tabs = [
            {"label": label, "url": reverse(f"appraisal:{name}"), "current": name == current}
            for name, label, permit in TABS
            if actor.may(permit)
        ]
        acts = [{"label": _("Confirm the selected"), "url": reverse("appraisal:confirm_sheets")}] if bulk else []
        return {"tabs": tabs if len(tabs) > 1 else [], "bulk_actions": acts}

    return beside


EDITIONS: Listing = Listing(
    title=gettext_lazy("Sheets at work"),
    door=queries.editions,
    table=EditionTable,
    filters=EditionFilter,
    order=("-date", "-id"),
    empty_title=gettext_lazy("No sheets at work"),
    empty_hint=gettext_lazy("What is drafted stands here from its draft to its closing."),
    beside=_beside("editions"),
    template="appraisal/sheets.html",
)


def _tab(name: str, door: Door[..., QuerySet[Any]], title: Any, hint: Any, *, bulk: bool = False) -> Listing:
    return replace(EDITIONS, door=door, empty_title=title, empty_hint=hint, beside=_beside(name, bulk=bulk))


WAITING = _tab(
    "editions_waiting", to_confirm, gettext_lazy("No sheet waits for you"),
    gettext_lazy("Submitted sheets of the people whom you appraise, or whose appraiser you stand in for."), bulk=True,
)  # fmt: skip
DRAFTS = _tab(
    "editions_drafts", queries.drafts, gettext_lazy("No drafts"), gettext_lazy("A round begins them, one a person.")
)
UNREAD = _tab(
    "editions_unread", queries.unread, gettext_lazy("Every confirmed sheet was read"),
    gettext_lazy("Confirmed sheets that the person has not signed yet."),
)  # fmt: skip
DISPUTED = _tab(
    "editions_disputed", queries.disputed, gettext_lazy("No sheet is objected to"),
    gettext_lazy("Sheets with an objection that is not decided."),
)  # fmt: skip
CLOSED = _tab(
    "editions_closed", queries.closed_lately, gettext_lazy("Nothing was closed lately"),
    gettext_lazy("What was closed in the last 30 days."),
)  # fmt: skip
