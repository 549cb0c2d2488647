"""Sheets by unit and month: people against kinds, with scores and gaps."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet, Value
from django.db.models.fields import CharField
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from huiyin.kernel.points import show_points
from huiyin.platform.screens import Listing
from huiyin.platform.tables import Column, NumberColumn, Table
from huiyin.rooms.appraisal.queries import overviews as queries
from huiyin.rooms.appraisal.screens.filters import NUM, PeopleOfMonth
from huiyin.rooms.appraisal.screens.issue import issue_actions
from huiyin.rooms.appraisal.screens.sheets import tabs
from huiyin.rooms.appraisal.terms import Kind


class UnitMonthFilter(PeopleOfMonth):
    """People of a unit in a month; without a month, the one of the youngest sheet."""

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the people of the branch and let each row know the month."""
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        month = self.chosen
        if self.path:
            rows = rows.filter(queries.in_branch(self.path, month))
        known: QuerySet[Any] = rows.annotate(shown_month=Value(month, output_field=CharField()))
        return known


class MonthTable(Table):
    """People of a unit against the kinds of sheets of a month, with scores and gaps."""

    number = Column(verbose_name=gettext_lazy("staff number"))
    name = Column(verbose_name=gettext_lazy("name of the person"), attrs={"td": {"class": "main"}})
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    month = Column(accessor="shown_month", verbose_name=gettext_lazy("month"), visible=False)
    weeks = Column(accessor="pk", verbose_name=gettext_lazy("Weekly inspections"), attrs={"td": {"class": "ap-cells"}})
    month_check = Column(accessor="pk", verbose_name=gettext_lazy("Monthly inspection"), attrs=NUM)
    spots = NumberColumn(accessor="pk", verbose_name=gettext_lazy("Spot checks"), attrs=NUM)
    appraisal = Column(accessor="pk", verbose_name=gettext_lazy("Month appraisal"), attrs=NUM)
    missing = Column(accessor="pk", verbose_name=gettext_lazy("missing"))

    class Meta(Table.Meta):
        """The order of the columns."""

        sequence: ClassVar = [
            "number", "name", "unit", "month", "weeks", "month_check", "spots", "appraisal", "missing"
        ]  # fmt: skip

    def __init__(self, data: Any = (), *args: Any, **kwargs: Any) -> None:
        """Read the sheets of all people of the page in two statements."""
        rows = list(data)
        month = rows[0].shown_month if rows else ""
        self.found = queries.months_of([row.pk for row in rows], month) if month else {}
        self.week_keys = queries.weeks_of(month) if month else []
        super().__init__(rows, *args, **kwargs)

    def _of(self, record: Any) -> queries.MonthOfPerson:
        return self.found.get(record.pk, queries.MonthOfPerson())

    def render_name(self, value: str, record: Any) -> str:
        """Lead to the person's year."""
        if not record.shown_month:
            return value
        year = int(record.shown_month[:4])
        return format_html('<a href="{}">{}</a>', reverse("appraisal:person", args=[record.number, year]), value)

    def render_weeks(self, record: Any) -> str:
        """Show one score a week; a dot where the week has none."""
        own = self._of(record).weeks
        return _cells((key.rpartition("-")[2], own.get(key)) for key in self.week_keys)

    def value_weeks(self, record: Any) -> str:
        own = self._of(record).weeks
        return " ".join(f"{key.rpartition('-')[2]}:{show_points(own[key][0])}" for key in self.week_keys if key in own)

    def render_month_check(self, record: Any) -> SafeString | str:
        return _score(self._of(record).month_check)

    def value_month_check(self, record: Any) -> str | None:
        return _plain(self._of(record).month_check)

    def render_spots(self, record: Any) -> int:
        return self._of(record).spots

    def value_spots(self, record: Any) -> int:
        return self._of(record).spots

    def render_appraisal(self, record: Any) -> SafeString | str:
        return _score(self._of(record).month)

    def value_appraisal(self, record: Any) -> str | None:
        return _plain(self._of(record).month)

    def render_missing(self, record: Any) -> str:
        """Name the 月考核 that is expected and not there."""
        return (
            format_html('<span class="ap-flag ap-flag--bad">{}</span>', Kind.MONTH.label)
            if self._of(record).gap
            else "—"
        )

    def value_missing(self, record: Any) -> str | None:
        return "月考核" if self._of(record).gap else None


def _plain(cell: tuple[int, int] | None) -> str | None:
    return show_points(cell[0]) if cell else None


def _score(cell: tuple[int, int] | None) -> SafeString | str:
    if cell is None:
        return "—"
    return format_html('<a href="{}">{}</a>', reverse("appraisal:sheet", args=[cell[1]]), show_points(cell[0]))


def _cells(cells: Iterable[tuple[str, tuple[int, int] | None]]) -> SafeString:
    return format_html_join(
        "",
        '<span class="ap-cell"><span class="ap-cell-head">{}</span>{}</span>',
        ((head, _score(cell)) for head, cell in cells),
    )


MONTH: Listing = Listing(
    title=gettext_lazy("Sheets by unit and month"),
    door=queries.people_of_units,
    table=MonthTable,
    filters=UnitMonthFilter,
    order=("number", "id"),
    empty_title=gettext_lazy("Nobody here yet"),
    empty_hint=gettext_lazy("People come in with the staff workbook or with the first sheets."),
    actions=issue_actions,
    beside=lambda actor, **_where: {"tabs": tabs(actor, "month")},
    template="appraisal/sheets.html",
)
