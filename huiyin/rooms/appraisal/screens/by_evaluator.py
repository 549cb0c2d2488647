"""Sheets by evaluator: how many, how he scored, and what to look at (P-4.4.5)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet, Value
from django.db.models.fields import CharField
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from huiyin.kernel.points import HUNDRED, show_points
from huiyin.platform.screens import Listing
from huiyin.platform.tables import Column, NumberColumn, Table
from huiyin.rooms.appraisal.queries import overviews as queries
from huiyin.rooms.appraisal.screens.filters import NUM, PeopleOfMonth, mean
from huiyin.rooms.appraisal.screens.sheets import tabs


class EvaluatorFilter(PeopleOfMonth):
    """Evaluators in a month; without a month, the one of the youngest sheet."""

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep who filled in a sheet in the month, and let each row know the month."""
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        month = self.chosen
        if not month:
            return rows.none()
        scope = self.path or queries.statistics_scope(self.request.actor)
        rows = rows.filter(queries.who_filled_in(month, scope))
        text = CharField()
        known: QuerySet[Any] = rows.annotate(
            shown_month=Value(month, output_field=text), scope=Value(scope, output_field=text)
        )
        return known


class EvaluatorTable(Table):
    """Who filled in how many sheets of a month, how he scored, and what to look at (P-4.4.5)."""

    number = Column(verbose_name=gettext_lazy("staff number"))
    name = Column(verbose_name=gettext_lazy("appraiser"), attrs={"td": {"class": "main"}})
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    month = Column(accessor="shown_month", verbose_name=gettext_lazy("month"), visible=False)
    count = NumberColumn(accessor="pk", verbose_name=gettext_lazy("Sheets"), attrs=NUM)
    average = Column(accessor="pk", verbose_name=gettext_lazy("mean"), attrs=NUM)
    common = Column(accessor="pk", verbose_name=gettext_lazy("commonest score"), attrs=NUM)
    alike = Column(accessor="pk", verbose_name=gettext_lazy("share of it"), attrs=NUM)
    own = NumberColumn(accessor="pk", verbose_name=gettext_lazy("about himself"), attrs=NUM)

    class Meta(Table.Meta):
        """The order of the columns."""

        sequence: ClassVar = ["number", "name", "unit", "month", "count", "average", "common", "alike", "own"]

    def __init__(self, data: Any = (), *args: Any, **kwargs: Any) -> None:
        """Read the sheets of all evaluators of the page in one grouped statement."""
        rows = list(data)
        self.found: Mapping[int, queries.Judging] = {}
        if rows:
            self.found = queries.judging_of([row.pk for row in rows], rows[0].shown_month, rows[0].scope)
        super().__init__(rows, *args, **kwargs)

    def _of(self, record: Any) -> queries.Judging:
        return self.found.get(record.pk, queries.Judging())

    def render_count(self, record: Any) -> str:
        """Lead to the sheets."""
        return _to_sheets(record, self._of(record).count)

    def value_count(self, record: Any) -> int:
        return self._of(record).count

    def render_average(self, record: Any) -> str:
        return self.value_average(record) or "—"

    def value_average(self, record: Any) -> str | None:
        judged = self._of(record)
        return mean(judged.total, judged.scored)

    def render_common(self, record: Any) -> str:
        return self.value_common(record) or "—"

    def value_common(self, record: Any) -> str | None:
        common = self._of(record).common
        return None if common is None else show_points(common)

    def render_alike(self, record: Any) -> str:
        """Show the share, and how many of how many."""
        judged = self._of(record)
        if not judged.scored:
            return "—"
        return format_html(
            '{} <span class="hy-quiet">{}/{}</span>', self.value_alike(record), judged.alike, judged.scored
        )

    def value_alike(self, record: Any) -> str | None:
        judged = self._of(record)
        return f"{HUNDRED * judged.alike // judged.scored} %" if judged.scored else None

    def render_own(self, record: Any) -> str:
        """Flag who appraised himself, and lead to those sheets."""
        own = self._of(record).own
        return (
            format_html('<span class="ap-flag ap-flag--bad">{}</span>', _to_sheets(record, own, "&own=true"))
            if own
            else "0"
        )

    def value_own(self, record: Any) -> int:
        return self._of(record).own


def _to_sheets(record: Any, count: int, more: str = "") -> SafeString:
    url = f"{reverse('appraisal:sheets')}?evaluator={record.number}&month={record.shown_month}{more}"
    return format_html('<a href="{}">{}</a>', url, count)


EVALUATORS: Listing = Listing(
    title=gettext_lazy("Sheets by evaluator"),
    door=queries.evaluators,
    table=EvaluatorTable,
    filters=EvaluatorFilter,
    order=("number", "id"),
    empty_title=gettext_lazy("Nobody filled in a sheet"),
    empty_hint=gettext_lazy(
        "Who filled in how many sheets of a month, how he scored, and whether he appraised himself."
    ),
    beside=lambda actor, **_where: {"tabs": tabs(actor, "evaluators")},
    template="appraisal/sheets.html",
)
