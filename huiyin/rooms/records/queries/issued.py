"""Reads of issued records: the list, one record, and whether it still is what was issued."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from huiyin.kernel import canon
from huiyin.kernel.errors import Conflict, NotVisible
from huiyin.platform import trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.platform.models import TrailEntry
from huiyin.rooms.records.layouts.paper import Paper
from huiyin.rooms.records.models import Record
from huiyin.rooms.records.rules import seal_of
from huiyin.rooms.records.terms import Permit, RecordType

CLAUSES = ("P-4.12", "P-4.12.1", "P-4.12.2", "P-4.12.3", "P-4.12.4")


@cache
def record_types() -> dict[str, RecordType]:
    """Return the forms of all rooms by key."""
    types: dict[str, RecordType] = import_string(settings.RECORD_TYPES)()
    return types


def content_of(record: Record) -> dict[str, Any]:
    """Return what stands on the form. Raises Conflict (409) for a record that was disposed of."""
    if record.disposal_id is not None:
        raise Conflict(_("Record %(number)s was disposed of; only its stub is left.") % {"number": record.number})
    content: dict[str, Any] = json.loads(record.content)
    return content


def paper_of(record: Record) -> Paper:
    """Return the form as rows of cells."""
    return record_types()[record.type].paper(content_of(record))


@query(permit=Permit.READ, clauses=("P-1.0b", *CLAUSES))
def records(actor: Actor) -> QuerySet[Record]:
    """List the issued records that the actor sees, without their contents; a person alone sees those about himself."""
    shown = Record.objects.visible_to(actor.reach(Permit.READ)).select_related("follows", "followed_by", "disposal")
    return shown.defer("content", "follows__content", "followed_by__content")


@query(permit=Permit.READ, clauses=("P-1.0b", *CLAUSES))
def record(actor: Actor, *, pk: int) -> Record:
    """Return one record with its content, or refuse (404)."""
    shown = Record.objects.visible_to(actor.reach(Permit.READ)).select_related("follows", "followed_by", "disposal")
    found = shown.defer("follows__content", "followed_by__content").filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such record, or it is not open to you."))
    return found


@dataclass(frozen=True)
class Verification:
    """Whether a record still is what was issued. ``digest`` is what its content gives now.

    ``content``: the content gives the digest that the record bears; of a record that was disposed of, it is gone and
    nothing is left to compare: ``disposed``. ``anchor``: the trail's link that it names is
    unchanged. ``seal``: the trail's next link, written in the act of issuing, names this very number and digest.
    """

    digest: str
    content: bool
    anchor: bool
    seal: bool
    disposed: bool = False

    @property
    def holds(self) -> bool:
        """Tell whether all three hold, or both that are left."""
        return (self.content or self.disposed) and self.anchor and self.seal


def _sealed(record: Record, entry: TrailEntry | None) -> bool:
    if entry is None or entry.previous != record.trail_digest or not trail.intact(entry):
        return False
    together = Record.objects.filter(trail_seq=record.trail_seq).order_by("id").values_list("number", "digest")
    detail: Mapping[str, Any] = json.loads(entry.detail)
    return detail.get("seal") == seal_of(list(together))


@query(permit=Permit.READ, clauses=CLAUSES)
def verify_record(actor: Actor, *, pk: int) -> Verification:
    """Recompute the digest of a record's content and compare it with the record and with the trail."""
    found = record(actor, pk=pk)
    gone = found.disposal_id is not None
    links = {entry.seq: entry for entry in TrailEntry.objects.filter(seq__in=[found.trail_seq, found.trail_seq + 1])}
    before = links.get(found.trail_seq)
    now = "" if gone else canon.digest(content_of(found))
    return Verification(
        digest=now,
        content=not gone and now == found.digest and canon.canonical(content_of(found)) == found.content,
        anchor=(before.digest if before else "0" * 64) == found.trail_digest,
        seal=_sealed(found, links.get(found.trail_seq + 1)),
        disposed=gone,
    )
