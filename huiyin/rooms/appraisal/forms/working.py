"""What may be typed in about sheets at work: confirming, sending back, bonus, reading, correcting."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.rooms.appraisal.models import SheetEdition
from huiyin.rooms.appraisal.queries.confirming import to_confirm
from huiyin.rooms.appraisal.queries.facts import praise_taken
from huiyin.rooms.appraisal.queries.rulings import awards
from huiyin.rooms.people.forms import SignedForm

MOST_AT_ONCE = 1_000


class ConfirmForm(SignedForm):
    """A confirmation: nothing but the signature."""


class ChosenField(forms.CharField):
    """Sheets with the version of each that was seen: "17:3 18:1"."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Any:
        """Return {sheet: version seen}."""
        typed = str(super().clean(value)).split()
        pairs = [one.partition(":") for one in typed]
        if any(not (pk.isdecimal() and seen.isdecimal()) for pk, _colon, seen in pairs):
            raise forms.ValidationError(_("Write sheets and the version seen of each as 17:3 18:1."))
        if len(pairs) > MOST_AT_ONCE:
            raise forms.ValidationError(_("Choose at most %(most)s sheets at once.") % {"most": MOST_AT_ONCE})
        return {int(pk): int(seen) for pk, _colon, seen in pairs}


class ConfirmManyForm(SignedForm):
    """A confirmation of some sheets at once, all or none."""

    editions = ChosenField(
        label=gettext_lazy("Sheets"),
        help_text=gettext_lazy("Each sheet with the version of it that you saw: 17:3 18:1."),
        error_messages={"required": gettext_lazy("Choose the sheets to confirm.")},
        max_length=20_000,
    )

    def clean_editions(self) -> dict[int, int]:
        """Refuse what does not wait for the actor's confirmation."""
        chosen: dict[int, int] = self.cleaned_data["editions"]
        self.rows: list[SheetEdition] = list(to_confirm(self.actor).filter(pk__in=chosen))
        if len(self.rows) != len(chosen):
            raise forms.ValidationError(_("Some of these sheets do not wait for your confirmation any more."))
        return chosen

    def accept(self) -> dict[str, Any]:
        """Return the sheets and the version seen of each."""
        values = super().accept()
        return {"editions": self.rows, "seen": values["editions"]}


class SheetBackForm(DoorForm):
    """Why a sheet goes back to who drafted it."""

    reason = forms.CharField(label=gettext_lazy("What is to be put right"), min_length=2, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin empty: the edition's own reason is that of a correction."""
        super().__init__(*args, **kwargs)
        self.initial.pop("reason", None)


class AwardField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the awards, named with its person, level and points."""

    def label_from_instance(self, obj: Any) -> str:
        """Return "JC-2026-0003 赵敏 嘉奖 3"."""
        return f"{obj.number} {obj.employee.name} {obj.get_level_display()} {obj.points}"


class PraiseField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A fact that speaks for somebody, named with the person and the day."""

    def label_from_instance(self, obj: Any) -> str:
        """Return "赵敏 2026-11-05 表扬信"."""
        return f"{obj.employee.name} {obj}"


class BonusForm(DoorForm):
    """A bonus after the normal appraisal."""

    award = AwardField(
        label=gettext_lazy("Award that is its ground"), queryset=None,
        help_text=gettext_lazy("Awards of 嘉奖 or above; it must be the person's own, of the sheet's period."),
    )  # fmt: skip
    points = forms.IntegerField(label=gettext_lazy("Points"), min_value=1, max_value=10)
    fact = PraiseField(
        label=gettext_lazy("Recorded fact"), queryset=None, required=False, empty_label="—",
        help_text=gettext_lazy("Praise that the sheet took and that shows what the award was given for."),
    )  # fmt: skip

    def narrow(self, actor: Actor) -> None:
        """Offer the awards that stand in the units of the actor, youngest first."""
        self.fields["award"].queryset = awards(actor)  # type: ignore[attr-defined]
        self.fields["fact"].queryset = praise_taken(actor)  # type: ignore[attr-defined]


class ReadForm(SignedForm):
    """The person's own signature under his sheet."""

    agrees = forms.BooleanField(
        label=gettext_lazy("I have no objection and agree to close it"),
        required=False,
        help_text=gettext_lazy("It closes at once then. Without the tick you may object until the last day."),
    )


class CorrectionForm(DoorForm):
    """Why a sheet that counts is corrected."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=2,
        max_length=200,
        help_text=gettext_lazy("It stands beside both editions; the earlier one stays readable."),
    )
