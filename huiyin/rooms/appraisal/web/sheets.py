"""Pages of sheets."""

from django.http import HttpResponse
from django.shortcuts import render

from huiyin.platform.screens import list_view
from huiyin.platform.web import PageRequest, gate
from huiyin.rooms.appraisal.queries.sheet import sheet_page
from huiyin.rooms.appraisal.screens import by_evaluator, by_month, by_person, sheets
from huiyin.rooms.appraisal.screens.timeline import told

every = list_view(sheets.SHEETS)
people = list_view(by_person.PEOPLE)
month = list_view(by_month.MONTH)
evaluators = list_view(by_evaluator.EVALUATORS)


@gate(sheet_page)
def sheet(request: PageRequest, pk: int) -> HttpResponse:
    """Show a sheet: its sections with marks, deductions and score, the bonus, and where it was merged."""
    page = sheet_page(request.actor, pk=pk)
    context = {**sheets.sheet_context(request.actor, page), "timeline": told(page.sheet, page.sheet.handed_in)}
    return render(request, "appraisal/detail.html", context)
