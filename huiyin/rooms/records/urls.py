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
    path("<int:pk>/hold", web.place_hold, name="place_hold"),
    path("house-key", web.key, name="key"),
    path("house-key.txt", web.key_file, name="key_file"),
    path("due", web.due, name="due"),
    path("holds", web.holds, name="holds"),
    path("holds/<int:pk>/lift", web.lift_hold, name="lift_hold"),
    path("disposals", web.disposals, name="disposals"),
    path("disposals/new", web.draft_disposal, name="draft_disposal"),
    path("disposals/<int:pk>", web.disposal, name="disposal"),
    path("disposals/<int:pk>/approve", web.approve_disposal, name="approve_disposal"),
    path("disposals/<int:pk>/carry-out", web.ask_disposal, name="ask_disposal"),
    path("disposals/<int:pk>/withdraw", web.withdraw_disposal, name="withdraw_disposal"),
]
