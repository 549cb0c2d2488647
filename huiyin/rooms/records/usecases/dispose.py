"""Disposal (销毁) of records whose term is over: drafted by one, approved by another, carried out by a job (P-4.12)."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel import canon
from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal
from huiyin.platform import clock, files, jobs, numbering, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.platform.models import StoredFile
from huiyin.rooms.people.queries.tree import company_of, unit_name
from huiyin.rooms.records import rules
from huiyin.rooms.records.models import Disposal, DisposalLine, PrintedRecord, Record
from huiyin.rooms.records.queries.issued import record_types
from huiyin.rooms.records.queries.retention import obstacles, over_term, with_fate
from huiyin.rooms.records.terms import (
    DISPOSAL_FLOW,
    DISPOSAL_LIST,
    DISPOSAL_SERIES,
    MOST_DISPOSED,
    Draft,
    Fate,
    Meaning,
    Permit,
)
from huiyin.rooms.records.usecases.issue import issue_record
from huiyin.rooms.records.usecases.sign import sign

GROUND = "《客户服务部员工绩效考核工作规程》4.12：保存期限届满，无保全，无尚未结束的年度考核使用"


def list_digest(rows: QuerySet[Record]) -> str:
    """Return the digest of a list: of the number and content digest of each record on it."""
    return rules.seal_of(list(rows.order_by("number").values_list("number", "digest")))


@usecase(permit=Permit.DRAFT_DISPOSAL, clauses=("P-4.12", "P-4.12.1", "P-4.12.2", "P-4.12.3", "P-4.12.4"))
def draft_disposal(actor: Actor, *, form: str = "", note: str = "") -> Disposal:
    """List what is due, of one form or of all, as a disposal with a number; the list is fixed from here on.

    Held records, records still needed and those on another list stay out. Raises Refusal where nothing is due.
    """
    due = with_fate(over_term().visible_to(actor.reach(Permit.DRAFT_DISPOSAL))).filter(fate=Fate.DUE.value)
    rows = list((due.filter(type=form) if form else due).order_by("number").only("pk", "unit_path")[:MOST_DISPOSED])
    if not rows:
        raise Refusal(_("Nothing is due for disposal."))
    path, year = rules.common_path([row.unit_path for row in rows]), clock.today().year
    count = numbering.take_one(f"disposal:{year}")
    listed = Record.objects.filter(pk__in=[row.pk for row in rows])
    disposal = store.add(
        Disposal(
            number=f"{DISPOSAL_SERIES}-{year}-{count:04d}", unit_path=path, unit_name=unit_name(path), note=note,
            count=len(rows), digest=list_digest(listed), drafter_account=actor.user_id,
            drafter_employee=actor.employee_id, drafted_by=actor.name, drafted_at=clock.now(),
        )
    )  # fmt: skip
    DisposalLine.objects.bulk_create(DisposalLine(disposal=disposal, record=row) for row in rows)
    trail.note(count=len(rows), digest=disposal.digest)
    return disposal


def _target(disposal: Disposal, move: str) -> str:
    if not DISPOSAL_FLOW.can(move, disposal.state):
        raise Conflict(_("The disposal is in the state “%(state)s”.") % {"state": disposal.get_state_display()})
    return DISPOSAL_FLOW.target(move, disposal.state)


def _check_reach(actor: Actor, permit: str, disposal: Disposal) -> None:
    if not actor.reach(permit).covers(disposal.unit_path):
        raise NotVisible(_("There is no such disposal, or it is not open to you."))


def _check_free(disposal: Disposal) -> None:
    """Refuse (409), by name, what was held or is needed since the list was made."""
    found = obstacles(disposal)
    if found:
        named = "；".join(found[:10]) + (f" …（{len(found)}）" if len(found) > 10 else "")  # noqa: PLR2004 - a readable answer
        raise Conflict(_("These records may not be disposed of now: %(records)s") % {"records": named})


@usecase(permit=Permit.DRAFT_DISPOSAL, clauses=("P-4.12",))
def withdraw_disposal(actor: Actor, *, disposal: Disposal, seen: int, reason: str) -> Disposal:
    """Withdraw a disposal that was not carried out; its records may be listed again."""
    _check_reach(actor, Permit.DRAFT_DISPOSAL, disposal)
    state = _target(disposal, "withdraw")
    trail.note(reason=reason)
    store.change(
        disposal, seen=seen, state=state, withdrawn_by=actor.name, withdrawn_at=clock.now(), withdrawn_why=reason
    )
    DisposalLine.objects.filter(disposal=disposal).update(live=False)
    return disposal


def _start(actor: Actor, disposal: Disposal) -> None:
    jobs.start(actor, "records.carry_out_disposal", total=disposal.count, disposal=disposal.pk)


@usecase(permit=Permit.APPROVE_DISPOSAL, clauses=("P-4.12",))
def approve_disposal(actor: Actor, *, disposal: Disposal, seen: int) -> Disposal:
    """Approve a disposal with one's signature over its list; a job carries it out.

    Raises NotPermitted (403) for who drafted it, Conflict (409) with the numbers of what was held meanwhile.
    """
    _check_reach(actor, Permit.APPROVE_DISPOSAL, disposal)
    state = _target(disposal, "approve")
    drafter, approver = (disposal.drafter_account, disposal.drafter_employee), (actor.user_id, actor.employee_id)
    if not rules.is_another(drafter, approver):
        raise NotPermitted(_("Who drafted a disposal does not approve it."))
    _check_free(disposal)
    if list_digest(Record.objects.filter(disposal_lines__disposal=disposal)) != disposal.digest:
        raise Conflict(_("The list is not the one that was drafted."))
    trail.note(count=disposal.count, digest=disposal.digest)
    store.change(disposal, seen=seen, state=state, approved_by=actor.name, approved_at=clock.now())
    _start(actor, disposal)
    sign(
        actor, subject=disposal, meaning=Meaning.APPROVE_DISPOSAL,
        digest=canon.digest([disposal.number, disposal.count, disposal.digest]),
    )  # fmt: skip
    return disposal


@usecase(permit=Permit.APPROVE_DISPOSAL, clauses=("P-4.12",))
def ask_disposal(actor: Actor, *, disposal: Disposal, seen: int) -> Disposal:
    """Ask once more for an approved disposal to be carried out, after what was in its way is gone."""
    _check_reach(actor, Permit.APPROVE_DISPOSAL, disposal)
    _target(disposal, "carry_out")
    _check_free(disposal)
    trail.about(disposal)
    store.change(disposal, seen=seen)
    _start(actor, disposal)
    return disposal


@usecase(permit=Permit.APPROVE_DISPOSAL, clauses=("P-4.12",))
def carry_out_disposal(actor: Actor, *, pk: int) -> Disposal:
    """Take the contents away, remove the stored prints that hold them, and issue 《质量记录销毁清单》: all or nothing.

    A stub of each record stays. Raises Conflict (409) with the numbers of what was held since the approval.
    """
    disposal = Disposal.objects.select_for_update().filter(pk=pk).first()
    if disposal is None:
        raise NotVisible(_("There is no such disposal, or it is not open to you."))
    _check_reach(actor, Permit.APPROVE_DISPOSAL, disposal)
    state = _target(disposal, "carry_out")
    rows = Record.objects.filter(disposal_lines__disposal=disposal)
    listed = list(rows.select_for_update(of=("self",)).order_by("pk").defer("content"))
    _check_free(disposal)
    _forget_freed_pages()
    Record.objects.filter(pk__in=DisposalLine.objects.filter(disposal=disposal).values("record")).update(
        content="", about_id=None, about_number="", about_name="", disposal=disposal
    )
    prints = _remove_prints(disposal)
    now = clock.now()
    certificate = issue_record(
        actor, kind=DISPOSAL_LIST, period=str(clock.today().year), draft=_certificate(disposal, listed)
    )
    trail.note(count=len(listed), digest=disposal.digest, prints=len(prints), certificate=certificate.number)
    return store.change(disposal, seen=None, state=state, executed_at=now, certificate=certificate, prints=prints)


def _forget_freed_pages() -> None:
    """Let SQLite overwrite what it frees, so that nothing of a content stays in the file."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _remove_prints(disposal: Disposal) -> list[str]:
    """Remove the rows of stored prints that hold one of the records; return the digests of their bytes."""
    records = DisposalLine.objects.filter(disposal=disposal).values("record")
    found = StoredFile.objects.filter(pk__in=PrintedRecord.objects.filter(record__in=records).values("file"))
    digests = sorted(set(found.values_list("digest", flat=True)))
    found.delete()
    return digests


def remove_bytes(disposal: Disposal) -> int:
    """Remove the bytes of removed prints that no other stored file shares; doing it again does no harm."""
    removed = 0
    for digest in disposal.prints:
        if not StoredFile.objects.filter(digest=digest).exists():
            path = files.path_of(StoredFile(digest=digest))
            removed += path.exists()
            path.unlink(missing_ok=True)
    return removed


def _certificate(disposal: Disposal, listed: Sequence[Record]) -> Draft:
    titles = {key: kind.title for key, kind in record_types().items()}

    def day(at: Any) -> str:
        return timezone.localdate(at).isoformat()

    content = {
        "company": company_of(listed[0].unit_path), "form_code": record_types()[DISPOSAL_LIST].code,
        "disposal": disposal.number, "unit": disposal.unit_name, "count": disposal.count, "digest": disposal.digest,
        "ground": f"{GROUND}。{disposal.note}" if disposal.note else f"{GROUND}。",
        "drafted_by": disposal.drafted_by, "drafted_on": day(disposal.drafted_at),
        "approved_by": disposal.approved_by, "approved_on": day(disposal.approved_at),
        "executed_on": clock.today().isoformat(),
        "lines": [
            {
                "number": row.number, "title": titles[row.type], "period": row.period, "edition": row.edition,
                "digest": row.digest, "archived": day(row.issued_at), "kept_until": row.keep_until.isoformat(),
            }
            for row in sorted(listed, key=lambda one: one.number)
        ],
    }  # fmt: skip
    return Draft(
        subject=trail.subject_of(disposal), unit_path=disposal.unit_path, unit_name=disposal.unit_name,
        content=content,
    )  # fmt: skip
