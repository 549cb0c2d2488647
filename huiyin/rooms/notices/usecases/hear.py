"""What other rooms tell becomes notices; each job tells once, however often it is run."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.notices.rules import offset_of
from huiyin.rooms.notices.terms import APPROVAL, DUTY, ROBOTS, ChannelKind, Permit
from huiyin.rooms.notices.usecases.notify import Told, notify_all
from huiyin.rooms.people.queries.reached import holders_of
from huiyin.rooms.people.queries.tree import paths_of

_HOUR, _DAY = 60, 24 * 60
GROUPS = {"wecom", "dingtalk", "feishu"}


def late_by(minutes: int) -> str:
    """Say how late something is, in the largest unit that fits."""
    if minutes >= _DAY:
        days = minutes // _DAY
        return ngettext("late by %(n)s day", "late by %(n)s days", days) % {"n": days}
    if minutes >= _HOUR:
        hours = minutes // _HOUR
        return ngettext("late by %(n)s hour", "late by %(n)s hours", hours) % {"n": hours}
    return ngettext("late by %(n)s minute", "late by %(n)s minutes", minutes) % {"n": minutes}


def _rung(one: Mapping[str, Any]) -> Told:
    """Say what a rung of a duty says: before it is due, when it is due, or after."""
    offset, minutes, asked = (
        offset_of(str(one["rung"])),
        int(one.get("late_minutes") or 0),
        set(one.get("channels", ())),
    )
    said = _("due soon") if offset < 0 else (_("due now") if offset == 0 else _("overdue"))
    late = _("This reminder comes late: %(late)s.") % {"late": late_by(minutes)} if minutes else ""
    over = {ChannelKind.MAIL.value} & asked
    if asked & GROUPS:
        over |= {robot.value for robot in ROBOTS}  # a rung asks for the group; which robot speaks there is set up here
    return Told(
        DUTY, [int(person) for person in one["recipients"]], f"{said}：{one['label']}", late, str(one.get("url", "")),
        bool(one.get("urgent")), ("duties.duty", str(one["duty"])), over,
    )  # fmt: skip


@usecase(permit=Permit.KEEP_CHANNELS)
def hear_rungs(actor: Actor, *, fired: Sequence[Mapping[str, Any]]) -> None:
    """Tell the recipients of fired rungs, urgent ones at once, with how late it is told."""
    notify_all(actor, [_rung(one) for one in fired if one.get("recipients")])


@usecase(permit=Permit.KEEP_CHANNELS)
def hear_approval(actor: Actor, *, told: Mapping[str, Any]) -> None:
    """Tell who may decide that something is asked, or who asked what was decided."""
    url, label = str(told.get("url") or f"/approvals/{told['approval']}"), str(told["label"])
    if "granted" in told:
        said = _("Granted") if told["granted"] else _("Not granted")
        body = f"{told['decided_by']}{'：' + told['answer'] if told['answer'] else ''}"
        to = [told["asker"]] if told["asker"] else []
    else:
        said, body = _("Waiting for your approval"), _("Asked by %(name)s.") % {"name": told["asked_by"]}
        path = paths_of([told["unit"]]).get(told["unit"], "")
        to = [one for one in holders_of(str(told["permit"]), path) if one != told["asker"]]
    about = ("approvals.approval", str(told["approval"]))
    notify_all(actor, [Told(APPROVAL, to, f"{said}：{label}", body, url, subject=about)])
