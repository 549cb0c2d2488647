"""The words of the publicity room."""

from collections.abc import Mapping

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huiyin.rooms.duties.terms import DueRule, DutyKind, How, Recipient, Rung


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ = "publicity.read_publicity", _("read complaint offices and where they are published")
    KEEP = "publicity.keep_publicity", _("keep complaint offices and where they are published")
    CHECK = "publicity.check_placements", _("check what is published")


class PlacementKind(models.TextChoices):
    """By what the office and its telephone are made known (H-2)."""

    LOBBY = "lobby", _("Lobby or front desk")
    BOARD = "board", _("Notice board")
    LIFT = "lift", _("Lift or corridor")
    ROOM = "room", _("Guest room")
    SITE = "site", _("Website or account")
    RECEIPT = "receipt", _("Receipt or card")
    OTHER = "other", _("Other place")


class Result(models.TextChoices):
    """What a check found."""

    FINE = "fine", _("Right and legible")
    WRONG = "wrong", _("Not what is in force")
    GONE = "gone", _("Missing or damaged")


CHECK, CHANGE = "publicity.check", "publicity.change"
MONTH = "publicity.month"
"""What the checks are owed for: "<unit>-2026-11"."""

_ALARM = (Rung(-24 * 60, Recipient.OWNER), Rung(0, Recipient.MANAGER), Rung(72 * 60, Recipient.GENERAL_MANAGER))
DUTY_KINDS: tuple[DutyKind, ...] = (
    DutyKind(
        CHECK, _("Check what is published"), "H-2", "publicity:round", DueRule(How.GIVEN),
        (Rung(-3 * 24 * 60, Recipient.OWNER), *_ALARM), role=Recipient.SUPERVISOR,
    ),
    DutyKind(
        CHANGE, _("Put the published office right"), "H-2", "publicity:placement", DueRule(How.CALENDAR_DAYS, 3),
        _ALARM, role=Recipient.SUPERVISOR,
    ),
)  # fmt: skip

MOST_ON_ROUND = 300
LONGEST_NOTE = 200

# What the trail says after a person's name; the key is the write door.
SENTENCES: Mapping[str, Promise] = {
    "record_office": _("recorded the complaint office %(subject)s; to be changed at %(places)s places"),
    "add_placement": _("recorded that the office is published at %(subject)s"),
    "change_placement": _("changed the place %(subject)s"),
    "end_placement": _("ended the place %(subject)s"),
    "check_placement": _("checked %(subject)s: %(found)s"),
    "attach_photo": _("photographed %(subject)s"),
    "owe_checks": _("began the month %(month)s: checks of %(owed)s units are owed"),
}
