"""What may be typed in about accounts, roles and tokens."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm, DoorModelForm
from huiyin.rooms.people.forms.fields import AccountField, DayField, NumberField, add_error_if_turned
from huiyin.rooms.people.models import Employee, RoleHolding, Unit
from huiyin.rooms.people.queries import accounts
from huiyin.rooms.people.terms import BY_ITSELF, TOKEN_LONGEST_DAYS, Language, Permit, Role

GIVEN = [(value, label) for value, label in Role.choices if value not in BY_ITSELF]


class AccountForm(DoorForm):
    """Who gets an account."""

    employee = NumberField(label=_("Employee"))

    def narrow(self, actor: Actor) -> None:
        """Find only people in the units over which the actor grants roles."""
        people = Employee.objects.visible_to(actor.reach(Permit.GRANT_ROLES))
        self.fields["employee"].rows = people.select_related("unit")  # type: ignore[attr-defined]


class ServiceAccountForm(DoorForm):
    """An account without a person."""

    username = forms.RegexField(
        r"^[A-Za-z0-9_.-]+$", label=_("User name"), min_length=3, max_length=40, help_text=_("Letters, digits, . _ -")
    )
    name = forms.CharField(label=_("What it is for"), max_length=60)
    role = forms.ChoiceField(label=_("Role"), choices=GIVEN)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Over the unit"))

    def narrow(self, actor: Actor) -> None:
        """Offer the units over which the actor grants roles."""
        self.fields["unit"].queryset = Unit.objects.visible_to(actor.reach(Permit.GRANT_ROLES))  # type: ignore[attr-defined]


class HoldingDaysForm(DoorModelForm):
    """From when to when a role is held."""

    start = DayField(label=_("From"))
    end = DayField(label=_("To"), required=False, help_text=_("Leave it empty for no end."))

    class Meta:
        model = RoleHolding
        fields: ClassVar = ["start", "end"]

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        super().clean()
        add_error_if_turned(self, self.cleaned_data)
        return self.cleaned_data


class RoleForm(DoorForm):
    """A role given to an account."""

    account = AccountField(label=_("Account"))
    role = forms.ChoiceField(label=_("Role"), choices=GIVEN)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Over the unit"))
    start = DayField(label=_("From"), initial=clock.today)
    end = DayField(label=_("To"), required=False, help_text=_("Leave it empty for no end."))

    def narrow(self, actor: Actor) -> None:
        """Offer the units and accounts over which the actor grants roles."""
        self.fields["unit"].queryset = Unit.objects.visible_to(actor.reach(Permit.GRANT_ROLES))  # type: ignore[attr-defined]
        self.fields["account"].rows = accounts(actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        super().clean()
        add_error_if_turned(self, self.cleaned_data)
        return self.cleaned_data


class LanguageForm(DoorForm):
    """The language of the pages."""

    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)


class TokenForm(DoorForm):
    """A token for programs."""

    name = forms.CharField(label=_("What it is for"), max_length=60)
    days = forms.IntegerField(label=_("Days until it ends"), min_value=1, max_value=TOKEN_LONGEST_DAYS, initial=90)
