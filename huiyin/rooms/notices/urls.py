"""Addresses of the notices room."""

from django.urls import path

from huiyin.rooms.notices import web

app_name = "notices"
urlpatterns = [
    path("", web.notices, name="notices"),
    path("bell", web.bell, name="bell"),
    path("read-all", web.read_all, name="read_all"),
    path("<int:pk>", web.notice, name="notice"),
    path("<int:pk>/open", web.open_notice, name="open"),
    path("preferences", web.preferences, name="preferences"),
    path("quiet", web.quiet, name="quiet"),
    path("quiet/set", web.set_quiet, name="set_quiet"),
    path("quiet/<int:pk>/end", web.end_quiet, name="end_quiet"),
    path("channels", web.channels, name="channels"),
    path("channels/add", web.add_channel, name="add_channel"),
    path("channels/<int:pk>", web.channel, name="channel"),
    path("channels/<int:pk>/change", web.change_channel, name="change_channel"),
    path("channels/<int:pk>/address", web.replace_secret, name="replace_secret"),
    path("channels/<int:pk>/check", web.check_channel, name="check_channel"),
    path("messages", web.messages, name="messages"),
    path("messages/dead", web.dead, name="dead"),
    path("messages/<int:pk>", web.message, name="message"),
    path("messages/<int:pk>/again", web.send_again, name="send_again"),
    path("messages/<int:pk>/drop", web.drop, name="drop"),
    path("unit-quiet", web.unit_quiet, name="unit_quiet"),
    path("unit-quiet/set", web.set_unit_quiet, name="set_unit_quiet"),
    path("unit-quiet/<int:pk>/end", web.end_unit_quiet, name="end_unit_quiet"),
]
