"""Pages of the publicity room."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from huiyin.platform.screens import form_view, list_view
from huiyin.platform.web import PageRequest, found, gate
from huiyin.rooms.evidence.web import download
from huiyin.rooms.publicity import queries
from huiyin.rooms.publicity.screens import lists, pages

offices = list_view(lists.OFFICES)
placements = list_view(lists.PLACEMENTS)
record_office = form_view(lists.RECORD_OFFICE)
add_placement = form_view(lists.ADD_PLACEMENT)
change_placement = form_view(lists.CHANGE_PLACEMENT)
end_placement = form_view(lists.END_PLACEMENT)
check = form_view(lists.CHECK)
attach_photo = form_view(lists.ATTACH_PHOTO)


@gate(queries.placements)
def placement(request: PageRequest, pk: int) -> HttpResponse:
    """Show a placement."""
    row = found(queries.placements(request.actor).filter(pk=pk).first())
    return render(request, "parts/detail_page.html", pages.placement_context(request.actor, row))


@gate(queries.photo)
def photo(request: PageRequest, pk: int) -> HttpResponseBase:
    """Hand out the photograph of a placement, always as a download."""
    return download(queries.photo(request.actor, pk=pk))


@gate(queries.round_units)
def walk(request: PageRequest) -> HttpResponse:
    """Show the round through a unit, for a telephone."""
    return render(request, "publicity/round.html", pages.round_context(request.actor, request.GET))
