"""The words of the duties room."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huiyin.rooms.duties.terms.calendar import CALENDAR_SENTENCES
from huiyin.rooms.duties.terms.kinds import DEFAULT_RUNGS, QUIET, Channel, DueRule, DutyKind, How, Recipient, Rung

__all__ = [
    "DEFAULT_RUNGS",
    "LONGEST_OFFSET",
    "LONGEST_PAUSE",
    "MOST_AT_ONCE",
    "MOST_FEEDS",
    "MOST_RUNGS",
    "QUIET",
    "SENTENCES",
    "Channel",
    "DueRule",
    "DutyKind",
    "How",
    "Permit",
    "Recipient",
    "Rung",
    "Said",
    "State",
]


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ_DUTIES = "duties.read_duties", _("read duties")
    REASSIGN = "duties.reassign", _("hand duties to somebody else")
    PAUSE = "duties.pause", _("let the time of duties stand still")
    WAIVE = "duties.waive", _("waive duties")
    KEEP_POLICIES = "duties.keep_policies", _("keep deadlines and reminders")
    KEEP_CALENDAR = "duties.keep_calendar", _("keep the calendar and working hours")


class State(models.TextChoices):
    """How a duty stands, read off its facts."""

    OPEN = "open", _("To be done")
    PAUSED = "paused", _("Paused")
    OVERDUE = "overdue", _("Overdue")
    DONE = "done", _("Done in time")
    LATE = "late", _("Done late")
    WAIVED = "waived", _("Waived")


MOST_RUNGS = 6
LONGEST_OFFSET = 366 * 24 * 60
MOST_FEEDS = 5
MOST_AT_ONCE = 200
LONGEST_PAUSE = timedelta(days=92)
"""Waiting must not become a hiding place: what stands still for more than a quarter is waived, or paused anew."""


class Said(models.TextChoices):
    """Refusals that rules give; they know no catalogue."""

    NO_AMOUNT = "no_amount", _("Say how many.")
    NO_DAY = "no_day", _("Say a day from 1 to 28.")
    NO_AT = "no_at", _("A time of day goes with days only.")
    RUNGS = "rungs", _("A ladder has one to %(most)s rungs.")
    TWICE = "twice", _("Two rungs tell the same person at the same moment.")
    TOO_FAR = "too_far", _("A rung lies within a year of the due time.")


# What follows a person's name in the trail.
SENTENCES: Mapping[str, Promise] = {
    "fire_rungs": _("reminded of %(duties)s duties: %(rungs)s reminders, %(missed)s missed"),
    "recompute_duties": _("reckoned %(looked)s open duties anew, %(moved)s of them moved: %(why)s"),
    "keep_policy": _("kept edition %(edition)s of the policy for “%(kind)s”: %(reason)s"),
    "reassign_duty": _("handed “%(subject)s” to %(owner)s: %(reason)s"),
    "reassign_duties": _("handed %(count)s duties to %(owner)s: %(reason)s"),
    "pause_duty": _("let the time of “%(subject)s” stand still until %(until)s: %(reason)s"),
    "resume_duty": _("let the time of “%(subject)s” go on: %(reason)s"),
    "waive_duty": _("waived “%(subject)s”: %(reason)s"),
    "make_feed": _("made the calendar feed %(subject)s"),
    "revoke_feed": _("revoked the calendar feed %(subject)s"),
    **CALENDAR_SENTENCES,
}
