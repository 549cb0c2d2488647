"""Addresses of the publicity room."""

from django.urls import path

from huiyin.rooms.publicity import web

app_name = "publicity"
urlpatterns = [
    path("offices", web.offices, name="offices"),
    path("offices/new", web.record_office, name="record_office"),
    path("round", web.walk, name="round"),
    path("placements", web.placements, name="placements"),
    path("placements/new", web.add_placement, name="add_placement"),
    path("placements/<int:pk>", web.placement, name="placement"),
    path("placements/<int:pk>/check", web.check, name="check"),
    path("placements/<int:pk>/photo", web.photo, name="photo"),
    path("placements/<int:pk>/photograph", web.attach_photo, name="attach_photo"),
    path("placements/<int:pk>/change", web.change_placement, name="change_placement"),
    path("placements/<int:pk>/end", web.end_placement, name="end_placement"),
]
