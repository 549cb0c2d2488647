"""What is typed in while somebody is called, and about callbacks as such."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.rooms.callbacks.forms.fields import MomentField, lines, opinion_kind, score, way
from huiyin.rooms.callbacks.queries.policies import departments
from huiyin.rooms.callbacks.rules.opinions import OpinionDraft
from huiyin.rooms.callbacks.terms import MOST_OPINIONS, MOST_QUESTIONS, Exemption, Result, Satisfaction
from huiyin.rooms.people.forms.fields import NumberField
from huiyin.rooms.people.queries import employees

_TOLD = ("told_phone", "told_name", "told_offer")
_SLOT = ("kind", "text", "department", "said_at_once", "appointed_at")


class CallForm(DoorForm):
    """A call that was answered: how content the customer is, his answers, and up to three opinions."""

    satisfaction = forms.ChoiceField(
        label=gettext_lazy("Satisfaction"), choices=Satisfaction.choices, widget=forms.RadioSelect
    )
    score_service = score(gettext_lazy("Service, 1 to 5"))
    score_result = score(gettext_lazy("Room or result, 1 to 5"))
    score_speed = score(gettext_lazy("Speed, 1 to 5"))
    way = way()
    told_phone = forms.BooleanField(label=gettext_lazy("Service number told"), required=False)
    told_name = forms.BooleanField(label=gettext_lazy("My name told"), required=False)
    told_offer = forms.BooleanField(label=gettext_lazy("Offer for the next stay told"), required=False)
    untold_reason = forms.CharField(
        label=gettext_lazy("Why something was not told"), max_length=100, required=False,
        help_text=gettext_lazy("For example: the guest wants no offers."),
    )  # fmt: skip
    remark = lines(gettext_lazy("Remark"), 400, required=False)

    def narrow(self, actor: Actor) -> None:
        """Offer the departments to which the caller may pass an opinion."""
        offered = departments(actor)
        for place in range(1, MOST_OPINIONS + 1):
            self.fields[f"opinion_{place}_department"].queryset = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse half an opinion, at its field."""
        super().clean()
        for place in range(1, MOST_OPINIONS + 1):
            given = self._slot(place)
            if not any(given.values()):
                continue
            words = {
                "kind": _("Say of what kind it is."), "text": _("Write down what was said."),
                "department": _("Say which department answers it."),
            }  # fmt: skip
            for name, reason in words.items():
                if not given[name] and f"opinion_{place}_{name}" not in self.errors:
                    self.add_error(f"opinion_{place}_{name}", reason)
        return self.cleaned_data

    def _slot(self, place: int) -> dict[str, Any]:
        return {name: self.cleaned_data.get(f"opinion_{place}_{name}") for name in _SLOT}

    def accept(self) -> dict[str, Any]:
        """Return what was said: answers in their order, opinions as drafts."""
        values = super().accept()
        slots = [self._slot(place) for place in range(1, MOST_OPINIONS + 1)]
        drafts = [
            OpinionDraft(one["kind"], one["text"], one["department"].pk, one["said_at_once"], one["appointed_at"])
            for one in slots
            if one["text"]
        ]
        return {
            "satisfaction": values["satisfaction"], "way": values["way"],
            "scores": tuple(values[name] for name in ("score_service", "score_result", "score_speed")),
            "answers": tuple(values[f"answer_{place}"] for place in range(1, MOST_QUESTIONS + 1)),
            "opinions": tuple(drafts), "untold_reason": values["untold_reason"], "remark": values["remark"],
            **{name: values[name] for name in _TOLD},
        }  # fmt: skip


def _extend(form: type[DoorForm]) -> None:
    """Give the form its answers and its slots for opinions."""
    for place in range(1, MOST_QUESTIONS + 1):
        form.base_fields[f"answer_{place}"] = forms.CharField(
            label=gettext_lazy("What he answered"), max_length=300, required=False
        )
    for place in range(1, MOST_OPINIONS + 1):
        slot: dict[str, forms.Field] = {
            "kind": opinion_kind(required=False),
            "text": lines(gettext_lazy("What was said"), 1000, required=False),
            "department": forms.ModelChoiceField(
                departments(Actor()), label=gettext_lazy("Department concerned"), required=False
            ),
            "said_at_once": lines(gettext_lazy("Answered at once"), 600, required=False),
            "appointed_at": MomentField(
                label=gettext_lazy("Or: appointed time for the answer"), required=False,
                help_text=gettext_lazy("The customer was told that he gets an answer by then (H-9)."),
            ),
        }  # fmt: skip
        for name, field in slot.items():
            form.base_fields[f"opinion_{place}_{name}"] = field


class AttemptForm(DoorForm):
    """A try that did not reach the customer."""

    result = forms.ChoiceField(
        label=gettext_lazy("What came of it"), widget=forms.RadioSelect,
        choices=[one for one in Result.choices if one[0] != Result.REACHED],
    )  # fmt: skip
    way = way()
    note = forms.CharField(label=gettext_lazy("Remark"), max_length=200, required=False)


class ExemptForm(DoorForm):
    """Why somebody is not called at all."""

    exemption = forms.ChoiceField(label=gettext_lazy("Exempt because"), choices=Exemption.choices)
    reason = lines(gettext_lazy("Reason"), 200)


class AssignForm(DoorForm):
    """Who calls."""

    caller = NumberField(label=gettext_lazy("Who calls"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def narrow(self, actor: Actor) -> None:
        """Find only people whom the actor sees."""
        rows = employees(actor).filter(active=True) if actor.may("people.read_people") else employees.call(Actor())
        self.fields["caller"].rows = rows  # type: ignore[attr-defined]


class ExplainForm(DoorForm):
    """Why a callback was missed."""

    reason = lines(gettext_lazy("Why it was missed"), 400)


class CloseForm(DoorForm):
    """A last word on a callback."""

    remark = lines(gettext_lazy("Remark"), 400, required=False)


class RevealForm(DoorForm):
    """Why the number is looked at."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=100, required=False,
        help_text=gettext_lazy("Left empty, it is this callback. That the number was shown is kept."),
    )  # fmt: skip


_extend(CallForm)
