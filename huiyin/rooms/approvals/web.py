"""Pages of the approvals room."""

from django.http import HttpResponse
from django.shortcuts import render

from huiyin.platform.screens import form_view, list_view
from huiyin.platform.web import PageRequest, gate
from huiyin.rooms.approvals import queries, screens

waiting = list_view(screens.WAITING)
mine = list_view(screens.MINE)
approvals = list_view(screens.APPROVALS)
file = form_view(screens.FILE)
decide = form_view(screens.DECIDE)
withdraw = form_view(screens.WITHDRAW)


@gate(queries.approval)
def approval(request: PageRequest, pk: int) -> HttpResponse:
    """Show an approval: what is asked, why, by whom, and what came of it."""
    row = queries.approval(request.actor, pk=pk)
    return render(request, "parts/detail_page.html", screens.approval_context(request.actor, row))
