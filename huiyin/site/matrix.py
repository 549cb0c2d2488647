"""Who may do what: the roles' permits as one table, and who holds each role."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.rooms.appraisal.terms import Permit as Appraisal
from huiyin.rooms.approvals.terms import Permit as Approvals
from huiyin.rooms.commission.terms import Permit as Commission
from huiyin.rooms.committee.terms import Permit as Committee
from huiyin.rooms.evidence.terms import Permit as Evidence
from huiyin.rooms.notices.terms import Permit as Notices
from huiyin.rooms.people import queries as people
from huiyin.rooms.people.terms import Permit as People
from huiyin.rooms.people.terms import Role
from huiyin.rooms.publicity.terms import Permit as Publicity
from huiyin.rooms.records.terms import Permit as Records
from huiyin.rooms.regulations.terms import Permit as Regulations
from huiyin.rooms.roster.terms import Permit as Roster
from huiyin.site.roles import BRANCH, GRANTS, OWN


def page_of(actor: Actor) -> dict[str, Any]:
    """Return what the page of roles shows."""
    return {
        "page_title": _("Who may do what"),
        "roles": [{"label": role.label, "mine": role in actor.roles} for role in Role],
        "rooms": list(_rooms()),
        "holders": _holders(actor) if actor.may(People.GRANT_ROLES) else None,
    }


def _rooms() -> Iterable[dict[str, Any]]:
    for label, permits in (
        (_("Appraisal"), Appraisal),
        (_("Evidence"), Evidence),
        (_("Logs and patrols"), Roster),
        (_("Commission"), Commission),
        (_("Owners' committee"), Committee),
        (_("Publicity"), Publicity),
        (_("Approvals"), Approvals),
        (_("Notices"), Notices),
        (_("Records"), Records),
        (_("People"), People),
        (_("Regulations"), Regulations),
    ):
        yield {
            "label": label,
            "rows": [{"label": permit.label, "cells": [_cell(role, permit) for role in Role]} for permit in permits],
        }


def _cell(role: Role, permit: str) -> dict[str, str]:
    extent = GRANTS[role].get(permit, "")
    words = {BRANCH: _("unit and below"), OWN: _("own only"), "": ""}
    return {"extent": extent, "label": words[extent]}


def _holders(actor: Actor) -> list[dict[str, Any]]:
    """Return the roles with who holds them today or later, as far as the actor grants roles."""
    today = clock.today()
    held = people.holdings(actor).filter(Q(end__isnull=True) | Q(end__gte=today))
    order = {str(role): place for place, role in enumerate(Role)}
    rows = sorted(held, key=lambda row: (order[row.role], row.unit.path, row.user.get_username()))
    return [
        {
            "role": row.get_role_display(),
            "name": row.user.get_full_name() or row.user.get_username(),
            "username": row.user.get_username(),
            "unit": row.unit.name,
            "start": row.start,
            "end": row.end,
            "later": row.start > today,
        }
        for row in rows
    ]
