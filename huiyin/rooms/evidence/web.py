"""Pages of the evidence room."""

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render

from huiyin.platform import files
from huiyin.platform.models import StoredFile
from huiyin.platform.screens import form_view, list_view
from huiyin.platform.web import PageRequest, found, gate
from huiyin.rooms.evidence import queries, screens

facts = list_view(screens.FACTS)
mine = list_view(screens.MINE)
record = form_view(screens.RECORD)
withdraw = form_view(screens.WITHDRAW)
comment = form_view(screens.COMMENT)


@gate(queries.fact_page)
def fact(request: PageRequest, pk: int) -> HttpResponse:
    """Show a fact: what happened, where, what the person says to it, and what became of it."""
    page = queries.fact_page(request.actor, pk=pk)
    return render(request, "parts/detail_page.html", screens.fact_context(request.actor, page))


@gate(queries.fact_file)
def file(request: PageRequest, pk: int) -> HttpResponseBase:
    """Hand out the file that proves a fact, always as a download."""
    return download(queries.fact_file(request.actor, pk=pk))


def download(stored: StoredFile, *, shown: bool = False) -> HttpResponseBase:
    """Hand out what somebody uploaded as proof: a download, or (a picture alone) shown; nothing in it runs.

    The rooms above hand out their own proofs with it.
    """
    if not files.path_of(stored).is_file():
        found(None)
    response = FileResponse(
        files.read(stored), as_attachment=not shown, filename=stored.name, content_type=stored.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
