"""Settled years: the runs, and the results of a run."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel.points import HUNDRED
from huiyin.platform.actor import Actor
from huiyin.platform.screens import Listing, one
from huiyin.platform.tables import A, ChoiceColumn, Column, FlagColumn, NumberColumn, PointsColumn, Table, TimeColumn
from huiyin.platform.web import fresh_key
from huiyin.rooms.appraisal.models import Line, Run
from huiyin.rooms.appraisal.queries import years as queries
from huiyin.rooms.appraisal.screens.explanation import missing_label
from huiyin.rooms.appraisal.screens.filters import ALL, YesNoFilter
from huiyin.rooms.appraisal.screens.issue import issue_url
from huiyin.rooms.appraisal.terms import YEAR_SHEET, Permit, RunState
from huiyin.rooms.appraisal.usecases.settle_year import sees_whole
from huiyin.rooms.people.queries import units
from huiyin.rooms.people.terms import Level

TONES = {RunState.SETTLED: "soon", RunState.PUBLISHED: "done"}


class RunTable(Table):
    """Settlements, youngest year first."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    year = NumberColumn(linkify=("appraisal:run", {"run": A("pk")}), attrs={"td": {"class": "main"}, "th": {}})
    state = ChoiceColumn(RunState)
    people = NumberColumn()
    scheme = Column(accessor="scheme")
    settled_at = TimeColumn()
    settled_by = Column()
    published_at = TimeColumn()
    published_by = Column()
    engine = Column(visible=False)
    inputs = Column(visible=False)
    results = Column(visible=False)
    version = NumberColumn(visible=False)

    class Meta(Table.Meta):
        """Labels come from the table of runs."""

        model = Run
        fields: ClassVar = [
            "id",
            "year",
            "state",
            "people",
            "scheme",
            "settled_at",
            "settled_by",
            "published_at",
            "published_by",
            "engine",
            "inputs",
            "results",
            "version",
        ]

    def render_year(self, value: int) -> str:
        """Show the year without a thousands' mark."""
        return str(value)


class RunFilter(django_filters.FilterSet):
    """What settlements can be searched by."""

    year = django_filters.NumberFilter(label=gettext_lazy("Year"), min_value=1950, max_value=2099, decimal_places=0)
    state = django_filters.ChoiceFilter(choices=RunState.choices, empty_label=ALL, label=gettext_lazy("State"))

    class Meta:
        """Of the table of runs."""

        model = Run
        fields: ClassVar[list[str]] = []


def _run_extra(actor: Actor, **_where: Any) -> Mapping[str, Any]:
    if not sees_whole(actor, Permit.SETTLE_YEAR):
        return {}
    years = queries.years_with_sheets()
    return {"settle": {"years": years, "key": fresh_key()} if years else None}


RUNS: Listing = Listing(
    title=gettext_lazy("Year results"),
    door=queries.runs,
    table=RunTable,
    filters=RunFilter,
    order=("-year", "-id"),
    empty_title=gettext_lazy("No year was settled yet"),
    empty_hint=gettext_lazy(
        "Import the sheets of a year, then settle it: everybody's total, what is missing, and the ranks."
    ),
    beside=_run_extra,
    template="appraisal/years.html",
)


class LineTable(Table):
    """Results of a year: rank, person, A, B, C and the total."""

    id = NumberColumn(verbose_name=gettext_lazy("No."), visible=False)
    run = NumberColumn(accessor="run_id", verbose_name=gettext_lazy("settlement"), visible=False)
    year = NumberColumn(accessor="run__year", verbose_name=gettext_lazy("year"), visible=False)
    rank = NumberColumn()
    number = Column()
    name = Column(
        accessor="employee__name", verbose_name=gettext_lazy("name of the person"), attrs={"td": {"class": "main"}}
    )
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"))
    level = ChoiceColumn(Level)
    checks = PointsColumn(verbose_name=gettext_lazy("A inspections"))
    months = PointsColumn(verbose_name=gettext_lazy("B months"))
    annual = PointsColumn(verbose_name=gettext_lazy("C year-end"))
    total = PointsColumn()
    excellent = FlagColumn()
    complete = FlagColumn(visible=False)
    missing = Column(attrs={"td": {"class": "wrap"}})

    class Meta(Table.Meta):
        """Labels come from the table of lines."""

        model = Line
        fields: ClassVar = [
            "id",
            "run",
            "year",
            "rank",
            "number",
            "name",
            "unit",
            "level",
            "checks",
            "months",
            "annual",
            "total",
            "excellent",
            "complete",
            "missing",
        ]

    def render_name(self, value: str, record: Line) -> str:
        """Lead to the explanation."""
        return format_html(
            '<a href="{}">{}</a>', reverse("appraisal:person", args=[record.number, record.run.year]), value
        )

    def render_total(self, value: int) -> str:
        """Set the total apart."""
        return format_html("<strong>{}</strong>", PointsColumn.render(self.columns["total"].column, value))

    def render_excellent(self, value: bool) -> str:  # noqa: FBT001 - django-tables2 calls it by name
        """Name who is 优秀员工; say nothing of the others."""
        return format_html('<span class="ap-flag">{}</span>', _("Excellent employee")) if value else ""

    def render_missing(self, value: list[str]) -> str:
        """Name what is missing; past three, how many more."""
        words = [missing_label(word) for word in value]
        shown = "、".join(words[:3])
        more = len(words) - 3
        text = shown if more <= 0 else _("%(shown)s and %(n)s more") % {"shown": shown, "n": more}
        return format_html('<span title="{}">{}</span>', "、".join(words), text) if words else ""

    def value_missing(self, value: list[str]) -> str:
        """Carry all that is missing."""
        return "、".join(value)


class LineFilter(django_filters.FilterSet):
    """What results can be searched by."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Number, name or pinyin"), max_length=40)
    unit = django_filters.ModelChoiceFilter(
        queryset=lambda asked: units(asked.actor),
        method="within",
        empty_label=ALL,
        label=gettext_lazy("Department and below"),
    )
    level = django_filters.ChoiceFilter(choices=Level.choices, empty_label=ALL, label=gettext_lazy("Staff class"))
    complete = YesNoFilter(label=gettext_lazy("Complete"))
    excellent = YesNoFilter(label=gettext_lazy("Excellent employee"))
    least = django_filters.NumberFilter(
        method="from_total", label=gettext_lazy("Total from"), min_value=0, max_value=1000
    )
    below = django_filters.NumberFilter(
        method="below_total", label=gettext_lazy("Total below"), min_value=0, max_value=1000
    )

    class Meta:
        """Of the table of lines."""

        model = Line
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Line], _name: str, value: str) -> QuerySet[Line]:
        """Find by staff number, name or pinyin."""
        return rows.filter(employee_id__in=queries.people_like(self.request.actor, value))

    def within(self, rows: QuerySet[Line], _name: str, unit: Any) -> QuerySet[Line]:
        """Keep the people of a unit and everything below it."""
        below = units(self.request.actor).filter(path__startswith=unit.path)
        return rows.filter(unit_id__in=below.order_by().values("pk"))

    def from_total(self, rows: QuerySet[Line], _name: str, value: Any) -> QuerySet[Line]:
        """Keep totals from so many points on."""
        return rows.filter(total__gte=int(value * HUNDRED))

    def below_total(self, rows: QuerySet[Line], _name: str, value: Any) -> QuerySet[Line]:
        """Keep totals below so many points."""
        return rows.filter(total__lt=int(value * HUNDRED))


def _lines_extra(actor: Actor, *, run: int) -> Mapping[str, Any]:
    row: Run = one(queries.runs)(actor, pk=run)  # type: ignore[assignment]
    return run_context(actor, row)


LINES: Listing = Listing(
    title=gettext_lazy("Results"),
    door=queries.ranked_lines,
    table=LineTable,
    filters=LineFilter,
    order=("level", "place", "number", "id"),
    orders={
        "number": ("number", "id"),
        "rank": ("level", "place", "number", "id"),
        "total": ("points", "number", "id"),
    },
    empty_title=gettext_lazy("Nobody here"),
    empty_hint=gettext_lazy("The run has no line that is open to you."),
    beside=_lines_extra,
    template="appraisal/run.html",
)


def run_context(actor: Actor, run: Run) -> dict[str, Any]:
    """Return the head of a run's page: what it rests on, and what may be done now."""
    return {
        "page_title": _("Results of %(year)s") % {"year": run.year},
        "crumbs": [(str(RUNS.title), reverse("appraisal:years"))],
        "run": run,
        "thing": {
            "name": _("Results of %(year)s") % {"year": run.year},
            "number": f"#{run.pk}",
            "state": run.get_state_display(),
            "tone": TONES[RunState(run.state)],
        },
        "facts": [
            (_("People"), run.people),
            (_("Scheme"), str(run.scheme), reverse("appraisal:scheme", args=[run.scheme_id])),
            (_("Engine version"), run.engine),
            (_("Settled at"), {"at": run.settled_at}),
            (_("Settled by"), run.settled_by),
            (_("Published at"), {"at": run.published_at} if run.published_at else None),
            (_("Published by"), run.published_by),
            (_("Inputs' digest"), run.inputs[:16]),
            (_("Results' digest"), run.results[:16]),
            (_("Trail entry"), run.trail_seq),
        ],
        "actions": run_actions(actor, run),
    }


def run_actions(actor: Actor, run: Run) -> list[dict[str, Any]]:
    """Return what may be done with a run now."""
    key = fresh_key()
    found: list[dict[str, Any]] = []
    if run.state == RunState.SETTLED and sees_whole(actor, Permit.PUBLISH_YEAR):
        found.append(
            {
                "label": _("Publish the results"),
                "url": reverse("appraisal:publish_year", args=[run.pk]),
                "method": "post",
                "icon": "check",
                "primary": True,
                "version": run.version,
                "idempotency_key": key,
                "confirm": _(
                    "Published results are frozen: employees see them, and no sheet of the year changes any more."
                ),
            }
        )
    if sees_whole(actor, Permit.SETTLE_YEAR):
        found.append(
            {
                "label": _("Settle again"),
                "url": reverse("appraisal:settle_year"),
                "method": "post",
                "icon": "work",
                "fields": [("year", run.year)],
                "idempotency_key": f"{key}-again",
                "confirm": _("Settling again proves the figures; a run with the same inputs and results is kept once."),
            }
        )
    if actor.may(Permit.ISSUE_FORMS) and run.state == RunState.PUBLISHED:
        found.append(
            {
                "label": _("Issue forms"),
                "url": issue_url(form=YEAR_SHEET, period=run.year),
                "method": "get",
                "icon": "file",
            }
        )
    if actor.may(Permit.READ_STATISTICS):
        found.append(
            {
                "label": _("Statistics"),
                "url": f"{reverse('appraisal:statistics')}?run={run.pk}",
                "method": "get",
                "icon": "chart",
            }
        )
    found.append(
        {
            "label": _("Results as JSON"),
            "url": reverse("appraisal:run_json", args=[run.pk]),
            "method": "get",
            "icon": "export",
        }
    )
    return found
