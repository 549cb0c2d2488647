"""What may be typed in about recorded facts on a draft: taken, refused, put back."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from huiyin.platform.forms import DoorForm
from huiyin.rooms.appraisal.forms.standard import HundredthsField
from huiyin.rooms.evidence.queries import facts

LONG = 19  # digits of a key


def _fact() -> forms.IntegerField:
    return forms.IntegerField(label=gettext_lazy("Recorded fact"), min_value=1, widget=forms.HiddenInput)


class OfFactForm(DoorForm):
    """A form about one recorded fact; ``about`` is what its page shows of it, as far as the actor sees it."""

    fact = _fact()

    @cached_property
    def about(self) -> Any:
        """Return the fact that the address or the form names, or nothing."""
        asked = str(self["fact"].value() or "")
        return facts(self.actor).filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < LONG else None


class TakeFactForm(OfFactForm):
    """A fact to take: under which item, for how many points. One that speaks for the person needs neither."""

    item = forms.CharField(
        label=gettext_lazy("Deduction item"), max_length=120, required=False,
        help_text=gettext_lazy("The code of the standard's item. A fact that speaks for the person needs none."),
    )  # fmt: skip
    points = HundredthsField(
        most=100, label=gettext_lazy("Points"), required=False,
        help_text=gettext_lazy("Empty: the least that the item costs."),
    )  # fmt: skip
    section = forms.CharField(
        label=gettext_lazy("Section"), max_length=20, required=False,
        help_text=gettext_lazy("On an inspection only; empty: the usual one."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Fact"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("As it will stand on the sheet; empty: as it was recorded."),
    )  # fmt: skip
    serious = forms.BooleanField(label=gettext_lazy("Serious violation"), required=False)


class RefuseFactForm(OfFactForm):
    """Why a fact is not taken."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is not taken"), min_length=2, max_length=200,
        help_text=gettext_lazy("Who confirms the sheet reads it."),
    )  # fmt: skip


class ReopenFactForm(OfFactForm):
    """A fact that becomes open again."""
