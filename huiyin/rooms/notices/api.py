"""The notices room's API."""

from ninja import Router

from huiyin.platform.api import api_act, api_change, api_list, api_make
from huiyin.rooms.notices.screens import mine, sending

router = Router()
api_list(router, "/notices", mine.NOTICES, "notices")
api_make(router, "/notices/{pk}/read", mine.OPEN, "mark_notice_read")
api_make(router, "/read-all", mine.READ_ALL, "mark_all_notices_read")
api_list(router, "/preferences", mine.PREFERENCES, "notice_preferences")
api_make(router, "/preferences", mine.PREFER, "set_notice_preference")
api_make(router, "/preferences/all", mine.WAYS, "set_notice_preferences")
api_list(router, "/quiet", mine.QUIET, "own_quiet_hours")
api_make(router, "/quiet", mine.SET_QUIET, "set_own_quiet_hours")
api_act(router, "/quiet/{pk}/end", mine.END_QUIET, "end_own_quiet_hours")
api_list(router, "/channels", sending.CHANNELS, "channels")
api_make(router, "/channels", sending.ADD_CHANNEL, "add_channel")
api_change(router, "/channels/{pk}", sending.CHANGE_CHANNEL, "change_channel")
api_act(router, "/channels/{pk}/address", sending.REPLACE_SECRET, "replace_channel_address")
api_act(router, "/channels/{pk}/check", sending.CHECK_CHANNEL, "check_channel")
api_list(router, "/messages", sending.MESSAGES, "messages")
api_list(router, "/dead-letters", sending.DEAD, "dead_letters")
api_act(router, "/messages/{pk}/again", sending.SEND_AGAIN, "send_message_again")
api_act(router, "/messages/{pk}/drop", sending.DROP, "drop_message")
api_list(router, "/unit-quiet", sending.UNIT_QUIET, "unit_quiet_hours")
api_make(router, "/unit-quiet", sending.SET_UNIT_QUIET, "set_unit_quiet_hours")
api_act(router, "/unit-quiet/{pk}/end", sending.END_UNIT_QUIET, "end_unit_quiet_hours")
