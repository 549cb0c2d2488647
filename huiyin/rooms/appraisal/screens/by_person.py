"""Sheets by person: how many of each kind in a year, and what they come to."""

from typing import Any, ClassVar

import django_filters
from django.db.models import IntegerField, QuerySet, Value
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from huiyin.platform.screens import Listing
from huiyin.platform.tables import Column, NumberColumn, Table
from huiyin.rooms.appraisal.queries import overviews as queries
from huiyin.rooms.appraisal.screens.filters import NUM, PeopleFilter, mean
from huiyin.rooms.appraisal.screens.sheets import tabs
from huiyin.rooms.appraisal.terms import Kind


class YearFilter(PeopleFilter):
    """People in a year; without a year, the one of the youngest sheet."""

    year = django_filters.NumberFilter(
        method="skip", label=gettext_lazy("Year"), min_value=1950, max_value=2099, decimal_places=0
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the year of the youngest sheet."""
        super().__init__(*args, **kwargs)
        self.data = self.began("year", queries.latest_year(self.request.actor) or None)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the people of the branch and let each row know the year."""
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        year = int(self.form.cleaned_data.get("year") or 0)
        if self.path:
            rows = rows.filter(queries.in_branch(self.path, ""))
        known: QuerySet[Any] = rows.annotate(shown_year=Value(year, output_field=IntegerField()))
        return known


class PersonTable(Table):
    """People, and how many sheets of each kind they have in a year."""

    number = Column(verbose_name=gettext_lazy("staff number"))
    name = Column(verbose_name=gettext_lazy("name of the person"), attrs={"td": {"class": "main"}})
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    year = NumberColumn(accessor="shown_year", verbose_name=gettext_lazy("year"), visible=False)
    weeks = NumberColumn(accessor="pk", verbose_name=gettext_lazy("Weekly inspections"), attrs=NUM)
    weeks_mean = Column(accessor="pk", verbose_name=gettext_lazy("mean"), attrs=NUM)
    checks = NumberColumn(accessor="pk", verbose_name=gettext_lazy("Monthly inspections"), attrs=NUM)
    checks_mean = Column(accessor="pk", verbose_name=gettext_lazy("mean"), attrs=NUM)
    months = NumberColumn(accessor="pk", verbose_name=gettext_lazy("Month appraisals"), attrs=NUM)
    months_mean = Column(accessor="pk", verbose_name=gettext_lazy("mean"), attrs=NUM)
    annual = Column(accessor="pk", verbose_name=gettext_lazy("Year-end appraisal"), attrs=NUM)

    class Meta(Table.Meta):
        """The order of the columns."""

        sequence: ClassVar = [
            "number", "name", "unit", "year", "weeks", "weeks_mean", "checks", "checks_mean", "months", "months_mean",
            "annual",
        ]  # fmt: skip

    def __init__(self, data: Any = (), *args: Any, **kwargs: Any) -> None:
        """Read the sheets of all people of the page in one statement."""
        rows = list(data)
        year = rows[0].shown_year if rows else 0
        self.found = queries.years_of([row.pk for row in rows], year) if rows else {}
        super().__init__(rows, *args, **kwargs)

    def _of(self, record: Any) -> queries.YearOfPerson:
        return self.found.get(record.pk, queries.YearOfPerson())

    def _count(self, record: Any, kind: Kind) -> int:
        return self._of(record).counts.get(kind, 0)

    def _mean(self, record: Any, kind: Kind) -> str | None:
        own = self._of(record)
        return mean(own.sums.get(kind, 0), own.counts.get(kind, 0))

    def render_name(self, value: str, record: Any) -> str:
        """Lead to the person's year."""
        return format_html(
            '<a href="{}">{}</a>', reverse("appraisal:person", args=[record.number, record.shown_year]), value
        )

    def render_weeks(self, record: Any) -> str:
        return _linked(record, Kind.WEEK_CHECK, self._count(record, Kind.WEEK_CHECK))

    def value_weeks(self, record: Any) -> int:
        return self._count(record, Kind.WEEK_CHECK)

    def render_weeks_mean(self, record: Any) -> str:
        return self._mean(record, Kind.WEEK_CHECK) or "—"

    def value_weeks_mean(self, record: Any) -> str | None:
        return self._mean(record, Kind.WEEK_CHECK)

    def render_checks(self, record: Any) -> str:
        return _linked(record, Kind.MONTH_CHECK, self._count(record, Kind.MONTH_CHECK))

    def value_checks(self, record: Any) -> int:
        return self._count(record, Kind.MONTH_CHECK)

    def render_checks_mean(self, record: Any) -> str:
        return self._mean(record, Kind.MONTH_CHECK) or "—"

    def value_checks_mean(self, record: Any) -> str | None:
        return self._mean(record, Kind.MONTH_CHECK)

    def render_months(self, record: Any) -> str:
        return _linked(record, Kind.MONTH, self._count(record, Kind.MONTH))

    def value_months(self, record: Any) -> int:
        return self._count(record, Kind.MONTH)

    def render_months_mean(self, record: Any) -> str:
        return self._mean(record, Kind.MONTH) or "—"

    def value_months_mean(self, record: Any) -> str | None:
        return self._mean(record, Kind.MONTH)

    def render_annual(self, record: Any) -> str:
        return self._mean(record, Kind.YEAR) or "—"

    def value_annual(self, record: Any) -> str | None:
        return self._mean(record, Kind.YEAR)


def _linked(record: Any, kind: Kind, count: int) -> str:
    if not count:
        return "0"
    url = f"{reverse('appraisal:sheets')}?person={record.number}&kind={kind.value}&year={record.shown_year}"
    return format_html('<a href="{}">{}</a>', url, count)


PEOPLE: Listing = Listing(
    title=gettext_lazy("Sheets by person"),
    door=queries.people,
    table=PersonTable,
    filters=YearFilter,
    order=("number", "id"),
    empty_title=gettext_lazy("Nobody here yet"),
    empty_hint=gettext_lazy("People come in with the staff workbook or with the first sheets."),
    beside=lambda actor, **_where: {"tabs": tabs(actor, "people")},
    template="appraisal/sheets.html",
)
