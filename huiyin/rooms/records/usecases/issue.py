"""Issuing forms: a content becomes a numbered record, once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from huiyin.kernel import canon
from huiyin.kernel.errors import NotPermitted
from huiyin.platform import clock, numbering, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.platform.models import TrailHead
from huiyin.rooms.records.models import Record
from huiyin.rooms.records.queries.issued import record_types
from huiyin.rooms.records.rules import keep_until, number_of, seal_of, series_of
from huiyin.rooms.records.terms import Draft, Permit, RecordType

CLAUSES = ("P-4.12", "P-4.12.1", "P-4.12.2", "P-4.12.3", "P-4.12.4")


@dataclass(frozen=True)
class Issued:
    """What an act of issuing left: the record of every form asked for, in that order, and how many of them are new."""

    pks: tuple[int, ...]
    fresh: int


@dataclass(frozen=True)
class _Latest:
    pk: int
    edition: int
    digest: str


@dataclass(frozen=True)
class _Sealed:
    draft: Draft
    text: str
    digest: str


_Fresh = tuple[_Sealed, _Latest | None]
_Outcome = tuple[list[int], list[Record]]
"""The record of every form asked for, in that order, and the new ones."""


def _latest(kind: str, period: str, drafts: Sequence[Draft]) -> dict[tuple[str, str], _Latest]:
    """Return the newest edition of each subject's form: one statement, however many forms."""
    rows = Record.objects.filter(type=kind, period=period)
    if len(drafts) == 1:
        rows = rows.filter(subject_type=drafts[0].subject[0], subject_id=drafts[0].subject[1])
    listed = rows.order_by("edition").values_list(
        "subject_type", "subject_id", "pk", "edition", "digest", "disposal_id"
    )
    # A stub is no form any more: the same content is issued anew.
    return {
        (type_, id_): _Latest(pk, edition, "" if gone else digest) for type_, id_, pk, edition, digest, gone in listed
    }


def _check(actor: Actor, drafts: Sequence[Draft]) -> None:
    reach = actor.reach(Permit.ISSUE)
    if not all(reach.covers(path) for path in {draft.unit_path for draft in drafts}):
        raise NotPermitted(_("You may not issue forms for this unit."))
    if len({draft.subject for draft in drafts}) != len(drafts):
        raise ValueError("one form per subject and act")


def _number(actor: Actor, kind: RecordType, period: str, fresh: Sequence[_Fresh]) -> list[Record]:
    """Give numbers and insert. The counter is locked, and from here on the trail: nothing slow may follow."""
    now, kept = clock.now(), keep_until(clock.today(), kind.years)
    numbers = numbering.take(series_of(kind.prefix, period), len(fresh))
    TrailHead.objects.select_for_update().get_or_create(pk=1)
    seq, link = trail.head()
    rows = [
        Record(
            number=number_of(kind.prefix, period, count), type=kind.key, period=period,
            subject_type=one.draft.subject[0], subject_id=one.draft.subject[1],
            edition=before.edition + 1 if before else 1, follows_id=before.pk if before else None,
            about_id=one.draft.about_id, about_number=one.draft.about_number, about_name=one.draft.about_name,
            unit_path=one.draft.unit_path, unit_name=one.draft.unit_name, content=one.text, digest=one.digest,
            issued_at=now, issued_by=actor.name, keep_until=kept, trail_seq=seq, trail_digest=link,
        )
        for count, (one, before) in zip(numbers, fresh, strict=True)
    ]  # fmt: skip
    return Record.objects.bulk_create(rows)


def _issue(actor: Actor, kind: str, period: str, drafts: Sequence[Draft]) -> _Outcome:
    """Issue what is new or changed, and say so in the open trail entry, under one seal over all numbers and digests."""
    _check(actor, drafts)
    form = record_types()[kind]
    texts = [(draft, canon.canonical(draft.content)) for draft in drafts]
    sealed = [_Sealed(draft, text, canon.digest_bytes([text.encode()])) for draft, text in texts]
    # Who issues the same form and period at the same moment waits here, and then finds what was issued.
    numbering.take(series_of(form.prefix, period), 0)
    latest = _latest(form.key, period, drafts)
    fresh = [
        (one, before)
        for one in sealed
        if (before := latest.get(one.draft.subject)) is None or before.digest != one.digest
    ]
    made = _number(actor, form, period, fresh) if fresh else []
    pks = {subject: found.pk for subject, found in latest.items()}
    pks |= {one.draft.subject: row.pk for (one, _before), row in zip(fresh, made, strict=True)}
    _tell(form, period, len(drafts), made)
    return [pks[one.draft.subject] for one in sealed], made


def _tell(form: RecordType, period: str, asked: int, made: Sequence[Record]) -> None:
    trail.note(title=form.title, period=period, asked=asked, fresh=len(made))
    if made:
        seal = seal_of([(row.number, row.digest) for row in made])
        trail.note(first=made[0].number, last=made[-1].number, seal=seal)


@usecase(permit=Permit.ISSUE, clauses=CLAUSES)
def issue_record(actor: Actor, *, kind: str, period: str, draft: Draft) -> Record:
    """Issue one form and return its record.

    The content that is already in force returns its record; a changed one gets a new number that names the one it
    follows. ``kind`` is the key of a record type, ``period`` "2025-03" or "2025". It is kept from today on (P-4.12).
    Raises NotPermitted (403) for a unit outside the actor's reach.
    """
    pks, made = _issue(actor, kind, period, [draft])
    row = made[0] if made else Record.objects.get(pk=pks[0])
    if not made:
        trail.note(first=row.number)
    return row


@usecase(permit=Permit.ISSUE, clauses=CLAUSES)
def issue_records(actor: Actor, *, kind: str, period: str, drafts: Sequence[Draft]) -> Issued:
    """Issue many forms of one kind and period as ``issue_record`` does each, in one act under one seal of the trail."""
    pks, made = _issue(actor, kind, period, drafts)
    if not made:
        trail.note(first="—", last="—")
    return Issued(tuple(pks), len(made))
