"""What may be typed in about offices, placements and checks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.rooms.customers.rules.numbers import number_of
from huiyin.rooms.people.forms.fields import DayField
from huiyin.rooms.people.queries import open_units
from huiyin.rooms.publicity.terms import LONGEST_NOTE, Permit, PlacementKind, Result


class _OfUnit(DoorForm):
    unit: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label=_("Unit"), empty_label=None)

    def narrow(self, actor: Actor) -> None:
        """Offer the units whose publicity the actor keeps."""
        self.fields["unit"].queryset = open_units(actor.reach(Permit.KEEP)).order_by("path")  # type: ignore[attr-defined]


class OfficeForm(_OfUnit):
    """Where complaints are received, by what telephone, and when."""

    place = forms.CharField(label=_("Office"), min_length=2, max_length=120, help_text=_("Building, floor and room."))
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("A number with its area code, a mobile, or a hotline such as 12345."),
    )  # fmt: skip
    hours = forms.CharField(label=_("Office hours"), min_length=2, max_length=120)
    start = DayField(label=_("In force from"))

    def narrow(self, actor: Actor) -> None:
        """Begin with today."""
        super().narrow(actor)
        self.initial.setdefault("start", clock.today())

    def clean_phone(self) -> str:
        """Write a number as one writes it; refuse what nobody can dial."""
        number = number_of(self.cleaned_data["phone"])
        if number is None:
            raise forms.ValidationError(_("This is no telephone number."))
        return number.shown


class PlacementChangeForm(DoorForm):
    """What a place is called."""

    kind = forms.ChoiceField(label=_("Kind"), choices=PlacementKind.choices)
    place = forms.CharField(label=_("Place"), min_length=2, max_length=80)


class PlacementForm(PlacementChangeForm, _OfUnit):
    """A place where the office is published."""

    field_order = ("unit", "kind", "place")


class CheckForm(DoorForm):
    """What stands at a place."""

    result = forms.ChoiceField(label=_("Found"), choices=Result.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Remark"), required=False, max_length=LONGEST_NOTE)


class PhotoForm(DoorForm):
    """How a place looks."""

    file = forms.FileField(
        label=_("Photo or file"), help_text=_("A picture or a PDF of at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )  # fmt: skip
