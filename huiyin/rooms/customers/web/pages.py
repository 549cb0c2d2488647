"""The list of customers and the page of one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from huiyin.platform.screens import list_view
from huiyin.platform.web import PageRequest, found, gate
from huiyin.rooms.customers import queries
from huiyin.rooms.customers.screens.lists import CUSTOMERS

customers = list_view(CUSTOMERS)


@gate(queries.all_parties)
def customer(request: PageRequest, pk: int) -> HttpResponse:
    """Show a customer."""
    party = found(queries.all_parties(request.actor).filter(pk=pk).first())
    context = {
        "page_title": party.name,
        "crumbs": [(CUSTOMERS.title, reverse("customers:customers"))],
        "thing": {"name": party.name, "number": party.code},
        "facts": [],
    }
    return render(request, "parts/detail_page.html", context)
