"""The few pages that know all rooms: home, search, roles, long work, files, health, and the pages of failures."""

import http
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from huiyin.platform import files
from huiyin.platform.api import problem
from huiyin.platform.web import PageRequest, anybody, found, signed_in
from huiyin.site import lifeline, matrix, queries, search
from huiyin.site.beside import beside_home
from huiyin.site.home import home_of
from huiyin.site.terms import JOB_TITLES

# What a browser may be told about a file; anything else is just bytes.
KNOWN_TYPES = frozenset(
    {
        "application/pdf",
        "application/zip",
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)


@signed_in
def home(request: PageRequest) -> HttpResponse:
    """Show what waits for the person, what is overdue first."""
    return render(request, "home.html", home_of(request.actor))


@signed_in
def beside(request: PageRequest) -> HttpResponse:
    """Answer what stands below what waits; the page fetches it once it is shown."""
    return render(request, "parts/home_beside.html", beside_home(request.actor))


@signed_in
def palette(request: PageRequest) -> HttpResponse:
    """Answer the palette with what the typed text may mean; ``rest`` says how many kinds stand there already."""
    typed, before = request.GET.get("q", ""), request.GET.get("rest", "")
    groups, text = search.groups(request, request.actor, typed, rest=bool(before)), typed.strip()[: search.LONGEST]
    more = "" if before or not text else urlencode({"q": text, "rest": len(groups)})
    context = {"groups": groups, "q": text, "part": 2 if before else 1, "more": more, "before": before not in {"", "0"}}
    return render(request, "parts/palette_results.html", context)


@signed_in
def roles(request: PageRequest) -> HttpResponse:
    """Show who may do what, and to who grants roles, who holds them."""
    return render(request, "roles.html", matrix.page_of(request.actor))


@signed_in
@never_cache
def job(request: PageRequest, pk: int) -> HttpResponse:
    """Show how far a piece of long work is; htmx asks for the part alone."""
    row = found(queries.jobs(request.actor).filter(pk=pk).first())
    title = JOB_TITLES.get(row.kind, row.kind)
    shown: dict[str, Any] = {
        "id": row.pk,
        "url": request.path,
        "title": title,
        "state": "failed" if row.state == row.State.REFUSED else row.state,
        "percent": row.percent if row.total or row.over else None,
        "message": row.message,
        "started_at": row.asked_at,
        "error": row.error,
        "result_url": row.result.get("url", ""),
        "result_label": row.result.get("label", ""),
    }
    part = "parts/job.html" if request.htmx else "parts/job_page.html"
    return render(request, part, {"page_title": title, "job": shown})


@signed_in
def file(request: PageRequest, pk: int) -> HttpResponseBase:
    """Hand a stored file to its owner, always as a download."""
    stored = found(queries.own_files(request.actor).filter(pk=pk).first())
    if not files.path_of(stored).is_file():
        found(None)
    kind = stored.content_type if stored.content_type in KNOWN_TYPES else "application/octet-stream"
    response = FileResponse(files.read(stored), as_attachment=True, filename=stored.name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@anybody
@never_cache
def health(_request: HttpRequest) -> HttpResponse:
    """Tell a watching machine whether database and worker are there: 200, or 503 without the database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "down"}, status=http.HTTPStatus.SERVICE_UNAVAILABLE)
    seen = lifeline.workers(Path(settings.HOME))
    worker = "ok" if seen.alive else "silent"
    return JsonResponse({"status": "ok" if seen.alive else "degraded", "database": "ok", "worker": worker})


def _failed(request: HttpRequest, status: http.HTTPStatus, detail: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(status, detail)
    return render(request, f"{int(status)}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be read."""
    return _failed(request, http.HTTPStatus.BAD_REQUEST, _("The request could not be read."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that this is not permitted."""
    return _failed(request, http.HTTPStatus.FORBIDDEN, _("You may not see or do this."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that nothing is here."""
    return _failed(request, http.HTTPStatus.NOT_FOUND, _("There is no such page, or it is not open to you."))


def broken(request: HttpRequest) -> HttpResponse:
    """Say that something broke on our side, without touching what may be broken."""
    if request.path.startswith("/api/"):
        return problem(http.HTTPStatus.INTERNAL_SERVER_ERROR, _("Something broke on our side."))
    return render(request, "500.html", status=http.HTTPStatus.INTERNAL_SERVER_ERROR)
