"""What may be typed in about duties: to whom they go, why they are waived, a policy, a calendar feed."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm
from huiyin.rooms.duties.queries.kinds import Ruling, duty_kinds
from huiyin.rooms.duties.terms import MOST_AT_ONCE, MOST_RUNGS, Channel, How, Permit, Recipient, Rung
from huiyin.rooms.people.forms.fields import DayField, NumberField
from huiyin.rooms.people.queries import findable

LONGEST = 200
VIAS = [
    (Channel.APP, _("in the application")),
    (f"{Channel.APP},{Channel.WECOM}", _("in the application and WeCom")),
    (f"{Channel.APP},{Channel.MAIL}", _("in the application and by e-mail")),
    (f"{Channel.APP},{Channel.SMS}", _("in the application and by text message")),
    (f"{Channel.APP},{Channel.WECOM},{Channel.SMS}", _("in the application, WeCom and by text message")),
]
_HOURS = {"type": "time"}


class ReassignForm(DoorForm):
    """Who owes it from now on, and why."""

    owner = NumberField(label=_("New owner"), help_text=_("Number, name or pinyin."))
    reason = forms.CharField(label=_("Reason"), min_length=2, max_length=LONGEST)

    def narrow(self, actor: Actor) -> None:
        """Find only people of the units whose duties the actor hands over."""
        self.fields["owner"].rows = findable(actor, Permit.REASSIGN, "").filter(active=True)  # type: ignore[attr-defined]


class ReassignManyForm(ReassignForm):
    """The same for several: ``chosen`` is "7:1 9:3", each a duty and the version that was seen."""

    chosen = forms.RegexField(
        regex=r"^\d{1,18}:\d{1,9}( \d{1,18}:\d{1,9})*$", widget=forms.HiddenInput, max_length=6000
    )

    def clean_chosen(self) -> list[tuple[int, int]]:
        """Return the duties and their versions."""
        pairs = [one.split(":") for one in self.cleaned_data["chosen"].split()]
        if len(pairs) > MOST_AT_ONCE:
            raise forms.ValidationError(_("At most %(most)s at once."), params={"most": MOST_AT_ONCE})
        return [(int(pk), int(version)) for pk, version in pairs]


class WaiveForm(DoorForm):
    """Why a duty is waived."""

    reason = forms.CharField(
        label=_("Why it is waived"), min_length=2, max_length=LONGEST, help_text=_("It stays in the duty's history.")
    )


class PauseForm(DoorForm):
    """Until when a duty's time stands still, and why."""

    until = forms.DateTimeField(
        label=_("Promised end"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("At this moment its time goes on by itself."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Why its time stands still"), min_length=2, max_length=LONGEST)


class ResumeForm(DoorForm):
    """Why a duty's time goes on."""

    reason = forms.CharField(label=_("Why its time goes on"), min_length=2, max_length=LONGEST)


class FeedForm(DoorForm):
    """What a calendar feed is for."""

    name = forms.CharField(label=_("What it is for"), max_length=60, help_text=_("For example: calendar on my phone."))


class PolicyForm(DoorForm):
    """A policy's new edition: the deadline, and up to six rungs of its ladder."""

    kind = forms.ChoiceField(
        label=_("Kind of duty"), choices=lambda: [(kind.key, kind.label) for kind in duty_kinds().values()]
    )
    edition = forms.IntegerField(min_value=0, max_value=100_000, widget=forms.HiddenInput)
    start = DayField(label=_("In force from"), initial=clock.today)
    how = forms.ChoiceField(label=_("Due"), choices=How.choices)
    amount = forms.IntegerField(
        label=_("Minutes, days, or day of the month"), min_value=0, max_value=1_000_000, required=False
    )
    at = forms.TimeField(
        label=_("Time of that day"), required=False, help_text=_("Empty: at 24:00."), widget=forms.TimeInput(_HOURS)
    )
    quiet_from = forms.TimeField(label=_("Quiet from"), widget=forms.TimeInput(_HOURS, format="%H:%M"))
    quiet_to = forms.TimeField(label=_("Quiet until"), widget=forms.TimeInput(_HOURS, format="%H:%M"))
    reason = forms.CharField(label=_("Reason for the change"), min_length=2, max_length=LONGEST)

    def accept(self) -> dict[str, Any]:
        """Return what the use case takes."""
        values = super().accept()
        rungs = [self._rung(values, place) for place in range(1, MOST_RUNGS + 1)]
        kept = {name: values[name] for name in ("kind", "edition", "start", "how", "at", "reason")}
        return {
            **kept,
            "amount": values["amount"] or 0,
            "quiet": (values["quiet_from"], values["quiet_to"]),
            "rungs": [rung for rung in rungs if rung is not None],
        }

    def _rung(self, values: dict[str, Any], place: int) -> Rung | None:
        to = values[f"to_{place}"]
        if not to:
            return None
        via = tuple((values[f"via_{place}"] or Channel.APP).split(","))
        return Rung(values[f"offset_{place}"] or 0, to, via, bool(values[f"urgent_{place}"]))

    @property
    def ladder(self) -> list[dict[str, Any]]:
        """Return the fields of the rungs, row by row, for the page."""
        names = ("to", "offset", "via", "urgent")
        return [{name: self[f"{name}_{place}"] for name in names} for place in range(1, MOST_RUNGS + 1)]

    @property
    def plain(self) -> list[Any]:
        """Return the fields that are no rungs."""
        return [self[name] for name in ("kind", "start", "how", "amount", "at", "quiet_from", "quiet_to", "reason")]


def _rung_fields(place: int) -> dict[str, forms.Field]:
    return {
        f"to_{place}": forms.ChoiceField(
            label=_("Rung %(n)s: who is told") % {"n": place}, required=False, choices=[("", "—"), *Recipient.choices]
        ),
        f"offset_{place}": forms.IntegerField(
            label=_("Rung %(n)s: minutes after the due time (negative: before)") % {"n": place},
            required=False, min_value=-1_000_000, max_value=1_000_000,
        ),
        f"via_{place}": forms.ChoiceField(label=_("Rung %(n)s: how") % {"n": place}, required=False, choices=VIAS),
        f"urgent_{place}": forms.BooleanField(
            label=_("Rung %(n)s: ignores quiet hours") % {"n": place}, required=False
        ),
    }  # fmt: skip


for _place in range(1, MOST_RUNGS + 1):
    PolicyForm.base_fields.update(_rung_fields(_place))


def shown_policy(ruling: Ruling, edition: int) -> dict[str, Any]:
    """Return what the form shows at first: what rules the kind now."""
    rule = ruling.rule
    quiet: tuple[time, time] = ruling.quiet
    values: dict[str, Any] = {
        "kind": ruling.kind.key, "edition": edition, "start": clock.today(), "how": rule.how,
        "amount": rule.amount or None, "at": rule.at, "quiet_from": quiet[0], "quiet_to": quiet[1],
    }  # fmt: skip
    for place, rung in enumerate(ruling.rungs[:MOST_RUNGS], start=1):
        values |= {
            f"to_{place}": rung.to, f"offset_{place}": rung.offset, f"via_{place}": ",".join(rung.channels),
            f"urgent_{place}": rung.urgent,
        }  # fmt: skip
    return values
