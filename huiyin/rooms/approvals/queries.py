"""Reads of approvals: what waits for me, what I asked, all that I see, and those about a thing."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible, Refusal
from huiyin.platform import trail
from huiyin.platform.actor import Actor, Reach
from huiyin.platform.doors import query
from huiyin.rooms.approvals.models import Approval
from huiyin.rooms.approvals.terms import REQUEST, ApprovalKind, ApprovalState, Permit


@cache
def approval_kinds() -> Mapping[str, ApprovalKind]:
    """Return the kinds of approvals of all rooms by key."""
    kinds: Mapping[str, ApprovalKind] = import_string(settings.APPROVAL_KINDS)()
    return kinds


def kind_of(key: str) -> ApprovalKind:
    """Return a kind. Raises Refusal for one that no room declares."""
    found = approval_kinds().get(key)
    if found is None:
        raise Refusal.at("kind", _("There is no such kind of approval: %(kind)s.") % {"kind": key})
    return found


def _rows() -> QuerySet[Approval]:
    return Approval.objects.select_related("unit", "asker")


def asked_by(actor: Actor) -> Q:
    """Return the condition for what the actor asked, by his person or by his account."""
    condition = Q(pk__in=())
    if actor.employee_id is not None:
        condition |= Q(asker_id=actor.employee_id)
    if actor.user_id is not None:
        condition |= Q(asker_account=actor.user_id)
    return condition


def decidable(actor: Actor) -> Q:
    """Return the condition for what the actor's permits decide, whoever asked it."""
    if actor.system:
        return Q()
    alike: dict[Reach, list[str]] = defaultdict(list)
    for permit, reach in actor.grants.items():
        if reach.everything or reach.branches:
            alike[reach].append(permit)
    condition = Q(pk__in=())
    for reach, permits in alike.items():
        condition |= Q(permit__in=sorted(permits)) & reach.narrow(unit_path="unit__path", employee="")
    return condition


@query(permit=Permit.READ_APPROVALS)
def open_for(actor: Actor) -> QuerySet[Approval]:
    """List what waits for the actor's decision: open, of a permit that he holds over the unit, not asked by himself."""
    return _rows().filter(decidable(actor), state=ApprovalState.OPEN).exclude(asked_by(actor))


@query(permit=Permit.READ_APPROVALS)
def own_approvals(actor: Actor) -> QuerySet[Approval]:
    """List what the actor asked."""
    return _rows().filter(asked_by(actor))


@query(permit=Permit.READ_APPROVALS)
def approvals(actor: Actor) -> QuerySet[Approval]:
    """List the approvals that the actor sees: those of his units, those that he asked, those that he may decide."""
    seen = actor.reach(Permit.READ_APPROVALS).narrow(unit_path="unit__path", employee="asker_id")
    return _rows().filter(seen | asked_by(actor) | decidable(actor))


@query(permit=Permit.READ_APPROVALS)
def of_subject(actor: Actor, subject: models.Model | tuple[str, str]) -> list[Approval]:
    """Return the approvals about a thing, youngest first; who was let to the thing's page reads them."""
    kind, key = trail.subject_of(subject) if isinstance(subject, models.Model) else subject
    return list(_rows().filter(subject_type=kind, subject_id=key).order_by("-asked_at", "-id"))


@query(permit=Permit.DECIDE_REQUESTS)
def decidable_requests(actor: Actor) -> QuerySet[Approval]:
    """List the requests of the units over which the actor decides."""
    reach = actor.reach(Permit.DECIDE_REQUESTS).narrow(unit_path="unit__path", employee="")
    return _rows().filter(reach, kind=REQUEST)


@query(permit=Permit.ASK_REQUESTS)
def own_requests(actor: Actor) -> QuerySet[Approval]:
    """List the requests that the actor filed."""
    return _rows().filter(asked_by(actor), kind=REQUEST)


@query(permit=Permit.READ_APPROVALS)
def approval(actor: Actor, *, pk: int) -> Approval:
    """Return one approval that the actor sees. Raises NotVisible (404)."""
    row = approvals(actor).filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such approval, or it is not open to you."))
    return row


def may_decide(actor: Actor, row: Approval) -> bool:
    """Tell whether the actor holds the asked permit over the unit and is another than who asked."""
    return actor.reach(row.permit).covers(row.unit.path) and not is_own(actor, row)


def is_own(actor: Actor, row: Approval) -> bool:
    """Tell whether the actor asked it: the same account or the same person; the system counts as one person."""
    if row.asker_account is None and row.asker_id is None:
        return actor.user_id is None and actor.employee_id is None
    same_account = row.asker_account is not None and row.asker_account == actor.user_id
    return same_account or (row.asker_id is not None and row.asker_id == actor.employee_id)
