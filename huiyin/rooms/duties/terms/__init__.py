"""The words of the duties room."""

from collections.abc import Mapping

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huiyin.rooms.duties.terms.kinds import DEFAULT_RUNGS, QUIET, Channel, DueRule, DutyKind, How, Recipient, Rung

__all__ = [
    "DEFAULT_RUNGS",
    "QUIET",
    "SENTENCES",
    "Channel",
    "DueRule",
    "DutyKind",
    "How",
    "Permit",
    "Recipient",
    "Rung",
    "State",
]


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ_DUTIES = "duties.read_duties", _("read duties")
    REASSIGN = "duties.reassign", _("hand duties to somebody else")
    WAIVE = "duties.waive", _("waive duties")
    KEEP_POLICIES = "duties.keep_policies", _("keep deadlines and reminders")


class State(models.TextChoices):
    """How a duty stands, read off its facts."""

    OPEN = "open", _("Open")
    PAUSED = "paused", _("Paused")
    OVERDUE = "overdue", _("Overdue")
    DONE = "done", _("Done in time")
    LATE = "late", _("Done late")
    WAIVED = "waived", _("Waived")


# What follows a person's name in the trail.
SENTENCES: Mapping[str, Promise] = {
    "fire_rungs": _("reminded of %(duties)s duties: %(rungs)s reminders, %(missed)s missed"),
}
