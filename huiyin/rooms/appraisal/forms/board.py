"""What may be asked of the board, and typed in to begin the sheets of a period."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.rooms.appraisal.rules.work import period_span
from huiyin.rooms.appraisal.terms import Kind, Permit, Progress
from huiyin.rooms.people.queries import units

MONTH_PATTERN = r"^20\d{2}-(0[1-9]|1[0-2])$"
PATTERNS = {
    Kind.WEEK_CHECK: r"^20\d{2}-W\d{2}$", Kind.MONTH_CHECK: MONTH_PATTERN, Kind.MONTH: MONTH_PATTERN,
    Kind.YEAR: r"^20\d{2}$",
}  # fmt: skip
OWED_KINDS = [(kind.value, kind.label) for kind in PATTERNS]
UNDONE = "undone"


class MonthInput(forms.TextInput):
    """The browser's own month field."""

    input_type = "month"


class UnitForm(DoorForm):
    """Which branch is asked about; the choices are read once, to check and to show."""

    unit = forms.ChoiceField(label=gettext_lazy("Department and below"), required=False)

    def narrow(self, actor: Actor) -> None:
        """Offer the units that the actor sees."""
        self.units = {str(row.pk): row for row in units(actor)}
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", _("all")),
            *((pk, row.name) for pk, row in self.units.items()),
        ]

    def clean_unit(self) -> Any:
        """Return the unit, or None for all."""
        return self.units.get(self.cleaned_data["unit"])


class BoardForm(UnitForm):
    """Which month and branch the board shows."""

    month = forms.RegexField(MONTH_PATTERN, label=gettext_lazy("Month"), required=False, widget=MonthInput)
    field_order = ("month", "unit")

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """Begin with the current month."""
        given = {key: data[key] for key in data} if data else {}
        super().__init__({**given, "month": given.get("month") or f"{clock.today():%Y-%m}"}, *args, **kwargs)


def _is_period(kind: Kind, period: str) -> bool:
    if not re.fullmatch(PATTERNS[kind], period):
        return False
    try:
        period_span(kind, period)
    except ValueError:
        return False
    return True


class PeriodMixin(forms.Form):
    """Checks that a period is one of its kind."""

    def clean(self) -> dict[str, Any]:
        """Refuse a period that does not exist: a fifty-fourth week, a month for a week."""
        values = super().clean() or self.cleaned_data
        kind, period = values.get("kind"), values.get("period")
        if kind is not None and period and not _is_period(kind, period):
            self.add_error("period", _("Write a week as 2026-W47, a month as 2026-11, a year as 2026."))
        return values


def _kind_field(**more: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=gettext_lazy("Kind"), choices=OWED_KINDS, coerce=lambda value: Kind(int(value)), **more
    )


class OwedForm(PeriodMixin, UnitForm):
    """Which figure of the board is opened: kind, period, branch and how far the sheets are."""

    kind = _kind_field()
    period = forms.CharField(label=gettext_lazy("Period"), max_length=8)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("all")), (UNDONE, gettext_lazy("not done")), *Progress.choices],
    )
    field_order = ("kind", "period", "unit", "state")


class GenerateForm(PeriodMixin, DoorForm):
    """Which sheets are begun: kind, period and branch."""

    kind = _kind_field()
    period = forms.CharField(
        label=gettext_lazy("Period"),
        max_length=8,
        help_text=gettext_lazy("Write a week as 2026-W47, a month as 2026-11, a year as 2026."),
    )
    unit: Any = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Department and below"))

    def narrow(self, actor: Actor) -> None:
        """Offer the units over which the actor drafts sheets."""
        reach = actor.reach(Permit.DRAFT_SHEETS)
        open_units = units(actor).filter(reach.narrow(unit_path="path", employee=""))
        self.fields["unit"].queryset = open_units  # type: ignore[attr-defined]


class OtherForm(UnitForm):
    """Whose use of 其它 is asked about: year and branch."""

    year = forms.IntegerField(label=gettext_lazy("Year"), required=False, min_value=2000, max_value=2099)
    field_order = ("year", "unit")

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """Begin with the current year."""
        given = {key: data[key] for key in data} if data else {}
        super().__init__({**given, "year": given.get("year") or clock.today().year}, *args, **kwargs)
