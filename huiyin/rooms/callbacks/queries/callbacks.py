"""Reads of callbacks, attempts and opinions."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.callbacks.models import Attempt, Callback, Opinion
from huiyin.rooms.callbacks.rules.calling import may_call
from huiyin.rooms.callbacks.terms import ENDED, OPEN, TO_CALL, Permit, State
from huiyin.rooms.customers.queries.search import Matching
from huiyin.rooms.customers.terms import Purpose

_SHOWN = ("unit", "caller", "handler", "policy__unit")


@query(permit=Permit.READ, clauses=("H-8b", "H-12"))
def callbacks(actor: Actor) -> QuerySet[Callback]:
    """List the callbacks of the units that the actor sees, and those that he makes himself."""
    return Callback.objects.visible_to(actor.reach(Permit.READ)).select_related(*_SHOWN)


def matching(rows: QuerySet[Callback], typed: str) -> QuerySet[Callback]:
    """Keep the callbacks whose number, reference or customer (or his pinyin) holds what was typed, through an index."""
    return rows.filter(Matching("grams", typed.strip()))


@query(permit=Permit.CALL, clauses=("H-7a",))
def callable_ones(actor: Actor) -> QuerySet[Callback]:
    """List the callbacks that the actor may work on: of his units, or given to him; not those that he handled."""
    return Callback.objects.visible_to(actor.reach(Permit.CALL)).select_related(*_SHOWN)


@query(permit=Permit.PLAN)
def plannable(actor: Actor) -> QuerySet[Callback]:
    """List the callbacks that the actor hands out and exempts."""
    return Callback.objects.visible_to(actor.reach(Permit.PLAN)).select_related(*_SHOWN)


@query(permit=Permit.CALL, clauses=("H-7a", "H-7c"))
def my_calls(actor: Actor) -> QuerySet[Callback]:
    """List whom the actor has to call now: given to him, or to nobody yet within his reach; what is due first."""
    reach = actor.reach(Permit.CALL)
    rows = Callback.objects.filter(state__in=TO_CALL, not_before__lte=clock.today()).select_related(*_SHOWN)
    free = Q(caller__isnull=True) & reach.narrow(unit_path="unit__path", employee="")
    mine = Q(caller=actor.employee_id) if actor.employee_id is not None else Q(pk__in=[])
    # Who handled the matter does not call, where the policy says so.
    handled = Q(handler=actor.employee_id or 0, policy__other_caller=True)
    return rows.filter(free | mine).exclude(handled)


@query(permit=Permit.READ)
def opinions(actor: Actor) -> QuerySet[Opinion]:
    """List what customers said in the callbacks that the actor sees, and what his departments have to answer."""
    rows = Opinion.objects.visible_to(actor.reach(Permit.READ))
    if actor.may(Permit.ANSWER_OPINION):
        rows = rows | Opinion.objects.owned_by(actor.reach(Permit.ANSWER_OPINION))
    return rows.select_related("callback__unit", "callback__caller", "department", "repeat_of__callback")


@query(permit=Permit.ANSWER_OPINION, clauses=("H-10c", "H-10d"))
def answerable(actor: Actor) -> QuerySet[Opinion]:
    """List the opinions that the departments of the actor have to answer."""
    rows = Opinion.objects.owned_by(actor.reach(Permit.ANSWER_OPINION))
    return rows.select_related("callback__unit", "department", "callback__caller")


def attempts_of(row: Callback) -> list[Attempt]:
    """Return the attempts to reach a customer, in their order."""
    return list(Attempt.objects.filter(callback=row).order_by("at", "pk"))


def opinions_of(row: Callback) -> list[Opinion]:
    """Return what was said in a callback, in its order."""
    return list(Opinion.objects.filter(callback=row).select_related("department", "repeat_of__callback"))


def earlier_of(actor: Actor, row: Callback, limit: int = 10) -> list[Callback]:
    """Return the customer's earlier callbacks that the actor sees, newest first."""
    if row.party_id is None:
        return []
    seen = callbacks(actor).filter(party=row.party_id, state__in=ENDED | {State.REACHED, State.ANSWERED})
    return list(seen.exclude(pk=row.pk).order_by("-due_at", "-pk")[:limit])


def may_offer(row: Callback) -> bool:
    """Tell whether the customer agreed to offers: without his consent none is told (H-11a). One statement."""
    party: Any = row.party if row.party_id is not None else None
    if party is None:
        return False
    return bool(party.consents.filter(purpose=Purpose.MARKETING, withdrawn_at__isnull=True).exists())


def standing(actor: Actor, row: Callback) -> dict[str, bool]:
    """Return what the actor is to a callback: whether he may call, plan, answer for a department."""
    calls = actor.reach(Permit.CALL)
    given = actor.employee_id is not None and actor.employee_id == row.caller_id
    independent = may_call(actor.employee_id, row.handler_id, other_caller=row.policy.other_caller)
    return {
        "calls": calls.covers(row.unit.path) or (given and calls.own is not None),
        "independent": independent,
        "plans": actor.reach(Permit.PLAN).covers(row.unit.path),
    }


def open_about(subject_type: str, subject_ids: Sequence[str]) -> dict[str, Callback]:
    """Return the open callback about each of some things, by the thing's id: one statement."""
    rows = Callback.objects.filter(subject_type=subject_type, subject_id__in=list(subject_ids), state__in=OPEN)
    return {row.subject_id: row for row in rows}


def waiting_for(actor: Actor) -> dict[str, Any]:
    """Return how much waits for the actor here: calls, opinions to answer, misses to explain. Three statements."""
    found: dict[str, Any] = {"calls": 0, "opinions": 0, "missed": 0}
    if actor.may(Permit.CALL):
        found["calls"] = my_calls(actor).count()
    if actor.may(Permit.ANSWER_OPINION):
        found["opinions"] = answerable(actor).filter(answered_at__isnull=True).count()
    if actor.may(Permit.PLAN):
        found["missed"] = plannable(actor).filter(missed_at__isnull=False, missed_reason="").count()
    return found
