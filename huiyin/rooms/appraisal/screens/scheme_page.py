"""The page of a version of the standard and its grids of marks."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.points import show_points
from huiyin.platform.actor import Actor
from huiyin.rooms.appraisal.models import Scheme
from huiyin.rooms.appraisal.queries import schemes as queries
from huiyin.rooms.appraisal.screens.schemes import AUDIENCES, percent
from huiyin.rooms.appraisal.terms import DIMENSIONS, FormKind, Permit, SchemeState, Standing

_SPARE_ROWS = 3
_PLAIN = {"bonus_least", "bonus_most"}
STATE_TONES = {
    Standing.DRAFT: "soon", Standing.APPROVED: "soon", Standing.PUBLISHED: "done", Standing.SUPERSEDED: "",
    Standing.WITHDRAWN: "",
}  # fmt: skip


def standing_of(scheme: Any) -> Standing:
    """Return how a version stands today, as its row was read (``queries.schemes``)."""
    return Standing(scheme.standing)


def facts(scheme: Any) -> list[tuple[Any, ...]]:
    """Return the facts of a version's page."""
    inner = {"week": percent(scheme.week_weight), "month": percent(scheme.month_weight)}
    bonus = {"least": scheme.bonus_least, "most": scheme.bonus_most}
    way = [
        (_("Superseded from"), _at(scheme.ends)),
        (_("Sent back because"), scheme.sent_back),
        (_("Approved at"), {"at": scheme.approved_at} if scheme.approved_at else None),
        (_("Approved by"), scheme.approved_by),
        (_("Discussed with the staff on"), _at(scheme.discussed_on)),
        (_("Number of the minutes"), scheme.minutes),
        (_("Made known to the staff on"), _at(scheme.noticed_on)),
        (_("Published at"), {"at": scheme.published_at} if scheme.published_at else None),
        (_("Published by"), scheme.published_by),
        (_("Digest"), scheme.digest[:16]),
    ]
    return [
        (_("Effective from"), _at(scheme.effective_from)),
        (_("A: inspections"), percent(scheme.checks_share)),
        (_("B: month appraisals"), percent(scheme.months_share)),
        (_("C: year-end appraisal"), percent(scheme.year_share)),
        (_("Within A"), _("weekly %(week)s, monthly %(month)s") % inner),
        (_("Bonus on a sheet"), _("%(least)s to %(most)s whole points") % bonus),
        (_("Cap of 其它"), _("%(points)s points a sheet") % {"points": show_points(scheme.other_cap)}),
        (_("Rounding"), scheme.get_rounding_display()),
        *(fact for fact in way if fact[1]),
    ]


def _at(day: date | None) -> dict[str, Any] | None:
    return {"at": day, "date_only": True} if day else None


def actions(actor: Actor, scheme: Scheme, others: Sequence[Scheme], key: str) -> list[dict[str, Any]]:
    """Return what may be done with a version now."""
    found: list[dict[str, Any]] = []

    def add(name: str, label: str, **more: Any) -> None:
        found.append({"label": label, "url": reverse(f"appraisal:{name}", args=[scheme.pk]), "method": "get", **more})

    drafting_now = scheme.state == SchemeState.DRAFT
    post = {"method": "post", "version": scheme.version, "idempotency_key": key}
    if drafting_now and actor.may(Permit.APPROVE_SCHEME):
        own = actor.user_id in queries.wrote(scheme)
        add("approve_scheme", _("Approve"), primary=True, icon="check", **post,
            refused=_("You worked on this draft yourself; somebody else has to approve it.") if own else "",
            confirm=_("From the approval on nothing of this version changes any more."))  # fmt: skip
    if scheme.state == SchemeState.APPROVED:
        if actor.may(Permit.PUBLISH_SCHEME):
            add("publish_scheme", _("Publish"), primary=True, icon="check")
        if actor.may(Permit.APPROVE_SCHEME):
            add("send_back_scheme", _("Send back"), icon="edit")
    if drafting_now and actor.may(Permit.DRAFT_SCHEME):
        add("change_scheme", _("Change weights"), icon="edit")
        found += [
            {
                "label": _("Change marks: %(form)s") % {"form": kind.label}, "icon": "edit", "method": "get",
                "url": reverse("appraisal:marks", args=[scheme.pk, kind.value]),
            }
            for kind in FormKind
        ]  # fmt: skip
        add("discard_draft", _("Discard the draft"), danger=True, icon="trash", **post,
            confirm=_("The draft is gone afterwards."))  # fmt: skip
    if actor.may(Permit.DRAFT_SCHEME):
        add("draft_scheme", _("Draft a new version"), icon="copy", primary=scheme.state == SchemeState.PUBLISHED)
        add("simulate", _("Simulate on a past year"), icon="chart")
    if others:
        add("compare_schemes", _("Compare versions"), icon="link")
    if scheme.state == SchemeState.PUBLISHED and actor.may(Permit.PUBLISH_SCHEME):
        add("withdraw_scheme", _("Withdraw"), danger=True, icon="trash", **post,
            confirm=_("Only a version under which no sheet stands can be withdrawn."))  # fmt: skip
    return found


def grid_rows(grids: Sequence[queries.Grid]) -> list[dict[str, Any]]:
    """Return the forms as tables: [{kind, title, heads, rows: [(dimension or "", name, marks as text)], sums}].

    Forms of two kinds that say the same (as 月考核 and 年终考评 mostly do) are one table.
    """
    tables: list[dict[str, Any]] = []
    for place, grid in enumerate(grids):
        alike = [
            earlier for earlier in grids[:place] if (earlier.audiences, earlier.rows) == (grid.audiences, grid.rows)
        ]
        if alike:
            next(table for table in tables if table["kind"] == alike[0].kind)["title"] += (
                f" · {FormKind(grid.kind).label}"
            )
            continue
        rows, last = [], None
        for dimension, name, is_other, marks in grid.rows:
            shown = [None if mark is None else "" if is_other else show_points(mark) for mark in marks]
            rows.append(
                {"dimension": dimension if dimension != last else "", "name": name, "marks": shown, "other": is_other}
            )
            last = dimension
        tables.append({
            "kind": grid.kind, "title": str(FormKind(grid.kind).label), "rows": rows,
            "heads": [AUDIENCES[audience] for audience in grid.audiences],
            "sums": [show_points(value) for value in grid.sums],
            "dimensions": any(row["dimension"] for row in rows),
        })  # fmt: skip
    return tables


def marks_grid(grid: queries.Grid, posted: Mapping[str, str] | None) -> dict[str, Any]:
    """Return the marks of one kind as inputs: what is stored, or what was just typed and could not be used.

    {heads, rows: [{dimension, name, fixed, cells: [(input name, text)]}], sums, dimensions: {name: sums}}.
    """
    lines: list[tuple[str, str, Sequence[int | None]]] = [
        (line[0], line[1], line[3]) for line in grid.rows if not line[2]
    ]
    fixed = grid.kind != FormKind.CHECK
    if not fixed:
        lines += [("", "", [None] * len(grid.audiences))] * _SPARE_ROWS
    rows, last = [], None
    for number, (dimension, name, marks) in enumerate(lines):
        cells = [
            {
                "name": f"m-{number}-{column}",
                "label": AUDIENCES[grid.audiences[column]],
                "value": posted.get(f"m-{number}-{column}", "")
                if posted
                else ""
                if mark is None
                else show_points(mark),
            }
            for column, mark in enumerate(marks)
        ]
        shown = posted.get(f"n-{number}", name) if posted else name
        rows.append({
            "dimension": dimension if dimension != last else "", "name": shown, "field": f"n-{number}", "fixed": fixed,
            "cells": cells,
        })  # fmt: skip
        last = dimension
    return {
        "heads": [AUDIENCES[audience] for audience in grid.audiences], "rows": rows,
        "sums": [show_points(value) for value in grid.sums], "dimensions": fixed, "wanted": DIMENSIONS if fixed else {},
    }  # fmt: skip


def document(scheme: Any, grids: Sequence[queries.Grid]) -> dict[str, Any]:
    """Return a version as the API carries it."""
    forms_of = [
        {
            "kind": grid.kind, "audience": audience,
            "sections": [
                {"dimension": dimension, "name": name, "other": is_other, "marks": show_points(marks[place] or 0)}
                for dimension, name, is_other, marks in grid.rows
                if marks[place] is not None
            ],
        }
        for grid in grids
        for place, audience in enumerate(grid.audiences)
    ]  # fmt: skip
    return {
        "id": scheme.pk, "version": scheme.version, "number": scheme.number, "name": scheme.name,
        "state": standing_of(scheme), "effective_from": scheme.effective_from, "ends": scheme.ends,
        "digest": scheme.digest, "forms": forms_of, "approved_by": scheme.approved_by,
        "discussed_on": scheme.discussed_on, "minutes": scheme.minutes, "noticed_on": scheme.noticed_on,
        "weights": {name: _weight(name, getattr(scheme, name)) for name in queries.WEIGHTS},
    }  # fmt: skip


def _weight(name: str, value: Any) -> str:
    return show_points(value) if isinstance(value, int) and name not in _PLAIN else str(value)
