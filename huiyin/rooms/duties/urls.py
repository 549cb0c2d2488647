"""Addresses of the duties room."""

from django.urls import path

from huiyin.rooms.duties import web
from huiyin.rooms.duties.web import calendar

app_name = "duties"
urlpatterns = [
    path("", web.mine, name="mine"),
    path("team", web.team, name="team"),
    path("team/reassign", web.reassign_many, name="reassign_many"),
    path("all", web.duties, name="duties"),
    path("rates", web.rates, name="rates"),
    path("<int:pk>", web.duty, name="duty"),
    path("<int:pk>/why", web.explanation, name="explanation"),
    path("<int:pk>/reassign", web.reassign, name="reassign"),
    path("<int:pk>/pause", web.pause, name="pause"),
    path("<int:pk>/resume", web.resume, name="resume"),
    path("<int:pk>/waive", web.waive, name="waive"),
    path("policies", web.policies, name="policies"),
    path("policies/change", web.keep_policy, name="keep_policy"),
    path("policies/<str:kind>", web.policy, name="policy"),
    path("feeds", web.feeds, name="feeds"),
    path("feeds/make", web.make_feed, name="make_feed"),
    path("feeds/<int:pk>/revoke", web.revoke_feed, name="revoke_feed"),
    path("feed/<str:token>.ics", web.feed, name="feed"),
    path("calendar", calendar.year, name="calendar"),
    path("calendar/days", calendar.days, name="calendar_days"),
    path("calendar/days/add", calendar.set_day, name="set_day"),
    path("calendar/days/import", calendar.import_days, name="import_days"),
    path("calendar/days/import/<int:pk>", calendar.preview_days, name="preview_days"),
    path("calendar/days/<int:pk>", calendar.change_day, name="change_day"),
    path("calendar/days/<int:pk>/clear", calendar.clear_day, name="clear_day"),
    path("calendar/load", calendar.load_year, name="load_year"),
    path("calendar/confirm", calendar.confirm_year, name="confirm_year"),
    path("calendar/versions", calendar.versions, name="calendar_versions"),
    path("calendar/hours", calendar.hours, name="working_hours"),
    path("calendar/hours/set", calendar.set_hours, name="set_hours"),
    path("calendar/hours/<int:pk>", calendar.change_hours, name="change_hours"),
    path("calendar/hours/<int:pk>/drop", calendar.drop_hours, name="drop_hours"),
]
