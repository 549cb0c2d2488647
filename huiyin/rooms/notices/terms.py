"""The words of the notices room: kinds of notices, channels and their limits, the states of a message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.workflow import Move, Workflow


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ_NOTICES = "notices.read_notices", _("read one's own notices")
    KEEP_CHANNELS = "notices.keep_channels", _("keep channels and quiet hours; deal with undelivered messages")
    READ_DEAD_LETTERS = "notices.read_dead_letters", _("see what was sent and what was not delivered")


class ChannelKind(models.TextChoices):
    """Ways out of the house. A robot speaks in a group; mail goes to the person."""

    MAIL = "mail", _("E-mail")
    WECOM = "wecom", _("WeCom robot")
    DINGTALK = "dingtalk", _("DingTalk robot")
    FEISHU = "feishu", _("Feishu robot")


ROBOTS = frozenset({ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU})
EVERYWHERE = (ChannelKind.MAIL, ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU)


@dataclass(frozen=True)
class Limit:
    """What a channel's provider takes: bytes of a message's text, messages a minute."""

    most_bytes: int
    per_minute: int


LIMITS: Mapping[str, Limit] = {
    ChannelKind.MAIL: Limit(100_000, 60),
    ChannelKind.WECOM: Limit(2_048, 20),
    ChannelKind.DINGTALK: Limit(18_000, 20),
    ChannelKind.FEISHU: Limit(18_000, 100),
}


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice, declared by the room that tells (``NOTICE_KINDS`` in its terms).

    ``channels`` are those that carry it unless a person says otherwise; a robot's group reads what a robot carries.
    """

    key: str
    label: Any
    channels: tuple[str, ...] = (ChannelKind.MAIL,)


DUTY, APPROVAL, CHECK = "notices.duty", "notices.approval", "notices.check"
NOTICE_KINDS: tuple[NoticeKind, ...] = (
    NoticeKind(DUTY, _("Duty reminder"), EVERYWHERE),
    NoticeKind(APPROVAL, _("Approval")),
    NoticeKind(CHECK, _("Check of a channel"), EVERYWHERE),
)


class DeliveryState(models.TextChoices):
    """Where a message stands on its way out."""

    WAITING = "waiting", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Not delivered")
    DROPPED = "dropped", _("Given up")


THE_JOB = "system"
# A worker that dies while sending leaves ``SENDING``; when its lease is over, the message is taken up again.
DELIVERY_FLOW = Workflow(
    DeliveryState.WAITING,
    (
        Move("take", frozenset({DeliveryState.WAITING, DeliveryState.SENDING}), DeliveryState.SENDING, THE_JOB),
        Move("arrive", frozenset({DeliveryState.SENDING}), DeliveryState.SENT, THE_JOB),
        Move("put_off", frozenset({DeliveryState.SENDING}), DeliveryState.WAITING, THE_JOB),
        Move("fail", frozenset({DeliveryState.SENDING}), DeliveryState.DEAD, THE_JOB),
        Move("send_again", frozenset({DeliveryState.DEAD}), DeliveryState.WAITING, Permit.KEEP_CHANNELS),
        Move("drop", frozenset({DeliveryState.DEAD}), DeliveryState.DROPPED, Permit.KEEP_CHANNELS),
    ),
)

LEASE_SECONDS = 60
BACK_OFF_MINUTES = (1, 2, 5, 15, 60, 180, 360)
"""Minutes before the second try, the third …; after the last one the message is not delivered."""
KEPT = timedelta(days=400)
"""Read notices and sent messages are kept for a year and what its end takes: whoever objects to his year's result may
still be shown when he was told. They are no records; what has to be kept longer stands where it happened."""
PURGED_AT_ONCE = 5_000
MOST_TITLE, MOST_BODY = 120, 4_000
MOST_COUNTED = 99
"""The bell counts so far, then shows 99+."""

# What the trail says after a person's name; the key is the write door.
SENTENCES: Mapping[str, Promise] = {
    "mark_read": _("read a notice"),
    "mark_all_read": _("marked all notices as read"),
    "prefer": _("said how to be told of %(kind)s"),
    "choose_ways": _("said how to be told of every kind of notice: %(count)s changes"),
    "purge_notices": _("took away %(count)s old notices and messages"),
    "set_quiet_hours": _("set quiet hours %(hours)s"),
    "set_unit_quiet_hours": _("set quiet hours of %(unit)s: %(hours)s"),
    "end_quiet_hours": _("ended quiet hours"),
    "end_unit_quiet_hours": _("ended quiet hours of a department"),
    "add_channel": _("added the channel %(subject)s"),
    "change_channel": _("changed the channel %(subject)s"),
    "replace_secret": _("replaced the address of the channel %(subject)s"),
    "check_channel": _("sent a check through the channel %(subject)s"),
    "send_again": _("asked for message %(subject)s to be sent again"),
    "drop_message": _("gave up message %(subject)s: %(reason)s"),
    "hear_rungs": _("told %(notified)s people of their duties"),
    "hear_approval": _("told %(notified)s people of an approval"),
    "note_sending": _("sent %(sent)s messages; %(failed)s were not delivered at once"),
}
