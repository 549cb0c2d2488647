"""Addresses of the duties room."""

from django.urls import path

from huiyin.rooms.duties import web

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
    path("<int:pk>/waive", web.waive, name="waive"),
    path("policies", web.policies, name="policies"),
    path("policies/change", web.keep_policy, name="keep_policy"),
    path("policies/<str:kind>", web.policy, name="policy"),
    path("feeds", web.feeds, name="feeds"),
    path("feeds/make", web.make_feed, name="make_feed"),
    path("feeds/<int:pk>/revoke", web.revoke_feed, name="revoke_feed"),
    path("feed/<str:token>.ics", web.feed, name="feed"),
]
