"""What happens beside a case's way: exits, transfers, appointed replies, links, notes, emergencies."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import clock, files, store, trail
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import usecase
from huiyin.platform.jobs import tell
from huiyin.platform.store import mask
from huiyin.rooms.approvals.queries import of_subject
from huiyin.rooms.approvals.terms import ApprovalState
from huiyin.rooms.approvals.usecases import ask, decide
from huiyin.rooms.cases.events import ThirdTransfer
from huiyin.rooms.cases.models import Attachment, Case, Transfer
from huiyin.rooms.cases.rules.flow import refused_to
from huiyin.rooms.cases.terms import (
    ACCEPT,
    EMERGENCY,
    EXIT,
    IMPORTANT,
    MOST_ATTACHED,
    PROMISE,
    THIRD,
    Permit,
    State,
    StepKind,
)
from huiyin.rooms.cases.usecases.moving import (
    decides_not_his_own,
    deciding,
    keep,
    line,
    locked,
    move,
    owe_about,
    still_open,
)
from huiyin.rooms.duties.usecases import fulfil, reassign
from huiyin.rooms.evidence.usecases.keep_file import keep_file


@usecase(permit=Permit.KEEP_CASES, clauses=("H-12",))
def ask_exit(actor: Actor, *, case: Case, seen: int, exit_asked: str, reason: str) -> Case:
    """Ask that a case be left (withdrawn, customer not reachable, not of this unit); what is owed goes on."""
    stored = locked(actor, case)
    owner = deciding(stored.unit, asks=stored.handler_id, owner=stored.worker_id)
    values = {"exit_asked": exit_asked, "before_exit": stored.state}
    move(actor, case, stored, seen, "ask_exit", text=reason, owner=owner, **values)
    label = f"{case.get_kind_display()} {case.number} · {State(exit_asked).label}"
    url = reverse("cases:case", args=[case.pk])
    ask(actor, EXIT, case, unit=stored.unit, reason=reason, permit=Permit.DECIDE_CASES, label=label, url=url)
    return case


@usecase(permit=Permit.DECIDE_CASES, clauses=("H-12",))
def decide_exit(actor: Actor, *, case: Case, seen: int, granted: bool, reason: str) -> Case:
    """Grant or refuse that a case be left: an approval; neither who asked for it nor who handles it decides."""
    stored = locked(actor, case, Permit.DECIDE_CASES)
    store.check_seen(stored, seen, exit_asked="" if granted else stored.exit_asked)
    if stored.state != State.EXIT_ASKED:
        raise Conflict(_("Nobody asked to leave this case."))
    decides_not_his_own(actor, stored)
    for asked in of_subject(SYSTEM, case):
        if asked.kind == EXIT and asked.state == ApprovalState.OPEN:
            decide(actor, asked, granted=granted, reason=reason)
    name = f"grant_{stored.exit_asked}" if granted else refused_to(stored.before_exit)
    return move(actor, case, stored, seen, name, text=reason, exit_asked="", before_exit="")


@usecase(permit=Permit.KEEP_CASES, clauses=("H-5b",))
def transfer_case(actor: Actor, *, case: Case, seen: int, to: Any, reason: str) -> Case:
    """Offer a case to somebody else; it stays where it is until he accepts."""
    stored = locked(actor, case)
    store.check_seen(stored, seen, handler=to)
    still_open(stored)
    if to.pk == stored.handler_id:
        raise Refusal.at("to", _("He has it already."))
    if Transfer.objects.filter(case=case, answered_at=None).exists():
        raise Conflict(_("It was offered to somebody who has not answered yet."))
    before = stored.worker_id
    store.add(Transfer(case=case, before_id=before, after=to, reason=reason, asked_at=clock.now()))
    owe_about(actor, stored, ACCEPT, to.pk)
    keep(case, seen)
    line(actor, case, StepKind.TRANSFER, text=f"→ {to.name}: {reason}", move="transfer_case")
    return case


@usecase(permit=Permit.KEEP_CASES, clauses=("H-5b",))
def answer_transfer(actor: Actor, *, case: Case, seen: int, accepted: bool, answer: str) -> Case:
    """Accept or refuse a case that was offered to oneself; the third one that is accepted is told."""
    stored = locked(actor, case)
    store.check_seen(stored, seen, transfers=stored.transfers + accepted)
    offer = Transfer.objects.select_related("after").filter(case=case, answered_at=None).first()
    if offer is None:
        raise Conflict(_("This case is offered to nobody."))
    if not actor.system and actor.employee_id != offer.after_id:
        raise NotPermitted(_("Only %(name)s answers this offer.") % {"name": offer.after.name})
    store.change(offer, seen=None, answered_at=clock.now(), accepted=accepted, answer=answer)
    fulfil(actor, ACCEPT, case)
    values: dict[str, Any] = {}
    if accepted:
        values = {"handler_id": offer.after_id, "transfers": stored.transfers + 1}
        if stored.owner_id == stored.handler_id:
            values["owner_id"] = offer.after_id
            reassign(actor, case, owner=offer.after, reason=offer.reason)
    keep(case, seen, **values)
    line(actor, case, StepKind.TRANSFER, text=answer, move="accepted" if accepted else "refused")
    if accepted and case.transfers == THIRD:
        _tell_third(case, offer)
    return case


def _tell_third(case: Case, offer: Transfer) -> None:
    tell(
        ThirdTransfer(
            case=case.pk, number=case.number, unit=case.unit_id, employee=offer.before_id,
            on=timezone.localdate(clock.now()).isoformat(), text=offer.reason,
            url=reverse("cases:case", args=[case.pk]),
        )
    )  # fmt: skip


@usecase(permit=Permit.KEEP_CASES, clauses=("H-9",))
def promise_reply(actor: Actor, *, case: Case, seen: int, promised_at: Any, told: str) -> Case:
    """Appoint a time of reply: a promise with its own duty."""
    stored = locked(actor, case)
    store.check_seen(stored, seen, promised_at=promised_at)
    still_open(stored)
    if stored.promised_at:
        raise Conflict(_("A reply is appointed already. Reply first."))
    if promised_at <= clock.now():
        raise Refusal.at("promised_at", _("An appointed reply lies ahead."))
    owner, count = stored.worker_id, stored.promises + 1
    owe_about(actor, stored, PROMISE, owner, due_at=promised_at, sequence=count)
    keep(case, seen, promised_at=promised_at, promises=count)
    line(actor, case, StepKind.PROMISE, text=told, move="promise_reply")
    return case


@usecase(permit=Permit.KEEP_CASES, clauses=("H-9",))
def keep_promise(actor: Actor, *, case: Case, seen: int, told: str) -> Case:
    """Reply as appointed."""
    stored = locked(actor, case)
    store.check_seen(stored, seen, promised_at=None)
    if not stored.promised_at:
        raise Conflict(_("No reply is appointed."))
    fulfil(actor, PROMISE, case, sequence=stored.promises)
    if stored.over:
        raise Conflict(_("This case is over."))
    keep(case, seen, promised_at=None)
    line(actor, case, StepKind.PROMISE, text=told, move="keep_promise")
    return case


@usecase(permit=Permit.KEEP_CASES, clauses=("R-5b",))
def link_repeat(actor: Actor, *, case: Case, seen: int, earlier: str, reason: str) -> Case:
    """Link a case with an earlier one that it repeats, with the reason."""
    stored = locked(actor, case)
    still_open(stored)
    reach = actor.reach(Permit.READ_CASES)
    found = Case.objects.visible_to(reach).filter(number=earlier.strip(), pk__lt=case.pk).first()
    if found is None:
        raise Refusal.at("earlier", _("There is no earlier case with this number."))
    keep(case, seen, repeat_of=found, repeat_reason=reason)
    line(actor, case, StepKind.NOTE, text=f"{found.number}: {reason}", move="link_repeat")
    return case


@usecase(permit=Permit.KEEP_CASES, clauses=("R-8c",))
def add_note(actor: Actor, *, case: Case, text: str) -> Case:
    """Append a note; notes never conflict and are never changed."""
    stored = locked(actor, case)
    line(actor, stored, StepKind.NOTE, text=text, move="add_note")
    return case


@usecase(permit=Permit.KEEP_CASES, clauses=("H-4a",))
def attach_file(actor: Actor, *, case: Case, file: files.Upload) -> Attachment:
    """Attach a picture or a PDF of at most 10 MB, known by its first bytes; also to a case that is over."""
    stored = locked(actor, case)
    if Attachment.objects.filter(case=case).count() >= MOST_ATTACHED:
        raise Conflict(_("A case holds at most %(most)s files.") % {"most": MOST_ATTACHED})
    kept = keep_file(actor, file)
    made = store.add(Attachment(case=stored, file=kept, at=clock.now(), by=actor.name))
    trail.note(name=kept.name)
    line(actor, stored, StepKind.NOTE, text=kept.name, move="attach_file")
    return made


@usecase(permit=Permit.KEEP_CASES, clauses=("R-8a", "R-8b"))
def acknowledge_emergency(actor: Actor, *, case: Case, seen: int, told: str) -> Case:
    """Say that the call of an emergency was heard, and by whom."""
    stored = locked(actor, case)
    still_open(stored)
    if not stored.level or fulfil(actor, EMERGENCY[stored.level], case) is None:
        raise Conflict(_("This case has no call that waits for an answer."))
    keep(case, seen)
    line(actor, case, StepKind.EMERGENCY, text=told, move="acknowledge_emergency")
    return case


@usecase(permit=Permit.KEEP_CASES, clauses=("S-4c",))
def mark_important(actor: Actor, *, case: Case, seen: int, reason: str) -> Case:
    """Mark a case as an important event: it is reported to who stands above, the same day."""
    stored = locked(actor, case)
    store.check_seen(stored, seen, important=True)
    still_open(stored)
    if stored.important:
        raise Conflict(_("It is marked already."))
    owe_about(actor, stored, IMPORTANT, stored.worker_id)
    keep(case, seen, important=True)
    line(actor, case, StepKind.NOTE, text=reason, move="mark_important")
    return case


@usecase(permit=Permit.KEEP_CASES, clauses=("S-4c", "R-8b"))
def report_important(actor: Actor, *, case: Case, seen: int, told: str) -> Case:
    """Say to whom an important event was reported."""
    stored = locked(actor, case)
    still_open(stored)
    if fulfil(actor, IMPORTANT, case) is None:
        raise Conflict(_("Nothing is to be reported."))
    keep(case, seen)
    line(actor, case, StepKind.NOTE, text=told, move="report_important")
    return case


@usecase(permit=Permit.REVEAL_CALLER)
def reveal_caller(actor: Actor, *, case: Case, reason: str) -> Case:
    """Show a caller's telephone number once, for a reason that the trail keeps."""
    stored = locked(actor, case, Permit.REVEAL_CALLER)
    trail.note(reason=reason, shown=mask(stored.caller_phone))
    stored.shown_once = {"caller_phone": stored.caller_phone}
    return stored
