"""What may be typed in about requests."""

from django import forms
from django.utils.translation import gettext_lazy as _

from huiyin.platform.forms import DoorForm
from huiyin.rooms.approvals.terms import LONGEST_REASON, ApprovalState

OUTCOMES = [(state.value, state.label) for state in (ApprovalState.GRANTED, ApprovalState.REFUSED)]


class RequestForm(DoorForm):
    """What is asked, and why."""

    label = forms.CharField(label=_("What you ask for"), max_length=120)
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who decides reads nothing else: say what, for whom, until when."),
    )  # fmt: skip


class DecisionForm(DoorForm):
    """The decision."""

    granted = forms.ChoiceField(label=_("Decision"), choices=OUTCOMES)
    reason = forms.CharField(
        label=_("Words of the decision"), max_length=LONGEST_REASON, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A refusal needs its reason; who asked reads it."),
    )  # fmt: skip


class WithdrawForm(DoorForm):
    """Why it is withdrawn."""

    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=200)
