"""Pages for drafting: rounds, the grid on which their sheets are written, and what is done to a draft."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal
from huiyin.platform.doors import Key
from huiyin.platform.screens import form_view, list_view, one
from huiyin.platform.web import PageRequest, fresh_key, gate, posted_key, see_other, uploads
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.queries import drafting as queries
from huiyin.rooms.appraisal.queries.drafting import DraftPage
from huiyin.rooms.appraisal.queries.editions import rounds as all_rounds
from huiyin.rooms.appraisal.screens import drafting as screens
from huiyin.rooms.appraisal.screens import rounds as round_screens
from huiyin.rooms.appraisal.screens.drafting import Typed
from huiyin.rooms.appraisal.usecases.draft_sheets import submit_round, write_sheets
from huiyin.rooms.appraisal.usecases.write_entries import SheetInput
from huiyin.rooms.appraisal.web.acts import act_view

rounds = list_view(round_screens.ROUNDS)
begin = form_view(round_screens.BEGIN_ROUND)


def _round_page(row: Any, _result: Any = None) -> str:
    return reverse("appraisal:round", args=[row.pk])


submit = act_view(
    submit_round, load=one(all_rounds), subject="round", done=_round_page, back=_round_page,
    said=gettext_lazy("All drafts of the round were submitted."),
)  # fmt: skip


@gate(queries.round_sheets)
def round_page(request: PageRequest, pk: int) -> HttpResponse:
    """Show the sheets of a round, and write what was typed on them."""
    asked = request.GET.get("page", "1")
    place = int(asked) if asked.isdecimal() and 0 < int(asked[:6]) < 10_000 else 1  # noqa: PLR2004 - pages, not numbers

    def load() -> DraftPage:
        return queries.round_sheets(request.actor, pk=pk, place=place)

    return _grid(request, load, lambda page: round_screens.round_context(request.actor, page))


@gate(queries.single_sheet)
def write_edition(request: PageRequest, pk: int) -> HttpResponse:
    """Show one sheet likewise."""

    def load() -> DraftPage:
        return queries.single_sheet(request.actor, pk=pk)

    return _grid(request, load, round_screens.sheet_context)


def _grid(
    request: PageRequest, load: Callable[[], DraftPage], head: Callable[[DraftPage], Mapping[str, Any]]
) -> HttpResponse:
    page = load()
    if request.method != "POST":
        return _show(request, page, head, Typed())
    key = posted_key(request)
    typed = forms.posted_sheets(request.POST, uploads(request))
    if write_sheets.earlier(request.actor, key):
        return see_other(request, request.get_full_path())
    try:
        _save(request, key, page, typed)
    except (NotPermitted, NotVisible):
        raise
    except Refusal as refusal:
        if write_sheets.earlier(request.actor, key):  # a twin of this request won meanwhile
            return see_other(request, request.get_full_path())
        status = 409 if isinstance(refusal, Conflict) else 422
        return _show(request, load(), head, Typed(typed, refusal.faults, refusal.reason), status=status)
    return see_other(request, request.get_full_path())


def _save(request: PageRequest, key: Key, page: DraftPage, typed: Mapping[int, forms.PostedSheet]) -> None:
    """Write the sheets on which something was typed; ``submit`` names one to hand on, or all."""
    wanted = request.POST.get("submit", "")
    known = {sheet.edition.pk: sheet for sheet in page.sheets}
    inputs: list[SheetInput] = []
    for pk, posted in typed.items():
        sends = wanted in {"all", str(pk)}
        if posted.untouched and not sends:
            continue
        sheet = known.get(pk)
        if sheet is None:
            raise Conflict(_("One of these sheets was thrown away meanwhile. What you typed on it stands below."))
        given = forms.read_sheet(request.actor, sheet.edition, sheet.rules, posted.typed())
        inputs.append(replace(given, submit=sends))
    if inputs:
        write_sheets.once(request.actor, key, sheets=inputs)
    sent = sum(one.submit for one in inputs)
    said = ngettext("%(n)s sheet was saved.", "%(n)s sheets were saved.", len(inputs)) % {"n": len(inputs)}
    if sent:
        said = ngettext("%(n)s sheet was submitted.", "%(n)s sheets were submitted.", sent) % {"n": sent}
    messages.success(request, said if inputs else _("Nothing was changed; all of it is saved."))


def _show(
    request: PageRequest,
    page: DraftPage,
    head: Callable[[DraftPage], Mapping[str, Any]],
    typed: Typed,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        **screens.grid_context(page, typed), **head(page), "idempotency_key": fresh_key(),
        "page": page,
    }  # fmt: skip
    return render(request, "appraisal/drafting.html", context, status=status)
