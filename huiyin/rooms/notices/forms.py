"""What may be typed in about channels, preferences, quiet hours and undelivered messages."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Actor
from huiyin.platform.forms import DoorForm, PasswordField
from huiyin.rooms.notices.queries.mine import notice_kinds, own_ways
from huiyin.rooms.notices.terms import ChannelKind, Permit
from huiyin.rooms.people.queries.reached import open_units

_TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
_UNSEEN = forms.PasswordInput(attrs={"autocomplete": "new-password"})
ANSWERS = (("yes", _("yes")), ("no", _("no")))


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A department of those over which the actor keeps channels."""

    def __init__(self) -> None:
        """Begin with none; the form narrows it."""
        super().__init__(label=_("Department and below"), queryset=open_units(None))


class _OfUnit(DoorForm):
    unit = UnitField()

    def narrow(self, actor: Actor) -> None:
        """Offer the units over which the actor keeps channels."""
        self.fields["unit"].queryset = open_units(actor.reach(Permit.KEEP_CHANNELS))  # type: ignore[attr-defined]


class SecretForm(DoorForm):
    """Where a channel leads; it is shown to nobody afterwards."""

    password = PasswordField(
        label=_("Address"), max_length=500, widget=_UNSEEN,
        help_text=_(
            "Robots: the webhook address as the group's settings show it. "
            "Mail: mailtos://user:password@smtp.example.com:465?mode=ssl&from=service@example.com. "
            "It is kept encrypted and never shown again."
        ),
    )  # fmt: skip
    signing_password = PasswordField(
        label=_("Signing secret"), max_length=120, required=False, widget=_UNSEEN,
        help_text=_("Only where the DingTalk or Feishu robot is set to be signed."),
    )  # fmt: skip


class ChannelForm(_OfUnit):
    """A channel, without its address."""

    name = forms.CharField(label=_("Channel name"), max_length=60)
    per_minute = forms.IntegerField(
        label=_("Messages a minute"), min_value=1, max_value=100, required=False,
        help_text=_("Empty: as many as the provider takes."),
    )  # fmt: skip
    active = forms.BooleanField(
        label=_("in use"), required=False, help_text=_("Out of use: what is meant for it waits.")
    )

    field_order = ("name", "unit", "per_minute", "active")


class NewChannelForm(SecretForm, _OfUnit):
    """A channel with its address."""

    name = forms.CharField(label=_("Channel name"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind of channel"), choices=ChannelKind.choices)
    per_minute = forms.IntegerField(
        label=_("Messages a minute"), min_value=1, max_value=100, required=False,
        help_text=_("Empty: as many as the provider takes."),
    )  # fmt: skip

    field_order = ("name", "kind", "unit", "password", "signing_password", "per_minute")


class PreferenceForm(DoorForm):
    """Whether a kind of notice comes over a kind of channel."""

    kind = forms.ChoiceField(
        label=_("Kind of notice"), choices=[(key, kind.label) for key, kind in notice_kinds().items()]
    )
    channel = forms.ChoiceField(label=_("Kind of channel"), choices=ChannelKind.choices)
    wanted = forms.ChoiceField(
        label=_("Wanted"), choices=ANSWERS, help_text=_("In the application every notice comes, whatever is said here.")
    )


def _cells() -> list[tuple[str, str]]:
    return [(f"{key}/{channel}", "") for key in notice_kinds() for channel in ChannelKind.values]


class WaysForm(DoorForm):
    """The grid of kinds of notices and kinds of channels: a tick where it is to come, as "notices.duty/mail"."""

    wanted = forms.MultipleChoiceField(label=_("How I am told"), choices=_cells, required=False)

    def narrow(self, actor: Actor) -> None:
        """Begin with how it comes now."""
        self.initial.setdefault("wanted", [f"{kind}/{channel}" for kind, channel in own_ways(actor)])

    def clean_wanted(self) -> set[tuple[str, str]]:
        """Return the ticked cells as pairs."""
        cells = (cell.rpartition("/") for cell in self.cleaned_data["wanted"])
        return {(kind, channel) for kind, _slash, channel in cells}

    def heads(self) -> list[Any]:
        """Return the kinds of channels above the columns."""
        return [one.label for one in ChannelKind]

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield the lines of the grid: a kind of notice, and for each kind of channel its cell and whether it is on."""
        ticked = set(self["wanted"].value() or [])
        for key, kind in notice_kinds().items():
            cells = [(f"{key}/{one.value}", one.label, f"{key}/{one.value}" in ticked) for one in ChannelKind]
            yield {"label": kind.label, "cells": cells}


class QuietForm(DoorForm):
    """From when until when one is not disturbed outside the application."""

    start = forms.TimeField(label=_("Quiet from"), widget=_TIME)
    end = forms.TimeField(
        label=_("Quiet until"), widget=_TIME,
        help_text=_("They may span midnight. Urgent notices come all the same; the others when they are over."),
    )  # fmt: skip


class UnitQuietForm(QuietForm, _OfUnit):
    """The same for a department."""

    field_order = ("unit", "start", "end")


class DropForm(DoorForm):
    """Why a message is given up."""

    reason = forms.CharField(label=_("Why it is given up"), max_length=200)
