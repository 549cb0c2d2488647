"""Addresses of the cases room."""

from django.urls import path

from huiyin.rooms.cases.web import pages, public

app_name = "cases"
urlpatterns = [
    path("", pages.cases, name="cases"),
    path("new", pages.register, name="register"),
    path("demands", pages.demands, name="demands"),
    path("beside", pages.beside, name="beside"),
    path("complain", public.complain, name="complain"),
    path("complain/<str:token>", public.progress, name="progress"),
    path("attachments/<int:pk>", pages.attachment, name="attachment"),
    path("<int:pk>", pages.case, name="case"),
    *(path(f"<int:pk>/{name}", view, name=name) for name, view in pages.acts.items()),
]
