"""Writes of the regulations room. What has been published is never written to again, except for its repeal."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.regulations import queries, rules
from huiyin.rooms.regulations.models import Clause, Document, Edition, Interpretation
from huiyin.rooms.regulations.terms import DATA, FLOW, Obstacle, Permit, State, catalogue

STEP = 1000
FAR = 1_000_000


def _hold(document_id: int) -> Document:
    """Lock a document for the rest of the act, so that versions and clauses are written one after the other."""
    return Document.objects.select_for_update().get(pk=document_id)


def _fresh(edition: Edition) -> Edition:
    """Lock the document and read the version anew; nothing may change it under the act."""
    document = _hold(edition.document_id)
    found: Edition | None = Edition.objects.filter(pk=edition.pk).first()
    if found is None:
        raise Conflict(_("This version was discarded in the meantime."))
    found.document = document
    return found


def _draft(edition: Edition) -> Edition:
    found = _fresh(edition)
    if found.state != State.DRAFT:
        raise Conflict(_("This version has been published; it never changes. Start a new draft."))
    return found


def _touch(draft: Edition) -> None:
    """Give the draft a new version with every clause, so that nobody publishes a text that he has not seen."""
    Edition.objects.filter(pk=draft.pk).update(version=F("version") + 1)


def _target(edition: Edition, move: str) -> str:
    if not FLOW.can(move, edition.state):
        msg = _("This cannot be done with a version in the state “%(state)s”.")
        raise Conflict(msg % {"state": State(edition.state).label})
    return FLOW.target(move, edition.state)


def _check_ids(ids: Iterable[str]) -> None:
    for one in ids:
        if one not in catalogue():
            raise Refusal.at("catalogue_ids", str(Obstacle.UNKNOWN.label) % {"id": one})


def _add_all(edition: Edition, wordings: Sequence[rules.Wording]) -> None:
    Clause.objects.bulk_create(
        Clause(
            edition=edition,
            position=place * STEP,
            number=one.number,
            heading=one.heading,
            text=one.text,
            note=one.note,
            catalogue_ids=list(one.catalogue_ids),
        )
        for place, one in enumerate(wordings, start=1)
    )
    trail.note(clauses=len(wordings), wording=queries.seal_of(edition, edition.clauses.order_by("position")))


@usecase(permit=Permit.DRAFT, clauses=("P-0",))
def record_document(actor: Actor, *, code: str, title: str, family: str = "", owner: str) -> Document:
    """Record a document; its first draft begins empty."""
    document = store.add(Document(code=code, title=title, family=family, owner=owner))
    store.add(Edition(document=document, number=1, effective_from=clock.today()))
    return document


@usecase(permit=Permit.DRAFT, clauses=("P-0",))
def change_document(actor: Actor, /, *, document: Document, seen: int, **values: Any) -> Document:
    """Change a document's data. Once a version is published, only the owning department may still change."""
    held = _hold(document.pk)
    frozen = {name for name in ("code", "title") if name in values and values[name] != getattr(held, name)}
    if frozen and held.editions.published().exists():
        reason = _("A published version carries it, so it stays. Record a new document instead.")
        raise Refusal.at(min(frozen), reason)
    return store.change(document, seen=seen, **values)


@usecase(permit=Permit.DRAFT, clauses=("P-0", "P-4.2a"))
def start_draft(
    actor: Actor, *, document: Document, effective_from: date, change_note: str = "", seen: int | None = None
) -> Edition:
    """Start the next version as a copy of the newest one published. A document has one draft at a time."""
    held = _hold(document.pk)
    known = list(held.editions.order_by("-number"))
    if any(edition.state == State.DRAFT for edition in known):
        raise Conflict(_("This document already has a draft. Publish or discard it first."))
    ruling = [one for one in known if (term := queries.term_of(one)) is not None and not term.withdrawn]
    source = max(ruling, key=lambda edition: edition.effective_from, default=None)
    number = max((edition.number for edition in known), default=0) + 1
    draft = store.add(Edition(document=held, number=number, effective_from=effective_from, change_note=change_note))
    if source is not None:
        trail.note(copied_from=source.number)
        _add_all(draft, queries.wordings_of(source.clauses.order_by("position")))
    return draft


@usecase(permit=Permit.DRAFT, clauses=("P-0",))
def change_draft(actor: Actor, *, edition: Edition, seen: int, effective_from: date, change_note: str = "") -> Edition:
    """Change the first day and the note of a draft."""
    return store.change(_draft(edition), seen=seen, effective_from=effective_from, change_note=change_note)


@usecase(permit=Permit.DRAFT, clauses=("P-0",))
def discard_draft(actor: Actor, *, edition: Edition, seen: int) -> Document:
    """Drop a draft with its clauses; its number is free again."""
    draft = _draft(edition)
    trail.note(number=draft.number, clauses=draft.clauses.count())
    store.remove(draft, seen=seen)
    return draft.document


def _position(edition: Edition, after: str) -> int:
    places = list(edition.clauses.order_by("position").values_list("number", "position"))
    numbers = [number for number, _place in places]
    if after and after not in numbers:
        raise Refusal.at("after", _("This version has no clause “%(number)s”.") % {"number": after})
    index = numbers.index(after) + 1 if after else len(places)
    before = places[index - 1][1] if index else None
    following = places[index][1] if index < len(places) else None
    found = rules.between(before, following, STEP)
    return found if found is not None else _spread(edition, index)


def _spread(edition: Edition, index: int) -> int:
    """Lay the clauses out again with even gaps and return the place that became free at an index."""
    rows = list(edition.clauses.order_by("position"))
    for row in rows:
        row.position += FAR
    Clause.objects.bulk_update(rows, ["position"])
    for place, row in enumerate(rows):
        row.position = (place + (place >= index) + 1) * STEP
    Clause.objects.bulk_update(rows, ["position"])
    trail.note(spread=len(rows))
    return (index + 1) * STEP


@usecase(permit=Permit.DRAFT, clauses=("P-0",))
def add_clause(
    actor: Actor,
    *,
    edition: Edition,
    after: str = "",
    number: str,
    heading: str = "",
    text: str = "",
    note: str = "",
    catalogue_ids: Sequence[str] = (),
    seen: int | None = None,
) -> Clause:
    """Add a clause to a draft, behind the clause numbered ``after`` or at the end."""
    draft = _draft(edition)
    _check_ids(catalogue_ids)
    rules.check_clause(number, heading, text, draft.clauses.values_list("number", flat=True))
    row = Clause(edition=draft, position=_position(draft, after), number=number, heading=heading, text=text, note=note)
    row.catalogue_ids = list(catalogue_ids)
    _touch(draft)
    return store.add(row)


@usecase(permit=Permit.DRAFT, clauses=("P-0",))
def change_clause(actor: Actor, /, *, clause: Clause, seen: int, **values: Any) -> Clause:
    """Change a clause of a draft."""
    draft = _draft(clause.edition)
    wanted = {name: values.get(name, getattr(clause, name)) for name in ("number", "heading", "text")}
    _check_ids(values.get("catalogue_ids", ()))
    others = draft.clauses.exclude(pk=clause.pk).values_list("number", flat=True)
    rules.check_clause(wanted["number"], wanted["heading"], wanted["text"], others)
    _touch(draft)
    return store.change(clause, seen=seen, **values)


@usecase(permit=Permit.DRAFT, clauses=("P-0",))
def remove_clause(actor: Actor, *, clause: Clause, seen: int) -> Edition:
    """Take a clause out of a draft."""
    draft = _draft(clause.edition)
    trail.note(number=clause.number)
    store.remove(clause, seen=seen)
    _touch(draft)
    return draft


def _publish(actor: Actor, edition: Edition, seen: int, effective_from: date) -> Edition:
    state = _target(edition, "publish")
    others = edition.document.editions.exclude(pk=edition.pk)
    rules.check_start(effective_from, clock.today(), queries.terms_of(others))
    held = list(edition.clauses.order_by("position"))
    if not held:
        raise Refusal(str(Obstacle.NO_CLAUSES.label))
    edition.effective_from = effective_from
    digest = queries.seal_of(edition, held)
    trail.note(digest=digest)
    return store.change(
        edition,
        seen=seen,
        state=state,
        effective_from=effective_from,
        digest=digest,
        published_at=clock.now(),
        published_by=actor.name,
    )


@usecase(permit=Permit.PUBLISH, clauses=("P-0", "P-4.2a"))
def publish_edition(actor: Actor, *, edition: Edition, seen: int, effective_from: date) -> Edition:
    """Publish a draft: its text is sealed with who and when, and rules from its first day on, never before today.

    Only a document's very first version may date back. Raises Refusal at ``effective_from``, Conflict for a version
    that is no draft, Stale where it changed since it was read.
    """
    return _publish(actor, _fresh(edition), seen, effective_from)


@usecase(permit=Permit.PUBLISH, clauses=("P-0",))
def repeal_edition(actor: Actor, *, edition: Edition, seen: int, repealed_from: date) -> Edition:
    """Repeal a version from a day on, never before today. Before its first day, that withdraws it."""
    found = _fresh(edition)
    state = _target(found, "repeal")
    term = queries.term_of(found)
    if term is not None:
        rules.check_repeal(repealed_from, clock.today(), term, queries.terms_of(found.document.editions.all()))
    trail.note(day=repealed_from.isoformat())
    return store.change(found, seen=seen, state=state, repealed_from=repealed_from)


@usecase(permit=Permit.INTERPRET, clauses=("P-4.11",))
def interpret_clause(actor: Actor, *, clause: Clause, text: str) -> Interpretation:
    """Say how a published clause is to be read. It stands beside the clause and is never changed, only followed."""
    edition = _fresh(clause.edition)
    if edition.state == State.DRAFT:
        raise Conflict(_("A draft is not interpreted: change its wording instead."))
    clause.edition = edition
    trail.about(clause)
    return store.add(
        Interpretation(
            document=edition.document,
            edition=edition,
            clause_number=clause.number,
            text=text,
            given_at=clock.now(),
            given_by=actor.name,
        )
    )


@usecase(permit=Permit.PUBLISH, clauses=("P-0",))
def adopt_document(actor: Actor, *, effective_from: date, name: str = "procedure_p") -> Document:
    """Take over a document that is shipped with the house, as version 1, and publish it.

    ``name`` is a file of the room's ``data`` folder. Done again it changes nothing and returns the document.
    """
    shipped = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    known = Document.objects.filter(code=shipped["code"]).first()
    if known is not None:
        return known
    heads = {key: shipped[key] for key in ("code", "title", "family", "owner", "catalogue_ids")}
    document = store.add(Document(**heads))
    draft = store.add(
        Edition(document=document, number=1, effective_from=effective_from, change_note=shipped["change_note"])
    )
    wordings = [rules.Wording(**row | {"catalogue_ids": tuple(row["catalogue_ids"])}) for row in shipped["clauses"]]
    _add_all(draft, wordings)
    _publish(actor, draft, draft.version, effective_from)
    return document
