"""The staff workbook: hand in, look through, import; and export."""

import tempfile
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotPermitted, NotVisible, Refusal
from huiyin.platform import workbooks
from huiyin.platform.web import PageRequest, fresh_key, gate, posted_key, see_other
from huiyin.rooms.people import forms, queries, usecases
from huiyin.rooms.people.screens.employees import EMPLOYEES
from huiyin.rooms.people.usecases.roster import Findings, Line

SHOWN = 200


def _form_page(request: PageRequest, form: forms.RosterForm, status: int = 200) -> HttpResponse:
    context = {
        "page_title": _("Import a staff workbook"),
        "form": form,
        "form_id": "people-import",
        "draft": False,
        "submit_label": _("Look through"),
        "cancel_url": reverse("people:employees"),
        "idempotency_key": fresh_key(),
        "intro": _("Nothing is stored yet: first you see, row by row, what would be new, changed or refused."),
    }
    return render(request, "parts/form_page.html", context, status=status)


@gate(usecases.hand_in_roster)
def hand_in(request: PageRequest) -> HttpResponse:
    """Take a workbook and go on to its preview."""
    if request.method != "POST":
        return _form_page(request, forms.RosterForm(actor=request.actor))
    key = posted_key(request)
    form = forms.RosterForm(request.POST, request.FILES, actor=request.actor)
    try:
        values = form.accept()
        stored = usecases.hand_in_roster.once(request.actor, key, file=values["file"])
    except (NotPermitted, NotVisible):
        raise
    except Refusal as refusal:
        if not form.errors:
            form.blame(refusal)
        return _form_page(request, form, status=422)
    below = {"below": values["below"].pk} if values["below"] else {}
    return see_other(request, f"{reverse('people:preview_import', args=[stored.pk])}?{urlencode(below)}")


@gate(usecases.import_roster)
def preview(request: PageRequest, pk: int) -> HttpResponse:
    """Show what an import would do; import it."""
    stored = usecases.handed_in(request.actor, pk)
    asked = request.POST if request.method == "POST" else request.GET
    below = forms.BelowForm(asked, actor=request.actor).accept()["below"]
    roster = forms.Workbook(request.actor, stored, below)
    status = 200
    if request.method == "POST":
        try:
            usecases.import_roster.once(request.actor, posted_key(request), stored=stored, roster=roster)
        except (NotPermitted, NotVisible):
            raise
        except Refusal:
            status = 422
        else:
            messages.success(request, _("The workbook was imported."))
            return see_other(request, reverse("people:employees"))
    try:
        findings = usecases.preview_roster(request.actor, roster)
    except Refusal as refusal:
        form = forms.RosterForm(asked, actor=request.actor)
        form.is_valid()
        form.errors.clear()
        form.blame(refusal)
        return _form_page(request, form, status=422)
    return render(request, "parts/preview_page.html", _preview(stored, below, findings), status=status)


def _preview(stored: Any, below: Any, findings: Findings) -> dict[str, Any]:
    lines: dict[str, list[Line]] = vars(findings)
    shown = {kind: found[:SHOWN] for kind, found in lines.items()}
    counts = {f"{kind}_count": len(found) for kind, found in lines.items()}
    return {
        "page_title": _("Preview: %(name)s") % {"name": stored.name},
        "crumbs": [(EMPLOYEES.title, reverse("people:employees"))],
        "idempotency_key": fresh_key(),
        "preview": {
            "file_name": stored.name,
            **shown,
            **counts,
            "apply_url": reverse("people:preview_import", args=[stored.pk]),
            "apply_fields": [("below", below.pk)] if below else [],
            "again_url": reverse("people:import"),
        },
    }


@gate(queries.staff_workbook)
def export(request: PageRequest) -> FileResponse:
    """Give the staff workbook of the people that the list's filters leave."""
    people = EMPLOYEES.filtered(request.actor, request.GET).qs
    target = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    workbooks.write(target, queries.staff_workbook(request.actor, people))
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename="员工.xlsx")
