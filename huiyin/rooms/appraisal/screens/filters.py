"""Filters that several lists of the room share."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from django_filters.widgets import BooleanWidget

from huiyin.kernel.points import show_points
from huiyin.rooms.appraisal.queries.overviews import latest_month
from huiyin.rooms.people.queries import matching, units

ALL = gettext_lazy("all")
NUM: dict[str, Any] = {"td": {"class": "num"}, "th": {"class": "num"}}
MONTH_PATTERN = r"^(19|20)\d{2}-(0[1-9]|1[0-2])$"


class MonthInput(forms.TextInput):
    """The browser's own month field."""

    input_type = "month"


class MonthFilter(django_filters.CharFilter):
    """A month, "2025-03"."""

    field_class = forms.RegexField

    def __init__(self, **kwargs: Any) -> None:
        """Take what the browser's month field gives, and nothing else."""
        super().__init__(regex=MONTH_PATTERN, widget=MonthInput, max_length=7, **kwargs)


class YesNo(BooleanWidget):
    """Yes, no, or all."""

    def __init__(self, attrs: Any = None) -> None:
        """Say what the empty choice means."""
        super().__init__(attrs)
        self.choices = [("", ALL), ("true", gettext_lazy("yes")), ("false", gettext_lazy("no"))]


class YesNoFilter(django_filters.BooleanFilter):
    """A flag: yes, no, or all."""

    def __init__(self, **kwargs: Any) -> None:
        """Offer three words instead of "unknown"."""
        super().__init__(widget=YesNo, **kwargs)


def mean(total: int, count: int) -> str | None:
    """Write the mean of some scores in hundredths, rounded half up; None without any."""
    return show_points((2 * total + count) // (2 * count)) if count else None


class PeopleFilter(django_filters.FilterSet):
    """What people can be searched by."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Number, name or pinyin"), max_length=40)
    unit = django_filters.ModelChoiceFilter(
        queryset=lambda asked: units(asked.actor),
        method="skip",
        empty_label=ALL,
        label=gettext_lazy("Department and below"),
    )

    def search(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Find by number, a part of the name, pinyin or initials."""
        return matching(rows, value)

    def skip(self, rows: QuerySet[Any], _name: str, _value: Any) -> QuerySet[Any]:
        """Leave it to ``filter_queryset``, which knows the month or year as well."""
        return rows

    def began(self, name: str, value: Any) -> dict[str, Any]:
        """Return the typed filters, with a value for the one that is never empty; the page shows it there."""
        return {**(self.data or {}), name: (self.data or {}).get(name) or value}

    @property
    def path(self) -> str:
        """The branch that was chosen; empty for all."""
        unit = self.form.cleaned_data.get("unit")
        return unit.path if unit else ""


class PeopleOfMonth(PeopleFilter):
    """People in a month; without a month, the one of the youngest sheet."""

    month = MonthFilter(method="skip", label=gettext_lazy("Month"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the month of the youngest sheet."""
        super().__init__(*args, **kwargs)
        self.data = self.began("month", latest_month(self.request.actor) or None)

    @property
    def chosen(self) -> str:
        """The month that was chosen; empty without any sheet."""
        return self.form.cleaned_data.get("month") or ""
