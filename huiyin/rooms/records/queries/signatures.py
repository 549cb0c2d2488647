"""Reads of signatures, and whether they still are what was signed."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from huiyin.platform.actor import SIGNED_IN, Actor
from huiyin.platform.doors import query
from huiyin.platform.models import TrailEntry
from huiyin.platform.trail import Break
from huiyin.rooms.records import rules
from huiyin.rooms.records.models import Record, Signature
from huiyin.rooms.records.queries.house_key import proves


@cache
def _labels() -> dict[str, Any]:
    found: Mapping[str, str] = import_string(settings.SIGNATURE_MEANINGS)()
    return dict(found)


def meaning_of(signature: Signature) -> str:
    """Return what a signature means in the language of the page; a meaning that no room knows, as it was called."""
    return str(_labels().get(signature.meaning, signature.words))


@query(permit=SIGNED_IN, clauses=("P-1.0b",))
def signatures_of(_actor: Actor, subject_type: str, subject_ids: Sequence[str]) -> dict[str, list[Signature]]:
    """Return the signatures of some things of one kind by the thing's id, each thing's in the order of signing.

    The things are those that the asking room has already shown to the actor; this is one statement.
    """
    found: dict[str, list[Signature]] = defaultdict(list)
    rows = Signature.objects.filter(subject_type=subject_type, subject_id__in=[str(one) for one in subject_ids])
    for row in rows.order_by("seq"):
        found[row.subject_id].append(row)
    return found


class Behind(Protocol):
    """What a room above says of one of its record types: which of its things, once signed, stand behind a record."""

    def __call__(self, forms: Collection[tuple[str, str]], /) -> Mapping[tuple[str, str], Sequence[tuple[str, str]]]:
        """Return the things (type, id), the oldest first, of (subject's id, period) each."""
        ...


@cache
def _behind() -> dict[str, Behind]:
    found: dict[str, Behind] = import_string(settings.SIGNED_BEHIND_RECORDS)()
    return found


def _things(records: Sequence[Record]) -> dict[int, list[tuple[str, str]]]:
    """Return what may be signed of each record: what it is about, and what a room above says stands behind it."""
    more: dict[tuple[str, str, str], Sequence[tuple[str, str]]] = {}
    for form in {record.type for record in records} & _behind().keys():
        forms = {(record.subject_id, record.period) for record in records if record.type == form}
        more |= {(form, *key): things for key, things in _behind()[form](forms).items()}
    return {
        record.pk: [
            (record.subject_type, record.subject_id), *more.get((record.type, record.subject_id, record.period), ())
        ]
        for record in records
    }  # fmt: skip


def borne_by(records: Sequence[Record]) -> dict[int, list[Signature]]:
    """Return the signatures that records bear: those of what stands behind them, made before the act of issuing them.

    Of several editions of the thing, the newest one that was signed then counts, so that the same record always says
    the same. One statement for each kind of thing, however many records.
    """
    things = _things(records)
    found: dict[tuple[str, str], list[Signature]] = defaultdict(list)
    for kind in {kind for some in things.values() for kind, _key in some}:
        keys = {key for some in things.values() for of, key in some if of == kind}
        for row in Signature.objects.filter(subject_type=kind, subject_id__in=keys).order_by("seq"):
            found[kind, row.subject_id].append(row)
    borne = {}
    for record in records:
        then = [
            (place, row)
            for place, thing in enumerate(things[record.pk])
            for row in found.get(thing, ())
            if row.trail_seq <= record.trail_seq
        ]
        newest = max(((place, row.edition) for place, row in then), default=(0, 0))
        borne[record.pk] = [row for place, row in then if (place, row.edition) == newest]
    return borne


def lines_for(records: Sequence[Record]) -> dict[int, list[rules.SignedLine]]:
    """Return in short who signed what stands behind records, by the record."""
    return {
        pk: [rules.SignedLine(row.words, row.by, timezone.localdate(row.signed_at)) for row in rows]
        for pk, rows in borne_by(records).items()
    }


def iso(at: datetime) -> str:
    """Return an instant as a statement holds it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def stated_by(row: Signature) -> bytes:
    """Return what a stored signature states."""
    return rules.statement(rules.Said(
        subject=(row.subject_type, row.subject_id), edition=row.edition, meaning=row.meaning, words=row.words,
        signer=(row.account_id, row.employee_id, row.name, row.role), behalf=(row.behalf_id, row.behalf_name),
        digest=row.digest, at=iso(row.signed_at),
    ))  # fmt: skip


def seal_of(row: Signature) -> str:
    """Return the seal that a signature must bear."""
    anchor = (row.trail_seq, row.trail_digest)
    return rules.chained(
        seq=row.seq, stated=stated_by(row), proof=row.proof, key=row.key, anchor=anchor, previous=row.previous
    )


def _named() -> dict[int, tuple[int, int, str]]:
    """Return what the trail says of signatures: the link before an act → its first and last signature and the seal."""
    named: dict[int, tuple[int, int, str]] = {}
    entries = TrailEntry.objects.filter(detail__contains='"signatures":{"first":')
    for seq, detail in entries.values_list("seq", "detail").iterator():
        told = json.loads(detail).get("signatures", {})
        named[seq - 1] = (told.get("first", 0), told.get("last", 0), told.get("seal", ""))
    return named


def _faults(row: Signature, expected: int, previous: str) -> list[str]:
    faults = []
    if row.seq != expected:
        faults.append(f"missing or moved: found {row.seq}")
    if row.previous != previous:
        faults.append("does not follow the signature before it")
    if seal_of(row) != row.seal:
        faults.append("edited after it was sealed")
    if not proves(row.key, row.proof, stated_by(row)):
        faults.append("the house's key did not sign this")
    return faults


def verify_signatures() -> tuple[int, list[Break]]:
    """Walk all signatures and return (how many, breaks): edited, removed, inserted or moved ones, or a cut end.

    The trail names the signatures of every act with the seal of the last one, so that a forged chain is found too.
    """
    breaks: list[Break] = []
    named, previous, expected = _named(), "0" * 64, 1
    sealed: dict[int, str] = {last: seal for _first, last, seal in named.values()}
    for row in Signature.objects.order_by("seq").iterator(chunk_size=2000):
        faults = _faults(row, expected, previous)
        first, last, _seal = named.get(row.trail_seq, (0, 0, ""))
        if not first <= row.seq <= last:
            faults.append("the trail does not name it")
        if sealed.pop(row.seq, row.seal) != row.seal:
            faults.append("differs from what the trail says")
        breaks += [Break(row.seq, fault) for fault in faults]
        previous, expected = row.seal, row.seq + 1
    breaks += [Break(seq, "named by the trail, and gone") for seq in sorted(sealed)]
    return expected - 1, breaks


def signature_anchors() -> dict[int, str]:
    """Return the links of the trail that signatures keep ({seq: digest}); two that differ fit no chain."""
    kept: dict[int, str] = {}
    for seq, digest in Signature.objects.order_by().values_list("trail_seq", "trail_digest").distinct():
        kept[seq] = digest if kept.get(seq, digest) == digest else ""
    return kept


def keys_used() -> list[str]:
    """Return the public parts of the keys with which signatures were made."""
    return list(Signature.objects.order_by("key").values_list("key", flat=True).distinct())
