"""Pages of lists that are reckoned with in memory."""

from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render

from huiyin.platform.forms import DoorForm
from huiyin.platform.screens import EXPORTS, PAGE_SIZE
from huiyin.platform.web import PageRequest, View, gate
from huiyin.rooms.appraisal.screens.flat import Flat


class _Rows(list[Any]):
    """Rows as the exports read them."""

    def iterator(self, chunk_size: int) -> Iterator[Any]:
        return iter(self)


def flat_view(flat: Flat) -> View:
    """Make the page of a list, with its CSV and XLSX."""

    @gate(flat.door)
    def view(request: PageRequest) -> HttpResponseBase:
        form, values = flat.asked(request.actor, request.GET)
        found = flat.read(request.actor, values)
        rows = list(flat.rows(found))
        wanted = request.GET.get("format", "")
        if wanted in EXPORTS:
            listing: Any = SimpleNamespace(table=flat.table, door=SimpleNamespace(name=flat.name))
            exported: Any = _Rows(rows)
            return EXPORTS[wanted](listing, exported)
        context = _page(flat, request, form, rows) | dict(flat.beside(request.actor, values, found))
        return render(request, flat.template, context)

    view.flat = flat  # type: ignore[attr-defined]
    return view


def _page(flat: Flat, request: PageRequest, form: DoorForm, rows: Sequence[Any]) -> dict[str, Any]:
    kept = {key: value for key, value in request.GET.items() if key in form.fields and value}
    text = request.GET.get("start", "")
    start = min(int(text[:9]), len(rows)) if text.isdecimal() else 0

    def url(**extra: object) -> str:
        return f"?{urlencode({**kept, **extra})}"

    return {
        "page_title": flat.title,
        "form": form,
        "table": flat.table(rows[start : start + PAGE_SIZE]),
        "page": {
            "next_url": url(start=start + PAGE_SIZE) if start + PAGE_SIZE < len(rows) else "",
            "previous_url": url(start=max(0, start - PAGE_SIZE)) if start else "",
            "first_url": url() if start else "",
            "count_label": f"{len(rows):,}",
        },
        "export_csv_url": url(format="csv"),
        "export_xlsx_url": url(format="xlsx"),
        "empty_title": flat.empty_title,
        "empty_hint": flat.empty_hint,
    }
