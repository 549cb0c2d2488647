"""Pages of the notices room."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from huiyin.platform.screens import form_view, list_view, one
from huiyin.platform.web import PageRequest, gate
from huiyin.rooms.notices import queries
from huiyin.rooms.notices.screens import mine, sending

notices = list_view(mine.NOTICES)
open_notice = form_view(mine.OPEN)
read_all = form_view(mine.READ_ALL)
preferences = form_view(mine.WAYS)
quiet = list_view(mine.QUIET)
set_quiet = form_view(mine.SET_QUIET)
end_quiet = form_view(mine.END_QUIET)
channels = list_view(sending.CHANNELS)
add_channel = form_view(sending.ADD_CHANNEL)
change_channel = form_view(sending.CHANGE_CHANNEL)
replace_secret = form_view(sending.REPLACE_SECRET)
check_channel = form_view(sending.CHECK_CHANNEL)
messages = list_view(sending.MESSAGES)
dead = list_view(sending.DEAD)
send_again = form_view(sending.SEND_AGAIN)
drop = form_view(sending.DROP)
unit_quiet = list_view(sending.UNIT_QUIET)
set_unit_quiet = form_view(sending.SET_UNIT_QUIET)
end_unit_quiet = form_view(sending.END_UNIT_QUIET)

_channel, _message = one(queries.channels), one(queries.messages)


@gate(queries.notice)
def notice(request: PageRequest, pk: int) -> HttpResponse:
    """Show one of one's notices; opening what it is about marks it as read."""
    row = queries.notice(request.actor, pk=pk)
    return render(request, "parts/detail_page.html", mine.notice_context(row))


@gate(queries.unread_count)
def bell(request: PageRequest) -> HttpResponse:
    """Show the bell: how many of one's notices are unread."""
    answer = render(request, "notices/bell.html", mine.bell_context(queries.unread_count(request.actor)))
    answer["Cache-Control"] = "no-store"
    return answer


@gate(queries.channels)
def channel(request: PageRequest, pk: int) -> HttpResponse:
    """Show a channel, without what opens it."""
    row: Any = _channel(request.actor, pk=pk)
    return render(request, "parts/detail_page.html", sending.channel_context(row))


@gate(queries.messages)
def message(request: PageRequest, pk: int) -> HttpResponse:
    """Show the way of a message, without what it says."""
    row: Any = _message(request.actor, pk=pk)
    return render(request, "parts/detail_page.html", sending.message_context(request.actor, row))
