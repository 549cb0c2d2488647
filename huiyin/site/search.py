"""The palette: people, units, sheets, objections, records, clauses as one remembers them, narrowed to the actor."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.rooms.appraisal import queries as appraisal
from huiyin.rooms.appraisal.queries.objections import objections
from huiyin.rooms.appraisal.queries.rulings import rulings
from huiyin.rooms.appraisal.queries.schemes import items, schemes
from huiyin.rooms.appraisal.terms import Permit as Appraisal
from huiyin.rooms.appraisal.terms import SchemeState
from huiyin.rooms.callbacks.queries.callbacks import callbacks, matching
from huiyin.rooms.callbacks.terms import Permit as Callbacks
from huiyin.rooms.cases import queries as cases
from huiyin.rooms.cases.terms import Permit as Cases
from huiyin.rooms.customers import queries as customers
from huiyin.rooms.customers.terms import Permit as Customers
from huiyin.rooms.duties.queries import mine
from huiyin.rooms.duties.terms import Permit as Duties
from huiyin.rooms.people import queries as people
from huiyin.rooms.people.terms import Permit as People
from huiyin.rooms.records.queries import issued as records
from huiyin.rooms.records.terms import Permit as Records
from huiyin.rooms.regulations import queries as regulations
from huiyin.rooms.regulations.terms import Permit as Regulations
from huiyin.rooms.regulations.terms import State
from huiyin.site import navigation

MOST = 6
LONGEST = 80
LEAST_NUMBER = 3

Items = list[dict[str, Any]]


def groups(request: HttpRequest, actor: Actor, typed: str, *, rest: bool = False) -> list[dict[str, Any]]:
    """Return what the typed text may mean, by kind: a statement or two a kind, whatever there is.

    The ``rest`` are the kinds that are asked for once the first ones are shown, so that each answer stays quick.
    """
    text = " ".join(typed[:LONGEST].split()).replace("\x00", "")
    found = [] if rest else [(_("Pages"), _pages(request, text))]
    if text:
        kinds = _papers() if rest else _people_and_work()
        found += [(title, look(actor, text)) for title, permit, look in kinds if actor.may(permit)]
    return [{"label": label, "items": items} for label, items in found if items]


Kinds = Iterable[tuple[str, str, Callable[[Actor, str], Items]]]


def _people_and_work() -> Kinds:
    return (
        (_("My duties"), Duties.READ_DUTIES, _duties),
        (_("People"), People.READ_PEOPLE, _people),
        (_("Cases"), Cases.READ_CASES, _cases),
        (_("Customers"), Customers.READ_CUSTOMERS, _customers),
        (_("Callbacks"), Callbacks.READ, _callbacks),
        (_("Units"), People.READ_PEOPLE, _units),
    )


def _papers() -> Kinds:
    return (
        (_("Sheets"), Appraisal.READ_SHEETS, _sheets),
        (_("Objections"), Appraisal.READ_SHEETS, _objections),
        (_("Awards and sanctions"), Appraisal.READ_RULINGS, _rulings),
        (_("Standard items"), Appraisal.READ_SCHEMES, _items),
        (_("Records"), Records.READ, _records),
        (_("Clauses"), Regulations.READ, _clauses),
    )


def _pages(request: HttpRequest, text: str) -> Items:
    places = navigation.places(request.actor)  # type: ignore[attr-defined]
    wanted = text.lower()
    return [
        {key: item[key] for key in ("label", "url", "icon")} for item in places if wanted in str(item["label"]).lower()
    ][: MOST if text else len(places)]


def _people(actor: Actor, text: str) -> Items:
    rows = people.matching(people.employees(actor), text).order_by("-active", "number")[:MOST]
    return [
        {
            "label": row.name,
            "hint": f"{row.number} · {row.unit} · {row.post}",
            "url": reverse("people:employee", args=[row.pk]),
            "icon": "person",
        }
        for row in rows
    ]


def _callbacks(actor: Actor, text: str) -> Items:
    rows = matching(callbacks(actor), text)
    return [
        {
            "label": f"{row.customer} {row.reference}",
            "hint": f"{row.number} · {row.get_state_display()}",
            "url": reverse("callbacks:callback", args=[row.pk]),
            "icon": "history",
        }
        for row in rows.order_by("-due_at", "-pk")[:MOST]
    ]


def _duties(actor: Actor, text: str) -> Items:
    rows = mine(actor).filter(Q(label__icontains=text) | Q(clause__iexact=text))[:MOST]
    return [
        {
            "label": row.label,
            "hint": f"{date_format(timezone.localtime(row.due_at), 'Y-m-d H:i')} · {row.clause}",
            "url": row.url or reverse("duties:duty", args=[row.pk]),
            "icon": "duty",
        }
        for row in rows
    ]


def _cases(actor: Actor, text: str) -> Items:
    return [
        {
            "label": row.number,
            "hint": f"{row.get_kind_display()} · {row.get_state_display()} · {row.unit.name}",
            "url": reverse("cases:case", args=[row.pk]),
            "icon": "sheet",
        }
        for row in cases.search_cases(actor, text, MOST)
    ]


def _customers(actor: Actor, text: str) -> Items:
    return [
        {
            "label": row.name,
            "hint": f"{row.code} · {row.unit}",
            "url": reverse("customers:customer", args=[row.pk]),
            "icon": "people",
        }
        for row in customers.search_parties(actor, text, MOST)
    ]


def _units(actor: Actor, text: str) -> Items:
    rows = people.units(actor).filter(Q(code__icontains=text) | Q(name__icontains=text))[:MOST]
    return [
        {"label": row.name, "hint": row.code, "url": reverse("people:unit", args=[row.pk]), "icon": "tree"}
        for row in rows
    ]


def _begins(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Keep numbers that begin with the text: a range, which the index on the number serves."""
    begin = text.upper()
    return rows.filter(number__gte=begin, number__lt=begin + "\uffff").order_by("number")[:MOST]


def _is_number(text: str) -> bool:
    return len(text) >= LEAST_NUMBER and text.isascii() and any(sign.isdigit() for sign in text)


def _sheets(actor: Actor, text: str) -> Items:
    if not _is_number(text):
        return []
    return [
        {
            "label": row.number,
            "hint": f"{row.employee.name} · {row.get_kind_display()} · {row.date}",
            "url": reverse("appraisal:sheet", args=[row.pk]),
            "icon": "sheet",
        }
        for row in _begins(appraisal.sheets(actor), text)
    ]


def _objections(actor: Actor, text: str) -> Items:
    if not _is_number(text) or not text.upper().startswith("SS"):
        return []
    return [
        {
            "label": row.number,
            "hint": f"{row.employee.name} · {row.get_state_display()}",
            "url": reverse("appraisal:objection", args=[row.pk]),
            "icon": "refused",
        }
        for row in _begins(objections(actor), text)
    ]


def _rulings(actor: Actor, text: str) -> Items:
    if not _is_number(text) or not text.upper().startswith("JC"):
        return []
    return [
        {
            "label": row.number,
            "hint": f"{row.employee.name} · {row.get_level_display()} · {row.get_state_display()}",
            "url": reverse("appraisal:ruling", args=[row.pk]),
            "icon": "badge",
        }
        for row in _begins(rulings(actor), text)
    ]


def _items(actor: Actor, text: str) -> Items:
    today = clock.today()
    begun = schemes(actor).filter(state=SchemeState.PUBLISHED, effective_from__lte=today).order_by()
    in_force = begun.filter(Q(ends__isnull=True) | Q(ends__gt=today)).values("pk")
    meant = Q(code__istartswith=text) | Q(label__icontains=text)
    if text.isascii() and text.isalpha():
        meant |= Q(initials__startswith=text.lower())
    return [
        {
            "label": row.label,
            "hint": f"{row.code} · {row.sub_item}",
            "url": f"{reverse('appraisal:items', args=[row.scheme_id])}?q={row.code}",
            "icon": "scale",
        }
        for row in items(actor).filter(meant, scheme__in=in_force).order_by("pk")[:MOST]
    ]


def _records(actor: Actor, text: str) -> Items:
    if not _is_number(text):
        return []
    return [
        {
            "label": row.number,
            "hint": f"{row.about_name} · {row.period}",
            "url": reverse("records:record", args=[row.pk]),
            "icon": "file",
        }
        for row in _begins(records.records(actor), text)
    ]


def _clauses(actor: Actor, text: str) -> Items:
    meant = (
        Q(number=text)
        | Q(heading__icontains=text)
        | Q(text__icontains=text)
        | Q(catalogue_ids__icontains=f'"{text.upper()}')
    )
    rows = (
        regulations.clauses(actor)
        .filter(meant, edition__state=State.IN_FORCE)
        .order_by("-edition__effective_from", "position")
    )
    return [
        {
            "label": f"{row.number} {row.heading}".strip(),
            "hint": row.text[:40],
            "url": reverse("regulations:clause", args=[row.pk]),
            "icon": "book",
        }
        for row in rows[:MOST]
    ]
