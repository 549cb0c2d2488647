"""Pages of the year's end: the checklist, self-summaries, 优秀员工, next year's scheme."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.platform import clock
from huiyin.platform.screens import form_view, list_view, one
from huiyin.platform.web import PageRequest, gate
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.queries import summaries as summary_queries
from huiyin.rooms.appraisal.queries import year_end as queries
from huiyin.rooms.appraisal.rules.year_end import year_at_hand
from huiyin.rooms.appraisal.screens import next_scheme as next_screens
from huiyin.rooms.appraisal.screens import year_end as screens
from huiyin.rooms.appraisal.screens import year_people
from huiyin.rooms.appraisal.screens.timeline import told
from huiyin.rooms.appraisal.web.flat import flat_view

self_summaries = list_view(year_people.SUMMARIES)
honours = list_view(year_people.HONOURS)
decide_honour = form_view(year_people.DECIDE_HONOUR)
next_scheme = flat_view(next_screens.NEXT_SCHEME)
_write = form_view(year_people.SELF_SUMMARY)


@gate(queries.year_end)
def year_end(request: PageRequest) -> HttpResponse:
    """Show how far the end of a year is."""
    form = forms.YearEndForm(request.GET, actor=request.actor)
    asked = form.accept()
    year, unit = asked["year"], asked["unit"]
    found = queries.year_end(request.actor, year=year, path=unit.path if unit else "")
    steps = screens.checklist(request.actor, found, unit)
    context = {"page_title": _("Year end %(year)s") % {"year": year}, "form": form, "steps": steps, "year": year}
    return render(request, "appraisal/year_end.html", context)


@gate(queries.year_results)
def year_results(request: PageRequest) -> HttpResponse:
    """Answer the steps of a year's results; the checklist fetches them once it is shown."""
    year = forms.NextSchemeForm(request.GET, actor=request.actor).accept()["year"]
    found = queries.year_results(request.actor, year=year)
    return render(request, "appraisal/year_steps.html", {"steps": screens.results(request.actor, found)})


@gate(summary_queries.own_summary)
def self_summary(request: PageRequest) -> HttpResponseBase:
    """Let somebody write his own self-summary; outside its time, show it with the reason."""
    year = year_at_hand(clock.today())
    row = summary_queries.own_summary(request.actor, year=year)
    reason = summary_queries.closed_because(row.employee_id, year)
    if request.method == "POST" or not reason:
        return _write(request)
    context = {"page_title": _("My self-summary %(year)s") % {"year": year}, "reason": reason, "row": row}
    return render(request, "appraisal/self_summary.html", context)


@gate(summary_queries.summaries)
def summary(request: PageRequest, pk: int) -> HttpResponse:
    """Show a self-summary to its writer and his appraisers, with its earlier versions."""
    row: Any = one(summary_queries.summaries)(request.actor, pk=pk)
    context = {
        "page_title": _("Self-summary"),
        "crumbs": [(_("Self-summaries"), f"{reverse('appraisal:self_summaries')}?year={row.year}")],
        "thing": {"name": row.employee.name, "number": f"{row.year}", "hint": row.employee.number},
        "facts": [(_("Department"), row.employee.unit.name), (_("changed at"), {"at": row.changed_at})],
        "row": row,
        "timeline": told(row),
        "body_template": "appraisal/summary_body.html",
    }
    return render(request, "appraisal/detail.html", context)


self_summary.screen = year_people.SELF_SUMMARY  # type: ignore[attr-defined]
