"""Pages of the commission room."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotPermitted, NotVisible, Refusal
from huiyin.platform.screens import form_view, list_view
from huiyin.platform.web import PageRequest, found, fresh_key, gate, posted_key, see_other
from huiyin.rooms.commission import forms, queries, usecases
from huiyin.rooms.commission.screens import lists, pages

SHOWN = 200

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


def _form_page(request: PageRequest, form: forms.StaysForm, status: int = 200) -> HttpResponse:
    context = {
        "page_title": _("Import return stays"), "form": form, "form_id": "commission-import", "draft": False,
        "submit_label": _("Look through"), "cancel_url": reverse("commission:stays"), "idempotency_key": fresh_key(),
        "intro": _("Nothing is recorded yet: first you see, row by row, whom it is owed to and what is refused."),
    }  # fmt: skip
    return render(request, "parts/form_page.html", context, status=status)


@gate(usecases.hand_in_stays)
def hand_in(request: PageRequest) -> HttpResponse:
    """Take a workbook of return stays and go on to its preview."""
    if request.method != "POST":
        return _form_page(request, forms.StaysForm(actor=request.actor))
    key = posted_key(request)
    form = forms.StaysForm(request.POST, request.FILES, actor=request.actor)
    try:
        values = form.accept()
        stored = usecases.hand_in_stays.once(request.actor, key, file=values["file"], unit=values["unit"])
    except (NotPermitted, NotVisible):
        raise
    except Refusal as refusal:
        if not form.errors:
            form.blame(refusal)
        return _form_page(request, form, status=422)
    asked = urlencode({"unit": values["unit"].pk})
    return see_other(request, f"{reverse('commission:preview_import', args=[stored.pk])}?{asked}")


@gate(usecases.import_stays)
def preview(request: PageRequest, pk: int) -> HttpResponse:
    """Show what an import of return stays would record; import it."""
    stored = usecases.handed_in(request.actor, pk)
    asked = request.POST if request.method == "POST" else request.GET
    unit = forms.UnitForm(asked, actor=request.actor).accept()["unit"]
    status = 200
    if request.method == "POST":
        try:
            usecases.import_stays.once(request.actor, posted_key(request), stored=stored, unit=unit)
        except (NotPermitted, NotVisible):
            raise
        except Refusal:
            status = 422
        else:
            messages.success(request, _("The return stays are recorded."))
            return see_other(request, reverse("commission:stays"))
    try:
        findings = usecases.preview_stays(request.actor, stored=stored, unit=unit)
    except Refusal as refusal:
        form = forms.StaysForm({"unit": unit.pk}, actor=request.actor)
        form.is_valid()
        form.errors.clear()
        form.blame(refusal)
        return _form_page(request, form, status=422)
    rows = vars(findings)
    context = {
        "page_title": _("Preview: %(name)s") % {"name": stored.name},
        "crumbs": [(lists.STAYS.title, reverse("commission:stays"))],
        "idempotency_key": fresh_key(),
        "preview": {
            "file_name": stored.name, **{kind: found[:SHOWN] for kind, found in rows.items()},
            **{f"{kind}_count": len(found) for kind, found in rows.items()},
            "apply_url": reverse("commission:preview_import", args=[stored.pk]), "apply_fields": [("unit", unit.pk)],
            "again_url": reverse("commission:import"),
        },
    }  # fmt: skip
    return render(request, "parts/preview_page.html", context, status=status)
