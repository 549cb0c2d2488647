"""Addresses of the evidence room."""

from django.urls import path

from huiyin.rooms.evidence import web

app_name = "evidence"
urlpatterns = [
    path("facts", web.facts, name="facts"),
    path("facts/add", web.record, name="record"),
    path("facts/<int:pk>", web.fact, name="fact"),
    path("facts/<int:pk>/file", web.file, name="file"),
    path("facts/<int:pk>/withdraw", web.withdraw, name="withdraw"),
    path("facts/<int:pk>/comment", web.comment, name="comment"),
    path("mine", web.mine, name="mine"),
]
