"""What may be typed in at the year's end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from huiyin.platform import clock
from huiyin.platform.forms import DoorForm
from huiyin.rooms.appraisal.forms.board import UnitForm
from huiyin.rooms.appraisal.models.year_end import LONGEST_SUMMARY
from huiyin.rooms.appraisal.rules.year_end import year_at_hand


class NextSchemeForm(DoorForm):
    """Whose deductions the next scheme begins with: a year's."""

    year = forms.IntegerField(label=gettext_lazy("Year"), required=False, min_value=2000, max_value=2098)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """Begin with the year that is being closed."""
        given = {key: data[key] for key in data} if data else {}
        super().__init__({**given, "year": given.get("year") or year_at_hand(clock.today())}, *args, **kwargs)


class YearEndForm(NextSchemeForm, UnitForm):
    """Which year's end is shown, and of which branch."""

    field_order = ("year", "unit")


class SelfSummaryForm(DoorForm):
    """What somebody writes about his own year."""

    text = forms.CharField(
        label=gettext_lazy("Self-summary"),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("What you did, what went well, what did not, what you need next year."),
    )


class HonourForm(DoorForm):
    """How the company rewards an 优秀员工."""

    reward = forms.CharField(label=gettext_lazy("Reward"), max_length=200)
