"""Which callbacks of departures reached a guest, for who reckons what came of them (H-11b)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from huiyin.rooms.callbacks.models import Callback
from huiyin.rooms.callbacks.terms import Occasion


def reached_before(parties: Sequence[int], since: datetime, before: datetime) -> list[tuple[int, int, datetime]]:
    """Return callback, caller and moment of each departure callback that reached one of some customers in a time.

    Who asks has let the reader through. A callback that was given to nobody is nobody's.
    """
    rows = Callback.objects.filter(
        party__in=parties, occasion=Occasion.DEPARTURE, reached_at__gte=since, reached_at__lt=before,
        caller__isnull=False,
    ).order_by("reached_at", "pk")  # fmt: skip
    found: list[tuple[int, int, Any]] = [row for row in rows.values_list("pk", "caller", "reached_at") if row[1]]
    return found
