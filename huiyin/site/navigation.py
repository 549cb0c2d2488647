"""The places of the house, for the side bar: each is shown to who holds its permit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import SIGNED_IN, Actor
from huiyin.rooms.appraisal.terms import Permit as Appraisal
from huiyin.rooms.approvals.terms import Permit as Approvals
from huiyin.rooms.callbacks.terms import Permit as Callbacks
from huiyin.rooms.cases.terms import Permit as Cases
from huiyin.rooms.commission.terms import Permit as Commission
from huiyin.rooms.committee.terms import Permit as Committee
from huiyin.rooms.customers.terms import Permit as Customers
from huiyin.rooms.duties.terms import Permit as Duties
from huiyin.rooms.evidence.terms import Permit as Evidence
from huiyin.rooms.notices.terms import Permit as Notices
from huiyin.rooms.people.terms import Permit as People
from huiyin.rooms.publicity.terms import Permit as Publicity
from huiyin.rooms.records.terms import Permit as Records
from huiyin.rooms.regulations.terms import Permit as Regulations
from huiyin.rooms.roster.terms import Permit as Roster


@dataclass(frozen=True, eq=False)
class Place:
    """A page that the side bar leads to."""

    label: Any
    route: str
    icon: str
    permit: str


GROUPS: Sequence[tuple[Any, Sequence[Place]]] = (
    ("", (Place(_("Home"), "home", "home", SIGNED_IN),)),
    (
        _("Duties"),
        (
            Place(_("My duties"), "duties:mine", "duty", Duties.READ_DUTIES),
            Place(_("My team's"), "duties:team", "people", Duties.REASSIGN),
            Place(_("On-time rate"), "duties:rates", "chart", Duties.READ_DUTIES),
            Place(_("Deadlines and reminders"), "duties:policies", "bell", Duties.READ_DUTIES),
            Place(_("Calendar"), "duties:calendar", "calendar", SIGNED_IN),
        ),
    ),
    (
        _("Logs and patrols"),
        (
            Place(_("The supervisor's day"), "roster:day", "duty", Roster.READ_DAYS),
            Place(_("Write the day's log"), "roster:write_log", "edit", Roster.WRITE_LOGS),
            Place(_("Logs and patrol reports"), "roster:logs", "book", Roster.READ_LOGS),
            Place(_("Followed up"), "roster:follow_ups", "history", Roster.READ_LOGS),
            Place(_("Log books"), "roster:books", "sheet", Roster.READ_LOGS),
        ),
    ),
    (
        _("Approvals"),
        (
            Place(_("Waiting for my approval"), "approvals:waiting", "check", Approvals.READ_APPROVALS),
            Place(_("Asked by me"), "approvals:mine", "edit", Approvals.READ_APPROVALS),
        ),
    ),
    (
        _("Appraisal"),
        (
            Place(_("My appraisal"), "appraisal:mine", "badge", Appraisal.ANSWER_SHEETS),
            Place(_("Rounds"), "appraisal:rounds", "edit", Appraisal.DRAFT_SHEETS),
            Place(_("Sheets at work"), "appraisal:editions", "edit", Appraisal.READ_STATISTICS),
            Place(_("Sheets"), "appraisal:sheets", "sheet", Appraisal.READ_SHEETS),
            Place(_("Facts about work"), "evidence:facts", "duty", Evidence.RECORD_EVIDENCE),
            Place(_("Facts about my work"), "evidence:mine", "duty", Evidence.ANSWER_EVIDENCE),
            Place(_("Objections"), "appraisal:objections", "refused", Appraisal.READ_SHEETS),
            Place(_("Awards and sanctions"), "appraisal:rulings", "badge", Appraisal.READ_RULINGS),
            Place(_("Progress board"), "appraisal:board", "duty", Appraisal.READ_STATISTICS),
            Place(_("Year end"), "appraisal:year_end", "calendar", Appraisal.READ_STATISTICS),
            Place(_("Year results"), "appraisal:years", "trophy", Appraisal.READ_SHEETS),
            Place(_("Statistics"), "appraisal:statistics", "chart", Appraisal.READ_STATISTICS),
            Place(_("My self-summary"), "appraisal:self_summary", "person", Appraisal.ANSWER_SHEETS),
            Place(_("Schemes"), "appraisal:schemes", "scale", Appraisal.READ_SCHEMES),
            Place(_("Imports"), "appraisal:imports", "upload", Appraisal.IMPORT_SHEETS),
        ),
    ),
    (
        _("Customers"),
        (
            Place(_("Cases"), "cases:cases", "sheet", Cases.READ_CASES),
            Place(_("Service demands, top ten"), "cases:demands", "chart", Cases.READ_CASES),
            Place(_("Customers"), "customers:customers", "people", Customers.READ_CUSTOMERS),
        ),
    ),
    (
        _("Owners' committee"),
        (
            Place(_("Owners' committees"), "committee:committees", "people", Committee.READ),
            Place(_("Committee requests"), "committee:requests", "edit", Committee.READ),
            Place(_("Committee meetings"), "committee:meetings", "calendar", Committee.READ),
        ),
    ),
    (
        _("Publicity"),
        (
            Place(_("Walk round"), "publicity:round", "duty", Publicity.CHECK),
            Place(_("Where it is published"), "publicity:placements", "sheet", Publicity.READ),
            Place(_("Complaint offices"), "publicity:offices", "home", Publicity.READ),
        ),
    ),
    (
        _("Callbacks"),
        (
            Place(_("My calls today"), "callbacks:my_calls", "duty", Callbacks.CALL),
            Place(_("Callbacks"), "callbacks:callbacks", "history", Callbacks.READ),
            Place(_("Opinions"), "callbacks:opinions", "edit", Callbacks.READ),
            Place(_("Callback rates"), "callbacks:rates", "chart", Callbacks.READ),
            Place(_("Frozen rates"), "callbacks:frozen", "lock", Callbacks.READ),
            Place(_("The year's callbacks"), "callbacks:year", "trophy", Callbacks.READ),
            Place(_("Annual callback plans"), "callbacks:plans", "calendar", Callbacks.READ),
            Place(_("Signed annual summaries"), "callbacks:summaries", "lock", Callbacks.READ),
            Place(_("Callback policies"), "callbacks:policies", "scale", Callbacks.READ),
            Place(_("Draws"), "callbacks:draws", "tree", Callbacks.READ),
        ),
    ),
    (
        _("Commission"),
        (
            Place(_("Commission lines"), "commission:lines", "badge", Commission.READ),
            Place(_("Return stays"), "commission:stays", "history", Commission.KEEP_STAYS),
            Place(_("Commission statements"), "commission:statements", "sheet", Commission.APPROVE),
            Place(_("Commission rules"), "commission:rules", "scale", Commission.KEEP_RULES),
        ),
    ),
    (
        _("Records"),
        (
            Place(_("Issued records"), "records:records", "file", Records.READ),
            Place(_("Due for disposal"), "records:due", "clock", Records.READ_RETENTION),
            Place(_("Holds"), "records:holds", "shield", Records.READ_RETENTION),
            Place(_("Disposals"), "records:disposals", "history", Records.READ_RETENTION),
        ),
    ),
    (
        _("People"),
        (
            Place(_("Employees"), "people:employees", "people", People.READ_PEOPLE),
            Place(_("Units"), "people:units", "tree", People.READ_PEOPLE),
            Place(_("Posts"), "people:posts", "badge", People.READ_PEOPLE),
            Place(_("Leave"), "people:leaves", "calendar", People.READ_PEOPLE),
            Place(_("Appraisers"), "people:appraisers", "link", People.READ_PEOPLE),
        ),
    ),
    (_("Rules"), (Place(_("Regulations"), "regulations:documents", "book", Regulations.READ),)),
    (
        _("Administration"),
        (
            Place(_("Accounts"), "people:accounts", "key", People.GRANT_ROLES),
            Place(_("Channels"), "notices:channels", "link", Notices.KEEP_CHANNELS),
            Place(_("Not delivered"), "notices:dead", "alert", Notices.READ_DEAD_LETTERS),
            Place(_("What was sent"), "notices:messages", "history", Notices.READ_DEAD_LETTERS),
            Place(_("Who may do what"), "roles", "shield", SIGNED_IN),
            Place(_("Audit trail"), "people:trail", "history", People.READ_TRAIL),
        ),
    ),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give every page its bars and its search address."""
    actor = getattr(request, "actor", None)
    if actor is None or not actor.signed_in:
        return {"bars": None, "takes_complaints": settings.HUIYIN_COMPLAINTS}
    prefix = get_script_prefix()
    return {
        "bars": _bars(_visible(actor), _here(request.path, prefix), get_language() or "", prefix),
        "actor": actor,
        "palette_url": reverse("palette"),
        **_bell(actor),
        "account_links": _own_links(),
    }


def places(actor: Actor) -> list[dict[str, Any]]:
    """Return the places that somebody sees, in the order of the side bar: label, url and icon of each."""
    return [place for group in _grouped(_visible(actor), "") for place in group["items"]]


def draw(groups: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Draw the bar at the side and the one at the foot of phones."""
    return {
        "side": render_to_string("parts/navigation.html", {"navigation": groups}),
        "foot": render_to_string("parts/places.html", {"navigation": groups}),
    }


def _visible(actor: Actor) -> tuple[Place, ...]:
    return tuple(place for _label, group in GROUPS for place in group if actor.may(str(place.permit)))


@lru_cache(maxsize=2048)
def _bars(visible: tuple[Place, ...], here: str, _language: str, _prefix: str) -> dict[str, str]:
    """Draw the bars once: they were the larger part of what a page costs, and depend on nothing but these four."""
    return draw(_grouped(visible, here))


def _grouped(visible: tuple[Place, ...], here: str) -> list[dict[str, Any]]:
    addresses = _addresses(get_script_prefix())
    groups = [
        {"label": label, "items": [_item(place, addresses, here) for place in group if place in visible]}
        for label, group in GROUPS
    ]
    return [group for group in groups if group["items"]]


def _bell(actor: Actor) -> dict[str, Any]:
    """Return where the bell is fetched from, after the page: it costs the page no statement."""
    return {"bell_url": reverse("notices:bell")} if actor.may(str(Notices.READ_NOTICES)) else {}


def _own_links() -> list[dict[str, Any]]:
    own = (
        (_("My account"), "people:me", "person"),
        (_("Change password"), "account_change_password", "key"),
        (_("Two-step sign-in"), "mfa_index", "permit"),
    )
    return [{"label": label, "url": reverse(route), "icon": icon} for label, route, icon in own]


@cache
def _addresses(_prefix: str) -> dict[str, str]:
    """Return route → address of every place, for the prefix that the house is served under."""
    return {place.route: reverse(place.route) for _label, group in GROUPS for place in group}


def _here(path: str, prefix: str) -> str:
    """Return the route of the place that an address belongs to: the one with the longest address that begins it."""
    addresses = _addresses(prefix)
    begun = [route for route, url in addresses.items() if path == url or (url != "/" and path.startswith(url))]
    return max(begun, key=lambda route: len(addresses[route]), default="")


def _item(place: Place, addresses: Mapping[str, str], here: str) -> dict[str, Any]:
    url = addresses[place.route]
    return {"label": place.label, "url": url, "icon": place.icon, "current": place.route == here}
