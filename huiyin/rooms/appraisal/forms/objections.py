"""What may be typed in about objections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from huiyin.platform.forms import DoorForm, DoorModelForm
from huiyin.rooms.appraisal.forms.standard import HundredthsField
from huiyin.rooms.appraisal.models import Objection
from huiyin.rooms.appraisal.terms import Outcome
from huiyin.rooms.people.forms import SignedForm

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _text(label: Any, hint: Any = "", *, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=2000, widget=forms.Textarea(attrs={"rows": rows, "maxlength": 2000})
    )


class RaiseForm(SignedForm):
    """An objection to one deduction; signed with the person's password."""

    ground = _text(
        gettext_lazy("Why the deduction is not right"),
        gettext_lazy("What really happened, and what shows it. A few sentences are enough."),
    )
    file = forms.FileField(
        label=gettext_lazy("Your evidence"), required=False,
        help_text=gettext_lazy("A picture or a PDF of at most 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )  # fmt: skip
    talked = forms.BooleanField(label=gettext_lazy("My superior talked it over with me"), required=False)
    talked_on = forms.DateField(label=gettext_lazy("On which day"), required=False, widget=_DAY)


class InquiryForm(DoorModelForm):
    """What the inquiry found, and what came of mediating."""

    class Meta:
        """Labels and limits come from the table."""

        model = Objection
        fields = ("findings", "mediation")
        widgets = {"findings": forms.Textarea(attrs={"rows": 5}), "mediation": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the findings."""
        super().__init__(*args, **kwargs)
        self.fields["findings"].required = True


class AppraiserOpinionForm(DoorForm):
    """What the appraiser says to an objection."""

    appraiser_opinion = _text(gettext_lazy("Opinion on the objection"))


class OwnOpinionForm(DoorForm):
    """What the person says to the inquiry."""

    own_opinion = _text(gettext_lazy("Your opinion on what was found"))


class DecideForm(SignedForm):
    """The decision of an objection; signed with the decider's password."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=Outcome.choices, widget=forms.RadioSelect
    )  # fmt: skip
    points = HundredthsField(
        most=100, label=gettext_lazy("Points from now on"), required=False,
        help_text=gettext_lazy("Only where it is partly upheld: fewer than before, within the item's range."),
    )  # fmt: skip
    decision = _text(gettext_lazy("Reasons, in words that the person can follow"))
