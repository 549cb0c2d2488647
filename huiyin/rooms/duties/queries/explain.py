"""Why a duty is due when it is: the rule in words, the clause, the editions, the segments that were counted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huiyin.platform import clock
from huiyin.rooms.duties.models import Duty
from huiyin.rooms.duties.queries.calendar import Calendars
from huiyin.rooms.duties.queries.reckoning import segments_of
from huiyin.rooms.duties.terms import DueRule, How


@dataclass(frozen=True)
class Segment:
    """A stretch of time between arming and due time: it counted with so many minutes, or why it did not."""

    start: datetime
    end: datetime
    minutes: int
    note: str = ""


@dataclass(frozen=True)
class Explanation:
    """Why a duty is due when it is."""

    clause: str
    rule: str
    policy_edition: int
    calendar_version: int
    armed_at: datetime
    due_at: datetime
    segments: Sequence[Segment]

    def plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)


def explain(duty: Duty, known: dict[int, Calendars] | None = None) -> Explanation:
    """Explain a duty's due time; its unit and its pauses should have been read with it.

    ``known`` keeps the calendars, by version, while several are explained.
    """
    now = clock.now()
    kept = {} if known is None else known
    if duty.calendar_version not in kept:
        kept[duty.calendar_version] = Calendars(duty.calendar_version)
    calendars = kept[duty.calendar_version]
    calendars.know({duty.unit_id: duty.unit.path})
    pauses = [
        (one.start, one.ended_at or one.until, _paused(one, now))
        for one in duty.pauses.all()
        if one.ended_at is None or one.ended_at > one.start
    ]
    found = segments_of(
        duty.rule, duty.unit_id, duty.armed_at, duty.due_at, pauses,
        given=duty.given_at is not None, known=calendars,
    )  # fmt: skip
    segments = [Segment(*one) for one in found]
    return Explanation(
        duty.clause, in_words(duty.rule, given=duty.given_at is not None), duty.policy_version, duty.calendar_version,
        duty.armed_at, duty.due_at, segments,
    )  # fmt: skip


def _paused(pause: Any, now: datetime) -> str:
    ended = pause.ended_at is not None or pause.until <= now
    said = _("paused: %(reason)s") if ended else _("paused to the promised end: %(reason)s")
    return said % {"reason": pause.reason}


def in_words(rule: DueRule, *, given: bool = False) -> str:
    """Say a rule in words."""
    how, n = (How.GIVEN if given else rule.how), rule.amount
    said = {
        How.SAME_DAY: _("the same day"),
        How.CLOCK_MINUTES: ngettext("%(n)s minute by the clock", "%(n)s minutes by the clock", n),
        How.WORKING_MINUTES: ngettext("%(n)s working minute", "%(n)s working minutes", n),
        How.CALENDAR_DAYS: ngettext("within %(n)s calendar day", "within %(n)s calendar days", n),
        How.WORKING_DAYS: ngettext("within %(n)s working day", "within %(n)s working days", n),
        How.DAY_OF_MONTH: _("by day %(n)s of the next month"),
        How.GIVEN: _("the time that was promised"),
    }[How(how)] % {"n": n}
    return f"{said}, {rule.at:%H:%M}" if rule.at and not given else said
