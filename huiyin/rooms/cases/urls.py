"""Addresses of the cases room."""

from django.urls import path

from huiyin.rooms.cases import web

app_name = "cases"
urlpatterns = [
    path("", web.cases, name="cases"),
    path("new", web.register, name="register"),
    path("beside", web.beside, name="beside"),
    path("attachments/<int:pk>", web.attachment, name="attachment"),
    path("<int:pk>", web.case, name="case"),
    *(path(f"<int:pk>/{name}", view, name=name) for name, view in web.acts.items()),
]
