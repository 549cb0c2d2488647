"""The use of 其它 for 品质部: counted by unit, evaluator and month, and the texts behind every figure."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel.points import show_points
from huiyin.platform.actor import Actor
from huiyin.platform.screens import Listing
from huiyin.platform.tables import Column, DateColumn, NumberColumn, PointsColumn, Table
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.models import Deduction
from huiyin.rooms.appraisal.queries import others as queries
from huiyin.rooms.appraisal.screens.filters import ALL, MonthFilter
from huiyin.rooms.appraisal.screens.flat import Flat
from huiyin.rooms.appraisal.screens.sheets import tabs
from huiyin.rooms.people.queries import units


class OtherUseTable(Table):
    """How often 其它 was used, by unit, evaluator and month."""

    month = Column(verbose_name=gettext_lazy("month"))
    unit = Column(verbose_name=gettext_lazy("department"), attrs={"td": {"class": "main"}})
    evaluator = Column(verbose_name=gettext_lazy("appraiser"))
    evaluator_no = Column(verbose_name=gettext_lazy("staff number"), visible=False)
    count = NumberColumn(verbose_name=gettext_lazy("times"))
    sheets = NumberColumn(verbose_name=gettext_lazy("Sheets"))
    points = PointsColumn(verbose_name=gettext_lazy("points"))

    def render_count(self, value: int, record: queries.OtherUse) -> str:
        """Open the texts behind it."""
        asked = {"month": record.month, "evaluator": record.evaluator_no or record.evaluator}
        return format_html('<a href="{}?{}">{}</a>', reverse("appraisal:other_texts"), urlencode(asked), value)


def _context(actor: Actor, values: Mapping[str, Any], found: list[queries.OtherUse]) -> dict[str, Any]:
    shown = {"n": sum(one.count for one in found), "points": show_points(sum(one.points for one in found))}
    return {
        "tabs": tabs(actor, "other_use"),
        "page_title": _("Use of 其它 in %(year)s") % {"year": values["year"]},
        "figures": [
            {"label": _("Deductions under 其它"), "value": shown["n"], "numerator": shown["n"],
             "numerator_label": _("on sheets that count"), "clause": "P-4.8",
             "clause_url": reverse("regulations:demand", args=["P-4.8"]), "rows_url": reverse("appraisal:other_texts")},
            {"label": _("Points"), "value": shown["points"], "numerator": shown["points"],
             "numerator_label": _("as written down, before the cap of a sheet"), "clause": "P-4.8",
             "clause_url": reverse("regulations:demand", args=["P-4.8"]), "rows_url": reverse("appraisal:other_texts")},
        ],
    }  # fmt: skip


OTHER_USE = Flat(
    title=gettext_lazy("Use of 其它"),
    name="other_use",
    door=queries.other_use,
    form=forms.OtherForm,
    table=OtherUseTable,
    read=lambda actor, asked: queries.other_use(
        actor, year=asked["year"], path=asked["unit"].path if asked["unit"] else ""
    ),
    beside=_context,
    empty_title=gettext_lazy("其它 was not used in this year"),
    empty_hint=gettext_lazy("It stands for what no item of the standard covers; each use needs a text."),
    template="appraisal/others.html",
)


class OtherTable(Table):
    """Deductions under 其它 with their texts."""

    date = DateColumn(accessor="sheet__date", verbose_name=gettext_lazy("date"))
    sheet = Column(
        accessor="sheet__number",
        verbose_name=gettext_lazy("sheet number"),
        linkify=lambda record: reverse("appraisal:sheet", args=[record.sheet_id]),
    )
    person = Column(
        accessor="sheet__employee__name", verbose_name=gettext_lazy("employee"), attrs={"td": {"class": "main"}}
    )
    person_no = Column(accessor="sheet__employee__number", verbose_name=gettext_lazy("staff number"))
    unit = Column(accessor="sheet__unit__name", verbose_name=gettext_lazy("department"))
    evaluator = Column(accessor="sheet", verbose_name=gettext_lazy("appraiser"))
    points = PointsColumn(verbose_name=gettext_lazy("points"))
    fact = Column(verbose_name=gettext_lazy("fact"), attrs={"td": {"class": "wrap"}})
    evidence = Column(verbose_name=gettext_lazy("evidence"), attrs={"td": {"class": "wrap quiet"}})

    class Meta(Table.Meta):
        """The order of the columns."""

        sequence: ClassVar = [
            "date", "sheet", "person", "person_no", "unit", "evaluator", "points", "fact", "evidence"
        ]  # fmt: skip

    def render_evaluator(self, record: Deduction) -> str:
        """Name who filled the sheet in."""
        sheet = record.sheet
        return sheet.evaluator.name if sheet.evaluator else sheet.evaluator_words or "—"

    def value_evaluator(self, record: Deduction) -> str:
        """Carry the same name."""
        return self.render_evaluator(record)


class OtherFilter(django_filters.FilterSet):
    """What the use of 其它 can be searched by."""

    month = MonthFilter(method="of_month", label=gettext_lazy("Month"))
    unit = django_filters.ModelChoiceFilter(
        queryset=lambda asked: units(asked.actor),
        method="below",
        empty_label=ALL,
        label=gettext_lazy("Department and below"),
    )
    evaluator = django_filters.CharFilter(method="by", label=gettext_lazy("Appraiser"), max_length=40)

    class Meta:
        """Of the table of deductions."""

        model = Deduction
        fields: ClassVar[list[str]] = []

    def of_month(self, rows: QuerySet[Deduction], _name: str, value: str) -> QuerySet[Deduction]:
        """Keep one month."""
        return rows.filter(sheet__date__year=int(value[:4]), sheet__date__month=int(value[5:7]))

    def below(self, rows: QuerySet[Deduction], _name: str, value: Any) -> QuerySet[Deduction]:
        """Keep a branch."""
        return rows.filter(sheet__unit__path__startswith=value.path)

    def by(self, rows: QuerySet[Deduction], _name: str, value: str) -> QuerySet[Deduction]:
        """Keep what one evaluator wrote: staff number, or the words of the workbook."""
        known = rows.filter(sheet__evaluator__number=value.strip())
        return known | rows.filter(sheet__evaluator=None, sheet__evaluator_words=value.strip())


OTHERS: Listing = Listing(
    title=gettext_lazy("Deductions under 其它"),
    door=queries.others,
    table=OtherTable,
    filters=OtherFilter,
    order=("-sheet__date", "-id"),
    empty_title=gettext_lazy("Nothing was deducted under 其它"),
    empty_hint=gettext_lazy("It stands for what no item of the standard covers; each use needs a text."),
)
