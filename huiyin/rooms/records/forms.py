"""What may be typed in about holds and disposals."""

from django import forms
from django.utils.translation import gettext_lazy as _

from huiyin.platform.forms import DoorForm
from huiyin.rooms.people.forms import SignedForm
from huiyin.rooms.records.queries.issued import record_types
from huiyin.rooms.records.terms import HoldKind

LONGEST = 200


class HoldForm(DoorForm):
    """Why a record is held."""

    kind = forms.ChoiceField(label=_("Ground"), choices=HoldKind.choices)
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))


class LiftForm(DoorForm):
    """Why a hold is lifted."""

    reason = forms.CharField(label=_("Why it is lifted"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))


class DisposalForm(DoorForm):
    """What a disposal lists."""

    form = forms.ChoiceField(
        label=_("Form"),
        required=False,
        choices=lambda: [("", _("All forms")), *((key, kind.title) for key, kind in record_types().items())],
        help_text=_("Everything of it that is due is listed; what is held, needed or listed elsewhere stays out."),
    )
    note = forms.CharField(label=_("Remark"), required=False, max_length=LONGEST)


class WithdrawForm(DoorForm):
    """Why a disposal is withdrawn."""

    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=LONGEST)


class ApproveForm(SignedForm):
    """The signature under a disposal."""
