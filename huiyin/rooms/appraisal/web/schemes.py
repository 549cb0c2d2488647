"""Pages of the versions of the standard."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from huiyin.kernel.errors import NotPermitted, NotVisible, Refusal
from huiyin.platform import clock
from huiyin.platform.screens import form_view, list_view, one
from huiyin.platform.web import PageRequest, found, fresh_key, gate, posted_key, posted_version, see_other
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.queries import schemes as queries
from huiyin.rooms.appraisal.screens import scheme_page
from huiyin.rooms.appraisal.screens import schemes as screens
from huiyin.rooms.appraisal.screens.timeline import told
from huiyin.rooms.appraisal.terms import FormKind, Permit
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.approve_scheme import approve_scheme
from huiyin.rooms.appraisal.usecases.draft_scheme import discard_draft, remove_item, set_marks
from huiyin.rooms.appraisal.usecases.publish_scheme import withdraw_scheme
from huiyin.rooms.appraisal.web.acts import act_view, say_refusal

schemes = list_view(screens.SCHEMES)
items = list_view(screens.ITEMS)
draft = form_view(screens.DRAFT_SCHEME)
change = form_view(screens.CHANGE_SCHEME)
add_item = form_view(screens.RECORD_ITEM)
item = form_view(screens.CHANGE_ITEM)
send_back = form_view(screens.SEND_BACK_SCHEME)
publish = form_view(screens.PUBLISH_SCHEME)

_load = one(queries.schemes)


def _own_page(thing: Any, _result: Any = None) -> str:
    return reverse("appraisal:scheme", args=[thing.pk])


approve = act_view(
    approve_scheme, load=_load, subject="scheme", done=_own_page, back=_own_page,
    said=gettext_lazy("The version is approved and frozen. Publish it once the staff was told."),
)  # fmt: skip
withdraw = act_view(
    withdraw_scheme, load=_load, subject="scheme", done=_own_page, back=_own_page,
    said=gettext_lazy("The version was withdrawn."),
)  # fmt: skip
discard = act_view(
    discard_draft, load=_load, subject="scheme", done=lambda _thing, _result: reverse("appraisal:schemes"),
    back=_own_page, said=gettext_lazy("The draft was discarded."),
)  # fmt: skip


@gate(adopt_default_scheme)
@require_POST
def adopt(request: PageRequest) -> HttpResponse:
    """Take the shipped standard as the first version."""
    try:
        scheme = adopt_default_scheme.once(request.actor, posted_key(request))
    except (NotPermitted, NotVisible):
        raise
    except Refusal as refusal:
        say_refusal(request, refusal)
        return see_other(request, reverse("appraisal:schemes"))
    messages.success(request, _("The shipped standard is in force. Every part of it is marked as a default."))
    return see_other(request, _own_page(scheme))


@gate(queries.schemes)
def scheme(request: PageRequest, pk: int) -> HttpResponse:
    """Show what a version says."""
    row: Any = _load(request.actor, pk=pk)
    others = list(queries.schemes(request.actor).exclude(pk=pk)[:50])
    ruling = queries.scheme_in_force(request.actor, day=clock.today())
    hints = [_("in force today")] if ruling and ruling.pk == pk else []
    hints += [_("shipped default")] if row.is_default_pack else []
    context = {
        "page_title": str(row),
        "crumbs": screens.crumbs(),
        "thing": {
            "name": row.name, "number": f"v{row.number}", "state": scheme_page.standing_of(row).label,
            "tone": scheme_page.STATE_TONES[scheme_page.standing_of(row)],
            "hint": " · ".join(hints),
        },
        "facts": scheme_page.facts(row),
        "actions": scheme_page.actions(request.actor, row, others, fresh_key()),
        "scheme": row,
        "grids": scheme_page.grid_rows(queries.grids(request.actor, scheme=row)),
        "item_count": queries.items(request.actor, scheme=pk).count(),
        "timeline": told(row),
        "body_template": "appraisal/scheme_body.html",
    }  # fmt: skip
    return render(request, "appraisal/detail.html", context)


def _posted_marks(request: HttpRequest, audiences: list[str], names: list[str]) -> dict[str, dict[str, Any]]:
    """Read the grid: a cell is named ``m-<row>-<column>``, a row's name ``n-<row>``."""
    given: dict[str, dict[str, Any]] = {audience: {} for audience in audiences}
    for row in range(min(len(names) + 4, 100)):
        name = request.POST.get(f"n-{row}", "").strip()
        for column, audience in enumerate(audiences):
            if name:
                given[audience][name] = request.POST.get(f"m-{row}-{column}", "")
    return given


@gate(set_marks)
def marks(request: PageRequest, pk: int, kind: str) -> HttpResponse:
    """Change the marks of a draft's forms of one kind, all of them beside each other."""
    row: Any = _load(request.actor, pk=pk)
    grid = found(next((one for one in queries.grids(request.actor, scheme=row) if one.kind == kind), None))
    lines = [{"dimension": line[0], "name": line[1], "marks": line[3]} for line in grid.rows if not line[2]]
    status, problems = 200, []
    if request.method == "POST":
        given = _posted_marks(request, list(grid.audiences), [line["name"] for line in lines])
        try:
            set_marks.once(
                request.actor, posted_key(request), scheme=row, seen=posted_version(request), kind=kind,
                marks=forms.read_marks(given),
            )  # fmt: skip
        except (NotPermitted, NotVisible):
            raise
        except Refusal as refusal:
            status, problems = refusal.status, [refusal.reason]
        else:
            messages.success(request, _("The marks were saved."))
            return see_other(request, _own_page(row))
    context = {
        "page_title": _("Marks: %(form)s") % {"form": FormKind(kind).label},
        "crumbs": screens.crumbs(row), "scheme": row, "kind": kind, "problems": problems,
        "grid": scheme_page.marks_grid(grid, request.POST if request.method == "POST" else None),
        "idempotency_key": fresh_key(), "version": row.version,
    }  # fmt: skip
    return render(request, "appraisal/marks.html", context, status=status)


@gate(Permit.DRAFT_SCHEME)
@require_POST
def drop_item(request: PageRequest, scheme: int, pk: int) -> HttpResponse:
    """Take an item out of a draft."""
    row: Any = one(queries.items, scheme=scheme)(request.actor, pk=pk)
    try:
        remove_item.once(request.actor, posted_key(request), item=row, seen=posted_version(request))
    except (NotPermitted, NotVisible):
        raise
    except Refusal as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("The item was removed."))
    return see_other(request, reverse("appraisal:items", args=[scheme]))
