"""An edition as the API carries it."""

from typing import Any

from django.urls import reverse

from huiyin.kernel.points import show_points
from huiyin.platform.actor import Actor
from huiyin.rooms.appraisal.models import Entry, SheetEdition
from huiyin.rooms.appraisal.queries.editions import EditionPage
from huiyin.rooms.appraisal.screens.edition_page import signed
from huiyin.rooms.appraisal.screens.editions import last_day
from huiyin.rooms.appraisal.terms import OPEN_EDITIONS

_PLAIN = (
    "id", "version", "number", "edition", "kind", "date", "period", "state", "origin", "reason", "sent_back",
    "acted_for", "confirmed_at", "object_until", "read_at", "closed_at", "self_remark", "remark", "goals", "digest",
)  # fmt: skip


def edition_document(actor: Actor, page: EditionPage) -> dict[str, Any]:
    """Return an edition as the API carries it."""
    row = page.edition
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        "sheet": row.sheet_id, "employee_no": row.employee.number, "name": row.employee.name, "unit": row.unit.name,
        "drafter": row.drafter_name, "confirmer": row.confirmer_name,
        "due_on": last_day(row) if row.state in OPEN_EDITIONS else None, "score": show_points(page.account.score),
        "entries": [_entry_document(row, entry) for entry in page.entries],
        "bonuses": [{"points": f"{gain.points}.00", "ground": gain.ground} for gain in page.account.gains],
        "signatures": signed(actor, row),
        "others": [
            {"id": one.pk, "edition": one.edition, "state": one.state, "origin": one.origin, "reason": one.reason,
             "score": show_points(one.total)}
            for one in page.others
        ],
    }  # fmt: skip


def _entry_document(row: SheetEdition, entry: Entry) -> dict[str, Any]:
    return {
        "section": entry.section.name, "item": entry.item, "points": show_points(entry.points),
        "serious": entry.serious, "fact": entry.fact, "happened_on": entry.happened_on, "evidence": entry.evidence,
        "link": entry.link, "file": reverse("appraisal:evidence", args=[row.pk, entry.pk]) if entry.file else "",
        "written_by": entry.written_by, "source": entry.source_id,
    }  # fmt: skip
