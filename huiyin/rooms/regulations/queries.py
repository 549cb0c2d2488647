"""Reads of the regulations room. Regulations are open to everybody who may read them; drafts to who works on them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import DOORS, Door, query
from huiyin.platform.models import TrailEntry
from huiyin.rooms.regulations import rules
from huiyin.rooms.regulations.models import Clause, Document, Edition, Interpretation
from huiyin.rooms.regulations.terms import SENTENCES, CatalogueClause, Permit, Standing, State, catalogue


def _works_on_drafts(actor: Actor) -> bool:
    return actor.may(Permit.DRAFT) or actor.may(Permit.PUBLISH)


def term_of(edition: Edition) -> rules.Term | None:
    """Return from when to when a version may rule; nothing for a draft."""
    if edition.state == State.DRAFT:
        return None
    return rules.Term(edition.number, edition.effective_from, edition.repealed_from)


def terms_of(editions: Iterable[Edition]) -> list[rules.Term]:
    """Return the terms of the published versions."""
    return [term for edition in editions if (term := term_of(edition)) is not None]


def ruling(editions: Iterable[Edition], day: date) -> Edition | None:
    """Pick the version that rules on a day."""
    published = {edition.number: edition for edition in editions if edition.state != State.DRAFT}
    term = rules.in_force_on(terms_of(published.values()), day)
    return published[term.number] if term else None


def wordings_of(clauses: Iterable[Clause]) -> list[rules.Wording]:
    """Return what clauses say, as the rules take it."""
    return [rules.Wording(one.number, one.heading, one.text, one.note, tuple(one.catalogue_ids)) for one in clauses]


def seal_of(edition: Edition, clauses: Iterable[Clause]) -> str:
    """Return the digest of a version as its clauses stand now."""
    document = edition.document
    return rules.seal(
        code=document.code,
        title=document.title,
        number=edition.number,
        start=edition.effective_from,
        wordings=wordings_of(clauses),
    )


@query(permit=Permit.READ, clauses=("P-0", "P-1.0b"))
def documents(actor: Actor) -> QuerySet[Document]:
    """List the controlled documents, each with its versions in ``versions``."""
    drafts = _works_on_drafts(actor)
    versions = Prefetch("editions", Edition.objects.visible_to(drafts=drafts), to_attr="versions")
    return Document.objects.visible_to(drafts=drafts).prefetch_related(versions)


@query(permit=Permit.READ, clauses=("P-0", "P-1.0b"))
def editions(actor: Actor) -> QuerySet[Edition]:
    """List the versions of all documents."""
    return Edition.objects.visible_to(drafts=_works_on_drafts(actor)).select_related("document")


@query(permit=Permit.READ, clauses=("P-0", "P-1.0b"))
def clauses(actor: Actor) -> QuerySet[Clause]:
    """List the clauses of all versions."""
    return Clause.objects.visible_to(drafts=_works_on_drafts(actor)).select_related("edition__document")


@query(permit=Permit.READ, clauses=("P-4.11",))
def interpretations(actor: Actor) -> QuerySet[Interpretation]:
    """List the interpretations that 品质部 gave."""
    return Interpretation.objects.select_related("document", "edition")


@query(permit=Permit.READ, clauses=("P-0",))
def in_force(actor: Actor, *, code: str, on: date) -> Edition | None:
    """Return the version of a document that is in force on a day, or nothing.

    What is judged by a document asks with the last day of its period, so that a later version never reaches back.
    """
    published = Edition.objects.published().filter(document__code=code).select_related("document")
    return ruling(published, on)


@dataclass(frozen=True)
class EditionPage:
    """A version with all that its page shows."""

    edition: Edition
    clauses: list[Clause]
    others: list[Edition]
    interpretations: dict[str, list[Interpretation]]
    standing: Standing
    until: date | None
    intact: bool
    published_by: str


@query(permit=Permit.READ, clauses=("P-0", "P-1.0b", "P-4.11"))
def edition_page(actor: Actor, *, edition: Edition) -> EditionPage:
    """Return a version with its clauses, its neighbours, the interpretations, and whether the seal still holds."""
    visible = Edition.objects.visible_to(drafts=_works_on_drafts(actor))
    others = list(visible.filter(document_id=edition.document_id).order_by("-number"))
    held = list(edition.clauses.order_by("position"))
    terms, term = terms_of(others), term_of(edition)
    given: dict[str, list[Interpretation]] = {}
    for one in Interpretation.objects.filter(document_id=edition.document_id).select_related("edition"):
        given.setdefault(one.clause_number, []).append(one)
    end = rules.end_of(term, terms) if term else None
    return EditionPage(
        edition=edition,
        clauses=held,
        others=others,
        interpretations=given,
        standing=rules.standing(term, terms, clock.today()),
        until=end,
        intact=edition.state == State.DRAFT or seal_of(edition, held) == edition.digest,
        published_by=_who(edition.published_by),
    )


@query(permit=Permit.READ, clauses=("P-0",))
def compare(actor: Actor, *, older: Edition, newer: Edition) -> tuple[rules.Change, ...]:
    """Compare two versions of one document clause by clause."""
    if older.document_id != newer.document_id:
        raise Refusal(_("Only versions of the same document can be compared."))
    sides = (wordings_of(side.clauses.order_by("position")) for side in (older, newer))
    return rules.compare(*sides)


@dataclass(frozen=True)
class Executor:
    """A door of the house that executes a clause."""

    room: str
    name: str
    writes: bool
    sentence: str


@dataclass(frozen=True)
class Demand:
    """A clause of the catalogue with what in the house answers it, in the reader's language.

    ``ambiguities`` are (ID, how the house reads it).
    """

    clause: CatalogueClause
    title: str
    demand: str
    check: str
    resolution: str
    ambiguities: tuple[tuple[str, str], ...]
    executors: tuple[Executor, ...]
    record_types: tuple[str, ...]
    held_by: tuple[Clause, ...] = ()


def _executor(door: Door[Any, Any]) -> Executor:
    known = {config.label: config.verbose_name for config in apps.get_app_configs()}
    sentence = (door.call.__doc__ or "").strip().partition("\n")[0]
    return Executor(str(known.get(door.room, door.room)), door.name, door.kind == "usecase", sentence)


def demand_of(clause: CatalogueClause, held_by: Iterable[Clause] = ()) -> Demand:
    """Gather which doors claim a clause of the catalogue and which record types it asks for."""
    doors = sorted((door for door in DOORS.values() if clause.id in door.clauses), key=lambda door: door.name)
    types = import_string(settings.RECORD_TYPES)().values()
    chinese = (get_language() or "").startswith("zh")
    return Demand(
        clause=clause,
        title=clause.title_zh if chinese else clause.title,
        demand=clause.must_zh if chinese else clause.must,
        check=clause.check_zh if chinese else clause.check,
        resolution=clause.resolution_zh if chinese else clause.resolution,
        ambiguities=tuple((one.id, one.resolution_zh if chinese else one.resolution) for one in clause.ambiguities),
        executors=tuple(_executor(door) for door in doors),
        record_types=tuple(kind.title for kind in types if clause.id in kind.clauses),
        held_by=tuple(held_by),
    )


@query(permit=Permit.READ)
def demands(actor: Actor, *, family: str = "") -> tuple[Demand, ...]:
    """List the clauses of the catalogue, of one regulation or all, with what answers each."""
    return tuple(demand_of(one) for one in catalogue().values() if not family or one.family == family)


@query(permit=Permit.READ)
def demand(actor: Actor, *, clause_id: str) -> Demand | None:
    """Return one clause of the catalogue, with the clauses of the documents in force today that give rise to it."""
    known = catalogue().get(clause_id)
    if known is None:
        return None
    today = clock.today()
    documents_of = Document.objects.filter(family=known.family).prefetch_related("editions")
    ruled = [edition.pk for document in documents_of if (edition := ruling(document.editions.all(), today))]
    rows = Clause.objects.filter(edition__in=ruled).select_related("edition__document").order_by("edition", "position")
    return demand_of(known, [row for row in rows if clause_id in row.catalogue_ids])


@dataclass(frozen=True)
class Event:
    """Something that happened to a version, for its timeline."""

    at: datetime
    who: str
    sentence: str


@query(permit=Permit.READ, clauses=("P-0",))
def history(actor: Actor, *, edition: Edition, limit: int = 50) -> tuple[Event, ...]:
    """Return what happened to a version and its document, newest first."""
    clause_ids = [str(pk) for pk in edition.clauses.values_list("pk", flat=True)]
    about = (
        Q(subject_type=Edition._meta.label_lower, subject_id=str(edition.pk))
        | Q(subject_type=Document._meta.label_lower, subject_id=str(edition.document_id))
        | Q(subject_type=Clause._meta.label_lower, subject_id__in=clause_ids)
    )
    rows = TrailEntry.objects.filter(about).order_by("-seq")[:limit]
    return tuple(Event(row.at, _who(row.actor_name), _sentence(row)) for row in rows)


def _who(name: str) -> str:
    return str(_("the system")) if name == SYSTEM.name else name


def _sentence(row: TrailEntry) -> str:
    said = SENTENCES.get(row.act.rpartition(".")[2])
    return str(said) % json.loads(row.detail) if said else row.act
