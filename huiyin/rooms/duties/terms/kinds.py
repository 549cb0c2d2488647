"""What a kind of duty is: its clause, when it is due, and who is told when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class How(models.TextChoices):
    """How the time of a duty is reckoned. A day ends at 24:00 of the unit's local day."""

    SAME_DAY = "same_day", _("the same day")
    CLOCK_MINUTES = "clock_minutes", _("minutes by the clock")
    WORKING_MINUTES = "working_minutes", _("working minutes")
    CALENDAR_DAYS = "calendar_days", _("days by the calendar")
    WORKING_DAYS = "working_days", _("working days")
    DAY_OF_MONTH = "day_of_month", _("day of the next month")
    GIVEN = "given", _("the time that was promised")


class Recipient(models.TextChoices):
    """Whom a rung tells: the owner, or who holds a role over the unit at the moment of firing. In rising order."""

    OWNER = "owner", _("Owner")
    SUPERVISOR = "supervisor", _("Supervisor")
    MANAGER = "manager", _("Customer service manager")
    GENERAL_MANAGER = "general_manager", _("General manager")


class Channel(models.TextChoices):
    """How somebody is told; the notices room sends."""

    APP = "app", _("in the application")
    WECOM = "wecom", _("WeCom")
    MAIL = "mail", _("e-mail")
    SMS = "sms", _("text message")


@dataclass(frozen=True)
class DueRule:
    """When a duty is due: ``amount`` counts minutes or days; ``at`` is a time of the last day instead of its end."""

    how: str
    amount: int = 0
    at: time | None = None


@dataclass(frozen=True)
class Rung:
    """A step of the ladder: ``offset`` minutes after the due time (negative: before), somebody is told.

    ``urgent`` ignores quiet hours.
    """

    offset: int
    to: str
    channels: tuple[str, ...] = (Channel.APP,)
    urgent: bool = False

    @property
    def key(self) -> str:
        """Return what tells the rung from the others of its ladder: "supervisor+60"."""
        return f"{self.to}{self.offset:+d}"


DEFAULT_RUNGS: Sequence[Rung] = (
    Rung(-60, Recipient.OWNER),
    Rung(0, Recipient.SUPERVISOR),
    Rung(24 * 60, Recipient.MANAGER),
    Rung(72 * 60, Recipient.GENERAL_MANAGER),
)
# Nobody is told of what is not urgent between these local times; it is told when they are over.
QUIET = (time(21, 0), time(8, 0))


@dataclass(frozen=True)
class DutyKind:
    """A kind of duty that a room declares (``DUTY_KINDS`` in its terms).

    ``act`` is the name of the page where it is done, taking the subject's id. ``rule`` and ``rungs`` are the
    regulation's defaults until the department keeps a policy of its own. ``role`` owes it where nobody is named.
    """

    key: str
    label: Any
    clause: str
    act: str
    rule: DueRule
    rungs: tuple[Rung, ...] = tuple(DEFAULT_RUNGS)
    role: str = Recipient.MANAGER
