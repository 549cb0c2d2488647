"""Addresses of the commission room."""

from django.urls import path

from huiyin.rooms.commission import web

app_name = "commission"
urlpatterns = [
    path("lines", web.lines, name="lines"),
    path("statements", web.statements, name="statements"),
    path("statements/new", web.draft_statement, name="draft_statement"),
    path("statements/<int:pk>", web.statement, name="statement"),
    path("statements/<int:pk>/approve", web.approve_statement, name="approve_statement"),
    path("stays", web.stays, name="stays"),
    path("stays/new", web.record_stay, name="record_stay"),
    path("stays/<int:pk>", web.stay, name="stay"),
    path("stays/<int:pk>/refund", web.record_refund, name="record_refund"),
    path("rules", web.rules, name="rules"),
    path("rules/new", web.record_rule, name="record_rule"),
    path("import", web.hand_in, name="import"),
    path("import/<int:pk>", web.preview, name="preview_import"),
]
