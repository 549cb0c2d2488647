"""What may be typed in about committees, members, meetings and requests."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.platform.store import mask
from huiyin.rooms.committee.terms import LONGEST_TEXT, MemberRole, Permit
from huiyin.rooms.customers.rules.numbers import number_of
from huiyin.rooms.people.forms.fields import DayField, NumberField, add_error_if_turned
from huiyin.rooms.people.queries import findable, open_units


class CommitteeChangeForm(DoorForm):
    """What a committee is called, and its term."""

    name = forms.CharField(label=_("Name"), min_length=2, max_length=80)
    start = DayField(label=_("In office from"))
    end = DayField(label=_("In office until"))

    def clean(self) -> dict[str, Any]:
        """Refuse a term that ends before it begins."""
        super().clean()
        add_error_if_turned(self, self.cleaned_data, "start", "end")
        return self.cleaned_data


class CommitteeForm(CommitteeChangeForm):
    """A committee of a unit."""

    unit: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label=_("Unit"), empty_label=None)
    field_order = ("unit", "name", "start", "end")

    def narrow(self, actor: Actor) -> None:
        """Offer the units whose committees the actor keeps."""
        self.fields["unit"].queryset = open_units(actor.reach(Permit.KEEP)).order_by("path")  # type: ignore[attr-defined]


class MemberForm(DoorForm):
    """Who serves in a committee, and his number."""

    name = forms.CharField(label=_("Name"), max_length=40)
    role = forms.ChoiceField(label=_("Role"), choices=MemberRole.choices, initial=MemberRole.MEMBER)
    phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip

    def clean_phone(self) -> str:
        """Keep a number as one writes it; a masked one means the one that is known."""
        typed = self.cleaned_data["phone"].strip()
        number = number_of(typed)
        if number is None and typed and "*" not in typed:
            raise forms.ValidationError(_("This is no telephone number."))
        return number.shown if number else typed


class MemberChangeForm(MemberForm):
    """A member that is corrected, or left."""

    until = DayField(label=_("Left on"), required=False, help_text=_("Leave it empty while the member serves."))

    def __init__(self, *args: Any, initial: Any = None, **kwargs: Any) -> None:
        """Show the number masked."""
        shown = dict(initial or {})
        if shown.get("phone"):
            shown["phone"] = mask(shown["phone"])
        super().__init__(*args, initial=shown, **kwargs)


class MeetingChangeForm(DoorForm):
    """What was spoken of in a meeting, and by whom."""

    topics = forms.CharField(label=_("Topics"), min_length=2, max_length=200)
    attendees = forms.CharField(label=_("Attendees"), max_length=400, help_text=_("Of the committee and of the house."))
    minutes = forms.CharField(
        label=_("Minutes of the meeting"),
        min_length=2,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class MeetingForm(MeetingChangeForm):
    """A meeting that was held."""

    day = DayField(label=_("Day"))
    field_order = ("day", "topics", "attendees", "minutes")

    def narrow(self, _actor: Actor) -> None:
        """Begin with today."""
        self.initial.setdefault("day", clock.today())


class MinutesForm(DoorForm):
    """The signed minutes."""

    file = forms.FileField(
        label=_("Photo or file"), help_text=_("A picture or a PDF of at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )  # fmt: skip


class RequestForm(DoorForm):
    """What a committee asks for, and who answers it."""

    text = forms.CharField(
        label=_("Committee request"), min_length=2, max_length=400, widget=forms.Textarea(attrs={"rows": 4})
    )  # fmt: skip
    asked_by = forms.CharField(label=_("Asked by"), required=False, max_length=40)
    received_on = DayField(label=_("Received on"))
    owner = NumberField(label=_("Who answers it"), help_text=_("Number, name or pinyin."))

    def narrow(self, actor: Actor) -> None:
        """Offer the people of the units whose committees the actor keeps."""
        self.fields["owner"].rows = findable(actor, Permit.KEEP, "").filter(active=True)  # type: ignore[attr-defined]
        self.initial.setdefault("received_on", clock.today())


class AnswerForm(DoorForm):
    """What the committee is answered."""

    answer = forms.CharField(
        label=_("Answer"), min_length=2, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )
