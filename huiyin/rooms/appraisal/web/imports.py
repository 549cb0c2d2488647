"""Pages of imports: hand in, look at the preview, import all or nothing."""

import tempfile
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.platform import workbooks
from huiyin.platform.screens import form_view, list_view
from huiyin.platform.web import PageRequest, found, gate
from huiyin.rooms.appraisal.queries import imports as queries
from huiyin.rooms.appraisal.screens import imports as screens
from huiyin.rooms.appraisal.screens.timeline import told
from huiyin.rooms.appraisal.usecases.hand_in_workbook import apply_import
from huiyin.rooms.appraisal.web.acts import act_view

imports = list_view(screens.IMPORTS)
hand_in = form_view(screens.HAND_IN)


def _load(actor: Any, pk: int) -> Any:
    return found(queries.imports(actor).defer(None).filter(pk=pk).first())


def _own_page(row: Any, _result: Any = None) -> str:
    return reverse("appraisal:import", args=[row.pk])


apply = act_view(apply_import, load=_load, subject="row", done=_own_page, back=_own_page)


@gate(queries.imports)
def import_page(request: PageRequest, pk: int) -> HttpResponse:
    """Show a hand-in: being looked through, its preview, being imported, or what became of it."""
    row = _load(request.actor, pk)
    context = {**screens.import_context(request.actor, row), "timeline": told(row)}
    return render(request, "appraisal/detail.html", context)


@gate(queries.imports)
def refused_rows(request: PageRequest, pk: int) -> FileResponse:
    """Give the refused rows as a workbook, to be mended beside the original."""
    row = _load(request.actor, pk)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    heads = (_("Sheet"), _("Row"), _("Why it is refused"))
    workbooks.write(target, [(_("Refused rows"), heads, row.faults)])
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"refused-{row.pk}.xlsx")
