"""Fields that several forms of the room share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiyin.rooms.callbacks.terms import OpinionKind, Way

NONE = [("", "—")]


class MomentField(forms.DateTimeField):
    """A day and a time, as the browser's own input gives it; in the department's time zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]


def lines(label: Any, most: int, *, rows: int = 2, required: bool = True, hint: Any = "") -> forms.CharField:
    """Make a field for a few lines of text."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=area, required=required, help_text=hint)


def score(label: Any) -> forms.TypedChoiceField:
    """Make a field for a mark from 1 to 5."""
    marks = [*NONE, *((str(mark), str(mark)) for mark in range(5, 0, -1))]
    return forms.TypedChoiceField(label=label, choices=marks, coerce=int, empty_value=None, required=False)


_HOW = _("How reached")


def way(label: Any = _HOW) -> forms.ChoiceField:
    """Make a field for how somebody is reached."""
    return forms.ChoiceField(label=label, choices=Way.choices, initial=Way.PHONE)


def opinion_kind(*, required: bool) -> forms.ChoiceField:
    """Make a field for what kind of thing was said."""
    given = OpinionKind.choices if required else [*NONE, *OpinionKind.choices]
    return forms.ChoiceField(label=_("Kind of opinion"), choices=given, required=required)
