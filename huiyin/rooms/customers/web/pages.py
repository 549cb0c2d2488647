"""Pages of customers: each is a screen, the page of one, or what a field suggests."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from huiyin.platform.screens import form_view, list_view
from huiyin.platform.web import PageRequest, found, gate, posted_key
from huiyin.rooms.customers import queries, usecases
from huiyin.rooms.customers.screens import acts
from huiyin.rooms.customers.screens.details import customer_page
from huiyin.rooms.customers.screens.lists import CUSTOMERS

customers = list_view(CUSTOMERS)
register = form_view(acts.REGISTER)
change = form_view(acts.CHANGE)
add_profile = form_view(acts.ADD_PROFILE)
change_profile = form_view(acts.CHANGE_PROFILE)
remove_profile = form_view(acts.REMOVE_PROFILE)
classify = form_view(acts.CLASSIFY)
add_contact = form_view(acts.ADD_CONTACT)
change_contact = form_view(acts.CHANGE_CONTACT)
remove_contact = form_view(acts.REMOVE_CONTACT)
reveal_contact = form_view(acts.REVEAL_CONTACT)
give_consent = form_view(acts.GIVE_CONSENT)
withdraw_consent = form_view(acts.WITHDRAW_CONSENT)
merge = form_view(acts.MERGE)
undo_merge = form_view(acts.UNDO_MERGE)
erase = form_view(acts.ERASE)
_disclose_form = form_view(acts.DISCLOSE)


@gate(queries.all_parties)
def customer(request: PageRequest, pk: int) -> HttpResponse:
    """Show a customer."""
    party = found(queries.all_parties(request.actor).filter(pk=pk).first())
    crumbs = [(CUSTOMERS.title, reverse("customers:customers"))]
    context = {"page_title": party.name, "crumbs": crumbs, **customer_page(request.actor, party)}
    return render(request, "parts/detail_page.html", context)


@gate(usecases.disclose_party)
def disclose(request: PageRequest, pk: int) -> HttpResponseBase:
    """Hand out all that is kept of a customer, as a file."""
    if request.method != "POST":
        return _disclose_form(request, pk=pk)
    key, door = posted_key(request), usecases.disclose_party
    party: Any = acts.DISCLOSE.load(request.actor, pk=pk)  # type: ignore[misc]
    form = acts.DISCLOSE.form(request.POST, actor=request.actor)
    if not form.is_valid() or door.earlier(request.actor, key):
        return _disclose_form(request, pk=pk)
    told = door.once(request.actor, key, party=party, **form.accept())
    answer = HttpResponse(told.shown_once["json"], content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{party.code}.json"'
    answer["Cache-Control"] = "no-store"
    return answer


disclose.screen = acts.DISCLOSE  # type: ignore[attr-defined]


@gate(queries.search_parties)
def known(request: PageRequest) -> HttpResponse:
    """Suggest customers for what was typed in a field."""
    typed = str(next(iter(request.GET.values()), ""))[:60]
    rows = queries.search_parties(request.actor, typed) if typed.strip() else []
    return render(request, "customers/known.html", {"rows": rows, "typed": typed})


@gate(queries.find_callers)
def callers(request: PageRequest) -> HttpResponse:
    """Show who calls, while the number is typed: a part of the page of whoever takes the call."""
    found_ones = queries.find_callers(request.actor, str(request.GET.get("number", ""))[:40])
    return render(request, "customers/callers.html", {"callers": found_ones})
