"""The on-time rate of each clause, each figure opening to what it is made of."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.kernel.period import month_span
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.rooms.duties.queries.rates import Rate, on_time_rates
from huiyin.rooms.duties.screens.duty_page import clause_url
from huiyin.rooms.duties.screens.lists import tabs
from huiyin.rooms.duties.terms import State
from huiyin.rooms.people.forms.fields import DayField
from huiyin.rooms.people.queries import units

LONGEST = timedelta(days=3 * 366)


class RateForm(DoorForm):
    """From which day to which, for which unit. Without days: this month."""

    start = DayField(label=gettext_lazy("Due from"), required=False)
    end = DayField(label=gettext_lazy("Due until"), required=False)
    unit: Any = forms.ModelChoiceField(
        label=gettext_lazy("Department and below"), queryset=None, required=False, empty_label=gettext_lazy("All")
    )

    def narrow(self, actor: Actor) -> None:
        """Offer the units that the actor sees."""
        self.fields["unit"].queryset = units(actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Fill the days in, and refuse a span that is turned or too long."""
        values = super().clean() or {}
        today = clock.today()
        frame = month_span(today.year, today.month)
        start = values.get("start") or frame.start
        end = values.get("end") or max(start, frame.end)
        if end < start:
            self.add_error("end", _("The last day lies before the first."))
        elif end - start > LONGEST:
            self.add_error("end", _("At most three years at once."))
        return values | {"start": start, "end": end}


def rates_context(actor: Actor, given: Any) -> dict[str, Any]:
    """Return the page of rates for what was asked; refuses what cannot be used at its field."""
    form = RateForm({name: given.get(name, "") for name in RateForm.base_fields}, actor=actor)
    asked = form.accept()
    start, end, unit = asked["start"], asked["end"], asked["unit"]
    shown = RateForm({"start": start, "end": end, "unit": unit.pk if unit else ""}, actor=actor)
    rates = on_time_rates(actor, start=start, end=end, unit_path=unit.path if unit else "")
    rows = {"due_from": start.isoformat(), "due_to": end.isoformat(), **({"unit": unit.pk} if unit else {})}
    return {
        "page_title": _("On-time rate"),
        "tabs": tabs(actor, "rates"),
        "form": shown,
        "rates": [_shown(rate, rows, end) for rate in rates],
    }


def _shown(rate: Rate, rows: dict[str, Any], end: date) -> dict[str, Any]:
    def url(**more: Any) -> str:
        return f"{reverse('duties:duties')}?{urlencode({'clause': rate.clause, **rows, **more})}"

    figure = {
        "label": _("On-time rate"), "value": rate.share or None, "unit": "%" if rate.share else "",
        "numerator": rate.in_time, "numerator_label": _("Done in time"), "denominator": rate.due,
        "denominator_label": _("Fallen due or done"), "cutoff": rate.cutoff, "clause": rate.clause,
        "clause_url": clause_url(rate.clause), "rows_url": url(fallen="true"),
        "note": _("Waived ones are left out, and what is open and not yet due."),
    }  # fmt: skip
    return {
        "clause": rate.clause,
        "clause_url": clause_url(rate.clause),
        "figure": figure,
        "counts": [
            (rate.due, url(fallen="true"), _("Fallen due or done")),
            (rate.in_time, url(state=State.DONE), _("Done in time")),
            (rate.late, url(state=State.LATE), _("Done late")),
            (rate.missing, url(state=State.OVERDUE), _("Overdue")),
            (rate.waived, url(state=State.WAIVED), _("Waived")),
        ],
    }
