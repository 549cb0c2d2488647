"""Pages of the calendar."""

from django.http import HttpResponse
from django.shortcuts import render

from huiyin.kernel.errors import NotVisible
from huiyin.platform import clock
from huiyin.platform.screens import form_view, list_view
from huiyin.platform.web import PageRequest, gate
from huiyin.rooms.duties.forms.calendar import YearForm
from huiyin.rooms.duties.queries.calendar import calendar_year
from huiyin.rooms.duties.screens import calendar as screens
from huiyin.rooms.duties.screens.calendar_year import year_context

days = list_view(screens.DAYS)
versions = list_view(screens.VERSIONS)
hours = list_view(screens.HOURS)
set_day = form_view(screens.SET_DAY)
change_day = form_view(screens.CHANGE_DAY)
clear_day = form_view(screens.CLEAR_DAY)
load_year = form_view(screens.LOAD_YEAR)
confirm_year = form_view(screens.CONFIRM_YEAR)
import_days = form_view(screens.IMPORT_DAYS)
set_hours = form_view(screens.SET_HOURS)
change_hours = form_view(screens.CHANGE_HOURS)
drop_hours = form_view(screens.DROP_HOURS)


@gate(calendar_year)
def year(request: PageRequest) -> HttpResponse:
    """Show a year of the calendar, the present one unless another is asked for."""
    asked = YearForm({"year": request.GET.get("year") or clock.today().year}, actor=request.actor)
    if not asked.is_valid():
        raise NotVisible
    page = calendar_year(request.actor, year=asked.cleaned_data["year"])
    return render(request, "duties/calendar.html", year_context(request.actor, page))
