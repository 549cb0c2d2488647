"""The audit trail in words: who did what to which thing, and what changed, as sentences in the reader's language."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import F, Q, QuerySet, Value, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from huiyin.kernel.points import show_points
from huiyin.platform import trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.platform.models import TrailEntry
from huiyin.rooms.people.models import Employee, Post, Unit, User
from huiyin.rooms.people.terms import Permit

MOST_CHANGES = 12
# What a reference in the trail is called today, by the kind of thing it refers to.
_UNTOLD = frozenset({"id", "date_joined", "made_at"})  # the entry's own number and moment say it
_NAMED: Mapping[type[models.Model], str] = {Unit: "name", Post: "name", Employee: "name", User: "username"}


@dataclass(frozen=True)
class Change:
    """A field before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """An entry in words."""

    at: datetime
    who: str
    sentence: str
    kind: str
    changes: Sequence[Change] = field(default_factory=tuple)


@query(permit=Permit.READ_TRAIL)
def trail_entries(actor: Actor) -> QuerySet[TrailEntry]:
    """List what the people of the actor's units did; from the top of the tree all of it, the system's acts too."""
    reach = actor.reach(Permit.READ_TRAIL)
    tops = Unit.objects.filter(parent=None).values_list("path", flat=True)
    if all(reach.covers(path) for path in tops):
        return TrailEntry.objects.all()
    doers = User.objects.filter(reach.narrow(unit_path="employee__unit__path", employee="")).values("pk")
    return TrailEntry.objects.filter(actor_id__in=doers)


def happened_to(thing: models.Model, limit: int = 50, known: Iterable[models.Model] = ()) -> list[Told]:
    """Return what happened to a thing, newest first, in words: two statements, one where all it names is ``known``."""
    return tell(trail.timeline(thing, limit), known)


def happened_to_each(things: Sequence[models.Model], limit: int = 50) -> list[list[Told]]:
    """Return what happened to each of some things, newest first, in words: two statements, however many things."""
    subjects = [trail.subject_of(thing) for thing in things]
    asked = reduce(or_, (Q(subject_type=kind, subject_id=key) for kind, key in subjects), Q(pk__in=()))
    place = Window(RowNumber(), partition_by=[F("subject_type"), F("subject_id")], order_by=F("seq").desc())
    entries = list(TrailEntry.objects.filter(asked).annotate(place=place).filter(place__lte=limit).order_by("-seq"))
    told: dict[tuple[str, str], list[Told]] = {subject: [] for subject in subjects}
    for entry, line in zip(entries, tell(entries), strict=True):
        told[entry.subject_type, entry.subject_id].append(line)
    return [told[subject] for subject in subjects]


def tell(entries: Iterable[TrailEntry], known: Iterable[models.Model] = ()) -> list[Told]:
    """Put entries into words; the names of what they refer to and is not ``known`` are read in one statement."""
    kept = [(entry, json.loads(entry.detail)) for entry in entries]
    names = _names((detail for _entry, detail in kept), known)
    sentences = trail.sentences()
    return [
        Told(
            at=entry.at,
            who=entry.actor_name if entry.actor_name != "system" else _("the system"),
            sentence=_sentence(sentences.get(entry.act), entry, detail),
            kind=entry.act,
            changes=_changes(entry, detail, names),
        )
        for entry, detail in kept
    ]


def _sentence(words: object, entry: TrailEntry, detail: Mapping[str, Any]) -> str:
    if words is None:
        return f"{entry.act} {detail.get('subject', '')}"
    facts: defaultdict[str, Any] = defaultdict(str, detail)
    facts.setdefault("subject", f"{entry.subject_type} {entry.subject_id}".strip())
    return str(words) % facts


def _field(kind: str, name: str) -> Any:
    try:
        table = apps.get_model(kind)
        found: Any = next(one for one in table._meta.concrete_fields if name in {one.name, one.attname})
    except (LookupError, StopIteration, FieldDoesNotExist, ValueError):
        return None
    return found


def _pairs(detail: Mapping[str, Any]) -> Iterable[tuple[str, str, Any, Any]]:
    for change in detail.get("changes", ()):
        before, after = change["before"], change["after"]
        for name in {**before, **after}:
            if name not in before and after[name] in (None, "", False):
                continue
            yield change["type"], name, before.get(name), after.get(name)


def _names(
    details: Iterable[Mapping[str, Any]], known: Iterable[models.Model]
) -> Mapping[tuple[type[models.Model], int], str]:
    """Return the names of everything that the changes refer to; what is not known is read in one statement."""
    names = {(type(one), one.pk): str(getattr(one, _NAMED[type(one)])) for one in known}
    wanted: defaultdict[type[models.Model], set[int]] = defaultdict(set)
    for detail in details:
        for kind, name, *values in _pairs(detail):
            found = _field(kind, name)
            if found is not None and found.related_model in _NAMED:
                table = found.related_model
                wanted[table] |= {value for value in values if isinstance(value, int) and (table, value) not in names}
    parts = [
        table._base_manager.filter(pk__in=keys).order_by().values_list(Value(place), F("pk"), F(_NAMED[table]))
        for place, table in enumerate(_NAMED)
        if (keys := wanted.get(table))
    ]
    if parts:
        tables, rows = list(_NAMED), parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
        names |= {(tables[place], key): name for place, key, name in rows}
    return names


def _changes(
    entry: TrailEntry, detail: Mapping[str, Any], names: Mapping[tuple[type[models.Model], int], str]
) -> list[Change]:
    """Return the changes in the order of the table's fields; what is said twice (a row and its mirror) is told once."""
    told: dict[tuple[str, str], tuple[int, Change]] = {}
    for kind, name, before, after in _pairs(detail):
        found = _field(kind, name)
        if found is None or name in _UNTOLD or not found.editable or _is_subject(entry, found, after):
            continue
        change = Change(str(found.verbose_name), _shown(found, before, names), _shown(found, after, names))
        place = told.get((change.label, change.after), (found.creation_counter, change))[0]
        if change.before or (change.label, change.after) not in told:
            told[change.label, change.after] = (place, change)
    ordered = [change for _place, change in sorted(told.values(), key=lambda one: one[0])]
    return [*ordered[:MOST_CHANGES], *([Change(_("and more"), "", "…")] if ordered[MOST_CHANGES:] else [])]


def _is_subject(entry: TrailEntry, found: Any, value: object) -> bool:
    """Tell whether a reference only repeats what the sentence is about."""
    kind = found.related_model._meta.label_lower if found.related_model else ""
    return (kind, str(value)) == (entry.subject_type, entry.subject_id)


def _shown(found: Any, value: Any, names: Mapping[tuple[type[models.Model], int], str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(found, models.DateTimeField):
        return date_format(timezone.localtime(datetime.fromisoformat(str(value))), "Y-m-d H:i")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if found.related_model is not None:
        return names.get((found.related_model, value), f"№ {value}")
    if found.choices:
        return str(dict(found.flatchoices).get(value, value))
    return _measured(found, value)


def _measured(found: Any, value: Any) -> str:
    """Write a number as its table means it: POINTS and PERCENTAGES there name the fields that hold hundredths."""
    if found.name in getattr(found.model, "POINTS", ()):
        return show_points(value)
    if found.name in getattr(found.model, "PERCENTAGES", ()):
        return f"{show_points(value).removesuffix('.00')} %"
    return str(value)
