"""Home: what waits for the person, what is overdue first."""

from typing import Any

from django.utils.translation import gettext as _

from huiyin.platform.actor import Actor


def home_of(actor: Actor) -> dict[str, Any]:
    """Return what the first page shows."""
    return {"page_title": _("Home"), "name": actor.name}
