"""The customer workbook: hand in, look through, import; and export."""

import tempfile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotPermitted, NotVisible, Refusal
from huiyin.platform import workbooks
from huiyin.platform.web import PageRequest, fresh_key, gate, posted_key, see_other
from huiyin.rooms.customers import forms, queries, usecases
from huiyin.rooms.customers.screens.lists import CUSTOMERS

SHOWN = 200


def _form_page(request: PageRequest, form: forms.CustomerBookForm, status: int = 200) -> HttpResponse:
    context = {
        "page_title": _("Import a customer workbook"),
        "form": form,
        "form_id": "customers-import",
        "draft": False,
        "submit_label": _("Look through"),
        "cancel_url": reverse("customers:customers"),
        "idempotency_key": fresh_key(),
        "intro": _("Nothing is stored yet: first you see, row by row, what would be new, changed or refused."),
    }
    return render(request, "parts/form_page.html", context, status=status)


@gate(usecases.hand_in_customers)
def hand_in(request: PageRequest) -> HttpResponse:
    """Take a workbook and go on to its preview."""
    if request.method != "POST":
        return _form_page(request, forms.CustomerBookForm(actor=request.actor))
    key = posted_key(request)
    form = forms.CustomerBookForm(request.POST, request.FILES, actor=request.actor)
    try:
        stored = usecases.hand_in_customers.once(request.actor, key, file=form.accept()["file"])
    except (NotPermitted, NotVisible):
        raise
    except Refusal as refusal:
        if not form.errors:
            form.blame(refusal)
        return _form_page(request, form, status=422)
    return see_other(request, reverse("customers:preview_import", args=[stored.pk]))


@gate(usecases.import_customers)
def preview(request: PageRequest, pk: int) -> HttpResponse:
    """Show what an import would do; import it."""
    stored = usecases.customers_handed_in(request.actor, pk)
    book, status = forms.CustomerBook(request.actor, stored), 200
    if request.method == "POST":
        try:
            usecases.import_customers.once(request.actor, posted_key(request), stored=stored, book=book)
        except (NotPermitted, NotVisible):
            raise
        except Refusal:
            status = 422
        else:
            messages.success(request, _("The workbook was imported."))
            return see_other(request, reverse("customers:customers"))
    try:
        findings = usecases.preview_customers(request.actor, book)
    except Refusal as refusal:
        form = forms.CustomerBookForm({}, actor=request.actor)
        form.is_valid()
        form.errors.clear()
        form.blame(refusal)
        return _form_page(request, form, status=422)
    return render(request, "parts/preview_page.html", _preview(stored, vars(findings)), status=status)


def _preview(stored: Any, lines: dict[str, list[Any]]) -> dict[str, Any]:
    shown = {kind: found[:SHOWN] for kind, found in lines.items()}
    counts = {f"{kind}_count": len(found) for kind, found in lines.items()}
    own = {
        "file_name": stored.name,
        "apply_url": reverse("customers:preview_import", args=[stored.pk]),
        "apply_fields": [],
        "again_url": reverse("customers:import"),
    }
    return {
        "page_title": _("Preview: %(name)s") % {"name": stored.name},
        "crumbs": [(CUSTOMERS.title, reverse("customers:customers"))],
        "idempotency_key": fresh_key(),
        "preview": own | shown | counts,
    }


@gate(queries.customer_workbook)
def export(request: PageRequest) -> FileResponse:
    """Give the customer workbook of those that the list's filters leave, contacts masked."""
    rows = CUSTOMERS.filtered(request.actor, request.GET).qs
    target = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    workbooks.write(target, queries.customer_workbook(request.actor, rows))
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename="客户.xlsx")
