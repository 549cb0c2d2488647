"""Writes of approvals. ``ask``, ``decide`` and ``withdraw`` are called inside the asking room's own act."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal
from huiyin.platform import clock, jobs, numbering, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.approvals.events import ApprovalAsked, ApprovalDecided
from huiyin.rooms.approvals.models import Approval
from huiyin.rooms.approvals.queries import is_own, kind_of
from huiyin.rooms.approvals.terms import (
    APPROVAL_FLOW,
    LONGEST_REASON,
    REQUEST,
    REQUEST_SERIES,
    ApprovalState,
    Permit,
)
from huiyin.rooms.people.queries.tree import unit_of


def _said(reason: str, refusal: str) -> str:
    """Return a reason without what surrounds it; refuse nothing said, and what is too long."""
    text = reason.strip()
    if not text:
        raise Refusal.at("reason", refusal)
    if len(text) > LONGEST_REASON:
        most = ngettext("At most %(most)s sign.", "At most %(most)s signs.", LONGEST_REASON)
        raise Refusal.at("reason", most % {"most": LONGEST_REASON})
    return text


def ask(
    actor: Actor, kind: str, subject: models.Model | tuple[str, str], *, unit: Any, reason: str, permit: str,
    label: str, url: str,
) -> Approval:  # fmt: skip
    """Ask for an approval inside an open use case; who holds ``permit`` over the unit decides, never who asks.

    ``unit`` is the row. Raises Conflict where one of the kind is open about the subject, Refusal without a reason.
    """
    kind_of(kind)
    if not any(str(permit) in map(str, permits) for permits in import_string(settings.ROLE_GRANTS).values()):
        msg = f"no role holds {permit}"
        raise ValueError(msg)
    why = _said(reason, _("Say why you ask."))
    subject_type, subject_id = trail.subject_of(subject) if isinstance(subject, models.Model) else subject
    same = Approval.objects.filter(subject_type=subject_type, subject_id=subject_id, kind=kind)
    if same.filter(state=ApprovalState.OPEN).exists():
        raise Conflict(_("This was asked already and waits for the decision."))
    made = store.add(
        Approval(
            kind=kind, subject_type=subject_type, subject_id=subject_id, label=label[:200], url=url, unit=unit,
            permit=str(permit), reason=why, asker_account=actor.user_id, asker_id=actor.employee_id,
            asked_by=str(_("the system")) if actor.system else actor.name, asked_at=clock.now(),
        )
    )  # fmt: skip
    jobs.tell(ApprovalAsked(made.pk, kind, made.label, made.url, unit.pk, made.permit, made.asker_id, made.asked_by))
    return made


def _locked(approval: Approval) -> None:
    """Take the row for this act and refuse (409) one that is no longer open."""
    state = Approval.objects.select_for_update().values_list("state", flat=True).filter(pk=approval.pk).first()
    if state != ApprovalState.OPEN:
        raise Conflict(_("It was decided or withdrawn already."))


def decide(actor: Actor, approval: Approval, *, granted: bool, reason: str = "", seen: int | None = None) -> Approval:
    """Grant or refuse inside an open use case, so that what it changes is committed with it.

    Raises NotVisible without the asked permit over the unit, NotPermitted for who asked, Conflict where it is no longer
    open, Refusal for a refusal without its reason.
    """
    if not actor.reach(approval.permit).covers(approval.unit.path):
        raise NotVisible(_("There is no such approval, or it is not open to you."))
    if is_own(actor, approval):
        raise NotPermitted(_("Who asks does not decide."))
    _locked(approval)
    answer = reason.strip() if granted else _said(reason, _("A refusal needs its reason."))
    state = APPROVAL_FLOW.target("grant" if granted else "refuse", approval.state)
    store.change(
        approval, seen=seen, state=state, decider_account=actor.user_id, decider_id=actor.employee_id,
        decided_by=str(_("the system")) if actor.system else actor.name, decided_at=clock.now(),
        answer=answer[:LONGEST_REASON],
    )  # fmt: skip
    jobs.tell(
        ApprovalDecided(
            approval.pk, approval.kind, approval.label, approval.url, approval.unit_id, approval.asker_id, granted,
            approval.decided_by, approval.answer,
        )
    )  # fmt: skip
    return approval


def withdraw(actor: Actor, approval: Approval, *, reason: str, seen: int | None = None) -> Approval:
    """Withdraw inside an open use case what one asked; it may be asked again.

    Raises NotPermitted for anybody but who asked (the system may), Conflict where it is no longer open.
    """
    if not actor.system and not is_own(actor, approval):
        raise NotPermitted(_("Only who asked withdraws it."))
    _locked(approval)
    answer = _said(reason, _("Say why you withdraw it."))
    state = APPROVAL_FLOW.target("withdraw", approval.state)
    return store.change(approval, seen=seen, state=state, decided_at=clock.now(), answer=answer)


@usecase(permit=Permit.ASK_REQUESTS)
def file_request(actor: Actor, *, label: str, reason: str) -> Approval:
    """File a request that no other room asks; who decides on requests over one's unit answers it."""
    employee = actor.employee_id
    if employee is None:
        raise Refusal(_("An account without a person files no requests."))
    unit = unit_of(employee)
    day = clock.today()
    number = f"{REQUEST_SERIES}-{day:%Y%m%d}-{numbering.take_one(f'request:{day:%Y%m%d}'):03d}"
    return ask(
        actor, REQUEST, (REQUEST, number), unit=unit, reason=reason, permit=Permit.DECIDE_REQUESTS,
        label=f"{number} {label.strip()}", url="",
    )  # fmt: skip


@usecase(permit=Permit.DECIDE_REQUESTS)
def decide_request(actor: Actor, *, approval: Approval, seen: int, granted: str, reason: str = "") -> Approval:
    """Grant or refuse a request; nobody decides on his own."""
    yes = granted == "granted"
    trail.note(outcome=str(ApprovalState.GRANTED.label if yes else ApprovalState.REFUSED.label))
    return decide(actor, approval, granted=yes, reason=reason, seen=seen)


@usecase(permit=Permit.ASK_REQUESTS)
def withdraw_request(actor: Actor, *, approval: Approval, seen: int, reason: str) -> Approval:
    """Withdraw one's own request, with the reason."""
    trail.note(reason=reason)
    return withdraw(actor, approval, reason=reason, seen=seen)
