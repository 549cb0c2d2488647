"""The words of the committee room."""

from collections.abc import Mapping

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huiyin.rooms.duties.terms import DueRule, DutyKind, How, Recipient, Rung


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ = "committee.read_committees", _("read owners' committees, their meetings and requests")
    KEEP = "committee.keep_committees", _("keep owners' committees, their meetings and requests")
    ANSWER = "committee.answer_requests", _("answer requests of owners' committees")
    REVEAL = "committee.reveal_member", _("reveal telephone numbers of committee members")


class MemberRole(models.TextChoices):
    """As what somebody serves in a committee."""

    CHAIR = "chair", _("Chair")
    DEPUTY = "deputy", _("Deputy chair")
    MEMBER = "member", _("Member")


class RequestState(models.TextChoices):
    """How far a request is."""

    OPEN = "open", _("Not answered")
    ANSWERED = "answered", _("Answered")


MEETING, ANSWER = "committee.meeting", "committee.answer"
QUARTER = "committee.quarter"
"""What a meeting is owed for: "<committee>-2026Q4"."""

DUTY_KINDS: tuple[DutyKind, ...] = (
    DutyKind(
        MEETING, _("Meet the owners' committee"), "R-10a", "committee:record_meeting", DueRule(How.GIVEN),
        (
            Rung(-14 * 24 * 60, Recipient.OWNER), Rung(-2 * 24 * 60, Recipient.OWNER),
            Rung(0, Recipient.MANAGER), Rung(7 * 24 * 60, Recipient.GENERAL_MANAGER),
        ),
    ),
    DutyKind(
        ANSWER, _("Answer the owners' committee"), "R-10a", "committee:request", DueRule(How.CALENDAR_DAYS, 7),
        (
            Rung(-24 * 60, Recipient.OWNER), Rung(0, Recipient.SUPERVISOR), Rung(24 * 60, Recipient.MANAGER),
            Rung(72 * 60, Recipient.GENERAL_MANAGER),
        ),
    ),
)  # fmt: skip

QUARTERS_LISTED = 8
"""Quarters without a meeting are listed this far back."""
LEAST_DAYS = 30
"""Who took office later than this before the end of a quarter owes no meeting for it."""
LONGEST_TEXT = 4000
MOST_MEMBERS = 60
MOST_SHOWN = 50

# What the trail says after a person's name; the key is the write door.
SENTENCES: Mapping[str, Promise] = {
    "record_committee": _("recorded the committee %(subject)s"),
    "change_committee": _("changed the committee %(subject)s"),
    "add_member": _("added %(name)s to %(subject)s"),
    "change_member": _("changed the member %(name)s of %(subject)s"),
    "reveal_member": _("looked at the telephone number of %(name)s in %(subject)s; reason: %(reason)s"),
    "record_meeting": _("recorded the meeting %(subject)s"),
    "change_meeting": _("changed the record of the meeting %(subject)s"),
    "attach_minutes": _("attached the file %(name)s to the meeting %(subject)s"),
    "record_request": _("recorded the request %(subject)s"),
    "answer_request": _("answered the request %(subject)s"),
    "refer_request": _("had the request %(subject)s handled as a case"),
    "note_case": _("noted the case %(number)s on the request %(subject)s"),
    "owe_meetings": _("began the quarter %(quarter)s: %(owed)s meetings are owed"),
}
