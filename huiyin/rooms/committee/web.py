"""Pages of the committee room."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from huiyin.platform.screens import form_view, list_view
from huiyin.platform.web import PageRequest, found, gate
from huiyin.rooms.committee import queries
from huiyin.rooms.committee.screens import lists, pages
from huiyin.rooms.evidence.web import download

committees = list_view(lists.COMMITTEES)
meetings = list_view(lists.MEETINGS)
requests = list_view(lists.REQUESTS)
record_committee = form_view(lists.RECORD_COMMITTEE)
change_committee = form_view(lists.CHANGE_COMMITTEE)
add_member = form_view(lists.ADD_MEMBER)
change_member = form_view(lists.CHANGE_MEMBER)
reveal_member = form_view(lists.REVEAL_MEMBER)
record_meeting = form_view(lists.RECORD_MEETING)
change_meeting = form_view(lists.CHANGE_MEETING)
attach_minutes = form_view(lists.ATTACH_MINUTES)
record_request = form_view(lists.RECORD_REQUEST)
answer_request = form_view(lists.ANSWER_REQUEST)
refer_request = form_view(lists.REFER_REQUEST)


@gate(queries.committees)
def committee(request: PageRequest, pk: int) -> HttpResponse:
    """Show a committee."""
    row = found(queries.committees(request.actor).filter(pk=pk).prefetch_related(None).first())
    return render(request, "parts/detail_page.html", pages.committee_context(request.actor, row))


@gate(queries.meetings)
def meeting(request: PageRequest, pk: int) -> HttpResponse:
    """Show a meeting."""
    row = found(queries.meetings(request.actor).filter(pk=pk).first())
    return render(request, "parts/detail_page.html", pages.meeting_context(request.actor, row))


@gate(queries.minutes_file)
def minutes_file(request: PageRequest, pk: int) -> HttpResponseBase:
    """Hand out the signed minutes, always as a download."""
    return download(queries.minutes_file(request.actor, pk=pk))


@gate(queries.requests)
def request_page(request: PageRequest, pk: int) -> HttpResponse:
    """Show a request."""
    row = found(queries.requests(request.actor).filter(pk=pk).first())
    return render(request, "parts/detail_page.html", pages.request_context(request.actor, row))
