"""The page of a placement, and the round through a unit."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.platform import trail
from huiyin.platform.actor import Actor
from huiyin.platform.web import fresh_key
from huiyin.rooms.duties.queries import next_due_of
from huiyin.rooms.people.queries import happened_to
from huiyin.rooms.publicity import queries
from huiyin.rooms.publicity.models import Placement
from huiyin.rooms.publicity.screens.lists import PLACEMENTS, is_bad, round_url
from huiyin.rooms.publicity.terms import Permit, Result


def placement_context(actor: Actor, row: Placement) -> dict[str, Any]:
    """Return what the page of a placement shows: what should stand there, what did, and what is to be put right."""
    office = queries.published_offices(actor, units=[row.unit_id]).get(row.unit_id)
    duty = next_due_of(trail.subject_of(row)[0], [row.pk]).get(str(row.pk))
    present, picture = row.ended_on is None, reverse("publicity:photo", args=[row.pk]) if row.photo else ""
    state = row.get_result_display() if row.result else _("Not checked yet")
    return {
        "page_title": str(row), "crumbs": [(str(PLACEMENTS.title), reverse("publicity:placements"))],
        "thing": {
            "name": row.place, "hint": f"{row.unit.name} · {row.get_kind_display()}",
            "state": state if present else _("No longer published here"),
            "tone": "" if not present else "bad" if is_bad(row) else "done",
            "due": {"label": duty.label, "at": duty.due_at, "clause": duty.clause} if duty else None,
        },
        "facts": [
            (_("To be read here"), f"{office.place} · {office.phone} · {office.hours}" if office else ""),
            (_("Last checked"), {"at": row.checked_at} if row.checked_at else ""),
            (_("Inspected by"), row.checked_by),
            (_("Remark"), row.note),
            (_("Photograph"), row.photo.name if row.photo else "", picture),
            (_("Published until"), {"at": row.ended_on, "date_only": True} if row.ended_on else ""),
        ],
        "actions": _actions(actor, row) if present else [], "timeline": happened_to(row, known=[row.unit]),
    }  # fmt: skip


def _actions(actor: Actor, row: Placement) -> list[dict[str, Any]]:
    def go(label: str, route: str, **more: Any) -> dict[str, Any]:
        return {"label": label, "url": reverse(f"publicity:{route}", args=[row.pk]), **more}

    found = []
    if actor.reach(Permit.CHECK).covers(row.unit.path):
        found += [
            go(_("Check the place"), "check", primary=True, icon="check"),
            go(_("Photograph the place"), "attach_photo", icon="file"),
            {"label": _("Walk round"), "url": round_url(row), "icon": "duty"},
        ]
    if actor.reach(Permit.KEEP).covers(row.unit.path):
        found += [
            go(_("Change the place"), "change_placement", icon="edit"),
            go(_("No longer published here"), "end_placement", danger=True),
        ]
    return found


def round_context(actor: Actor, given: Mapping[str, str]) -> dict[str, Any]:
    """Return what the round through a unit shows: each place with one button; without a unit the first."""
    units, typed = list(queries.round_units(actor)), given.get("unit", "")
    unit = next((one for one in units if str(one.pk) == typed), None) if typed else next(iter(units), None)
    if typed and unit is None:
        raise NotVisible(_("There is no such unit, or nothing is published in it."))
    rows = queries.round_of(unit.pk) if unit else []
    lines = [
        {
            "row": one, "checked": queries.is_checked(one), "key": str(fresh_key()), "fine": one.result == Result.FINE,
            "url": reverse("publicity:placement", args=[one.pk]), "check": reverse("publicity:check", args=[one.pk]),
        }
        for one in rows
    ]  # fmt: skip
    return {
        "page_title": _("Walk round"), "unit": unit, "lines": lines,
        "left": sum(1 for one in lines if not one["checked"]),
        "office": queries.published_offices(actor, units=[unit.pk]).get(unit.pk) if unit else None,
        "unit_urls": [
            (one, f"{reverse('publicity:round')}?unit={one.pk}", unit is not None and one.pk == unit.pk)
            for one in units
        ],
    }  # fmt: skip
