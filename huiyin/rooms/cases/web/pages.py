"""Pages of the cases room."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from huiyin.platform.screens import EXPORTS, form_view, list_view
from huiyin.platform.web import PageRequest, found, fresh_key, gate
from huiyin.rooms.cases import queries
from huiyin.rooms.cases.rules.suggest import category_of
from huiyin.rooms.cases.screens import demands as screen
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


class _Rows(list[Any]):
    """Rows as the exports read them."""

    def iterator(self, chunk_size: int) -> Iterator[Any]:
        return iter(self)


@gate(queries.demands)
def demands(request: PageRequest) -> HttpResponseBase:
    """Show a month's service demands; ``?format=csv`` and ``?format=xlsx`` give them as a file."""
    asked = screen.asked_for(request.actor, request.GET)
    counted = screen.report(request.actor, asked)
    wanted = request.GET.get("format", "")
    if wanted in EXPORTS:
        listing: Any = SimpleNamespace(table=screen.DemandTable, door=SimpleNamespace(name=f"demands-{asked.month}"))
        rows: Any = _Rows(counted.lines)
        return EXPORTS[wanted](listing, rows)
    return render(request, "cases/demands.html", screen.demands_context(asked, counted))


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
