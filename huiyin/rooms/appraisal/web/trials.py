"""Pages that hold a version of the standard against another one, or against a past year."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.platform.screens import one
from huiyin.platform.web import PageRequest, found, gate
from huiyin.rooms.appraisal.forms import SimulationForm
from huiyin.rooms.appraisal.queries import schemes as queries
from huiyin.rooms.appraisal.queries.compare import compare_schemes
from huiyin.rooms.appraisal.queries.simulation import alternative_of, ground_of
from huiyin.rooms.appraisal.queries.simulation import simulate as try_out
from huiyin.rooms.appraisal.screens import comparison, simulation
from huiyin.rooms.appraisal.screens.files import FORMATS, file_of
from huiyin.rooms.appraisal.screens.schemes import crumbs

_load = one(queries.schemes)


@gate(compare_schemes)
def compare(request: PageRequest, pk: int) -> HttpResponseBase:
    """Show line by line what one version says otherwise than another; ``?format=`` gives the lines as a file."""
    new: Any = _load(request.actor, pk=pk)
    others = [row for row in queries.schemes(request.actor) if row.pk != pk]
    asked = request.GET.get("with", "")
    chosen = [row for row in others if str(row.pk) == asked] if asked else others[:1]
    old = found(chosen[0] if chosen else None)
    lines = compare_schemes(request.actor, old=old, new=new)
    file = file_of(
        request.GET.get("format", ""), compare_schemes, comparison.DifferenceTable, comparison.rows_of(lines)
    )
    if file is not None:
        return file
    context = {
        "page_title": _("Compare versions"), "crumbs": crumbs(new), "old": old, "new": new, "others": others,
        "groups": comparison.groups(lines), "count": len(lines),
        "exports": [{"label": label, "url": f"?with={old.pk}&format={name}"} for name, label in FORMATS],
    }  # fmt: skip
    return render(request, "appraisal/compare.html", context)


@gate(try_out)
def simulate(request: PageRequest, pk: int) -> HttpResponseBase:
    """Show what a version would have made of a past year; ``?format=`` gives the people as a file."""
    ground = ground_of(request.actor)
    row: Any = found(next((one for one in ground.schemes if one.pk == pk), None))
    form = SimulationForm(request.GET, actor=request.actor, ground=ground)
    values = form.accept()
    head = {
        "page_title": _("Simulate: %(scheme)s") % {"scheme": row},
        "crumbs": crumbs(row),
        "scheme": row,
        "form": form,
    }
    if values["year"] is None:
        empty = {"empty_title": _("No sheets yet"), "empty_hint": _("A version is tried on a year that has sheets.")}
        return render(request, "appraisal/simulation.html", {**head, **empty})
    tried = try_out(request.actor, alternatives=[alternative_of(row, ground)], year=values["year"], ground=ground)[0]
    asked = request.GET.get("sort", "")
    rows = simulation.ordered(simulation.chosen(tried.people, values), asked)
    file = file_of(request.GET.get("format", ""), try_out, simulation.SimulatedTable, rows)
    if file is not None:
        return file
    return render(request, "appraisal/simulation.html", head | _shown(request, tried, rows, asked))


def _shown(request: PageRequest, tried: Any, rows: list[Any], asked: str) -> dict[str, Any]:
    page = request.GET.get("page", "1")
    if not page.isdecimal() or not int(page):
        raise Refusal.at("page", _("This page key is not valid; start from the first page."))
    kept = {name: request.GET[name] for name in ("year", "unit", "level", "crosses") if request.GET.get(name)}
    query = kept | ({"sort": asked} if asked else {})
    return {
        **simulation.context(tried, kept),
        "faults": tried.alternative.faults,
        "table": simulation.table(rows, asked, int(page), tried.year),
        "page": simulation.pager(rows, int(page), query),
        "exports": [{"label": label, "url": simulation.address(query, format=name)} for name, label in FORMATS],
        "list_label": _("Person by person"),
    }
