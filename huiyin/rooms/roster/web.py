"""Pages of the roster room."""

from django.http import HttpResponse
from django.shortcuts import render

from huiyin.platform.screens import form_view, list_view
from huiyin.platform.web import PageRequest, found, fresh_key, gate
from huiyin.rooms.roster import queries
from huiyin.rooms.roster.screens import lists, pages

logs = list_view(lists.LOGS)
books = list_view(lists.BOOKS)
follow_ups = list_view(lists.FOLLOW_UPS)
write_log = form_view(lists.WRITE)
record_book = form_view(lists.RECORD_BOOK)
change_book = form_view(lists.CHANGE_BOOK)
read = form_view(lists.READ)
comment = form_view(lists.COMMENT)
review = form_view(lists.REVIEW)


@gate(queries.day_pack)
def day(request: PageRequest) -> HttpResponse:
    """Show a unit's day as its supervisor goes through it."""
    return render(request, "roster/day.html", pages.day_context(request.actor, request.GET, fresh_key()))


@gate(queries.logs)
def log(request: PageRequest, pk: int) -> HttpResponse:
    """Show what was written."""
    row = found(queries.logs(request.actor).filter(pk=pk).first())
    return render(request, "parts/detail_page.html", pages.log_context(request.actor, row))


@gate(queries.books)
def book(request: PageRequest, pk: int) -> HttpResponse:
    """Show a log book."""
    row = found(queries.books(request.actor).filter(pk=pk).first())
    return render(request, "parts/detail_page.html", pages.book_context(request.actor, row))


@gate(queries.follow_ups)
def follow_up(request: PageRequest, pk: int) -> HttpResponse:
    """Show what is followed up."""
    row = found(queries.follow_ups(request.actor).filter(pk=pk).first())
    return render(request, "parts/detail_page.html", pages.follow_up_context(request.actor, row))
