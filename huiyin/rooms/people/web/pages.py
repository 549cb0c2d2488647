"""Pages of the people room: each is a screen, or the page of one thing."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Listing, form_view, list_view
from huiyin.platform.web import PageRequest, View, found, gate, signed_in
from huiyin.rooms.people import queries
from huiyin.rooms.people.screens import accounts, details, employees, service, trail, units
from huiyin.rooms.people.terms import Permit

unit_list = list_view(units.UNITS)
record_unit = form_view(units.RECORD_UNIT)
change_unit = form_view(units.CHANGE_UNIT)
close_unit = form_view(units.CLOSE_UNIT)
open_unit = form_view(units.OPEN_UNIT)
post_list = list_view(units.POSTS)
record_post = form_view(units.RECORD_POST)
change_post = form_view(units.CHANGE_POST)
remove_post = form_view(units.REMOVE_POST)

employee_list = list_view(employees.EMPLOYEES)
hire_employee = form_view(employees.HIRE_EMPLOYEE)
change_employee = form_view(employees.CHANGE_EMPLOYEE)
change_contact = form_view(employees.CHANGE_CONTACT)
reveal_contact = form_view(employees.REVEAL_CONTACT)
transfer = form_view(employees.TRANSFER)
leave_service = form_view(employees.LEAVE_SERVICE)
come_back = form_view(employees.COME_BACK)
correct_employment = form_view(employees.CORRECT_EMPLOYMENT)
correct_placement = form_view(employees.CORRECT_PLACEMENT)
remove_placement = form_view(employees.REMOVE_PLACEMENT)

leave_list = list_view(service.LEAVES)
record_leave = form_view(service.RECORD_LEAVE)
change_leave = form_view(service.CHANGE_LEAVE)
withdraw_leave = form_view(service.WITHDRAW_LEAVE)
appraiser_list = list_view(service.APPRAISERS)
appoint_appraiser = form_view(service.APPOINT_APPRAISER)
change_appraiser = form_view(service.CHANGE_APPRAISER)
withdraw_appraiser = form_view(service.WITHDRAW_APPRAISER)
deputy_list = list_view(service.DEPUTIES)
name_deputy = form_view(service.NAME_DEPUTY)
change_deputy = form_view(service.CHANGE_DEPUTY)
withdraw_deputy = form_view(service.WITHDRAW_DEPUTY)

account_list = list_view(accounts.ACCOUNTS)
make_account = form_view(accounts.MAKE_ACCOUNT)
make_service_account = form_view(accounts.MAKE_SERVICE_ACCOUNT)
disable_account = form_view(accounts.DISABLE)
enable_account = form_view(accounts.ENABLE)
reset_password = form_view(accounts.RESET_PASSWORD)
reset_second_factor = form_view(accounts.RESET_SECOND_FACTOR)
holding_list = list_view(accounts.HOLDINGS)
give_role = form_view(accounts.GIVE_ROLE)
change_role = form_view(accounts.CHANGE_ROLE)
take_role = form_view(accounts.TAKE_ROLE)
make_token = form_view(accounts.MAKE_TOKEN)
revoke_token = form_view(accounts.REVOKE_TOKEN)
trail_list = list_view(trail.TRAIL)

_language_form = form_view(accounts.CHOOSE_LANGUAGE)
_sign_out_form = form_view(accounts.SIGN_OUT)


def _detail(listing: Listing, above: str, named: str, content: Callable[[Actor, Any], Mapping[str, Any]]) -> View:
    """Make the page of a row of a list that is shown at ``above``; the row's ``named`` is the title."""

    @gate(listing.door)
    def view(request: PageRequest, pk: int) -> HttpResponse:
        row = found(listing.door(request.actor).filter(pk=pk).first())
        crumbs = [(listing.title, reverse(above))]
        context = {"page_title": getattr(row, named), "crumbs": crumbs, **content(request.actor, row)}
        return render(request, "parts/detail_page.html", context)

    return view


unit = _detail(units.UNITS, "people:units", "name", details.unit_page)
employee = _detail(employees.EMPLOYEES, "people:employees", "name", details.employee_page)
account = _detail(accounts.ACCOUNTS, "people:accounts", "username", details.account_page)


@gate(Permit.GRANT_ROLES)
def account_of(request: PageRequest, pk: int) -> HttpResponse:
    """Go to a person's account, or to the form that makes it."""
    row = queries.accounts(request.actor).filter(employee=pk).first()
    if row is not None:
        return redirect("people:account", pk=row.pk)
    person = found(queries.employees(request.actor).filter(pk=pk).first())
    return redirect(f"{reverse('people:make_account')}?employee={person.number}")


@signed_in
def me(request: PageRequest) -> HttpResponse:
    """Show one's own account."""
    context = details.my_page(request.actor)
    return render(request, "parts/detail_page.html", {"page_title": context["thing"]["name"], **context})


@signed_in
def language(request: PageRequest) -> HttpResponseBase:
    """Choose one's language; the browser keeps it too."""
    response = _language_form(request)
    if response.status_code == 303:  # noqa: PLR2004 - see other: it was stored
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, request.POST["language"], samesite="Lax")
    return response


@signed_in
def sign_out(request: PageRequest) -> HttpResponseBase:
    """End one's other sessions; this one goes on under a new key."""
    response = _sign_out_form(request)
    if response.status_code == 303:  # noqa: PLR2004 - see other: it was done
        update_session_auth_hash(request, queries.own_account(request.actor))
    return response


@gate(Permit.READ_PEOPLE)
def known(request: PageRequest) -> HttpResponse:
    """Suggest people or accounts for what was typed in a field."""
    typed = str(next(iter(request.GET.values()), ""))[:40]
    rows = queries.findable(request.actor, Permit.READ_PEOPLE, typed).filter(active=True)[:12] if typed.strip() else []
    return render(request, "people/known.html", {"rows": rows})
