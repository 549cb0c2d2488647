"""Addresses of the records room."""

from django.urls import path

from huiyin.rooms.records import web

app_name = "records"
urlpatterns = [
    path("", web.records, name="records"),
    path("<int:pk>", web.record, name="record"),
    path("<int:pk>/pdf", web.pdf, name="pdf"),
    path("<int:pk>/xlsx", web.xlsx, name="xlsx"),
    path("<int:pk>/json", web.content, name="content"),
    path("house-key", web.key, name="key"),
    path("house-key.txt", web.key_file, name="key_file"),
]
