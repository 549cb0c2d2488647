"""Pages of settled years: runs, results, a person's explanation, statistics."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal
from huiyin.platform.pdf import render as print_form
from huiyin.platform.screens import list_view, one
from huiyin.platform.web import PageRequest, found, gate, posted_key, see_other
from huiyin.rooms.appraisal import forms, layouts
from huiyin.rooms.appraisal.queries import years as queries
from huiyin.rooms.appraisal.queries.explain import explain
from huiyin.rooms.appraisal.queries.statistics import statistics as count_statistics
from huiyin.rooms.appraisal.screens import explanation, explanation_paper, person_page, statistics, years
from huiyin.rooms.appraisal.usecases.publish_year import ask_publication
from huiyin.rooms.appraisal.usecases.settle_year import ask_settlement
from huiyin.rooms.appraisal.web.acts import act_view, say_refusal

runs = list_view(years.RUNS)
run = list_view(years.LINES)


def _run_page(row: Any) -> str:
    return reverse("appraisal:run", args=[row.pk])


publish = act_view(
    ask_publication, load=one(queries.runs), subject="run", back=_run_page,
    done=lambda _run, job: reverse("job", args=[job.pk]),
)  # fmt: skip


@gate(ask_settlement)
@require_POST
def settle(request: PageRequest) -> HttpResponse:
    """Start settling a year and go on to its progress."""
    try:
        values = forms.YearForm(request.POST, actor=request.actor).accept()
        job = ask_settlement.once(request.actor, posted_key(request), year=values["year"])
    except (NotPermitted, NotVisible):
        raise
    except Refusal as refusal:
        say_refusal(request, refusal)
        return see_other(request, reverse("appraisal:years"))
    return see_other(request, reverse("job", args=[job.pk]))


@gate(queries.runs)
def year(request: PageRequest, year: int) -> HttpResponse:
    """Lead to the run that speaks for a year."""
    row = found(queries.run_of_year(request.actor, year))
    return redirect(_run_page(row))


@gate(queries.results)
def run_json(request: PageRequest, pk: int) -> HttpResponse:
    """Give a run's results in the shape of ``huiyin settle --json``."""
    answer = JsonResponse(
        queries.results_of_run(request.actor, run=pk),
        safe=False,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    answer["Content-Disposition"] = f'attachment; filename="results-{pk}.json"'
    return answer


@gate(explain)
def person(request: PageRequest, number: str, year: int) -> HttpResponse:
    """Explain a person's year; where the deductions do not reach the kept figures, show that and nothing else."""
    try:
        made = explain(request.actor, number, year)
    except Conflict as conflict:
        context = {
            "page_title": _("This explanation is not shown"),
            "reason": conflict.reason,
            "number": number,
            "year": year,
        }
        return render(request, "appraisal/not_shown.html", context, status=409)
    return render(request, "appraisal/person.html", person_page.person_context(request.actor, made))


@gate(explain)
def person_json(request: PageRequest, number: str, year: int) -> HttpResponse:
    """Give the explanation as JSON, the same tree as the page."""
    made = explain(request.actor, number, year)
    return JsonResponse(explanation.document(made), json_dumps_params={"ensure_ascii": False, "indent": 2})


@gate(explain)
def person_pdf(request: PageRequest, number: str, year: int) -> HttpResponse:
    """Give the explanation as PDF."""
    made = explain(request.actor, number, year)
    paper = print_form(layouts.EXPLANATION, explanation_paper.content(made))
    answer = HttpResponse(paper.pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="explanation-{year}-{made.person.pk}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@gate(count_statistics)
def statistics_page(request: PageRequest) -> HttpResponse:
    """Show the statistics of a settled year, by unit and class."""
    form = forms.StatisticsForm(request.GET, actor=request.actor)
    chosen = form.accept()
    row, unit, level = chosen["run"], chosen["unit"], chosen["level"]
    if row is None:
        return render(request, "appraisal/no_statistics.html", {"page_title": _("Statistics")})
    counted = count_statistics(request.actor, run=row, path=unit.path if unit else "", level=level)
    narrowed = {"unit": unit.pk if unit else "", "level": level}
    context = {**statistics.statistics_context(row, counted, narrowed), "form": form}
    return render(request, "appraisal/statistics.html", context)
