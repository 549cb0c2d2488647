"""Policies: what the department promises to call back about."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.callbacks.models import Callback, Policy
from huiyin.rooms.callbacks.terms import Occasion, Permit
from huiyin.rooms.people.terms import Business

_CLAUSES = ("H-7a", "H-7b", "H-7c", "H-11a")
_COMPLAINT: Mapping[str, Any] = {"delay_days": 0, "window_days": 3, "rate": 100, "target": 100, "confirmed": True}
_SAMPLE: Mapping[str, Any] = {"delay_days": 0, "window_days": 7, "rate": 30, "target": 80, "confirmed": False}
# What the regulations say, and where they lost the number the nearest published one, marked (AMB-47; standards 2.7).
DEFAULTS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    Business.HOTEL: {
        Occasion.DEPARTURE: {
            "delay_days": 1, "window_days": 1, "rate": 100, "target": 80, "confirmed": False, "tell_three": True,
        },
        Occasion.VIP: {"delay_days": 0, "window_days": 3, "rate": 100, "target": 100, "confirmed": True},
        Occasion.COMPLAINT: _COMPLAINT,
    },
    Business.PROPERTY: {
        Occasion.COMPLAINT: _COMPLAINT,
        Occasion.REPAIR: {**_SAMPLE, "delay_days": 30, "window_days": 60},
        Occasion.SPECIAL: _SAMPLE,
        Occasion.SERVICE: _SAMPLE,
        Occasion.ACTIVITY: {**_SAMPLE, "rate": 10},
    },
    Business.COMPANY: {Occasion.COMPLAINT: _COMPLAINT, Occasion.SERVICE: _SAMPLE},
}  # fmt: skip
QUESTIONS: Mapping[str, str] = {
    Occasion.DEPARTURE: "您对这次入住的房间是否满意？\n前台和客房人员的服务怎么样？\n还有什么希望我们改进的？",
    Occasion.VIP: "您对这次入住的安排是否满意？\n下次入住有什么需要我们提前准备的？",
    Occasion.COMPLAINT: "您反映的问题解决了吗？\n处理得及时吗？\n还有什么意见？",
    Occasion.REPAIR: "报修的问题修好后有没有再出现？\n维修人员是否准时、整洁？",
}
OTHERWISE: Mapping[str, Any] = {**_SAMPLE, "rate": 100}


def _check(actor: Actor, unit: Any) -> None:
    if not actor.reach(Permit.KEEP_POLICIES).covers(unit.path):
        raise NotPermitted(_("You do not keep the callback policies of this unit."))


@usecase(permit=Permit.KEEP_POLICIES, clauses=_CLAUSES)
def record_policy(actor: Actor, /, *, unit: Any, occasion: str, start: date, **rest: Any) -> Policy:
    """Let a policy begin. The one of the same unit and occasion before it ends on the day before."""
    _check(actor, unit)
    earlier = Policy.objects.filter(unit=unit, occasion=occasion, end__isnull=True).order_by("-start").first()
    if earlier is not None and earlier.start >= start:
        raise Refusal.at("start", _("A policy for this occasion begins on %(day)s already.") % {"day": earlier.start})
    if earlier is not None:
        store.change(earlier, seen=None, end=date.fromordinal(start.toordinal() - 1))
    return store.add(Policy(unit=unit, occasion=occasion, start=start, **rest))


@usecase(permit=Permit.KEEP_POLICIES, clauses=_CLAUSES)
def change_policy(actor: Actor, /, *, policy: Policy, seen: int, **rest: Any) -> Policy:
    """Change a policy. Once callbacks were planned by it, what decides whom and by when stays: let a new one begin."""
    _check(actor, policy.unit)
    fixed = {"delay_days", "window_days", "rate"}
    if any(rest[name] != getattr(policy, name) for name in fixed & set(rest)):
        used = Callback.objects.filter(policy=policy).exists() or policy.draws.exists()
        if used:
            raise Conflict(_("Callbacks were planned by this policy. Let a new one begin instead."))
    return store.change(policy, seen=seen, **rest)


@usecase(permit=Permit.KEEP_POLICIES)
def end_policy(actor: Actor, *, policy: Policy, seen: int, end: date) -> Policy:
    """End a policy on a day."""
    _check(actor, policy.unit)
    if end < policy.start:
        raise Refusal.at("end", _("The last day lies before the first."))
    return store.change(policy, seen=seen, end=end)


@usecase(permit=Permit.KEEP_POLICIES, clauses=_CLAUSES)
def adopt_policies(actor: Actor, *, unit: Any, start: date, service_phone: str = "") -> Policy:
    """Let the regulation's own policies begin for a unit, those that it has not yet; return the first of them."""
    _check(actor, unit)
    known = set(Policy.objects.filter(unit=unit, end__isnull=True).values_list("occasion", flat=True))
    wanted = {key: given for key, given in DEFAULTS[unit.business].items() if key not in known}
    if not wanted:
        raise Conflict(_("This unit has a policy for every occasion of the regulation already."))
    made = [add_default(unit, key, start, given, service_phone) for key, given in wanted.items()]
    trail.note(unit=unit.name, count=len(made))
    return made[0]


def add_default(unit: Any, occasion: str, start: date, given: Mapping[str, Any], phone: str = "") -> Policy:
    """Let one of the regulation's policies begin."""
    questions = QUESTIONS.get(occasion, "您对我们的服务是否满意？\n还有什么意见和建议？")
    return store.add(
        Policy(unit=unit, occasion=occasion, start=start, questions=questions, service_phone=phone, **given)
    )


def adopt_for(unit: Any, occasion: str) -> Policy:
    """Let the regulation's policy begin today, where something has to be called back and the unit kept none yet."""
    given = DEFAULTS.get(unit.business, {}).get(occasion)
    if given is None:
        given = next((one[occasion] for one in DEFAULTS.values() if occasion in one), OTHERWISE)
    return add_default(unit, occasion, clock.today(), given)
