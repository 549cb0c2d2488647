"""Writes of the notices room. ``notify`` is called inside the open use case of the room that tells."""

from huiyin.rooms.notices.usecases.channels import add_channel, change_channel, check_channel, replace_secret
from huiyin.rooms.notices.usecases.hear import hear_approval, hear_rungs
from huiyin.rooms.notices.usecases.mine import (
    choose_ways,
    end_quiet_hours,
    end_unit_quiet_hours,
    mark_all_read,
    mark_read,
    prefer,
    set_quiet_hours,
    set_unit_quiet_hours,
)
from huiyin.rooms.notices.usecases.notify import notify
from huiyin.rooms.notices.usecases.purge import purge_notices
from huiyin.rooms.notices.usecases.sending import drop_message, note_sending, send_again

__all__ = [
    "add_channel",
    "change_channel",
    "check_channel",
    "choose_ways",
    "drop_message",
    "end_quiet_hours",
    "end_unit_quiet_hours",
    "hear_approval",
    "hear_rungs",
    "mark_all_read",
    "mark_read",
    "note_sending",
    "notify",
    "prefer",
    "purge_notices",
    "replace_secret",
    "send_again",
    "set_quiet_hours",
    "set_unit_quiet_hours",
]
