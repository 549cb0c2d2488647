"""Pages of the calendar."""

from django.contrib import messages
from django.core.files import File
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from huiyin.kernel.errors import NotPermitted, NotVisible, Refusal
from huiyin.platform import clock, files
from huiyin.platform.screens import form_view, list_view
from huiyin.platform.web import PageRequest, fresh_key, gate, posted_key, see_other
from huiyin.rooms.duties.forms.calendar import DaysFileForm, YearForm, days_of, read_days
from huiyin.rooms.duties.queries.calendar import calendar_year
from huiyin.rooms.duties.screens import calendar as screens
from huiyin.rooms.duties.screens.calendar_year import year_context
from huiyin.rooms.duties.usecases import days_table
from huiyin.rooms.duties.usecases.calendar import import_days as import_door

days = list_view(screens.DAYS)
versions = list_view(screens.VERSIONS)
hours = list_view(screens.HOURS)
set_day = form_view(screens.SET_DAY)
change_day = form_view(screens.CHANGE_DAY)
clear_day = form_view(screens.CLEAR_DAY)
load_year = form_view(screens.LOAD_YEAR)
confirm_year = form_view(screens.CONFIRM_YEAR)
import_days = form_view(screens.HAND_IN_DAYS)
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


@gate(import_door)
def preview_days(request: PageRequest, pk: int) -> HttpResponse:
    """Show, row by row, what a table of days would change; import it."""
    stored, status = days_table.days_handed_in(request.actor, pk), 200
    try:
        with files.read(stored) as opened:
            rows = read_days(request.actor, File(opened))
        if request.method == "POST":
            try:
                import_door.once(request.actor, posted_key(request), days=days_of(rows))
            except (NotPermitted, NotVisible):
                raise
            except Refusal as refusal:
                messages.error(request, refusal.reason)
                status = 422
            else:
                messages.success(request, str(screens.IMPORTED))
                return see_other(request, reverse("duties:calendar_days"))
        findings = days_table.preview_days(request.actor, stored.name, rows)
    except (NotPermitted, NotVisible):
        raise
    except Refusal as refusal:
        form = DaysFileForm({}, actor=request.actor)
        form.is_valid()
        form.errors.clear()
        form.blame(refusal)
        context = {"page_title": screens.HAND_IN_DAYS.title, "form": form, "form_id": "duties-days", "draft": False,
                   "form_action": reverse("duties:import_days"), "submit_label": screens.HAND_IN_DAYS.submit,
                   "idempotency_key": fresh_key()}  # fmt: skip
        return render(request, "parts/form_page.html", context, status=422)
    context = screens.preview_context(stored, findings) | {"idempotency_key": fresh_key()}
    return render(request, "parts/preview_page.html", context, status=status)
