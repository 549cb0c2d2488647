"""What is typed in about annual plans and summaries."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.rooms.callbacks.forms.fields import lines
from huiyin.rooms.callbacks.terms import EARLIEST_YEAR, LATEST_YEAR, Occasion, Permit
from huiyin.rooms.people.queries import open_units


def _year() -> forms.IntegerField:
    return forms.IntegerField(label=_("Year"), min_value=EARLIEST_YEAR, max_value=LATEST_YEAR)


class _OfUnit(DoorForm):
    unit: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label=_("Department"), empty_label=None)
    year = _year()

    def narrow(self, actor: Actor) -> None:
        """Offer the units whose plans and summaries the actor keeps."""
        self.fields["unit"].queryset = open_units(actor.reach(Permit.KEEP_PLANS)).order_by("path")  # type: ignore[attr-defined]


class PlanForm(_OfUnit):
    """A plan that is drafted."""

    measures = lines(
        _("How it is to be reached"), 1000, rows=4, required=False,
        hint=_("Who calls, how they are trained, what is checked. The targets are set afterwards."),
    )  # fmt: skip

    def narrow(self, actor: Actor) -> None:
        """Begin with the next year."""
        super().narrow(actor)
        self.initial.setdefault("year", clock.today().year + 1)


class TargetForm(DoorForm):
    """A target of a plan."""

    occasion = forms.ChoiceField(label=_("Occasion"), choices=Occasion.choices)
    rate = forms.IntegerField(
        label=_("Target rate, per cent"), min_value=1, max_value=100, required=False,
        help_text=_("Leave it empty to take the target out."),
    )  # fmt: skip
    number = forms.IntegerField(
        label=_("To be reached in the year"), min_value=0, max_value=1_000_000, required=False,
        help_text=_("How many customers, if a number is set beside the rate."),
    )  # fmt: skip
    remark = forms.CharField(label=_("Remark"), max_length=200, required=False)


class ReviseForm(DoorForm):
    """Why a plan is corrected."""

    reason = forms.CharField(label=_("Why it is corrected"), max_length=200)


class SummaryForm(_OfUnit):
    """A year that is signed."""

    assessment = lines(
        _("Assessment of the year"), 1000, rows=5,
        hint=_("What went well, what did not, whom the contest honours, what changes next year."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why it is signed again"), max_length=200, required=False,
        help_text=_("Only where this year was signed before."),
    )  # fmt: skip

    def narrow(self, actor: Actor) -> None:
        """Begin with the year that is over."""
        super().narrow(actor)
        self.initial.setdefault("year", clock.today().year - 1)


class YearForm(DoorForm):
    """Which year of which unit is looked at."""

    unit = forms.IntegerField(required=False, min_value=1)
    year = forms.IntegerField(required=False, min_value=EARLIEST_YEAR, max_value=LATEST_YEAR)
