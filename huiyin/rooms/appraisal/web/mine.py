"""Pages that a person has of himself."""

from django.http import HttpResponse
from django.shortcuts import render

from huiyin.platform import clock
from huiyin.platform.screens import list_view
from huiyin.platform.web import PageRequest, gate
from huiyin.rooms.appraisal.queries.mine import own_year
from huiyin.rooms.appraisal.screens import mine as screens

totals = list_view(screens.TOTALS)


@gate(own_year)
def mine(request: PageRequest, year: int = 0) -> HttpResponse:
    """Show the person's own year: what waits for him, his scores, every deduction and what it cost."""
    own = own_year(request.actor, year=year or clock.today().year)
    return render(request, "appraisal/mine.html", screens.mine_context(own))
