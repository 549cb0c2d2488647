"""Addresses of the customers room."""

from django.urls import path

from huiyin.rooms.customers import web

app_name = "customers"
urlpatterns = [
    path("", web.customers, name="customers"),
    path("known", web.known, name="known"),
    path("callers", web.callers, name="callers"),
    path("new", web.register, name="register"),
    path("import", web.hand_in, name="import"),
    path("import/<int:pk>", web.preview, name="preview_import"),
    path("export", web.export, name="export"),
    path("<int:pk>", web.customer, name="customer"),
    path("<int:pk>/change", web.change, name="change"),
    path("<int:pk>/profiles/new", web.add_profile, name="add_profile"),
    path("<int:pk>/contacts/new", web.add_contact, name="add_contact"),
    path("<int:pk>/consents/new", web.give_consent, name="give_consent"),
    path("<int:pk>/merge", web.merge, name="merge"),
    path("<int:pk>/disclose", web.disclose, name="disclose"),
    path("<int:pk>/erase", web.erase, name="erase"),
    path("profiles/<int:pk>", web.change_profile, name="change_profile"),
    path("profiles/<int:pk>/class", web.classify, name="classify"),
    path("profiles/<int:pk>/remove", web.remove_profile, name="remove_profile"),
    path("contacts/<int:pk>", web.change_contact, name="change_contact"),
    path("contacts/<int:pk>/reveal", web.reveal_contact, name="reveal_contact"),
    path("contacts/<int:pk>/remove", web.remove_contact, name="remove_contact"),
    path("consents/<int:pk>/withdraw", web.withdraw_consent, name="withdraw_consent"),
    path("merges/<int:pk>/undo", web.undo_merge, name="undo_merge"),
]
