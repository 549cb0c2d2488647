"""Pages of the cases room."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from huiyin.platform.screens import form_view, list_view
from huiyin.platform.web import PageRequest, found, fresh_key, gate
from huiyin.rooms.cases import queries
from huiyin.rooms.cases.rules.suggest import category_of
from huiyin.rooms.cases.screens.acts import ACTS, REGISTER
from huiyin.rooms.cases.screens.lists import CASES
from huiyin.rooms.cases.screens.page import case_page
from huiyin.rooms.cases.terms import Category
from huiyin.rooms.customers.queries import find_callers
from huiyin.rooms.customers.rules.numbers import digits_of
from huiyin.rooms.evidence.web import download

cases = list_view(CASES)
register = form_view(REGISTER)
acts = {name: form_view(screen) for name, screen in ACTS.items()}
_BEHIND = ("department", "unit", "owner", "party", "blamed", "repeat_of")


@gate(queries.cases)
def case(request: PageRequest, pk: int) -> HttpResponse:
    """Show a case."""
    row = found(queries.cases(request.actor).select_related(*_BEHIND).filter(pk=pk).first())
    context = {"crumbs": [(CASES.title, reverse("cases:cases"))], **case_page(request.actor, row, fresh_key())}
    return render(request, "parts/detail_page.html", context)


@gate(queries.attachments)
def attachment(request: PageRequest, pk: int) -> HttpResponseBase:
    """Hand out a file of a case, always as a download."""
    return download(found(queries.attachments(request.actor).filter(pk=pk).first()).file)


@gate(queries.earlier_of)
def beside(request: PageRequest) -> HttpResponse:
    """Show who calls, what he had before and what the matter may be about, while it is typed."""
    typed = digits_of(str(request.GET.get("caller_phone", ""))[:40])
    text = str(request.GET.get("text", ""))[:4000]
    callers = find_callers(request.actor, typed) if typed else []
    whole = next((one.id for one in callers if one.whole), None)
    guess = category_of(text)
    context = {
        "callers": callers,
        "typed": typed,
        "earlier": queries.earlier_of(request.actor, whole, typed, text),
        "category": Category(guess) if guess else None,
        "department": queries.likely_department(request.actor, str(request.GET.get("unit", "")), guess),
    }
    return render(request, "cases/beside.html", context)
