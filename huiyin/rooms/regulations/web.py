"""Pages of the regulations room."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.platform import clock
from huiyin.platform.screens import form_view, list_view, one
from huiyin.platform.web import PageRequest, found, gate
from huiyin.rooms.regulations import queries, rules
from huiyin.rooms.regulations.screens import acts, lists
from huiyin.rooms.regulations.terms import Difference, Family, Permit, Standing, catalogue

documents = list_view(lists.DOCUMENTS)
clauses = list_view(lists.CLAUSES)
interpretations = list_view(lists.INTERPRETATIONS)
record_document = form_view(acts.RECORD_DOCUMENT)
change_document = form_view(acts.CHANGE_DOCUMENT)
adopt_document = form_view(acts.ADOPT_DOCUMENT)
start_draft = form_view(acts.START_DRAFT)
change_draft = form_view(acts.CHANGE_DRAFT)
discard_draft = form_view(acts.DISCARD_DRAFT)
publish_edition = form_view(acts.PUBLISH_EDITION)
repeal_edition = form_view(acts.REPEAL_EDITION)
add_clause = form_view(acts.ADD_CLAUSE)
change_clause = form_view(acts.CHANGE_CLAUSE)
remove_clause = form_view(acts.REMOVE_CLAUSE)
interpret_clause = form_view(acts.INTERPRET_CLAUSE)

_load_document = one(queries.documents)
_load_edition = one(queries.editions)
_load_clause = one(queries.clauses)

TONES = {
    Standing.DRAFT: "soon",
    Standing.COMING: "soon",
    Standing.RULING: "current",
    Standing.WITHDRAWN: "",
    Standing.SUPERSEDED: "",
    Standing.REPEALED: "",
}


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Regulations"), reverse("regulations:documents")), *more]


@gate(queries.documents)
def document(request: PageRequest, pk: int) -> HttpResponse:
    """Lead to the version that is in force on a day (``?on=2025-03-10``, else today), or to the newest one."""
    row: Any = _load_document(request.actor, pk=pk)
    asked = request.GET.get("on", "")
    day = _day(asked) if asked else clock.today()
    ruling = queries.ruling(row.versions, day)
    if ruling is None and asked:
        msg = _("On %(day)s no version of this document was in force.")
        raise Refusal.at("on", msg % {"day": day.isoformat()})
    newest = max(row.versions, key=lambda edition: edition.number, default=None)
    if newest is None:
        return redirect("regulations:start_draft", pk=pk)
    return redirect("regulations:edition", pk=(ruling or newest).pk)


def _day(text: str) -> Any:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Refusal.at("on", _("Write the day as 2025-03-10."))
    return day


def _lines(page: queries.EditionPage) -> list[dict[str, Any]]:
    return [
        {"clause": one, "depth": rules.depth(one.number), "interpretations": page.interpretations.get(one.number, [])}
        for one in page.clauses
    ]


def _edition_context(request: PageRequest, pk: int) -> dict[str, Any]:
    row: Any = _load_edition(request.actor, pk=pk)
    page = queries.edition_page(request.actor, edition=row)
    edition = page.edition
    published = [one for one in page.others if one.digest]
    previous = next((one for one in page.others if one.number < edition.number and one.digest), None)
    return {
        "page_title": f"{edition.document.title} v{edition.number}",
        "edition": edition,
        "document": edition.document,
        "standing": page.standing,
        "tone": TONES[page.standing],
        "until": page.until,
        "intact": page.intact,
        "published_by": page.published_by,
        "is_draft": page.standing is Standing.DRAFT,
        "lines": _lines(page),
        "others": page.others,
        "several": len(published) > 1,
        "previous": previous,
        "demands": [queries.demand_of(catalogue()[one]) for one in edition.document.catalogue_ids],
    }


@gate(queries.edition_page)
def edition(request: PageRequest, pk: int) -> HttpResponse:
    """Show a version: its text, what may be done with it, what happened to it."""
    context = _edition_context(request, pk)
    shown = context["edition"]
    context |= {
        "crumbs": _crumbs(),
        "actions": acts.edition_actions(request.actor, shown, context["standing"], context["others"]),
        "may_edit": context["is_draft"] and request.actor.may(Permit.DRAFT),
        "may_interpret": not context["is_draft"] and request.actor.may(Permit.INTERPRET),
        "timeline": queries.history(request.actor, edition=shown),
    }
    return render(request, "regulations/edition.html", context)


@gate(queries.edition_page)
def print_edition(request: PageRequest, pk: int) -> HttpResponse:
    """Show a version as it is printed: A4, the text with its head, without anything of the screen."""
    return render(request, "regulations/print.html", _edition_context(request, pk) | {"printed_at": clock.now()})


@gate(queries.clauses)
def clause(request: PageRequest, pk: int) -> HttpResponse:
    """Show a clause with its interpretations, what the catalogue demands, and what in the house answers it."""
    row: Any = _load_clause(request.actor, pk=pk)
    given = queries.interpretations(request.actor)
    context = {
        "page_title": _("Clause %(number)s") % {"number": row.number},
        "crumbs": _crumbs((f"{row.edition}", acts.to(row))),
        "clause": row,
        "edition": row.edition,
        "interpretations": given.filter(document_id=row.edition.document_id, clause_number=row.number),
        "demands": [queries.demand_of(catalogue()[one]) for one in row.catalogue_ids],
        "may_interpret": row.edition.digest and request.actor.may(Permit.INTERPRET),
    }
    return render(request, "regulations/clause.html", context)


@gate(queries.compare)
def compare(request: PageRequest, pk: int) -> HttpResponse:
    """Compare two versions of a document: ``?older=`` and ``?newer=`` are version numbers."""
    row: Any = _load_document(request.actor, pk=pk)
    numbers = {edition.number: edition for edition in row.versions}
    newest = sorted(numbers, reverse=True)
    newer = _number(request, "newer", numbers, newest[0] if newest else 0)
    older = _number(request, "older", numbers, next((one for one in newest if one < newer), newer))
    changes = queries.compare(request.actor, older=found(numbers.get(older)), newer=found(numbers.get(newer)))
    context = {
        "page_title": _("Compare versions"),
        "crumbs": _crumbs((row.title, acts.to(row))),
        "document": row,
        "older": numbers[older],
        "newer": numbers[newer],
        "numbers": newest,
        "changes": [one for one in changes if one.kind is not Difference.SAME],
        "unchanged": sum(one.kind is Difference.SAME for one in changes),
    }
    return render(request, "regulations/compare.html", context)


def _number(request: PageRequest, name: str, known: Any, default: int) -> int:
    text = request.GET.get(name, "") or str(default)
    if not text.isdecimal() or int(text) not in known:
        raise Refusal.at(name, _("This document has no such version."))
    return int(text)


@gate(queries.demands)
def demands(request: PageRequest) -> HttpResponse:
    """Show the clause catalogue of one regulation, each clause with what in the house answers it."""
    family = request.GET.get("family", Family.P.value)
    if family not in Family.values:
        raise Refusal.at("family", _("The catalogue has no such regulation."))
    listed = queries.demands(request.actor, family=family)
    context = {
        "page_title": _("Clause catalogue"),
        "crumbs": _crumbs(),
        "views": [
            {"label": label, "url": f"?family={value}", "current": value == family} for value, label in Family.choices
        ],
        "demands": listed,
        "answered": sum(bool(one.executors or one.record_types) for one in listed),
    }
    return render(request, "regulations/catalogue.html", context)


@gate(queries.demand)
def demand(request: PageRequest, clause_id: str) -> HttpResponse:
    """Show one clause of the catalogue, and where in the documents it stands."""
    shown = found(queries.demand(request.actor, clause_id=clause_id))
    context = {
        "page_title": clause_id,
        "crumbs": _crumbs((_("Clause catalogue"), f"{reverse('regulations:catalogue')}?family={shown.clause.family}")),
        "demand": shown,
    }
    return render(request, "regulations/demand.html", context)
