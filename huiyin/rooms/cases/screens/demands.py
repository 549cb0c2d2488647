"""The page of the month's service demands: the ten most frequent, each figure leading to its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.tables import ChoiceColumn, Column, NumberColumn, Table
from huiyin.rooms.cases.forms import DemandForm
from huiyin.rooms.cases.queries.demands import Demand, DemandMonth, demands
from huiyin.rooms.cases.terms import Category, Kind

TITLE = gettext_lazy("Service demands, top ten")


@dataclass(frozen=True)
class Asked:
    """What a report was asked for, and its form as it is shown."""

    month: str
    unit: Any
    kind: str
    form: DemandForm

    @property
    def query(self) -> dict[str, str]:
        """Return it as the address carries it."""
        given = {"month": self.month, "unit": str(self.unit.pk) if self.unit else "", "kind": self.kind}
        return {name: value for name, value in given.items() if value}

    def rows_url(self, kind: str = "", category: str = "", **more: str) -> str:
        """Return the list of the cases behind a line or a figure of it."""
        line = {"kind": kind, "category": category, **more}
        given = self.query | {name: value for name, value in line.items() if value}
        return f"{reverse('cases:cases')}?{urlencode(given)}"


def _percent(per_mille: int) -> str:
    return f"{per_mille // 10}.{per_mille % 10}%"


class DemandTable(Table):
    """Demands, the most frequent first; figures lead to their rows where it is known what was asked for."""

    asked: Asked | None = None

    place = NumberColumn(verbose_name=gettext_lazy("Rank"))
    kind = ChoiceColumn(Kind, verbose_name=gettext_lazy("Kind"))
    category = ChoiceColumn(Category, verbose_name=gettext_lazy("Category"), attrs={"td": {"class": "main"}})
    number = NumberColumn(verbose_name=gettext_lazy("How often"))
    per_mille = Column(verbose_name=gettext_lazy("Share"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    answered = NumberColumn(verbose_name=gettext_lazy("Answered"))
    in_time = NumberColumn(verbose_name=gettext_lazy("Answered in time"))
    open = NumberColumn(verbose_name=gettext_lazy("Not over"))
    before = NumberColumn(verbose_name=gettext_lazy("Month before"))
    change = NumberColumn(verbose_name=gettext_lazy("Change"))

    def _link(self, record: Demand, shown: Any, **more: str) -> str:
        if self.asked is None:
            return str(shown)
        return format_html('<a href="{}">{}</a>', self.asked.rows_url(record.kind, record.category, **more), shown)

    def render_category(self, record: Demand) -> str:
        """Lead to the rows behind the line."""
        return self._link(record, Category(record.category).label)

    def value_category(self, record: Demand) -> str:
        """Carry the label."""
        return str(Category(record.category).label)

    def value_kind(self, record: Demand) -> str:
        """Carry the label."""
        return str(Kind(record.kind).label)

    def render_number(self, value: int, record: Demand) -> str:
        """Lead to the rows behind it."""
        return self._link(record, value)

    def render_open(self, value: int, record: Demand) -> str:
        """Lead to the rows behind it."""
        return self._link(record, value, open="true")

    def render_before(self, value: int, record: Demand) -> str:
        """Lead to the rows behind it."""
        return self._link(record, value, month=month_before(self.asked.month) if self.asked else "")

    def render_per_mille(self, value: int) -> str:
        """Show the share in per cent."""
        return _percent(value)

    def value_per_mille(self, value: int) -> str:
        """Carry the share in per cent."""
        return _percent(value)

    def render_change(self, value: int) -> str:
        """Show the sign."""
        return f"{value:+d}" if value else "0"


def month_before(month: str) -> str:
    """Return the month before a month."""
    year, number = int(month[:4]), int(month[5:7])
    return f"{year - (number == 1):04d}-{(number - 2) % 12 + 1:02d}"


def asked_for(actor: Actor, given: Mapping[str, Any]) -> Asked:
    """Return what was asked for, this month without one; refuses what cannot be used at its field."""
    typed = {name: given.get(name) or "" for name in DemandForm.base_fields}
    typed["month"] = typed["month"] or f"{timezone.localdate(clock.now()):%Y-%m}"
    form = DemandForm(typed, actor=actor)
    values = form.accept()
    return Asked(values["month"], values["unit"], values["kind"], form)


def report(actor: Actor, asked: Asked) -> DemandMonth:
    """Return the report that was asked for."""
    return demands(actor, month=asked.month, unit=asked.unit, kind=asked.kind)


def table_of(asked: Asked, found: DemandMonth) -> DemandTable:
    """Return the lines of a report as a table."""
    table = DemandTable(list(found.lines))
    table.asked = asked
    return table


def demands_context(asked: Asked, found: DemandMonth) -> Mapping[str, Any]:
    """Return what the page shows."""
    counted = {"total": found.total, "before": found.before}
    return {
        "page_title": TITLE,
        "crumbs": [(_("Cases"), reverse("cases:cases"))],
        "form": asked.form,
        "table": table_of(asked, found),
        "said": _("%(total)s demands in the month, %(before)s in the month before.") % counted,
        "cut_off": found.cut_off,
        "page": {"count_label": str(len(found.lines))},
        "export_csv_url": f"?{urlencode(asked.query | {'format': 'csv'})}",
        "export_xlsx_url": f"?{urlencode(asked.query | {'format': 'xlsx'})}",
        "empty_title": _("No demands in %(month)s") % {"month": asked.month},
        "empty_hint": _("Service requests, questions and suggestions are counted in the month of their registration."),
    }
