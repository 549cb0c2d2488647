"""Moves of schemes, imports and runs from state to state, refused in words."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict
from huiyin.kernel.workflow import Workflow
from huiyin.rooms.appraisal.queries.years import published_years


def moved(flow: Workflow, name: str, row: Any) -> str:
    """Return the state after a move. Raises Conflict (409) where the thing stands in another state."""
    if not flow.can(name, row.state):
        shown = {"state": row.get_state_display(), "thing": row}
        raise Conflict(_("This cannot be done now: %(thing)s is in the state “%(state)s”.") % shown)
    return flow.target(name, row.state)


def check_year(day: date) -> None:
    """Refuse to touch a year whose results are published (P-4.6Σ); runs inside a write door."""
    if day.year in published_years():
        raise Conflict(_("The results of %(year)s are published; nothing of that year changes.") % {"year": day.year})
