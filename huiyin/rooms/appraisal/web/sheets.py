"""Pages of sheets."""

from django.http import HttpResponse
from django.shortcuts import render

from huiyin.platform.screens import list_view
from huiyin.platform.web import PageRequest, gate
from huiyin.rooms.appraisal.queries.editions import editions_of
from huiyin.rooms.appraisal.queries.sheet import sheet_page
from huiyin.rooms.appraisal.screens import by_evaluator, by_month, by_person, edition_page, sheets

every = list_view(sheets.SHEETS)
people = list_view(by_person.PEOPLE)
month = list_view(by_month.MONTH)
evaluators = list_view(by_evaluator.EVALUATORS)


@gate(sheet_page)
def sheet(request: PageRequest, pk: int) -> HttpResponse:
    """Show a sheet: its sections with marks, deductions and score, the bonus, and where it was merged."""
    page = sheet_page(request.actor, pk=pk)
    editions = editions_of(request.actor, sheet=pk)
    context = {
        **sheets.sheet_context(request.actor, page),
        **edition_page.of_sheet(request.actor, page.sheet, editions),
    }
    return render(request, "appraisal/detail.html", context)
