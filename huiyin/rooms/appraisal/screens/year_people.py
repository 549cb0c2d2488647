"""Who wrote a self-summary of a year, and who is 优秀员工 and how he is rewarded."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.screens import FormScreen, Listing, one
from huiyin.platform.tables import ChoiceColumn, Column, FlagColumn, NumberColumn, PointsColumn, Table, TimeColumn
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.models import Honour
from huiyin.rooms.appraisal.queries import summaries as summary_queries
from huiyin.rooms.appraisal.queries import year_end as queries
from huiyin.rooms.appraisal.rules.year_end import year_at_hand
from huiyin.rooms.appraisal.screens.filters import ALL, PeopleFilter, YesNoFilter
from huiyin.rooms.appraisal.terms import HonourState, Permit
from huiyin.rooms.appraisal.usecases.close_the_year import decide_honour, write_self_summary


class SummaryTable(Table):
    """Who wrote a self-summary, and when."""

    number = Column(verbose_name=gettext_lazy("staff number"))
    name = Column(verbose_name=gettext_lazy("name of the person"), attrs={"td": {"class": "main"}})
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    written = FlagColumn(accessor="pk", verbose_name=gettext_lazy("written"))
    changed_at = TimeColumn(verbose_name=gettext_lazy("changed at"))
    text = Column(verbose_name=gettext_lazy("self-summary"), visible=False)
    id = NumberColumn(accessor="summary", verbose_name=gettext_lazy("No."), visible=False)

    def render_name(self, value: str, record: Any) -> str:
        """Lead to what was written."""
        if record.summary is None:
            return value
        return format_html('<a href="{}">{}</a>', reverse("appraisal:summary", args=[record.summary]), value)

    def render_written(self, record: Any) -> str:
        """Say whether it is there."""
        return _("yes") if record.summary else _("no")

    def value_written(self, record: Any) -> bool:
        """Carry the same."""
        return record.summary is not None


class SummaryFilter(PeopleFilter):
    """People of a year's end; without a year, the one that is being closed."""

    year = django_filters.NumberFilter(
        method="skip", label=gettext_lazy("Year"), min_value=1950, max_value=2098, decimal_places=0
    )
    written = YesNoFilter(method="skip", label=gettext_lazy("Written"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the year at hand."""
        super().__init__(*args, **kwargs)
        self.data = self.began("year", year_at_hand(clock.today()))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the branch, who serves at the year's end, and who wrote or did not."""
        rows = super().filter_queryset(queryset)
        values = self.form.cleaned_data
        if self.path:
            rows = rows.filter(unit__path__startswith=self.path)
        known = summary_queries.with_summary(rows, int(values.get("year") or year_at_hand(clock.today())))
        if values.get("written") is not None:
            known = known.filter(summary__isnull=not values["written"])
        return known


SUMMARIES: Listing = Listing(
    title=gettext_lazy("Self-summaries"),
    door=summary_queries.summarisers,
    table=SummaryTable,
    filters=SummaryFilter,
    order=("number", "id"),
    empty_title=gettext_lazy("Nobody serves at the end of this year"),
    empty_hint=gettext_lazy("A self-summary is asked of everybody who serves on 31 December."),
)


def own(actor: Actor) -> Any:
    """Return the actor's own self-summary of the year that is being closed."""
    return summary_queries.own_summary(actor, year=year_at_hand(clock.today()))


SELF_SUMMARY = FormScreen(
    title=gettext_lazy("My self-summary"),
    form=forms.SelfSummaryForm,
    door=write_self_summary,
    subject="summary",
    load=own,
    done=lambda _row: reverse("appraisal:self_summary"),
    said=gettext_lazy("The self-summary was saved; you may change it until your year-end sheet is closed."),
)


class HonourTable(Table):
    """优秀员工, the highest total first."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    year = NumberColumn()
    person = Column(accessor="employee__name", verbose_name=gettext_lazy("employee"), attrs={"td": {"class": "main"}})
    number = Column(accessor="employee__number", verbose_name=gettext_lazy("staff number"))
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    total = PointsColumn()
    state = ChoiceColumn(HonourState)
    reward = Column(attrs={"td": {"class": "wrap"}})
    decided_by = Column()
    decided_at = TimeColumn()

    class Meta(Table.Meta):
        """Labels come from the table of honours."""

        model = Honour
        fields: ClassVar = [
            "id", "year", "person", "number", "unit", "total", "state", "reward", "decided_by", "decided_at"
        ]  # fmt: skip

    def render_year(self, value: int) -> str:
        """Show a year without a separator."""
        return str(value)

    def render_person(self, value: str, record: Honour) -> str:
        """Lead to the decision while it is open to the reader, else to the person's year."""
        request = getattr(self, "request", None)
        if record.state == HonourState.OPEN and request is not None and request.actor.may(Permit.PUBLISH_YEAR):
            return format_html('<a href="{}">{}</a>', reverse("appraisal:decide_honour", args=[record.pk]), value)
        url = reverse("appraisal:person", args=[record.employee.number, record.year])
        return format_html('<a href="{}">{}</a>', url, value)


class HonourFilter(django_filters.FilterSet):
    """What honours can be searched by."""

    year = django_filters.NumberFilter(
        field_name="year", label=gettext_lazy("Year"), min_value=1950, max_value=2099, decimal_places=0
    )
    state = django_filters.ChoiceFilter(choices=HonourState.choices, empty_label=ALL, label=gettext_lazy("State"))

    class Meta:
        """Of the table of honours."""

        model = Honour
        fields: ClassVar[list[str]] = []


HONOURS: Listing = Listing(
    title=gettext_lazy("Excellent employees"),
    door=queries.honours,
    table=HonourTable,
    filters=HonourFilter,
    order=("-year", "-total", "id"),
    empty_title=gettext_lazy("Nobody yet"),
    empty_hint=gettext_lazy("Who ends a published year with a total above 100 stands here by himself (P-4.9e)."),
)
DECIDE_HONOUR = FormScreen(
    title=gettext_lazy("Decide the reward"),
    form=forms.HonourForm,
    door=decide_honour,
    subject="honour",
    load=one(queries.honours),
    done=lambda row: f"{reverse('appraisal:honours')}?year={row.year}",
    submit=gettext_lazy("Decide"),
    said=gettext_lazy("The reward is decided."),
)
