"""What is typed in about opinions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.rooms.callbacks.forms.fields import NONE, MomentField, lines, opinion_kind, way
from huiyin.rooms.callbacks.queries.policies import departments
from huiyin.rooms.people.forms import SignedForm


class RaiseForm(DoorForm):
    """One more thing that the customer said."""

    kind = opinion_kind(required=True)
    text = lines(gettext_lazy("What was said"), 1000, rows=3)
    department = forms.ModelChoiceField(departments(Actor()), label=gettext_lazy("Department concerned"))
    said_at_once = lines(gettext_lazy("Answered at once"), 600, required=False)
    appointed_at = MomentField(
        label=gettext_lazy("Or: appointed time for the answer"), required=False,
        help_text=gettext_lazy("The customer was told that he gets an answer by then (H-9)."),
    )  # fmt: skip

    def narrow(self, actor: Actor) -> None:
        """Offer the departments to which the caller may pass an opinion."""
        self.fields["department"].queryset = departments(actor)  # type: ignore[attr-defined]


class AnswerForm(SignedForm):
    """The answer of the head of the department, under his signature."""

    solution = lines(gettext_lazy("Solution"), 1000, rows=3)
    feedback = lines(gettext_lazy("What the customer was told"), 400)
    feedback_way = way(gettext_lazy("Told how"))
    prevention = lines(gettext_lazy("So that it does not happen again"), 400)
    adopted = forms.ChoiceField(
        label=gettext_lazy("Is the proposal adopted?"), required=False,
        choices=[*NONE, ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
    )  # fmt: skip
    adopted_reason = forms.CharField(label=gettext_lazy("Why, or why not"), max_length=200, required=False)

    def accept(self) -> dict[str, Any]:
        """Return the answer; whether it is adopted as yes, no or nothing."""
        values = super().accept()
        return values | {"adopted": {"yes": True, "no": False}.get(values["adopted"])}
