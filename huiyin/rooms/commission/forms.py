"""What may be typed in about rules, return stays, refunds and statements."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.rooms.callbacks.forms.fields import MomentField
from huiyin.rooms.commission.rules.money import cents_of
from huiyin.rooms.commission.terms import MOST_CENTS, RATE, WINDOW_DAYS, Permit
from huiyin.rooms.people.forms.fields import DayField
from huiyin.rooms.people.queries import open_units


class YuanField(forms.CharField):
    """An amount in yuan with at most two decimals; it gives whole cents."""

    def __init__(self, **given: Any) -> None:
        """Hold fifteen signs."""
        super().__init__(max_length=15, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **given)

    def clean(self, value: Any) -> Any:
        """Return cents."""
        cents = cents_of(super().clean(value))
        if cents is None or cents > MOST_CENTS:
            raise forms.ValidationError(gettext("Write yuan with at most two decimals, as 1280.50."))
        return cents


class _OfUnit(DoorForm):
    permit: str = Permit.KEEP_STAYS
    unit: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label=_("Department"), empty_label=None)

    def narrow(self, actor: Actor) -> None:
        """Offer the open units over which the actor holds the permit."""
        self.fields["unit"].queryset = open_units(actor.reach(self.permit)).order_by("path")  # type: ignore[attr-defined]


class StayForm(_OfUnit):
    """A guest who stayed again."""

    number = forms.CharField(label=_("Stay number"), max_length=40)
    guest = forms.CharField(label=_("Guest"), max_length=60)
    phone = forms.CharField(
        label=_("Telephone"), max_length=40,
        help_text=_("It finds the customer; afterwards only its beginning and end are kept."),
    )  # fmt: skip
    booked_at = MomentField(label=_("Booked at"))
    checked_in = DayField(label=_("Checked in"))
    checked_out = DayField(label=_("Checked out"))
    revenue = YuanField(label=_("Room revenue, yuan"))


class RefundForm(DoorForm):
    """What was given back."""

    day = DayField(label=_("Day"), initial=clock.today)
    amount = YuanField(label=_("Amount, yuan"))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class RuleForm(_OfUnit):
    """Whether and how much is paid from a day on."""

    permit = Permit.KEEP_RULES
    start = DayField(label=_("From"), initial=clock.today)
    paid = forms.BooleanField(label=_("Commission is paid"), required=False, initial=True)
    rate = forms.DecimalField(
        label=_("Rate, per cent of the room revenue"), min_value=Decimal(0), max_value=Decimal(100), decimal_places=2,
        initial=Decimal(RATE) / 100,
    )  # fmt: skip
    window_days = forms.IntegerField(
        label=_("Days between callback and booking"), min_value=1, max_value=3_650, initial=WINDOW_DAYS,
        help_text=_("Who reached the guest longer before his booking is owed nothing."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def clean_rate(self) -> int:
        """Return hundredths of a per cent."""
        return int(self.cleaned_data["rate"] * 100)


class StatementForm(_OfUnit):
    """Which month of which unit."""

    permit = Permit.DRAFT
    month = forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$", label=_("Month"), help_text=_("As 2026-11."))


class UnitForm(_OfUnit):
    """For which unit a workbook is."""


class StaysForm(_OfUnit):
    """A workbook to look through."""

    file = forms.FileField(
        label=_("Workbook (.xlsx)"),
        help_text=_("A worksheet 再次入住 with 入住单号, 客人姓名, 电话, 预订时间, 入住日期, 离店日期, 房费（元）."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Refuse what is larger than the installation allows."""
        file = self.cleaned_data["file"]
        if file.size > settings.HUIYIN_UPLOAD_MOST_BYTES:
            raise forms.ValidationError(gettext("This workbook is too large."))
        return file
