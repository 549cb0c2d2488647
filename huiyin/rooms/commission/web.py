"""Pages of the commission room."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from huiyin.platform.screens import form_view, list_view
from huiyin.platform.web import PageRequest, found, gate
from huiyin.rooms.commission import forms, queries, usecases
from huiyin.rooms.commission.screens import lists, pages
from huiyin.rooms.people.web.unit_tables import UnitTable

rules = list_view(lists.RULES)
stays = list_view(lists.STAYS)
statements = list_view(lists.STATEMENTS)
lines = list_view(lists.LINES)
record_rule = form_view(lists.RECORD_RULE)
record_stay = form_view(lists.RECORD_STAY)
record_refund = form_view(lists.RECORD_REFUND)
draft_statement = form_view(lists.DRAFT)
approve_statement = form_view(lists.APPROVE)


@gate(queries.stays)
def stay(request: PageRequest, pk: int) -> HttpResponse:
    """Show a return stay."""
    row = found(queries.stays(request.actor).filter(pk=pk).first())
    return render(request, "parts/detail_page.html", pages.stay_context(request.actor, row))


@gate(queries.statements)
def statement(request: PageRequest, pk: int) -> HttpResponse:
    """Show a statement with its lines."""
    row = found(queries.statements(request.actor).filter(pk=pk).first())
    return render(request, "parts/detail_page.html", pages.statement_context(request.actor, row))


_WORKBOOK = UnitTable(
    room="commission", listing=lists.STAYS, back="commission:stays", title=gettext_lazy("Import return stays"),
    intro=gettext_lazy(
        "Nothing is recorded yet: first you see, row by row, whom it is owed to and what is refused."
    ),
    done=gettext_lazy("The return stays are recorded."), hand_in=usecases.hand_in_stays,
    handed_in=usecases.handed_in, look_through=usecases.preview_stays, apply=usecases.import_stays,
    form=forms.StaysForm, unit_form=forms.UnitForm,
)  # fmt: skip
hand_in, preview = _WORKBOOK.hand_in_page, _WORKBOOK.preview_page
