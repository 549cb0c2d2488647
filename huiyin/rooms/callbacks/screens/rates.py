"""The rates of a month: per policy and unit numerator, denominator, cut-off, and the way to the rows behind."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel.errors import Refusal
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action
from huiyin.platform.tables import Column, FlagColumn, NumberColumn, Table, TimeColumn
from huiyin.rooms.callbacks import forms
from huiyin.rooms.callbacks.queries import rates as queries
from huiyin.rooms.callbacks.queries.rates import Rate
from huiyin.rooms.callbacks.screens.policies import percent
from huiyin.rooms.callbacks.terms import Permit

TITLE = gettext_lazy("Callback rates")


def rows_url(rate: Rate, counted: str) -> str:
    """Return the list of the callbacks behind a figure."""
    asked = {"policy": rate.policy.pk, "unit": rate.unit.pk, "month": rate.month, "counted": counted}
    return f"{reverse('callbacks:callbacks')}?{urlencode(asked)}"


class RateTable(Table):
    """Rates by unit and occasion."""

    month = Column(verbose_name=gettext_lazy("month"), visible=False)
    unit = Column(accessor="unit__name", verbose_name=gettext_lazy("department"), attrs={"td": {"class": "main"}})
    occasion = Column(verbose_name=gettext_lazy("occasion"))
    rate = Column(
        empty_values=(), accessor="month", verbose_name=gettext_lazy("callback rate"), attrs={"td": {"class": "num"}}
    )  # fmt: skip
    numerator = NumberColumn(accessor="counted__numerator", verbose_name=gettext_lazy("reached in time"))
    denominator = NumberColumn(accessor="counted__denominator", verbose_name=gettext_lazy("denominator"))
    target = NumberColumn(verbose_name=gettext_lazy("target rate, per cent"))
    confirmed = FlagColumn(verbose_name=gettext_lazy("target confirmed"), visible=False)
    due = NumberColumn(accessor="counted__due", verbose_name=gettext_lazy("had to be called"))
    exempt = NumberColumn(accessor="counted__exempt", verbose_name=gettext_lazy("exempt"))
    refused = NumberColumn(accessor="counted__refused", verbose_name=gettext_lazy("refused the call"))
    late = NumberColumn(accessor="counted__late", verbose_name=gettext_lazy("reached late"))
    unreachable = NumberColumn(accessor="counted__unreachable", verbose_name=gettext_lazy("tried, not reached"))
    open = NumberColumn(accessor="counted__open", verbose_name=gettext_lazy("still open"))
    cut_off = TimeColumn(verbose_name=gettext_lazy("cut-off"))
    frozen = FlagColumn(verbose_name=gettext_lazy("frozen"), empty_values=())

    def render_rate(self, record: Rate) -> str:
        """Show the rate, red where it misses the target."""
        shown = percent(record.counted.numerator, record.counted.denominator)
        return shown if record.reached else format_html('<strong class="is-bad">{}</strong>', shown)

    def value_rate(self, record: Rate) -> str:
        """Carry the rate as text."""
        return percent(record.counted.numerator, record.counted.denominator)

    def render_numerator(self, value: int, record: Rate) -> str:
        """Lead to the rows behind it."""
        return format_html('<a href="{}">{}</a>', rows_url(record, "numerator"), value)

    def render_denominator(self, value: int, record: Rate) -> str:
        """Lead to the rows behind it."""
        return format_html('<a href="{}">{}</a>', rows_url(record, "denominator"), value)

    def render_target(self, record: Rate) -> str:
        """Mark a target that the regulation's text lost and nobody has confirmed yet (AMB-47)."""
        if record.confirmed:
            return str(record.target)
        return format_html('{} <span class="cb-mark">{}</span>', record.target, "原文缺失，请确认")

    def render_frozen(self, record: Rate) -> str:
        """Lead to the frozen line."""
        if record.frozen is None:
            return _("no")
        url = reverse("callbacks:frozen_rate", args=[record.frozen.pk])
        return format_html('<a href="{}">{}</a>', url, _("yes"))

    def value_frozen(self, record: Rate) -> bool:
        """Carry whether it is frozen."""
        return record.frozen is not None


def month_asked(given: Mapping[str, Any], months: list[str]) -> str:
    """Return the month asked for; the newest one without."""
    asked = str(given.get("month", "") or "")
    if not asked:
        now = f"{timezone.localdate(clock.now()):%Y-%m}"
        past = [month for month in months if month <= now]
        return past[0] if past else now
    form = forms.MonthForm({"month": asked}, actor=Actor())
    if not form.is_valid():
        raise Refusal.at("month", _("Write the month as 2026-11."))
    return asked


def rates_context(actor: Actor, month: str, months: list[str], found: list[Rate]) -> Mapping[str, Any]:
    """Return what the page of the rates shows."""
    now = f"{timezone.localdate(clock.now()):%Y-%m}"
    actions = []
    if actor.may(Permit.KEEP_POLICIES):
        left = [one for one in found if one.frozen is None]
        why = _("This month is not over yet.") if month >= now else "" if left else _("Everything is frozen.")
        url = f"{reverse('callbacks:freeze')}?month={month}"
        actions.append(Action(_("Freeze %(month)s") % {"month": month}, url, primary=True, refused=why))
    return {
        "page_title": TITLE,
        "table": RateTable(found),
        "months": [{"label": one, "url": f"?month={one}", "current": one == month} for one in months[:12]],
        "month": month,
        "page": {"count_label": str(len(found))},
        "export_csv_url": f"?month={month}&format=csv",
        "export_xlsx_url": f"?month={month}&format=xlsx",
        "actions": actions,
        "empty_title": _("Nobody had to be called back in %(month)s") % {"month": month},
        "empty_hint": _("A callback counts in the month of its last day."),
    }


__all__ = ["TITLE", "RateTable", "month_asked", "queries", "rates_context"]
