"""What the cases bring to the pack of a unit's day: two rooms that do not know each other meet here."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.rooms.cases.queries import cases_below
from huiyin.rooms.cases.terms import FINAL, Kind, Permit
from huiyin.rooms.roster.queries import Item
from huiyin.rooms.roster.terms import MOST_OF_A_FEED

SILENT = timedelta(hours=24)
"""An open emergency without an entry for this long is flagged (S-6)."""


def complaints_of_day(actor: Actor, path: str, start: datetime, end: datetime) -> list[Item]:
    """Return the complaints registered in a day in a unit and below it (S-1a); nothing for who reads no cases."""
    if not actor.may(Permit.READ_CASES):
        return []
    of_day = cases_below(actor, path).filter(kind=Kind.COMPLAINT, registered_at__gte=start, registered_at__lt=end)
    rows = of_day.order_by("registered_at", "pk")[:MOST_OF_A_FEED]
    return [_item(row, str(row.get_state_display()), "done" if row.state in FINAL else "") for row in rows]


def emergencies_of_day(actor: Actor, path: str, start: datetime, end: datetime) -> list[Item]:
    """Return the emergencies that were open in a day, flagged where nothing was entered for 24 hours (S-6)."""
    if not actor.may(Permit.READ_CASES):
        return []
    until = min(end, clock.now())
    rows: Any = cases_below(actor, path).filter(
        Q(closed_at=None) | Q(closed_at__gte=start), kind=Kind.EMERGENCY, registered_at__lt=end
    )
    rows = rows.annotate(entered_at=Max("steps__at", filter=Q(steps__at__lte=until))).order_by("registered_at", "pk")
    found = []
    for row in rows[:MOST_OF_A_FEED]:
        silent = row.closed_at is None and row.entered_at is not None and until - row.entered_at >= SILENT
        said = _("no entry for 24 hours") if silent else str(row.get_state_display())
        found.append(_item(row, said, "bad" if silent else "done" if row.state in FINAL else ""))
    return found


def _item(row: Any, state: str, tone: str) -> Item:
    return Item(
        key=f"cases.case:{row.pk}", at=row.registered_at, title=row.number, text=row.text, who=row.taken_by,
        url=reverse("cases:case", args=[row.pk]), state=state, tone=tone,
    )  # fmt: skip
