"""What happened to a thing of this room, as its page tells it."""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Model

from huiyin.rooms.appraisal.models import Scheme, StandardItem
from huiyin.rooms.people.queries import Told, happened_to
from huiyin.rooms.people.queries.trail import Change

_NAMES = ((StandardItem, ("code", "label")), (Scheme, ("name", "effective_from")))


def _labels(fields: Sequence[tuple[type[Model], Sequence[str]]]) -> frozenset[str]:
    return frozenset(
        str(getattr(table._meta.get_field(name), "verbose_name", name)) for table, names in fields for name in names
    )


def told(*things: Model | None) -> list[Told]:
    """Return what happened, newest first, and of what was added or removed its name alone."""
    names = _labels(_NAMES)
    lines = [line for thing in things if thing is not None for line in happened_to(thing)]
    lines.sort(key=lambda line: line.at, reverse=True)
    return [replace(line, changes=_plain(line.changes, names)) for line in lines]


def _plain(changes: Sequence[Change], names: frozenset[str]) -> Sequence[Change]:
    sides = [(change.before, change.after) for change in changes if change.after != "…"]
    one_sided = all(not before for before, _after in sides) or all(not after for _before, after in sides)
    return [change for change in changes if change.label in names] if one_sided else changes
