"""What may be typed in about facts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.rooms.evidence.queries import evidence_kinds
from huiyin.rooms.evidence.terms import LONGEST_TEXT, Permit
from huiyin.rooms.people.forms.fields import NumberField
from huiyin.rooms.people.queries import findable


class FactForm(DoorForm):
    """A fact that somebody found himself."""

    employee = NumberField(label=_("Employee"))
    kind = forms.ChoiceField(
        label=_("Kind of fact"),
        choices=[("", "—"), *((key, kind.label) for key, kind in evidence_kinds().items() if kind.by_hand)],
    )
    on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=clock.today
    )
    text = forms.CharField(
        label=_("What happened"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was seen, where, by whom. No opinion; the person reads it."),
    )  # fmt: skip
    item = forms.CharField(
        label=_("Standard item"), max_length=20, required=False,
        help_text=_("The code, where one fits: DB5. Who drafts the sheet decides."),
        widget=forms.TextInput(attrs={"class": "hy-short"}),
    )  # fmt: skip
    url = forms.URLField(
        label=_("Link"), max_length=300, required=False, assume_scheme="https",
        help_text=_("An address beginning with http:// or https://."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Photo or file"), required=False,
        help_text=_("A picture or a PDF of at most 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )  # fmt: skip

    def narrow(self, actor: Actor) -> None:
        """Find people of the units in which the actor records facts."""
        self.fields["employee"].rows = findable(actor, Permit.RECORD_EVIDENCE, "").select_related("unit")  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        """Take addresses of the web alone."""
        url: str = self.cleaned_data["url"]
        if url and not url.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(_("Write an address that begins with http:// or https://."))
        return url


class WithdrawFactForm(DoorForm):
    """Why a fact is withdrawn."""

    reason = forms.CharField(
        label=_("Why it is withdrawn"), min_length=2, max_length=200,
        help_text=_("It stays readable, with this reason beside it."),
    )  # fmt: skip


class CommentForm(DoorForm):
    """What the person says to a fact about him."""

    text = forms.CharField(
        label=_("Your comment"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("How you see it. It stands beside the fact and is not changed afterwards."),
    )  # fmt: skip
