"""What may be typed in about cases."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.forms import DoorForm, DoorModelForm
from huiyin.rooms.cases.models import Case
from huiyin.rooms.cases.queries import public_units
from huiyin.rooms.cases.rules import suggest
from huiyin.rooms.cases.terms import (
    DEMANDS,
    EXITS,
    LONGEST_COMPLAINT,
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_RULE,
    LONGEST_TEXT,
    CaseChannel,
    Category,
    Kind,
    Level,
    Permit,
    Position,
    Severity,
    Stopped,
)
from huiyin.rooms.cases.terms.reception import RECEPTION
from huiyin.rooms.customers.forms.fields import CustomerField, offer_customers
from huiyin.rooms.customers.queries import caller_of
from huiyin.rooms.customers.rules.numbers import digits_of
from huiyin.rooms.customers.terms import Permit as Customers
from huiyin.rooms.people.forms import SignedForm
from huiyin.rooms.people.forms.fields import NumberField
from huiyin.rooms.people.queries import findable, open_units
from huiyin.rooms.regulations.queries import documents
from huiyin.rooms.regulations.terms import Permit as Regulations

MONTH = r"^20\d{2}-(0[1-9]|1[0-2])$"
_AREA = forms.Textarea(attrs={"rows": 3})
_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class RegisterCaseForm(DoorModelForm):
    """A matter that comes in, in twelve fields at most: five are enough."""

    reception = RECEPTION
    caller_phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "autofocus": True}),
    )
    party = CustomerField(label=_("Customer"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.COMPLAINT)
    channel = forms.ChoiceField(label=_("Channel"), choices=CaseChannel.choices, initial=CaseChannel.TELEPHONE)
    category = forms.ChoiceField(
        label=_("Category"), choices=[("", _("as suggested")), *Category.choices], required=False
    )
    severity = forms.ChoiceField(label=_("Gravity"), choices=Severity.choices, initial=Severity.ORDINARY)
    level = forms.ChoiceField(
        label=_("Emergency level"), choices=[("", _("no emergency")), *Level.choices], required=False
    )
    promised_at = forms.DateTimeField(label=_("Appointed reply"), required=False, widget=_MOMENT)

    class Meta:
        model = Case
        fields: ClassVar = [
            "caller_phone", "caller_name", "party", "text", "unit", "kind", "category", "channel", "department",
            "severity", "level", "promised_at",
        ]  # fmt: skip
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 4})}

    def narrow(self, actor: Actor) -> None:
        """Offer the units whose matters the actor handles."""
        offer_customers(self, actor, "party")
        rows = open_units(actor.reach(Permit.KEEP_CASES)).order_by("path")
        for name in ("unit", "department"):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["department"].required = False
        self.fields["unit"].empty_label = None  # type: ignore[attr-defined]
        self.order_fields(self.Meta.fields)

    def clean_caller_phone(self) -> str:
        """Keep the digits of a number."""
        return _callable(self.cleaned_data["caller_phone"])

    def clean(self) -> dict[str, Any]:
        """Fill in the category that the text suggests; refuse a promise in the past."""
        super().clean()
        values = self.cleaned_data
        if values.get("caller_phone") and not values.get("party") and self.actor.may(Customers.READ_CUSTOMERS):
            values["party"] = caller_of(self.actor, values["caller_phone"])
        if not values.get("category"):
            values["category"] = suggest.category_of(values.get("text") or "") or Category.OTHER
        if values.get("promised_at") and values["promised_at"] <= clock.now():
            self.add_error("promised_at", _("An appointed reply lies ahead."))
        if values.get("level") and values.get("kind") != Kind.EMERGENCY:
            self.add_error("level", _("Only an emergency has a level."))
        return values

    def _post_clean(self) -> None:
        """Make no row of it: the fields check all that the table asks, and what of them goes together stands above."""


def _text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, min_length=2, max_length=LONGEST_TEXT, widget=_AREA, **more)


def _reason() -> forms.CharField:
    return forms.CharField(label=_("Reason"), min_length=2, max_length=LONGEST_REASON, widget=_AREA)


class _OfPerson(DoorForm):
    blamed = NumberField(label=_("Employee concerned"), required=False, help_text=_("Number, name or pinyin."))

    def narrow(self, actor: Actor) -> None:
        """Find people of the units whose cases the actor handles."""
        self.fields["blamed"].rows = findable(actor, Permit.KEEP_CASES, "").filter(active=True)  # type: ignore[attr-defined]


class VerifyForm(_OfPerson):
    """What the investigation found."""

    founded = forms.BooleanField(label=_("It is true"), required=False)
    finding = _text(_("Finding"))
    field_order = ["founded", "finding", "blamed"]


class SettleForm(_OfPerson):
    """What was answered on the spot."""

    result = _text(_("What was answered"))
    field_order = ["result", "blamed"]


class ReasonedForm(DoorForm):
    """A reason, which the timeline keeps."""

    reason = _reason()


class DecisionForm(DoorForm):
    """How a case is handled."""

    decision = _text(_("Decision"))


class ResultForm(DoorForm):
    """What was done."""

    result = _text(_("Result"))


class GuideForm(ResultForm):
    """What a representation led to, and what the customer is advised."""

    guidance = _text(_("Guidance"), help_text=_("What the customer is advised to do, and where he can turn to."))


class ToldForm(DoorForm):
    """Who was told what."""

    told = _text(_("Who was told what"))


class AnswerForm(DoorForm):
    """What the customer was answered."""

    answer = _text(_("What the customer was answered"))


class AskExitForm(DoorForm):
    """Why a case is left."""

    exit_asked = forms.ChoiceField(label=_("Way to leave"), choices=[(str(one), one.label) for one in EXITS])
    reason = _reason()


class DecideExitForm(DoorForm):
    """Whether it is left."""

    granted = forms.BooleanField(label=_("Grant it"), required=False)
    reason = _reason()


class TransferForm(DoorForm):
    """Who is to have it, and why."""

    to = NumberField(label=_("To"), help_text=_("Number, name or pinyin."))
    reason = _reason()

    def narrow(self, actor: Actor) -> None:
        """Find people of the units whose cases the actor handles."""
        self.fields["to"].rows = findable(actor, Permit.KEEP_CASES, "").filter(active=True)  # type: ignore[attr-defined]


class AnswerTransferForm(DoorForm):
    """Whether one accepts it."""

    accepted = forms.BooleanField(label=_("Accept it"), required=False)
    answer = forms.CharField(label=_("Answer"), required=False, max_length=LONGEST_REASON)


class PromiseForm(DoorForm):
    """When the customer gets a reply."""

    promised_at = forms.DateTimeField(label=_("Appointed reply"), widget=_MOMENT)
    told = _text(_("What was told to the customer"))


class LinkForm(DoorForm):
    """Which earlier case it repeats."""

    earlier = forms.CharField(label=_("Number of the earlier case"), max_length=40)
    reason = _reason()


class AttachForm(DoorForm):
    """A file of the case."""

    file = forms.FileField(
        label=_("Photo or file"),
        help_text=_("A picture or a PDF of at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )


class NoticeForm(DoorForm):
    """Who is told what to put right, and by when."""

    notified = forms.CharField(label=_("Who is notified"), max_length=80)
    place = forms.CharField(label=_("Place"), max_length=80, help_text=_("Building and room, or part of the grounds."))
    stopped = forms.ChoiceField(
        label=_("What was done at once"), choices=Stopped.choices, widget=forms.RadioSelect, initial=Stopped.ON_THE_SPOT
    )
    rule = forms.CharField(label=_("Rule that was broken"), max_length=200)
    demand = _text(_("What has to be corrected"))
    due_on = forms.DateField(label=_("By"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class RecheckForm(DoorForm):
    """What was seen on the day."""

    put_right = forms.BooleanField(label=_("It was put right"), required=False)
    found = _text(_("What was seen"))


class EndForm(DoorForm):
    """When an emergency ended."""

    ended_at = forms.DateTimeField(label=_("Ended at"), widget=_MOMENT)
    told = _text(_("How it ended"))


class FirstReportForm(DoorForm):
    """What is known of an emergency while it goes on."""

    course = _text(_("Course of events"), help_text=_("When and where it began, and what happened so far."))
    handling = _text(_("What is being done"))
    cause = _text(_("Cause, as far as it is known"), required=False)
    loss = _text(_("Loss, as far as it is known"), required=False)


class FinalReportForm(SignedForm):
    """What an emergency was, when it is over."""

    course = _text(_("Course of events"))
    cause = _text(_("Cause"))
    loss = _text(_("Loss"), help_text=_("People and things; write “none” where there was none."))
    handling = _text(_("Handling"))
    prevention = _text(_("Prevention"), help_text=_("What is done so that it does not happen again, by whom, by when."))


class ExplainForm(DoorForm):
    """Which rule was explained, and what the customer says to it."""

    document: Any = forms.ModelChoiceField(
        label=_("Document"), queryset=None, required=False, empty_label=_("None of the house's regulations")
    )
    rule = forms.CharField(
        label=_("Rule"), max_length=LONGEST_RULE, help_text=_("The clause, or the rule in your own words.")
    )
    explanation = _text(_("How it was explained"))
    position = forms.ChoiceField(label=_("Position of the customer"), choices=Position.choices)

    def narrow(self, actor: Actor) -> None:
        """Offer the regulations that the actor may read."""
        rows: Any = documents(actor) if actor.may(Regulations.READ) else documents(SYSTEM).none()
        self.fields["document"].queryset = rows  # type: ignore[attr-defined]


class DemandForm(DoorForm):
    """Of which month, unit and kind the demands are counted."""

    month = forms.RegexField(MONTH, label=_("Month"), widget=forms.TextInput(attrs={"type": "month"}))
    unit: Any = forms.ModelChoiceField(
        label=_("Department and below"), queryset=None, required=False, empty_label=_("All")
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *((one, one.label) for one in DEMANDS)]
    )

    def narrow(self, actor: Actor) -> None:
        """Offer the units whose cases the actor reads."""
        rows = open_units(actor.reach(Permit.READ_CASES)).order_by("path")
        self.fields["unit"].queryset = rows  # type: ignore[attr-defined]


class ComplaintForm(DoorForm):
    """What a customer says who has no account, and for what he lets his data be used (PIPL 14, 17)."""

    caller_name = forms.CharField(
        label=_("Your name"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    caller_phone = forms.CharField(
        label=_("Your telephone number"),
        max_length=40,
        help_text=_("We call you on it, and you see with it how your complaint stands."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    unit: Any = forms.ModelChoiceField(
        label=_("Which place"), queryset=None, required=False, empty_label=_("Another one, or I do not know")
    )
    text = forms.CharField(
        label=_("Tell us what happened"),
        min_length=2,
        max_length=LONGEST_COMPLAINT,
        help_text=_("When and where it was, and what you wish for."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    agreed = forms.BooleanField(
        label=_("I agree that my name, my number and what I wrote are used for this."),
        help_text=_(
            "Only to look into this complaint, to handle and answer it and to call me back about it. They are kept for"
            " three years. I may ask at any time to see, correct or erase them."
        ),
    )

    def narrow(self, actor: Actor) -> None:
        """Offer estates and hotels."""
        self.fields["unit"].queryset = public_units(actor)  # type: ignore[attr-defined]

    def clean_caller_phone(self) -> str:
        """Take a number that can be called."""
        return _callable(self.cleaned_data["caller_phone"])

    def accept(self) -> dict[str, Any]:
        """Leave the consent out: without it nothing is accepted."""
        values = super().accept()
        values.pop("agreed")
        return values


class ProveForm(DoorForm):
    """The telephone number that was given with a complaint."""

    phone = forms.CharField(
        label=_("Your telephone number"),
        max_length=40,
        help_text=_("The whole number that you gave with the complaint."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


def _callable(typed: str) -> str:
    digits = digits_of(typed)
    if typed.strip() and not 5 <= len(digits) <= 20:  # noqa: PLR2004 - a hotline such as 95588, and the column
        raise forms.ValidationError(_("A telephone number has 5 to 20 digits."))
    return digits


class NoteForm(DoorForm):
    """A note."""

    text = _text(_("Note"))
