"""Decisions about facts: values in, values out."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

# How long after it happened a fact may still be recorded by hand (the year's sheets are settled in January).
LATEST = timedelta(days=400)


def why_not_on(day: date, today: date) -> str:
    """Return why a fact cannot be of a day: "future", "old", or nothing."""
    if day > today:
        return "future"
    return "old" if today - day > LATEST else ""


def item_for(given: str, usual: Sequence[str]) -> str:
    """Return the standard's item to suggest: the one given, else the kind's most likely one."""
    return given or (usual[0] if usual else "")


def item_of_duty(kind: str, items: Mapping[str, str]) -> str:
    """Return the item of a missed duty: by its kind "cases.verify", else by the room that declares it."""
    return items.get(kind) or items.get(kind.partition(".")[0], "")


def clipped(text: str, most: int) -> str:
    """Return a text of at most so many signs, cut with a mark that says so."""
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"
