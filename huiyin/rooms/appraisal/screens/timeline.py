"""What happened to a thing of this room, as its page tells it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from django.db.models import Model

from huiyin.rooms.appraisal.models import Scheme, StandardItem
from huiyin.rooms.people.queries import Told, happened_to_each
from huiyin.rooms.people.queries.trail import Change

_NAMES = ((StandardItem, ("code", "label")), (Scheme, ("name", "effective_from")))


def _labels(fields: Sequence[tuple[type[Model], Sequence[str]]]) -> frozenset[str]:
    return frozenset(
        str(getattr(table._meta.get_field(name), "verbose_name", name)) for table, names in fields for name in names
    )


def told(*things: Model | None) -> list[Told]:
    """Return what happened, newest first, and of what was added or removed its name alone."""
    return together(told_of_each(*things))


def together(told_of: Iterable[Iterable[Told]]) -> list[Told]:
    """Return what happened to several things as one story, newest first."""
    return sorted(chain.from_iterable(told_of), key=lambda line: line.at, reverse=True)


def told_of_each(*things: Model | None) -> list[list[Told]]:
    """Return what happened to each of some things as ``told`` has it, nothing where there is none. Two statements."""
    names = _labels(_NAMES)
    found = iter(happened_to_each([thing for thing in things if thing is not None]))
    return [
        [replace(line, changes=_plain(line.changes, names)) for line in next(found)] if thing is not None else []
        for thing in things
    ]


def _plain(changes: Sequence[Change], names: frozenset[str]) -> Sequence[Change]:
    sides = [(change.before, change.after) for change in changes if change.after != "…"]
    one_sided = all(not before for before, _after in sides) or all(not after for _before, after in sides)
    return [change for change in changes if change.label in names] if one_sided else changes
