"""The regulations room's API."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from huiyin.kernel.errors import NotVisible
from huiyin.platform.actor import Actor
from huiyin.platform.api import PROBLEMS, Day, api_act, api_change, api_list, api_make
from huiyin.platform.doors import Door
from huiyin.platform.screens import one
from huiyin.platform.web import found
from huiyin.rooms.regulations import queries
from huiyin.rooms.regulations.screens import acts, lists

router = Router()
api_list(router, "/documents", lists.DOCUMENTS, "documents")
api_list(router, "/editions", lists.EDITIONS, "editions")
api_list(router, "/clauses", lists.CLAUSES, "regulation_clauses")
api_list(router, "/interpretations", lists.INTERPRETATIONS, "interpretations")
api_make(router, "/documents", acts.RECORD_DOCUMENT, "record_document")
api_make(router, "/adoptions", acts.ADOPT_DOCUMENT, "adopt_document")
api_change(router, "/documents/{pk}", acts.CHANGE_DOCUMENT, "change_document")
api_change(router, "/editions/{pk}", acts.CHANGE_DRAFT, "change_draft")
api_act(router, "/editions/{pk}/discard", acts.DISCARD_DRAFT, "discard_draft")
api_act(router, "/editions/{pk}/publish", acts.PUBLISH_EDITION, "publish_edition")
api_act(router, "/editions/{pk}/repeal", acts.REPEAL_EDITION, "repeal_edition")
api_change(router, "/clauses/{pk}", acts.CHANGE_CLAUSE, "change_clause")
api_act(router, "/clauses/{pk}/remove", acts.REMOVE_CLAUSE, "remove_clause")
api_make(router, "/documents/{pk}/drafts", acts.START_DRAFT, "start_draft")
api_make(router, "/editions/{pk}/clauses", acts.ADD_CLAUSE, "add_clause")
api_make(router, "/clauses/{pk}/interpretations", acts.INTERPRET_CLAUSE, "interpret_clause")


class ClauseOut(Schema):
    """A clause of a version."""

    id: int
    number: str
    heading: str
    text: str
    note: str
    catalogue_ids: list[str]


class EditionOut(Schema):
    """A version with its clauses. ``until`` is the first day on which it no longer rules; ``intact`` tells whether the
    seal still fits the text.
    """

    id: int
    version: int
    code: str
    title: str
    number: int
    state: str
    standing: str
    effective_from: date
    until: date | None
    change_note: str
    digest: str
    intact: bool
    published_at: datetime | None
    published_by: str
    clauses: list[ClauseOut]


class RunOut(Schema):
    """A stretch of text: ``same``, ``removed`` or ``added``."""

    kind: str
    text: str


class ChangeOut(Schema):
    """A clause number in two versions."""

    number: str
    kind: str
    runs: list[RunOut]


class ExecutorOut(Schema):
    """A door of the house that executes a clause."""

    room: str
    name: str
    writes: bool
    sentence: str


class DemandOut(Schema):
    """A clause of the catalogue and what in the house answers it."""

    id: str
    title: str
    must: str
    check: str
    resolution: str
    executors: list[ExecutorOut]
    record_types: list[str]


def _edition(page: queries.EditionPage) -> dict[str, Any]:
    edition = page.edition
    plain = (
        "id",
        "version",
        "number",
        "state",
        "effective_from",
        "change_note",
        "digest",
        "published_at",
        "published_by",
    )
    return {name: getattr(edition, name) for name in plain} | {
        "code": edition.document.code,
        "title": edition.document.title,
        "standing": page.standing.value,
        "until": page.until,
        "intact": page.intact,
        "clauses": page.clauses,
    }


def _demand(one: queries.Demand) -> dict[str, Any]:
    clause = one.clause
    texts = {name: getattr(clause, name) for name in ("id", "title", "must", "check", "resolution")}
    return texts | {"executors": one.executors, "record_types": one.record_types}


def _reads(door: Door[Any, Any]) -> Callable[[Any], Any]:
    def mark(read: Any) -> Any:
        read.permit = door.permit
        return read

    return mark


@router.get("/editions/{pk}", response={200: EditionOut, **PROBLEMS}, operation_id="edition", summary="Version")
@_reads(queries.edition_page)
def edition(request: HttpRequest, pk: int) -> Any:
    """Return a version with its clauses."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(queries.edition_page.permit)
    row: Any = one(queries.editions)(actor, pk=pk)
    return _edition(queries.edition_page(actor, edition=row))


@router.get(
    "/in-force/{code}", response={200: EditionOut, **PROBLEMS}, operation_id="in_force", summary="Version in force"
)
@_reads(queries.in_force)
def in_force(request: HttpRequest, code: str, on: Day) -> Any:
    """Return the version of a document that was, is or will be in force on a day."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found(queries.in_force(actor, code=code, on=on))
    return _edition(queries.edition_page(actor, edition=row))


@router.get(
    "/compare", response={200: list[ChangeOut], **PROBLEMS}, operation_id="compare_editions", summary="Compare versions"
)
@_reads(queries.compare)
def compare(request: HttpRequest, older: int, newer: int) -> Any:
    """Compare two versions of a document, by their ids, clause by clause."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(queries.compare.permit)
    load = one(queries.editions)
    sides: Any = [load(actor, pk=pk) for pk in (older, newer)]
    return queries.compare(actor, older=sides[0], newer=sides[1])


@router.get(
    "/catalogue", response={200: list[DemandOut], **PROBLEMS}, operation_id="catalogue", summary="Clause catalogue"
)
@_reads(queries.demands)
def catalogue(request: HttpRequest, family: str = "") -> Any:
    """List the clauses of the catalogue, of one regulation (P, M, R, H, S) or all."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return [_demand(item) for item in queries.demands(actor, family=family)]


@router.get(
    "/catalogue/{clause_id}", response={200: DemandOut, **PROBLEMS}, operation_id="catalogue_clause", summary="Clause"
)
@_reads(queries.demand)
def catalogue_clause(request: HttpRequest, clause_id: str) -> Any:
    """Return one clause of the catalogue."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown = queries.demand(actor, clause_id=clause_id)
    if shown is None:
        raise NotVisible
    return _demand(shown)
