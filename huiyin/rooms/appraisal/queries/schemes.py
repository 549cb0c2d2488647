"""Reads of schemes: which version rules a day, what it says, how it stands, who worked on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, DateField, F, OuterRef, Q, QuerySet, Subquery, Value, When

from huiyin.kernel import canon
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.platform.models import TrailEntry
from huiyin.platform.trail import subject_of
from huiyin.rooms.appraisal.models import Form, Scheme, Section, StandardItem
from huiyin.rooms.appraisal.rules.publication import SchemeFault, scheme_faults
from huiyin.rooms.appraisal.terms import DIMENSIONS, OTHER, FormKind, Permit, SchemeState, Standing
from huiyin.rooms.people.terms import Business, Level

WEIGHTS = (
    "checks_share", "months_share", "year_share", "week_weight", "month_weight",
    "bonus_least", "bonus_most", "other_cap", "rounding",
)  # fmt: skip
ITEM_FIELDS = (
    "dimension", "sub_item", "level", "business", "label", "meaning",
    "least", "most", "check_least", "check_most", "evidence", "link", "check_section",
)  # fmt: skip
# Who needs a form of each kind.
AUDIENCES = {
    FormKind.CHECK.value: tuple(Business.values),
    FormKind.MONTH.value: tuple(Level.values),
    FormKind.YEAR.value: tuple(Level.values),
}
# What one does to a draft; whoever did any of it cannot approve it.
DRAFTING_ACTS = tuple(
    f"appraisal.{act}"
    for act in ("draft_scheme", "change_scheme", "set_marks", "record_item", "change_item", "remove_item")
)


def in_force_on(day: date) -> Scheme | None:
    """Return the version that rules a day (P-0, P-4.2a): published, begun, the youngest of those."""
    return _in_force(Scheme.objects.all(), day)


def in_force_among(rows: Iterable[Scheme], day: date) -> Scheme | None:
    """Return which of some versions rules a day, as ``in_force_on`` does among all."""
    begun = [row for row in rows if row.state == SchemeState.PUBLISHED and row.effective_from <= day]
    return max(begun, key=lambda row: (row.effective_from, row.number), default=None)


def _in_force(rows: QuerySet[Scheme], day: date) -> Scheme | None:
    begun = rows.filter(state=SchemeState.PUBLISHED, effective_from__lte=day)
    return begun.order_by("-effective_from", "-number").first()


def content_of(scheme: Scheme, sections: Iterable[Section] | None = None) -> dict[str, Any]:
    """Return all that a version says, without row numbers: two versions that say the same are equal.

    ``sections`` are those of its forms, in their order, where they are read already.

    {"weights": {…}, "forms": {"kind/audience": [[dimension, name, maximum, is_other], …]}, "items": {code: {…}}}.
    """
    forms: dict[str, list[list[Any]]] = {}
    for section in sections_by_form(scheme) if sections is None else sections:
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


def faults_in(content: Mapping[str, Any]) -> list[SchemeFault]:
    """Return what keeps a content from being approved: a missing form, a wrong sum, an item above its section."""
    return scheme_faults(content, dimensions=DIMENSIONS, audiences=AUDIENCES, other=OTHER)


def wrote(scheme: Scheme) -> set[int]:
    """Return the accounts that worked on a draft, from the trail."""
    kind, key = subject_of(scheme)
    entries = TrailEntry.objects.filter(subject_type=kind, subject_id=key, act__in=DRAFTING_ACTS)
    return {who for who in entries.values_list("actor_id", flat=True).distinct() if who is not None}


def _standing() -> dict[str, Any]:
    """Return what tells how a version stands today: ``ends``, the day on which a later one takes its place."""
    later = Scheme.objects.filter(state=SchemeState.PUBLISHED, effective_from__gt=OuterRef("effective_from"))
    first = later.order_by("effective_from").values("effective_from")[:1]
    published = Q(state=SchemeState.PUBLISHED)
    ends = Case(When(published, then=Subquery(first)), default=None, output_field=DateField(null=True))
    superseded = When(published & Q(ends__lte=clock.today()), then=Value(Standing.SUPERSEDED.value))
    return {"ends": ends, "standing": Case(superseded, default=F("state"), output_field=CharField())}


def sees_drafts(actor: Actor) -> bool:
    """Tell whether the versions that are not published are open to somebody: to who works on them."""
    return any(actor.may(one) for one in (Permit.DRAFT_SCHEME, Permit.APPROVE_SCHEME, Permit.PUBLISH_SCHEME))


@query(permit=Permit.READ_SCHEMES, clauses=("P-4.2a", "P-4.2b"))
def schemes(actor: Actor) -> QuerySet[Scheme]:
    """List the versions of the standard, each with its ``standing`` today; drafts only to who works on them."""
    rows = Scheme.objects.annotate(**_standing())
    if sees_drafts(actor):
        return rows
    return rows.exclude(state__in=(SchemeState.DRAFT, SchemeState.APPROVED))


@query(permit=Permit.READ_SCHEMES, clauses=("P-0", "P-4.2a"))
def scheme_in_force(actor: Actor, *, day: date) -> Scheme | None:
    """Return the version that rules a day, if any does."""
    return _in_force(Scheme.objects.annotate(**_standing()), day)


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
