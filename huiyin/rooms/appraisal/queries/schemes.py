"""Reads of schemes: which version rules a day, what it says, and how two versions differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from huiyin.kernel import canon
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Form, Scheme, Section, StandardItem
from huiyin.rooms.appraisal.terms import Permit, SchemeState

WEIGHTS = (
    "checks_share", "months_share", "year_share", "week_weight", "month_weight",
    "bonus_least", "bonus_most", "other_cap", "rounding",
)  # fmt: skip
ITEM_FIELDS = (
    "dimension", "sub_item", "level", "business", "label", "meaning",
    "least", "most", "check_least", "check_most", "evidence", "link", "check_section",
)  # fmt: skip


def in_force_on(day: date) -> Scheme | None:
    """Return the version that rules a day (P-0, P-4.2a): published, begun, the youngest of those."""
    begun = Scheme.objects.filter(state=SchemeState.PUBLISHED, effective_from__lte=day)
    return begun.order_by("-effective_from", "-number").first()


def content_of(scheme: Scheme) -> dict[str, Any]:
    """Return all that a version says, without row numbers: two versions that say the same are equal.

    {"weights": {…}, "forms": {"kind/audience": [[dimension, name, maximum, is_other], …]}, "items": {code: {…}}}.
    """
    forms: dict[str, list[list[Any]]] = {}
    for section in sections_by_form(scheme):
        form = section.form
        forms.setdefault(f"{form.kind}/{form.audience}", []).append(
            [section.dimension, section.name, section.maximum, section.is_other]
        )
    return {
        "weights": {name: getattr(scheme, name) for name in WEIGHTS},
        "forms": forms,
        "items": {item["code"]: item for item in scheme.items.values("code", *ITEM_FIELDS)},
    }


def digest_of(scheme: Scheme) -> str:
    """Return the digest of what a version says together with the day it begins."""
    return canon.digest([scheme.effective_from, content_of(scheme)])


def sections_by_form(scheme: Scheme) -> QuerySet[Section]:
    """Return the sections of all forms of a version, in the order of the forms."""
    return Section.objects.filter(form__scheme=scheme).select_related("form").order_by("form_id", "position")


@query(permit=Permit.READ_SCHEMES, clauses=("P-4.2a", "P-4.2b"))
def schemes(actor: Actor) -> QuerySet[Scheme]:
    """List the versions of the standard; drafts only to who may draft or publish them."""
    rows = Scheme.objects.all()
    if actor.may(Permit.DRAFT_SCHEME) or actor.may(Permit.PUBLISH_SCHEME):
        return rows
    return rows.exclude(state=SchemeState.DRAFT)


@query(permit=Permit.READ_SCHEMES, clauses=("P-0", "P-4.2a"))
def scheme_in_force(actor: Actor, *, day: date) -> Scheme | None:
    """Return the version that rules a day, if any does."""
    return in_force_on(day)


@query(permit=Permit.READ_SCHEMES, clauses=("P-4.2b", "P-4.5.2b"))
def items(actor: Actor, *, scheme: int | None = None) -> QuerySet[StandardItem]:
    """List the deduction items of a version that the actor sees, or of all of them."""
    of = schemes(actor) if scheme is None else schemes(actor).filter(pk=scheme)
    return StandardItem.objects.filter(scheme__in=of.order_by().values("pk")).select_related("scheme")


@dataclass(frozen=True)
class Grid:
    """The forms of one kind beside each other: rows are sections, columns audiences; None where a form lacks one.

    ``rows`` are (dimension, name, is_other, marks per audience in hundredths); ``sums`` the marks of each form.
    """

    kind: str
    audiences: tuple[str, ...]
    forms: tuple[Form, ...]
    rows: tuple[tuple[str, str, bool, tuple[int | None, ...]], ...]
    sums: tuple[int, ...]


@query(permit=Permit.READ_SCHEMES, clauses=("P-4.5.1", "P-4.5.3a", "P-4.5.2a"))
def grids(actor: Actor, *, scheme: Scheme) -> list[Grid]:
    """Return the forms of a version, one grid per kind, in the order of the forms."""
    by_kind: dict[str, dict[Form, list[Section]]] = {}
    for section in sections_by_form(scheme):
        by_kind.setdefault(section.form.kind, {}).setdefault(section.form, []).append(section)
    return [_grid(kind, forms) for kind, forms in by_kind.items()]


def _grid(kind: str, forms: Mapping[Form, list[Section]]) -> Grid:
    lines: dict[tuple[str, str, bool], list[int | None]] = {}
    for place, sections in enumerate(forms.values()):
        for section in sections:
            key = (section.dimension, section.name, section.is_other)
            lines.setdefault(key, [None] * len(forms))[place] = section.maximum
    ordered = sorted(lines, key=lambda key: key[2])
    return Grid(
        kind=kind,
        audiences=tuple(form.audience for form in forms),
        forms=tuple(forms),
        rows=tuple((*key, tuple(lines[key])) for key in ordered),
        sums=tuple(sum(section.maximum for section in sections) for sections in forms.values()),
    )


@dataclass(frozen=True)
class Difference:
    """One line in which two versions differ; None on the side that lacks it.

    ``part`` is "weights", "forms" or "items"; ``place`` names the form or the item; ``field`` what differs there.
    """

    part: str
    place: str
    field: str
    before: Any
    after: Any


@query(permit=Permit.READ_SCHEMES, clauses=("P-4.2a",))
def compare_schemes(actor: Actor, *, old: Scheme, new: Scheme) -> list[Difference]:
    """Return line by line what the new version says otherwise than the old one."""
    before, after = content_of(old), content_of(new)
    found = [Difference("weights", "", name, *pair) for name, pair in _unequal(before["weights"], after["weights"])]
    for place in dict.fromkeys((*before["forms"], *after["forms"])):
        marks = [{line[1]: line[2] for line in side["forms"].get(place, ())} for side in (before, after)]
        found += [Difference("forms", place, name, *pair) for name, pair in _unequal(*marks)]
    for code in dict.fromkeys((*before["items"], *after["items"])):
        sides = [side["items"].get(code) for side in (before, after)]
        if None in sides:
            labels = [side["label"] if side else None for side in sides]
            found.append(Difference("items", code, "", *labels))
        else:
            found += [Difference("items", code, name, *pair) for name, pair in _unequal(*sides)]
    return found


def _unequal(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, tuple[Any, Any]]]:
    names = dict.fromkeys((*before, *after))
    return [(name, (before.get(name), after.get(name))) for name in names if before.get(name) != after.get(name)]
