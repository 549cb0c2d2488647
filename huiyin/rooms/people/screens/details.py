"""The pages of one thing: its facts, what can be done now by this actor, and what happened."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.store import mask
from huiyin.platform.web import fresh_key
from huiyin.rooms.people import queries, rules
from huiyin.rooms.people.models import Employee, RoleHolding, Unit, User
from huiyin.rooms.people.screens.accounts import HoldingTable, TokenTable
from huiyin.rooms.people.terms import Permit

Do = dict[str, Any]


def _go(label: str, route: str, *args: object, query: str = "", **more: object) -> Do:
    return {"label": label, "url": reverse(route, args=args) + query, **more}


def _post(label: str, route: str, row: Any, ask: str, *, own: bool = False, **more: object) -> Do:
    url, key = reverse(route, args=[] if own else [row.pk]), fresh_key()
    sent = {"method": "post", "version": row.version, "idempotency_key": key}
    return {"label": label, "url": url, "confirm": ask, **sent, **more}


def _day(at: object) -> dict[str, object]:
    return {"at": at, "date_only": True}


def _unit_url(actor: Actor, unit: Unit | None) -> str:
    """Return the page of a unit that the actor sees, nothing for another: it would be a closed door."""
    seen = unit is not None and actor.reach(Permit.READ_PEOPLE).covers(unit.path)
    return reverse("people:unit", args=[unit.pk]) if unit is not None and seen else ""


def unit_page(actor: Actor, unit: Unit) -> Mapping[str, Any]:
    """Return what the page of a unit shows: 4 statements beside the unit."""
    keeps = actor.reach(Permit.KEEP_PEOPLE).covers(unit.path)
    below = list(queries.units(actor).filter(parent=unit))
    appraiser = queries.nearest_appraiser(unit.path, 0, clock.today())
    named = list(queries.appraisers(actor).filter(unit=unit).order_by("-start"))
    within = reverse("people:employees") + f"?unit={unit.pk}"
    facts: list[tuple[Any, ...]] = [
        (_("Code"), unit.code),
        (_("Belongs to"), unit.parent, _unit_url(actor, unit.parent)),
        (_("Business"), unit.get_business_display()),
        (_("Appraiser today"), appraiser),
        (_("People"), _("People of this unit and below"), within),
    ]
    return {
        "thing": {
            "name": unit.name,
            "number": unit.code,
            "state": _("Closed") if unit.closed else _("In use"),
            "tone": "" if unit.closed else "current",
        },
        "facts": facts,
        "below": below,
        "named": named,
        "top": unit.parent is None,
        "keeps": keeps,
        "actions": list(_unit_actions(unit)) if keeps else [],
        "body_template": "people/unit_body.html",
        "timeline": queries.happened_to(unit),
    }


def _unit_actions(unit: Unit) -> Iterable[Do]:
    yield _go(_("Change or move"), "people:change_unit", unit.pk, primary=True, icon="edit")
    if unit.closed:
        yield _post(_("Open the unit again"), "people:open_unit", unit, _("Open this unit again?"))
        return
    yield _go(_("Add a unit below"), "people:record_unit", query=f"?parent={unit.pk}", icon="plus")
    yield _go(_("Name an appraiser"), "people:appoint_appraiser", query=f"?unit={unit.pk}", icon="link")
    yield _go(_("Add an employee"), "people:hire_employee", query=f"?unit={unit.pk}", icon="person")
    yield _post(
        _("Close the unit"),
        "people:close_unit",
        unit,
        _("Close this unit? It stays in lists of the past."),
        danger=True,
    )


def employee_page(actor: Actor, employee: Employee) -> Mapping[str, Any]:
    """Return what the page of a person shows: 9 statements beside the person."""
    keeps = actor.reach(Permit.KEEP_PEOPLE).covers(employee.unit.path)
    periods = list(queries.employments(actor).filter(employee=employee).order_by("-start"))
    placements = list(queries.placements(actor).filter(employee=employee).order_by("-start"))
    now = rules.in_force([(row.start, row.unit.path) for row in reversed(placements)], clock.today())
    appraiser = queries.nearest_appraiser(now or employee.unit.path, employee.pk, clock.today())
    facts: list[tuple[Any, ...]] = [
        (_("Department"), employee.unit, _unit_url(actor, employee.unit)),
        (_("Post"), employee.post),
        (_("Staff class"), employee.get_level_display()),
        (_("Duties of the post"), _duties(actor, employee)),
        (_("Pinyin"), employee.pinyin),
        (_("Joined on"), _day(periods[0].start) if periods else ""),
        (_("Appraiser today"), appraiser),
        (_("Telephone"), mask(employee.phone)),
        (_("E-mail"), mask(employee.email)),
    ]
    return {
        "thing": {
            "name": employee.name,
            "number": employee.number,
            "state": _("In service") if employee.active else _("Not in service"),
            "tone": "current" if employee.active else "",
            "hint": f"{employee.unit} · {employee.post}",
        },
        "facts": facts,
        "employee": employee,
        "periods": periods,
        "placements": placements,
        "leaves": list(queries.leaves(actor).filter(employee=employee).order_by("-start")[:50]),
        "deputies": list(queries.deputies(actor).filter(principal=employee).order_by("-start")[:20]),
        "keeps": keeps,
        "actions": list(_employee_actions(actor, employee, keeps=keeps)),
        "body_template": "people/employee_body.html",
        "timeline": queries.happened_to(employee),
    }


def _duties(actor: Actor, employee: Employee) -> str:
    """Return what rooms above say that a person's post obliges him to.

    Each name in ``settings.POST_DUTIES`` is a callable (actor, employee) → a duty, or "" where there is none.
    """
    said = (import_string(path)(actor, employee) for path in settings.POST_DUTIES) if employee.active else ()
    return "；".join(one for one in said if one)


def _employee_actions(actor: Actor, employee: Employee, *, keeps: bool) -> Iterable[Do]:
    pk, number = employee.pk, employee.number
    if keeps and employee.active:
        yield _go(_("Transfer"), "people:transfer", pk, primary=True, icon="link")
        yield _go(_("Record leave"), "people:record_leave", query=f"?employee={number}", icon="calendar")
        yield _go(_("Name a deputy"), "people:name_deputy", query=f"?principal={number}", icon="person")
    if keeps:
        yield _go(_("Change number or name"), "people:change_employee", pk, icon="edit")
        yield _go(_("Change contact data"), "people:change_contact", pk, icon="edit")
    if actor.reach(Permit.REVEAL_CONTACT).covers(employee.unit.path):
        yield _go(_("Show contact data"), "people:reveal_contact", pk, icon="lock")
    if keeps and employee.active:
        yield _go(_("Leaves service"), "people:leave_service", pk, icon="signout", danger=True)
    elif keeps:
        yield _go(_("Comes back"), "people:come_back", pk, primary=True, icon="people")
    if employee.active and actor.reach(Permit.GRANT_ROLES).covers(employee.unit.path):
        yield _go(_("Account"), "people:account_of", pk, icon="key")


def account_page(actor: Actor, account: User) -> Mapping[str, Any]:
    """Return what the page of an account shows: 4 statements beside the account."""
    person = account.employee
    held = HoldingTable(list(queries.holdings(actor).filter(user=account)), exclude=("username", "name"))
    tokens = TokenTable(list(queries.tokens(actor).filter(user=account)[:50]), exclude=("username",))
    facts: list[tuple[Any, ...]] = [
        (_("Employee"), person, reverse("people:employee", args=[person.pk]) if person else ""),
        (_("Two-step sign-in"), _("yes") if account.two_step else _("no")),  # type: ignore[attr-defined]
        (_("Initial password"), _("Must be changed at the next sign-in") if account.must_change else _("Was changed")),
        (_("Last sign-in"), {"at": account.last_login} if account.last_login else ""),
    ]
    return {
        "thing": {
            "name": account.first_name or account.username,
            "number": account.username,
            "state": _("May sign in") if account.is_active else _("Disabled"),
            "tone": "current" if account.is_active else "bad",
            "hint": f"{person.unit} · {person.post}" if person else _("Account without a person"),
        },
        "facts": facts,
        "held": held,
        "tokens": tokens,
        "actions": list(_account_actions(account)),
        "body_template": "people/account_body.html",
        "timeline": queries.happened_to(account),
    }


def _account_actions(account: User) -> Iterable[Do]:
    yield _go(_("Give a role"), "people:give_role", query=f"?account={account.username}", primary=True, icon="permit")
    yield _post(
        _("Give a new password"),
        "people:reset_password",
        account,
        _("The old password, all sessions and tokens of this account end. Go on?"),
        icon="key",
    )
    if account.two_step:  # type: ignore[attr-defined]
        ask = _("The person signs in with the password alone until it is set up again. Go on?")
        yield _post(_("Remove two-step sign-in"), "people:reset_second_factor", account, ask)
    if account.is_active:
        ask = _("Nobody can sign in with this account any more, and its tokens end. Go on?")
        yield _post(_("Disable"), "people:disable_account", account, ask, danger=True)
    else:
        yield _post(_("Enable"), "people:enable_account", account, _("Let this account sign in again?"))


def my_page(actor: Actor) -> Mapping[str, Any]:
    """Return what one's own page shows: 3 statements."""
    account = queries.own_account(actor)
    person = account.employee
    roles = list(queries.own_roles(actor))
    facts: list[tuple[Any, ...]] = [
        (_("User name"), account.username),
        (_("Roles"), _roles_in_words(roles)),
        (_("Language"), account.get_language_display() or _("as the browser asks")),
    ]
    if person:
        facts += [
            (_("Department"), person.unit),
            (_("Post"), person.post),
            (_("Telephone"), person.phone),
            (_("E-mail"), person.email),
        ]
    return {
        "thing": {"name": account.first_name or account.username, "number": account.username},
        "facts": facts,
        "account": account,
        "tokens": TokenTable(list(queries.tokens(actor).filter(user=actor.user_id)[:50]), exclude=("username",)),
        "actions": list(_my_actions(account)),
        "body_template": "people/me_body.html",
    }


def _roles_in_words(held: Sequence[RoleHolding]) -> str:
    return "; ".join(f"{row.get_role_display()} ({row.unit})" for row in held)


def _my_actions(account: User) -> Iterable[Do]:
    yield _go(_("Change password"), "account_change_password", icon="key", primary=True)
    yield _go(_("Two-step sign-in"), "mfa_index", icon="permit")
    yield _go(_("Language"), "people:language", icon="language")
    yield _go(_("Make a token"), "people:make_token", icon="link")
    ask = _("Every other browser in which you are signed in is signed out. Go on?")
    yield _post(_("Sign out everywhere else"), "people:sign_out", account, ask, own=True, icon="signout")
