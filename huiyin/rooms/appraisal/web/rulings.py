"""Pages of awards and sanctions."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from huiyin.platform.screens import form_view, list_view, one
from huiyin.platform.web import PageRequest, gate
from huiyin.rooms.appraisal.queries import rulings as queries
from huiyin.rooms.appraisal.screens import ruling_page
from huiyin.rooms.appraisal.screens import rulings as screens
from huiyin.rooms.appraisal.screens.timeline import told

rulings = list_view(screens.RULINGS)
propose = form_view(screens.PROPOSE)
accumulate = form_view(screens.ACCUMULATE)
correct = form_view(screens.CORRECT)
withdraw = form_view(screens.WITHDRAW)
state = form_view(screens.STATE)
hear = form_view(screens.HEAR)
check = form_view(screens.CHECK)
decide = form_view(screens.DECIDE)
dismiss = form_view(screens.DISMISS)
deliver = form_view(screens.DELIVER)
appeal = form_view(screens.APPEAL)
answer = form_view(screens.ANSWER)
issue = form_view(screens.ISSUE)


@gate(queries.rulings)
def ruling(request: PageRequest, pk: int) -> HttpResponse:
    """Show an award or sanction: its facts, texts, what may be done now, and what happened."""
    row: Any = one(queries.rulings)(request.actor, pk=pk)
    context = {**ruling_page.ruling_context(request.actor, row), "timeline": told(row)}
    return render(request, "appraisal/detail.html", context)


@gate(queries.person_rulings)
def person(request: PageRequest, number: str) -> HttpResponse:
    """Show all of a person's awards and sanctions, and what may be proposed of them."""
    found = queries.person_rulings(request.actor, number=number)
    context = ruling_page.person_context(request.actor, found, request)
    return render(request, "appraisal/person_rulings.html", context)
