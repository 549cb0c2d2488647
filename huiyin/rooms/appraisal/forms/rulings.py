"""What may be typed in about awards and sanctions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.rooms.appraisal.rules.rulings import LADDER
from huiyin.rooms.appraisal.terms import Permit
from huiyin.rooms.appraisal.terms.rulings import AppealResult, Delivery, RulingKind, RulingLevel
from huiyin.rooms.people.forms.fields import NumberField
from huiyin.rooms.people.queries import findable

MOST_POINTS = 10
_BY_KIND = [
    (kind.label, [(level.value, level.label) for level, rung in LADDER.items() if rung.kind == kind])
    for kind in RulingKind
]
_SANCTIONS = [(level.value, level.label) for level, rung in LADDER.items() if rung.kind == RulingKind.SANCTION]

_FOLLOWING = {rung.following for rung in LADDER.values()}


def _words(label: Any, most: int, *, rows: int = 4, required: bool = True, hint: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=hint)


def _day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=hint)


def _points(hint: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Points"), min_value=0, max_value=MOST_POINTS, required=False, help_text=hint,
        widget=forms.NumberInput(attrs={"class": "hy-short"}),
    )  # fmt: skip


class CorrectionForm(DoorForm):
    """What a proposal says."""

    level = forms.ChoiceField(label=_("Level"), choices=[("", "—"), *_BY_KIND])
    points = _points(_("Of an award: commendation 1 to 3, merit 4 to 6, great merit 7 to 10. Otherwise none."))
    happened_on = _day(_("Happened on"))
    place = forms.CharField(label=_("Place"), max_length=80, required=False)
    facts = _words(_("The facts"), 1000, hint=_("What happened, who saw it, what came of it. No opinion."))
    clause = forms.CharField(
        label=_("Clause of the rules"), max_length=200, required=False,
        help_text=_("A sanction names the clause of 《行政奖罚标准工作规程》 that it rests on."),
    )  # fmt: skip
    item = forms.CharField(
        label=_("Standard item"), max_length=20, required=False, help_text=_("The code, where one fits: DB5."),
        widget=forms.TextInput(attrs={"class": "hy-short"}),
    )  # fmt: skip
    evidence = _words(_("The evidence"), 500, rows=2, required=False)


class ProposalForm(CorrectionForm):
    """A new proposal."""

    employee = NumberField(label=_("Employee"))
    field_order = ("employee",)

    def narrow(self, actor: Actor) -> None:
        """Find people of the units in which the actor may propose."""
        self.fields["employee"].rows = findable(actor, Permit.PROPOSE_RULING, "")  # type: ignore[attr-defined]


class StatementForm(DoorForm):
    """The person's own statement."""

    statement = _words(
        _("Your statement"), 2000, rows=8,
        hint=_("How you see it, and what speaks for you. It is read before anything is decided, and stays as it is."),
    )  # fmt: skip


class HearingForm(DoorForm):
    """What the person said, taken down by somebody else; or that he refused."""

    statement = _words(_("Statement of the person"), 2000, required=False, hint=_("In his own words; he signs it."))
    refused = forms.BooleanField(label=_("The person refused to state anything"), required=False)
    witness = forms.CharField(label=_("Witness"), max_length=40, required=False)
    second_witness = forms.CharField(label=_("Second witness"), max_length=40, required=False)


class CheckForm(DoorForm):
    """The check of facts, level and procedure."""

    check_note = _words(_("Result of the check"), 500, hint=_("Facts, evidence, level, hearing, equal treatment."))
    union_told_on = _day(_("Union told on"), required=False, hint=_("Before a dismissal only."))


class DecisionForm(DoorForm):
    """The decision on a proposal."""

    decision = _words(_("Decision"), 1000, hint=_("What is decided and why; the person reads it."))
    level = forms.ChoiceField(
        label=_("Level"), choices=[("", _("as proposed")), *_BY_KIND], required=False,
        help_text=_("Another level of the same kind, if the proposed one does not fit."),
    )  # fmt: skip
    points = _points(_("Of an award; empty: as proposed, or the least of the level chosen."))


class ReasonForm(DoorForm):
    """Why a proposal is not pursued."""

    decision = _words(_("Reason"), 1000)


class DeliveryForm(DoorForm):
    """How the decision reached the person."""

    delivery = forms.ChoiceField(label=_("Delivery"), choices=Delivery.choices)
    delivered_on = _day(_("Delivered on"))
    receipt = forms.CharField(
        label=_("Receipt"), max_length=200,
        help_text=_("What proves it: signed by the person, names of the witnesses, number of the letter."),
    )  # fmt: skip

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Begin with today."""
        stored = super().get_initial_for_field(field, field_name)
        return stored or (clock.today() if field_name == "delivered_on" else stored)


class AppealForm(DoorForm):
    """The person's appeal."""

    appeal = _words(_("Your appeal"), 2000, rows=8, hint=_("What is wrong with the decision, and what proves it."))


class AnswerForm(DoorForm):
    """The decision on an appeal."""

    result = forms.ChoiceField(label=_("Result"), choices=AppealResult.choices)
    lower = forms.ChoiceField(
        label=_("Level instead"), choices=[("", "—"), *_SANCTIONS], required=False,
        help_text=_("Only where the decision is changed: a lower one."),
    )  # fmt: skip
    answer = _words(_("Decision on the appeal"), 1000, hint=_("What was inquired into, and why it is decided so."))


class AccumulationForm(DoorForm):
    """Whose three decisions are proposed as one of the next level."""

    employee = NumberField(label=_("Employee"))
    level = forms.ChoiceField(
        label=_("Level"), choices=[(level.value, level.label) for level in RulingLevel if level in _FOLLOWING]
    )

    def narrow(self, actor: Actor) -> None:
        """Find people of the units in which the actor may propose."""
        self.fields["employee"].rows = findable(actor, Permit.PROPOSE_RULING, "")  # type: ignore[attr-defined]


class NothingForm(DoorForm):
    """An act that needs nothing typed in."""
