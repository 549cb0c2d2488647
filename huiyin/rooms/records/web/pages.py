"""Pages of issued records and of the house's key."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.screens import list_view
from huiyin.platform.web import PageRequest, anybody, gate
from huiyin.rooms.records import rules, screens
from huiyin.rooms.records.layouts.paper import Paper
from huiyin.rooms.records.queries import issued, prints, retention
from huiyin.rooms.records.queries.house_key import house_key
from huiyin.rooms.records.queries.signatures import borne_by, meaning_of
from huiyin.rooms.records.terms import Permit

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MOST_ROWS, FOOT_ROWS = 150, 3
"""Rows of a table that the page shows; PDF and workbook hold all."""

records = list_view(screens.RECORDS)


def _shown(paper: Paper) -> tuple[Paper, int]:
    """Return a form as the page shows it, and how many rows of a long table it leaves out before the foot."""
    left = len(paper.rows) - MOST_ROWS
    if left <= 0:
        return paper, 0
    return replace(paper, rows=(*paper.rows[: MOST_ROWS - FOOT_ROWS], *paper.rows[-FOOT_ROWS:])), left


def _facts(row: Any) -> list[tuple[Any, ...]]:
    over = rules.is_over(row.keep_until, clock.today())
    facts: list[tuple[Any, ...]] = [
        (_("Period"), row.period),
        (_("Department"), row.unit_name),
        (_("Issued at"), {"at": row.issued_at}),
        (_("Issued by"), row.issued_by),
        (_("Kept until"), {"at": row.keep_until, "date_only": True}),
        (_("Retention"), _("The term is over.") if over else _("The term is running.")),
    ]
    if row.about_id is not None:
        facts.insert(0, (_("Concerning"), f"{row.about_name} {row.about_number}"))
    if row.follows:
        facts.append((_("Takes the place of"), row.follows.number, reverse("records:record", args=[row.follows.pk])))
    later = getattr(row, "followed_by", None)
    if later:
        facts.append((_("Replaced by"), later.number, reverse("records:record", args=[later.pk])))
    if row.disposal:
        facts.append((_("Disposed of under"), row.disposal.number, reverse("records:disposal", args=[row.disposal.pk])))
        facts.append((_("Disposed of at"), {"at": row.disposal.executed_at}))
    return facts


def _standing(row: Any) -> tuple[str, str]:
    """Return the word and the tone of a record's state."""
    if row.disposal:
        return _("Disposed of"), ""
    return (_("Replaced"), "") if getattr(row, "followed_by", None) else (_("Valid"), "done")


def _hold_actions(actor: Actor, row: Any, held: Sequence[Any]) -> list[dict[str, Any]]:
    if not actor.may(Permit.HOLD) or row.disposal:
        return []
    placing = {"label": _("Put a hold on it"), "url": reverse("records:place_hold", args=[row.pk])}
    lifting = [
        {"label": _("Lift the hold"), "url": reverse("records:lift_hold", args=[hold.pk]), "hint": str(hold.reason)}
        for hold in held
    ]
    return [placing, *lifting]


def _actions(row: Any) -> list[dict[str, Any]]:
    if row.disposal:
        return []
    pdf_url, here = reverse("records:pdf", args=[row.pk]), reverse("records:record", args=[row.pk])
    return [
        {"label": _("Print"), "url": f"{pdf_url}?show=1", "icon": "print", "primary": True},
        {"label": _("Download as PDF"), "url": pdf_url, "icon": "export"},
        {"label": _("Download as XLSX"), "url": reverse("records:xlsx", args=[row.pk]), "icon": "export"},
        {
            "label": _("Download the content"), "url": reverse("records:content", args=[row.pk]), "icon": "export",
            "hint": _("The file record.json, with which the code on a print is verified."),
        },
        {
            "label": _("Check the digest"), "url": f"{here}?check=1#check", "icon": "check",
            "hint": _("Recomputes it from the stored content and compares it with the audit trail."),
        },
    ]  # fmt: skip


@gate(issued.record)
def record(request: PageRequest, pk: int) -> HttpResponse:
    """Show a record: its head, what stands on the form, its digest; ``?check=1`` verifies it."""
    row = issued.record(request.actor, pk=pk)
    kind = issued.record_types()[row.type]
    held = retention.holds_on(row)
    state, tone = _standing(row)
    paper, left_out = (None, 0) if row.disposal else _shown(issued.paper_of(row))
    context = {
        "page_title": kind.title,
        "crumbs": [(_("Issued records"), reverse("records:records"))],
        "thing": {
            "number": row.number,
            "name": kind.title,
            "state": state,
            "tone": tone,
        },
        "facts": _facts(row),
        "actions": [*_actions(row), *_hold_actions(request.actor, row, held)],
        "held": held,
        "signed": [{"row": one, "meaning": meaning_of(one)} for one in borne_by([row])[row.pk]],
        "record": row,
        "clauses": kind.clauses,
        "paper": paper,
        "left_out": left_out,
        "check": issued.verify_record(request.actor, pk=pk) if "check" in request.GET else None,
    }
    return render(request, "records/record.html", context)


def _file(request: PageRequest, name: str, body: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    manner = "inline" if "show" in request.GET else "attachment"
    response["Content-Disposition"] = f'{manner}; filename="{name}"'
    response["Cache-Control"] = "private, no-cache"
    return response


@gate(prints.pdf_of)
def pdf(request: PageRequest, pk: int) -> HttpResponse:
    """Give the PDF; ``?show=1`` opens it in the browser, to be printed."""
    row, body = prints.pdf_of(request.actor, pk=pk)
    return _file(request, f"{row.number}.pdf", body, PDF)


@gate(prints.workbook_of)
def xlsx(request: PageRequest, pk: int) -> HttpResponse:
    """Give the workbook."""
    row, body = prints.workbook_of(request.actor, pk=pk)
    return _file(request, f"{row.number}.xlsx", body, XLSX)


@gate(issued.record)
def content(request: PageRequest, pk: int) -> HttpResponse:
    """Give the content as it was issued: its bytes give the digest."""
    row = issued.record(request.actor, pk=pk)
    issued.content_of(row)  # refuses a stub
    return _file(request, f"{row.number}.json", row.content.encode(), "application/json")


@anybody
def key(request: PageRequest) -> HttpResponse:
    """Show anybody the house's key, and how a print is verified with it."""
    pair = house_key()
    context = {"page_title": _("How prints are verified"), "key": pair.public, "fingerprint": pair.fingerprint}
    return render(request, "records/key.html", context)


@anybody
def key_file(request: PageRequest) -> HttpResponse:
    """Give anybody the public part of the house's key as a file, to be kept."""
    return HttpResponse(house_key().as_text(), content_type="text/plain; charset=utf-8")
