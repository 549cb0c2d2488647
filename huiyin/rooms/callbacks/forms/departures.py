"""What is typed in when a workbook of departures is handed in."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.rooms.callbacks.terms import Permit
from huiyin.rooms.people.queries import units


class DeparturesForm(DoorForm):
    """A workbook to look through, and the hotel that the guests left."""

    unit = forms.ModelChoiceField(units.call(Actor()), label=gettext_lazy("Department"))
    file = forms.FileField(
        label=gettext_lazy("Workbook (.xlsx)"),
        help_text=gettext_lazy(
            "A worksheet 离店客人 with 客人姓名, 电话, 房号, 离店日期; 类型 (散客, 团队, VIP) may be left out."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )  # fmt: skip

    def narrow(self, actor: Actor) -> None:
        """Offer the units for which the actor plans callbacks."""
        self.fields["unit"].queryset = planned_units(actor)  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Refuse what is larger than the installation allows."""
        file = self.cleaned_data["file"]
        if file.size > settings.HUIYIN_UPLOAD_MOST_BYTES:
            raise forms.ValidationError(_("This workbook is too large."))
        return file


class UnitForm(DoorForm):
    """Which hotel the guests of a workbook left."""

    unit = forms.ModelChoiceField(units.call(Actor()), label=gettext_lazy("Department"))

    def narrow(self, actor: Actor) -> None:
        """Offer the units for which the actor plans callbacks."""
        self.fields["unit"].queryset = planned_units(actor)  # type: ignore[attr-defined]


def planned_units(actor: Actor) -> Any:
    """Return the open units for which the actor plans callbacks."""
    reach = actor.reach(Permit.PLAN)
    return units.call(actor).filter(reach.narrow(unit_path="path", employee=""), closed=False)
