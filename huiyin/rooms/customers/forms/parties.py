"""What may be typed in about customers."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm, DoorModelForm
from huiyin.platform.store import mask
from huiyin.rooms.customers.forms.fields import CustomerField, offer_customers, offer_units
from huiyin.rooms.customers.models import Party, Profile
from huiyin.rooms.customers.queries.parties import holders_of
from huiyin.rooms.customers.rules.drafts import ContactDraft, ProfileDraft, written
from huiyin.rooms.customers.terms import (
    FACTS,
    LONGEST_FACT,
    Basis,
    ConsentChannel,
    CustomerClass,
    Fact,
    GivenKind,
    PartyKind,
    ProfileKind,
    Purpose,
)
from huiyin.rooms.customers.usecases.parties import not_a_contact
from huiyin.rooms.people.forms.fields import DayField
from huiyin.rooms.people.terms import Business

_NO_CLASS = [("", _("without a class")), *CustomerClass.choices]
_WAYS = {
    "number": GivenKind.NUMBER,
    "mail": GivenKind.MAIL,
    "wechat": GivenKind.WECHAT,
    "address": GivenKind.ADDRESS,
}

_USUAL = {Business.PROPERTY.value: ProfileKind.OWNER, Business.HOTEL.value: ProfileKind.GUEST}


class RegisterForm(DoorModelForm):
    """A new customer on one page: who, as what, served where, reached how."""

    kind = forms.ChoiceField(label=_("Person or organisation"), choices=PartyKind.choices)
    profile = forms.ChoiceField(label=_("Customer kind"), choices=ProfileKind.choices)
    grade = forms.ChoiceField(label=_("Class"), choices=_NO_CLASS, required=False)
    number = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("Mobile, landline with area code, or a hotline such as 95588."),
    )
    wechat = forms.CharField(label=_("WeChat"), required=False, max_length=40)
    mail = forms.CharField(label=_("E-mail"), required=False, max_length=200)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    anyway = forms.BooleanField(label=_("Register although another customer has this number"), required=False)

    class Meta:
        model = Party
        fields: ClassVar = [
            "name", "kind", "profile", "number", "unit", "grade", "pinyin", "wechat", "mail", "address", "note",
            "anyway",
        ]  # fmt: skip
        widgets: ClassVar = {"note": forms.Textarea(attrs={"rows": 2})}

    def narrow(self, actor: Actor) -> None:
        """Offer the units whose customers the actor keeps."""
        offer_units(self, actor)
        units: Any = self.fields["unit"]
        first = None if self.is_bound else units.queryset.first()
        self.fields["profile"].initial = _USUAL.get(first.business if first else "", ProfileKind.CONSUMER)
        self.order_fields(self.Meta.fields)

    def clean(self) -> dict[str, Any]:
        """Check each way to reach the customer, and whether somebody has the number already."""
        super().clean()
        for name, kind in _WAYS.items():
            value = self.cleaned_data.get(name)
            if value and written(kind, value) is None:
                self.add_error(name, not_a_contact(kind))
        self._check_twin()
        return self.cleaned_data

    def _check_twin(self) -> None:
        number = written(GivenKind.NUMBER, self.cleaned_data.get("number") or "")
        if number is None or self.cleaned_data.get("anyway") or self.errors:
            return
        known = holders_of(self.actor, number.digits)
        if known:
            said = {"who": "、".join(str(one) for one in known)}
            self.add_error("number", _("%(who)s has this number already. Is it the same customer?") % said)

    def accept(self) -> dict[str, Any]:
        """Return what is registered: one profile, and the contacts in their order."""
        values = super().accept()
        profile = ProfileDraft(values.pop("profile"), {}, values.pop("grade"))
        ways = [(kind, values.pop(name)) for name, kind in _WAYS.items()]
        contacts = [ContactDraft(kind, value) for kind, value in ways if value]
        del values["anyway"]
        return values | {"profiles": [profile], "contacts": contacts}


class PartyForm(DoorModelForm):
    """Who a customer is."""

    class Meta:
        model = Party
        fields: ClassVar = ["name", "kind", "pinyin", "unit", "note"]
        widgets: ClassVar = {"note": forms.Textarea(attrs={"rows": 2})}

    def narrow(self, actor: Actor) -> None:
        """Offer the open units that the actor keeps, and the one it belongs to now."""
        offer_units(self, actor)
        field: Any = self.fields["unit"]
        if self.instance.unit_id:
            field.queryset = field.queryset | field.queryset.model.objects.filter(pk=self.instance.unit_id)


class ProfileForm(DoorForm):
    """As what else a customer is served."""

    kind = forms.ChoiceField(label=_("Customer kind"), choices=ProfileKind.choices)


def _field_of(fact: Fact) -> forms.Field:
    if fact.kind == "day":
        return DayField(label=fact.label, required=False)
    if fact.kind == "number":
        return forms.IntegerField(label=fact.label, required=False, min_value=0, max_value=999_999)
    if fact.kind == "choice":
        return forms.ChoiceField(label=fact.label, required=False, choices=[("", "—"), *fact.choices])
    return forms.CharField(label=fact.label, required=False, max_length=LONGEST_FACT)


_ALL: Mapping[str, Fact] = {fact.key: fact for facts in FACTS.values() for fact in facts}


class FactsForm(DoorModelForm):
    """What is kept of a profile: the fields of its kind (``terms.FACTS``)."""

    class Meta:
        model = Profile
        fields: ClassVar[list[str]] = []

    def narrow(self, actor: Actor) -> None:
        """Show the fields of the kind alone, under the names that they have there."""
        own = {fact.key: fact for fact in FACTS.get(self.instance.kind, ())}
        self.foreign = [key for key in self.fields if key not in own and self.data.get(key)]
        for key in list(self.fields):
            if key not in own:
                del self.fields[key]
            else:
                self.fields[key].label = own[key].label
        self.order_fields(list(own))

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Begin with what is stored."""
        return self.instance.facts.get(field_name, "")

    def clean(self) -> dict[str, Any]:
        """Refuse what is not kept of this kind."""
        super().clean()
        if self.foreign:
            self.add_error(None, _("Not kept of this kind of customer: %(keys)s.") % {"keys": ", ".join(self.foreign)})
        return self.cleaned_data

    def accept(self) -> dict[str, Any]:
        """Return the facts as text."""
        values = super().accept()
        return {"facts": {key: str(value) for key, value in values.items() if value not in {None, ""}}}


FactsForm.base_fields.update({key: _field_of(fact) for key, fact in _ALL.items()})


class ClassForm(DoorForm):
    """The class of a customer and why."""

    grade = forms.ChoiceField(label=_("Class"), choices=_NO_CLASS, required=False)
    reason = forms.CharField(label=_("Reason"), min_length=2, max_length=200)


class ContactForm(DoorForm):
    """A way to reach a customer."""

    kind = forms.ChoiceField(label=_("Kind"), choices=GivenKind.choices)
    value = forms.CharField(label=_("Contact"), max_length=200)
    label = forms.CharField(label=_("What it is"), required=False, max_length=40)
    primary = forms.BooleanField(label=_("First choice"), required=False)


class ContactChangeForm(DoorForm):
    """A contact that is changed. What is stored shows masked; a masked value that comes back means: keep it."""

    value = forms.CharField(label=_("Contact"), max_length=200)
    label = forms.CharField(label=_("What it is"), required=False, max_length=40)
    primary = forms.BooleanField(label=_("First choice"), required=False)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Mask what is stored."""
        stored = super().get_initial_for_field(field, field_name)
        return mask(str(stored or "")) if field_name == "value" else stored


class ConsentForm(DoorForm):
    """For what data may be used, on which basis, and how it was given."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    basis = forms.ChoiceField(label=_("Basis"), choices=Basis.choices)
    channel = forms.ChoiceField(label=_("Channel"), choices=ConsentChannel.choices)


class WithdrawForm(DoorForm):
    """How it was withdrawn."""

    channel = forms.ChoiceField(label=_("Channel"), choices=ConsentChannel.choices)


class MergeForm(DoorForm):
    """Which other customer is the same, and why one thinks so."""

    other = CustomerField(
        label=_("The other customer"),
        help_text=_("It is taken into this one. Its number stays known, and the merge can be undone."),
    )
    reason = forms.CharField(label=_("Reason"), min_length=2, max_length=200)

    def narrow(self, actor: Actor) -> None:
        """Find only customers whom the actor sees."""
        offer_customers(self, actor, "other")
