"""Pages of sheets at work: the lists, one edition, and what is done to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal
from huiyin.platform.screens import form_view, list_view
from huiyin.platform.web import PageRequest, fresh_key, gate, posted_key, see_other
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.queries import editions as queries
from huiyin.rooms.appraisal.queries.confirming import to_confirm
from huiyin.rooms.appraisal.queries.facts import counts_of
from huiyin.rooms.appraisal.screens import edition_page, editions, working
from huiyin.rooms.appraisal.usecases.confirm_sheets import confirm_sheets as confirm_many
from huiyin.rooms.evidence.web import download

every = list_view(editions.EDITIONS)
waiting = list_view(editions.WAITING)
drafts = list_view(editions.DRAFTS)
unread = list_view(editions.UNREAD)
disputed = list_view(editions.DISPUTED)
closed = list_view(editions.CLOSED)

confirm_sheet = form_view(working.CONFIRM_SHEET)
confirm_round = form_view(working.CONFIRM_ROUND)
send_back = form_view(working.SEND_BACK)
add_bonus = form_view(working.ADD_BONUS)
drop_bonus = form_view(working.DROP_BONUS)
take_back = form_view(working.TAKE_BACK)
discard = form_view(working.DISCARD)
read_sheet = form_view(working.READ_SHEET)
close_sheet = form_view(working.CLOSE)
correct_sheet = form_view(working.CORRECT)


@gate(queries.edition_page)
def edition(request: PageRequest, pk: int) -> HttpResponse:
    """Show an edition: what it says with the evidence, who is to act next, and what the reader can do."""
    page = queries.edition_page(request.actor, pk=pk)
    context = edition_page.edition_context(request.actor, page, fresh_key())
    return render(request, "appraisal/detail.html", context)


@gate(queries.entry_file)
def evidence(request: PageRequest, pk: int, entry: int) -> HttpResponseBase:
    """Hand out the file that proves an entry: pictures are shown, everything else is a download."""
    stored = queries.entry_file(request.actor, pk=pk, entry=entry)
    return download(stored, shown=stored.content_type.startswith("image/"))


@gate(confirm_many)
def confirm_sheets(request: PageRequest) -> HttpResponse:
    """Confirm the sheets that were ticked in the list: first they are shown, then signed, all or none."""
    typed = request.POST.get("editions")
    if typed is None:
        ticked = [int(pk) for pk in request.POST.getlist("selected")[: forms.MOST_AT_ONCE] if pk.isdecimal()]
        rows = list(to_confirm(request.actor).filter(pk__in=ticked).order_by("employee__number"))
        chosen = " ".join(f"{row.pk}:{row.version}" for row in rows)
        form = forms.ConfirmManyForm(initial={"editions": chosen}, actor=request.actor)
        return _show_chosen(request, form, rows)
    key = posted_key(request)
    earlier = confirm_many.earlier(request.actor, key)
    if earlier is None:
        form = forms.ConfirmManyForm(request.POST, actor=request.actor)
        try:
            confirm_many.once(request.actor, key, **form.accept())
        except (NotPermitted, NotVisible):
            raise
        except Refusal as refusal:
            if not form.errors:
                form.blame(refusal)
            rows = getattr(form, "rows", [])
            return _show_chosen(request, form, rows, status=409 if isinstance(refusal, Conflict) else 422)
        messages.success(request, str(working.CONFIRM_SHEETS.said))
    return see_other(request, working.CONFIRM_SHEETS.done(None))


def _show_chosen(request: PageRequest, form: Any, rows: list[Any], status: int = 200) -> HttpResponse:
    context = {
        "page_title": working.CONFIRM_SHEETS.title,
        "form": form,
        "table": editions.EditionTable(rows, request=request),
        "count": len(rows),
        "told": counts_of(request.actor, rows),
        "submit_label": working.CONFIRM_SHEETS.submit,
        "cancel_url": working.CONFIRM_SHEETS.done(None),
        "idempotency_key": fresh_key(),
        "draft": False,
    }
    return render(request, "appraisal/confirm_many.html", context, status=status)
