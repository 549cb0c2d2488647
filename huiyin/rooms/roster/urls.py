"""Addresses of the roster room."""

from django.urls import path

from huiyin.rooms.roster import web

app_name = "roster"
urlpatterns = [
    path("day", web.day, name="day"),
    path("day/read", web.read, name="read"),
    path("day/comment", web.comment, name="comment"),
    path("day/review", web.review, name="review"),
    path("logs", web.logs, name="logs"),
    path("logs/write", web.write_log, name="write_log"),
    path("logs/<int:pk>", web.log, name="log"),
    path("books", web.books, name="books"),
    path("books/new", web.record_book, name="record_book"),
    path("books/<int:pk>", web.book, name="book"),
    path("books/<int:pk>/change", web.change_book, name="change_book"),
    path("follow-ups", web.follow_ups, name="follow_ups"),
    path("follow-ups/<int:pk>", web.follow_up, name="follow_up"),
]
