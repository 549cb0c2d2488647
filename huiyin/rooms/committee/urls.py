"""Addresses of the committee room."""

from django.urls import path

from huiyin.rooms.committee import web

app_name = "committee"
urlpatterns = [
    path("committees", web.committees, name="committees"),
    path("committees/new", web.record_committee, name="record_committee"),
    path("committees/<int:pk>", web.committee, name="committee"),
    path("committees/<int:pk>/change", web.change_committee, name="change_committee"),
    path("committees/<int:pk>/members/new", web.add_member, name="add_member"),
    path("committees/<int:pk>/meetings/new", web.record_meeting, name="record_meeting"),
    path("committees/<int:pk>/requests/new", web.record_request, name="record_request"),
    path("members/<int:pk>/change", web.change_member, name="change_member"),
    path("members/<int:pk>/reveal", web.reveal_member, name="reveal_member"),
    path("meetings", web.meetings, name="meetings"),
    path("meetings/<int:pk>", web.meeting, name="meeting"),
    path("meetings/<int:pk>/change", web.change_meeting, name="change_meeting"),
    path("meetings/<int:pk>/attach", web.attach_minutes, name="attach_minutes"),
    path("meetings/<int:pk>/file", web.minutes_file, name="minutes_file"),
    path("requests", web.requests, name="requests"),
    path("requests/<int:pk>", web.request_page, name="request"),
    path("requests/<int:pk>/answer", web.answer_request, name="answer_request"),
    path("requests/<int:pk>/refer", web.refer_request, name="refer_request"),
]
