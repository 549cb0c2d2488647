"""Addresses of the approvals room."""

from django.urls import path

from huiyin.rooms.approvals import web

app_name = "approvals"
urlpatterns = [
    path("", web.approvals, name="approvals"),
    path("waiting", web.waiting, name="waiting"),
    path("mine", web.mine, name="mine"),
    path("file", web.file, name="file"),
    path("<int:pk>", web.approval, name="approval"),
    path("<int:pk>/decide", web.decide, name="decide"),
    path("<int:pk>/withdraw", web.withdraw, name="withdraw"),
]
