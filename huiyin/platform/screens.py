"""Screens that read like a table of contents: a listing is the page, its exports and the API's list; a form screen is
the page that passes a form through a write door.
"""

import csv
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import xlsxwriter
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.forms import DateField, DateInput
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django_filters import FilterSet

from huiyin.kernel.errors import Conflict, Fault, NotPermitted, NotVisible, Refusal, Stale
from huiyin.platform import paging
from huiyin.platform.actor import Actor
from huiyin.platform.doors import Door, Key, WriteDoor
from huiyin.platform.forms import DoorForm, NothingForm
from huiyin.platform.tables import Table
from huiyin.platform.web import PageRequest, View, fresh_key, gate, posted_key, posted_version, see_other

PAGE_SIZE = 50
_RESERVED = {"after", "before", "sort", "format"}
Text = str | Promise


@dataclass(frozen=True)
class Action:
    """Something one may do from a screen. ``refused`` says why not, if not now."""

    label: Text
    url: str
    primary: bool = False
    refused: Text = ""


@dataclass(frozen=True)
class Listing:
    """A list of things: which door reads it, how it is shown, filtered and ordered.

    ``order`` ends in a unique column; ``orders`` are the others that an index serves, by column name. ``actions`` gets
    the actor and returns what may be done from here; ``beside`` gets the actor and the address's arguments and returns
    what the page shows beside the list.
    """

    title: Text
    door: Door[..., QuerySet[Any]]
    table: type[Table]
    filters: type[FilterSet]
    order: Sequence[str]
    orders: Mapping[str, Sequence[str]] = field(default_factory=dict)
    empty_title: Text = ""
    empty_hint: Text = ""
    actions: Callable[[Actor], Sequence[Action]] = lambda _actor: ()
    beside: Callable[..., Mapping[str, Any]] = lambda _actor, **_where: {}
    template: str = "parts/list_page.html"

    def ordered(self, asked: str) -> Sequence[str]:
        """Return the columns to order by for "name" or "-name"; refuse what no index serves."""
        if not asked:
            return self.order
        chosen = self.orders.get(asked.lstrip("-"))
        if chosen is None:
            raise Refusal.at("sort", _("This list cannot be ordered by “%(name)s”.") % {"name": asked})
        return paging.turned(chosen) if asked.startswith("-") else chosen

    def filtered(self, actor: Actor, query: Any, **where: Any) -> FilterSet:
        """Apply the filters of a query string; refuse values that no filter can read, at the field."""
        known = {key for key in query if key not in _RESERVED}
        # A filter over things narrows its choices by the actor: ``queryset=lambda asked: units(asked.actor)``.
        asked = SimpleNamespace(actor=actor)
        found = self.filters({key: query[key] for key in known}, queryset=self.door(actor, **where), request=asked)
        for one in found.form.fields.values():
            if isinstance(one, DateField):
                one.widget = DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        if not found.is_valid():
            faults = [Fault(name, str(errors[0])) for name, errors in found.errors.items()]
            raise Refusal(_("A filter has a value that cannot be used."), faults=faults)
        return found


def list_view(listing: Listing) -> View:
    """Make the page of a listing; ``?format=csv`` and ``?format=xlsx`` give all rows that the filters leave."""

    @gate(listing.door)
    def view(request: PageRequest, **where: Any) -> HttpResponseBase:
        beside = dict(listing.beside(request.actor, **where))  # first: it refuses a thing that is not visible
        found = listing.filtered(request.actor, request.GET, **where)
        asked = request.GET.get("sort", "")
        order = listing.ordered(asked)
        wanted = request.GET.get("format", "")
        if wanted in EXPORTS:
            return EXPORTS[wanted](listing, found.qs.order_by(*order))
        page = paging.page(
            found.qs, order, size=PAGE_SIZE, after=request.GET.get("after", ""), before=request.GET.get("before", "")
        )
        context = _list_context(request, listing, found, page, asked) | beside
        return render(request, listing.template, context)

    view.listing = listing  # type: ignore[attr-defined]
    return view


def _list_context(
    request: PageRequest, listing: Listing, found: FilterSet, page: paging.Page[Any], asked: str
) -> dict[str, Any]:
    count, more = paging.capped_count(found.qs)
    kept = {key: value for key, value in request.GET.items() if key not in _RESERVED and value}
    ordered = kept | ({"sort": asked} if asked else {})

    def url(**extra: str) -> str:
        return f"?{urlencode({**ordered, **extra})}"

    table = listing.table(page.rows, order_by=asked)
    table.request = request  # afterwards: given at once, django-tables2 would page and sort again
    for name in listing.orders:
        table.columns[name].column.orderable = True
    return {
        "page_title": listing.title,
        "table": table,
        "filter": found,
        "page": {
            "next_url": url(after=page.next_key) if page.next_key else "",
            "previous_url": url(before=page.previous_key) if page.previous_key else "",
            "first_url": url() if page.previous_key else "",
            "count_label": f"{count:,}+" if more else f"{count:,}",
        },
        "export_csv_url": url(format="csv"),
        "export_xlsx_url": url(format="xlsx"),
        "empty_title": listing.empty_title,
        "empty_hint": listing.empty_hint,
        "actions": listing.actions(request.actor),
    }


def rows_of(listing: Listing, rows: QuerySet[Any]) -> Iterator[dict[str, Any]]:
    """Yield every row as the exports carry it, read in chunks."""
    chunk: list[Any] = []
    for row in rows.iterator(chunk_size=2000):
        chunk.append(row)
        if len(chunk) == 2000:  # noqa: PLR2004 - one chunk of the iterator
            yield from listing.table(chunk).values(coded=False)
            chunk = []
    yield from listing.table(chunk).values(coded=False)


class _Echo:
    def write(self, text: str) -> str:
        return text


def inert(value: Any) -> Any:
    """Make typed-in text harmless to a spreadsheet that would run it as a formula."""
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return value


def _csv(listing: Listing, rows: QuerySet[Any]) -> HttpResponseBase:
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(listing.table.titles())
        for row in rows_of(listing, rows):
            yield writer.writerow([inert(value) for value in row.values()])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{listing.door.name}.csv"'
    return response


def _xlsx(listing: Listing, rows: QuerySet[Any]) -> HttpResponseBase:
    target = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    book = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True,
            "default_date_format": "yyyy-mm-dd",
        },
    )  # fmt: skip
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, listing.table.titles(), book.add_format({"bold": True}))
    for number, row in enumerate(rows_of(listing, rows), start=1):
        sheet.write_row(number, 0, row.values())
    book.close()
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{listing.door.name}.xlsx")


EXPORTS: dict[str, Callable[[Listing, QuerySet[Any]], HttpResponseBase]] = {"csv": _csv, "xlsx": _xlsx}


@dataclass(frozen=True)
class FormScreen:
    """A page that passes a form through a write door.

    ``load`` (actor, url arguments → row) fetches the thing to edit through a read door, and ``subject`` names the write
    door's argument that takes it; ``done`` gives the next address; ``said`` is shown there. Without a row, the address
    may fill fields in (``?unit=4``). ``edits`` is False where the form is about the row and does not change it: it
    begins as without a row, and the version seen does not matter. Without a form, the title is on the button.
    ``shows`` labels what the result's ``shown_once`` carries: a page shows it, once.
    """

    title: Text
    door: WriteDoor[..., Any]
    done: Callable[[Any], str]
    form: type[DoorForm] = NothingForm
    load: Callable[..., Any] | None = None
    subject: str = ""
    edits: bool = True
    submit: Text = ""
    said: Text = ""
    shows: Mapping[str, Text] = field(default_factory=dict)
    actions: Callable[[Any], Sequence[Action]] = lambda _row: ()
    template: str = "parts/form_page.html"

    def initial(self, request: PageRequest, row: Any) -> dict[str, Any]:
        """Return what the form shows at first: the row's values, or what the address says."""
        names = self.form.base_fields
        if row is None or not self.edits:
            return {name: request.GET[name] for name in names if name in request.GET}
        return {name: getattr(row, f"{name}_id", getattr(row, name, None)) for name in names}

    def send(self, actor: Actor, key: str, row: Any, seen: int | None, values: Mapping[str, Any]) -> Any:
        """Pass clean values through the door."""
        about: dict[str, Any] = {} if row is None else {self.subject: row}
        if about and self.edits:
            about["seen"] = seen
        return self.door.once(actor, key, **about, **values)


def form_view(screen: FormScreen) -> View:
    """Make the page of a form screen: refusals come back at their fields, a stale save shows both versions."""

    @gate(screen.door)
    def view(request: PageRequest, **where: Any) -> HttpResponse:
        if request.method == "POST":
            return _attempt(request, screen, posted_key(request), where)
        row = screen.load(request.actor, **where) if screen.load else None
        form = screen.form(initial=screen.initial(request, row), actor=request.actor, **instance_of(screen, row))
        return _show(request, screen, form, row)

    view.screen = screen  # type: ignore[attr-defined]
    return view


def _again(request: PageRequest, screen: FormScreen, key: Key) -> HttpResponse | None:
    """Answer a repeated request as the first one was answered."""
    earlier = screen.door.earlier(request.actor, key)
    return see_other(request, screen.done(earlier.result)) if earlier else None


def _attempt(request: PageRequest, screen: FormScreen, key: Key, where: Mapping[str, Any]) -> HttpResponse:
    """Pass what was typed through the door, which knows a repeated request by its key.

    Where the first one's effect, or that of a twin, makes the input invalid before it comes to the door, the key is
    looked up then.
    """
    row, form = None, None
    try:
        row = screen.load(request.actor, **where) if screen.load else None
        form = screen.form(request.POST, request.FILES, actor=request.actor, **instance_of(screen, row))
        seen = posted_version(request) if row is not None else None
        result = screen.send(request.actor, key, row, seen, form.accept())
    except Refusal as refusal:
        if again := _again(request, screen, key):
            return again
        if form is None or isinstance(refusal, NotPermitted | NotVisible):
            raise
        if isinstance(refusal, Stale):
            return _show(request, screen, form, row, stale=refusal, status=409)
        if not form.errors:
            form.blame(refusal)
        return _show(request, screen, form, row, status=409 if isinstance(refusal, Conflict) else 422)
    if screen.said:
        messages.success(request, str(screen.said))
    if getattr(result, "shown_once", {}):
        return _show_once(request, screen, result)
    return see_other(request, screen.done(result))


def _show_once(request: PageRequest, screen: FormScreen, result: Any) -> HttpResponse:
    facts = [(screen.shows[key], value) for key, value in result.shown_once.items()]
    context = {"page_title": screen.title, "thing": result, "facts": facts, "next_url": screen.done(result)}
    response = render(request, "parts/shown_once.html", context)
    response["Cache-Control"] = "no-store"
    return response


def instance_of(screen: FormScreen, row: Any) -> dict[str, Any]:
    """Give a model form a copy of the row to check uniqueness against, so that nothing is written to ours."""
    model: type[Model] | None = getattr(getattr(screen.form, "_meta", None), "model", None)
    if model is None or not isinstance(row, model):
        return {}
    copy = model(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
    copy._state.adding = False
    return {"instance": copy}


def _show(
    request: PageRequest, screen: FormScreen, form: DoorForm, row: Any, *, stale: Stale | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "page_title": screen.title,
        "form": form,
        "row": row,
        "submit_label": screen.submit or (_("Save") if form.fields else screen.title),
        "cancel_url": screen.done(row) if row is not None else "",
        "crumbs": [(str(row), screen.done(row))] if row is not None else [],
        "intro": str(row) if row is not None and not form.fields else "",
        "actions": screen.actions(row),
        "idempotency_key": fresh_key(),
        "version": stale.version if stale else getattr(row, "version", None),
        "conflict": {"fields": _differences(form, stale), "reload_url": request.path} if stale else None,
        "form_id": f"{screen.door.room}-{screen.door.name}-{getattr(row, 'pk', None) or 'new'}",
    }
    return render(request, screen.template, context, status=status)


def _differences(form: DoorForm, stale: Stale) -> list[dict[str, object]]:
    """Pair what the person typed with what is stored now, for the fields of the form that differ."""
    rows: list[dict[str, object]] = []
    for name, theirs in stale.theirs.items():
        field = form.fields.get(name) or form.fields.get(name.removesuffix("_id"))
        mine = stale.mine.get(name)
        if field is not None and mine != theirs:
            shown = {"name": name.removesuffix("_id"), "label": field.label, "value": theirs}
            rows.append({**shown, "mine": mine, "theirs": theirs})
    return rows


def one(door: Door[..., QuerySet[Any]], **fixed: Any) -> Callable[..., Model]:
    """Return a loader that reads one row through a list door: not visible is not found (404)."""

    def load(actor: Actor, **where: Any) -> Model:
        row = door(actor, **fixed).filter(**where).first()
        if row is None:
            raise NotVisible(_("There is no such thing, or it is not open to you."))
        return row  # type: ignore[no-any-return]

    return load
