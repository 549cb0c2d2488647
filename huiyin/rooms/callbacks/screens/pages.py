"""The page of a callback, of an opinion and of a policy: what is known, what may be done now, what happened."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.platform import clock, trail
from huiyin.platform.actor import Actor
from huiyin.rooms.callbacks.models import Callback, FrozenRate, Opinion, Policy
from huiyin.rooms.callbacks.queries import callbacks as queries
from huiyin.rooms.callbacks.queries.rates import counted_again, digest_of
from huiyin.rooms.callbacks.rules.calling import missing_attempts
from huiyin.rooms.callbacks.screens.acts import callback_url, opinion_url
from huiyin.rooms.callbacks.screens.lists import CALLBACKS, OPINIONS, is_late
from huiyin.rooms.callbacks.screens.policies import FROZEN, POLICIES, percent
from huiyin.rooms.callbacks.terms import ENDED, Exemption, OpinionKind, Permit, State
from huiyin.rooms.people.queries import happened_to
from huiyin.rooms.records.queries.issued import records
from huiyin.rooms.records.terms import Permit as Records

_TONES = {
    State.PLANNED: "current", State.ATTEMPTED: "soon", State.REACHED: "soon", State.ANSWERED: "current",
    State.CLOSED: "done", State.UNREACHABLE: "", State.REFUSED: "", State.EXEMPT: "",
}  # fmt: skip


def _go(label: Any, route: str, pk: int, **more: Any) -> dict[str, Any]:
    return {"label": label, "url": reverse(f"callbacks:{route}", args=[pk]), "method": "get", **more}


def callback_context(actor: Actor, row: Callback, key: str) -> Mapping[str, Any]:
    """Return what the page of a callback shows."""
    tries, opinions = queries.attempts_of(row), queries.opinions_of(row)
    return {
        "page_title": f"{_('Callback')} {row.number}",
        "crumbs": [(str(CALLBACKS.title), reverse("callbacks:callbacks"))],
        "thing": _head(row),
        "facts": _facts(actor, row),
        "actions": _actions(actor, row, key, [one.part for one in tries], opinions),
        "callback": row,
        "tries": tries,
        "opinions": [_opinion_line(one) for one in opinions],
        "missed": _missed(row),
        "timeline": happened_to(row),
        "body_template": "callbacks/callback_body.html",
    }


def _head(row: Callback) -> dict[str, Any]:
    head: dict[str, Any] = {
        "name": _("Callback of %(name)s") % {"name": row.customer}, "number": row.number,
        "state": row.get_state_display(), "tone": "bad" if is_late(row) else _TONES[State(row.state)],
        "hint": f"{row.unit.name} · {row.get_occasion_display()}",
        "owner": row.caller.name if row.caller else _("nobody yet"),
    }  # fmt: skip
    if row.to_call:
        head["due"] = {
            "label": f"{_('call the customer')} {row.due_shown}", "clause": "H-7a",
            "tone": "bad" if is_late(row) else "",
            "why": _("%(days)s days after %(occasion)s")
            % {"days": row.policy.window_days, "occasion": row.get_occasion_display()},
        }  # fmt: skip
    return head


def _facts(actor: Actor, row: Callback) -> list[tuple[Any, ...]]:
    scores = [row.score_service, row.score_result, row.score_speed]
    told = [
        label
        for on, label in (
            (row.told_phone, _("service number")), (row.told_name, _("name")), (row.told_offer, _("offer")),
        )
        if on
    ]  # fmt: skip
    facts: list[tuple[Any, ...]] = [
        (_("Customer"), row.customer, _customer_url(actor, row)),
        (_("What it is about"), " · ".join(part for part in (row.reference, row.about) if part)),
        (_("Happened at"), {"at": row.happened_at}),
        (_("Not before"), {"at": row.not_before, "date_only": True}),
        (_("To be called by"), row.due_shown),
        (_("Handled by"), row.handler.name if row.handler else ""),
        (_("Callback policy"), str(row.policy), _policy_url(actor, row)),
    ]
    if row.reached_at:
        facts += [
            (_("Reached at"), {"at": row.reached_at}),
            (_("Satisfaction"), row.get_satisfaction_display()),
            (_("Service, result, speed"), " · ".join(str(one or "—") for one in scores)),
            (_("Told in the call"), "、".join(str(one) for one in told) or row.untold_reason),
            (_("Remark"), row.remark),
        ]
    if row.state == State.EXEMPT:
        facts.append((_("Exempt because"), f"{Exemption(row.exemption).label} · {row.exempt_reason}"))
    return facts


def _policy_url(actor: Actor, row: Callback) -> str:
    """Return the page of the policy; nothing where it is of a unit above that the reader does not see."""
    seen = actor.reach(Permit.READ).covers(row.policy.unit.path)
    return reverse("callbacks:policy", args=[row.policy_id]) if seen else ""


def _customer_url(actor: Actor, row: Callback) -> str:
    if row.party_id is None or not actor.may("customers.read_customers"):
        return ""
    return reverse("customers:customer", args=[row.party_id])


def _missed(row: Callback) -> dict[str, Any] | None:
    if row.missed_at is None:
        return None
    return {"at": row.missed_at, "reason": row.missed_reason, "by": row.missed_by}


def _opinion_line(one: Opinion) -> dict[str, Any]:
    return {
        "row": one, "url": opinion_url(one), "kind": OpinionKind(one.kind).label, "department": one.department.name,
        "late": one.answered_at is None and one.appointed_at is not None and one.appointed_at < clock.now(),
    }  # fmt: skip


def _actions(
    actor: Actor, row: Callback, key: str, parts: list[str], opinions: list[Opinion]
) -> list[dict[str, Any]]:  # fmt: skip
    stands = queries.standing(actor, row)
    post = {"method": "post", "version": row.version, "idempotency_key": key}
    found: list[dict[str, Any]] = []
    if row.to_call and (stands["calls"] or not stands["independent"]):
        found += _calling(row, parts, post, independent=stands["independent"])
    if row.state == State.REACHED and stands["calls"] and stands["independent"]:
        found.append(_go(_("Add an opinion"), "raise_opinion", row.pk, icon="edit"))
    if row.state in {State.REACHED, State.ANSWERED} and stands["calls"] and stands["independent"]:
        still = [one for one in opinions if one.answered_at is None]
        why = _("The head of the department has not answered and signed every opinion yet (H-10d).") if still else ""
        found.append(_go(_("Close the callback"), "close", row.pk, icon="check", primary=not still, refused=why))
    if row.to_call and stands["plans"]:
        found += [
            _go(_("Hand to a caller"), "assign", row.pk, icon="person"),
            _go(_("Exempt from being called"), "exempt", row.pk, icon="refused"),
        ]
    if row.missed_at and not row.missed_reason and stands["plans"]:
        found.append(_go(_("Explain why it was missed"), "explain", row.pk, icon="edit", primary=not row.to_call))
    return found + _record(actor, row)


def _calling(row: Callback, parts: list[str], post: dict[str, Any], *, independent: bool) -> list[dict[str, Any]]:
    if not independent:
        why = _("You handled the matter; somebody else calls back.")
        return [{"label": _("Call back"), "icon": "duty", "refused": why}]
    if clock.today() < row.not_before:
        why = _("Not before %(day)s.") % {"day": row.not_before}
        return [{"label": _("Call back"), "icon": "duty", "refused": why}]
    found = [_go(_("Call back"), "call", row.pk, icon="duty", primary=True)]
    if row.state == State.ATTEMPTED:
        more = missing_attempts(parts)
        why = _("%(more)s more attempts in another part of the day are needed first.") % {"more": more} if more else ""
        found.append({
            "label": _("Give up: not reached"), "icon": "refused", "refused": why,
            "url": reverse("callbacks:give_up", args=[row.pk]), **post,
            "confirm": _("It counts as tried, not reached, and stays out of the numerator."),
        })  # fmt: skip
    return found


def _record(actor: Actor, row: Callback) -> list[dict[str, Any]]:
    """Return the way to the form on record, to who may read it."""
    if row.state not in ENDED or not actor.may(Records.READ):
        return []
    kind, key = trail.subject_of(row)
    made = records(actor).filter(subject_type=kind, subject_id=key).order_by("-edition").first()
    if made is None:
        return []
    return [{
        "label": _("Form %(number)s") % {"number": made.number}, "url": reverse("records:record", args=[made.pk]),
        "method": "get", "icon": "print",
    }]  # fmt: skip


def opinion_context(actor: Actor, row: Opinion) -> Mapping[str, Any]:
    """Return what the page of an opinion shows."""
    answers = actor.may(Permit.ANSWER_OPINION) and actor.reach(Permit.ANSWER_OPINION).covers(row.department.path)
    open_ = row.answered_at is None
    late = open_ and row.appointed_at is not None and row.appointed_at < clock.now()
    head: dict[str, Any] = {
        "name": f"{OpinionKind(row.kind).label} · {row.department.name}", "number": str(row),
        "state": _("to be answered") if open_ else _("answered and signed"),
        "tone": "bad" if late else "soon" if open_ else "done",
        "hint": _("said by %(name)s") % {"name": row.callback.customer},
    }  # fmt: skip
    if open_ and row.appointed_at:
        head["due"] = {
            "label": _("answer the customer"),
            "at": row.appointed_at,
            "clause": "H-9",
            "tone": "bad" if late else "",
        }
    seen = queries.callbacks(actor).filter(pk=row.callback_id).exists()
    adopted = {None: "", True: _("yes"), False: _("no")}[row.adopted]
    facts: list[tuple[Any, ...]] = [
        (_("Callback"), row.callback.number, callback_url(row.callback) if seen else ""),
        (_("Department concerned"), row.department.name),
        (_("Raised at"), {"at": row.raised_at}),
        (_("Appointed time"), {"at": row.appointed_at} if row.appointed_at else ""),
        (_("Repeats"), str(row.repeat_of) if row.repeat_of else ""),
    ]
    if not open_:
        facts += [
            (_("Answered and signed by"), row.answered_by), (_("Feedback at"), {"at": row.answered_at}),
            (_("Adopted"), f"{adopted} {row.adopted_reason}".strip()),
        ]  # fmt: skip
    return {
        "page_title": f"{_('Opinion')} {row}",
        "crumbs": [(str(OPINIONS.title), reverse("callbacks:opinions"))],
        "thing": head,
        "facts": facts,
        "actions": [_go(_("Answer and sign"), "answer", row.pk, icon="edit", primary=True)]
        if open_ and answers
        else [],
        "opinion": row,
        "timeline": happened_to(row),
        "body_template": "callbacks/opinion_body.html",
    }


def policy_context(actor: Actor, row: Policy) -> Mapping[str, Any]:
    """Return what the page of a policy shows."""
    kept = actor.may(Permit.KEEP_POLICIES) and actor.reach(Permit.KEEP_POLICIES).covers(row.unit.path)
    target = f"{row.target} %" if row.confirmed else f"{row.target} %　原文缺失，请确认"
    over = row.end is not None and row.end < clock.today()
    facts: list[tuple[Any, ...]] = [
        (_("Department"), row.unit.name),
        (_("From"), {"at": row.start, "date_only": True}),
        (_("To"), {"at": row.end, "date_only": True} if row.end else ""),
        (_("Days to wait"), str(row.delay_days)),
        (_("Days until it is due"), str(row.window_days)),
        (_("Called back"), f"{row.rate} %"),
        (_("Target rate"), target),
        (_("Who calls"), row.caller.name if row.caller else _("handed out by the supervisor")),
        (_("Otherwise calls"), row.deputy.name if row.deputy else ""),
        (_("Not by who handled it"), _("yes") if row.other_caller else _("no")),
        (_("Service number"), row.service_phone),
        (_("Number, name and offer are told"), _("yes") if row.tell_three else _("no")),
        (_("Offer for the next stay"), row.offer),
    ]
    actions = [
        _go(_("Change the policy"), "change_policy", row.pk, icon="edit", primary=not row.confirmed),
        _go(_("End the policy"), "end_policy", row.pk, icon="calendar"),
    ]
    return {
        "page_title": str(row),
        "crumbs": [(str(POLICIES.title), reverse("callbacks:policies"))],
        "thing": {
            "name": row.get_occasion_display(), "number": row.unit.name,
            "state": _("policy ended") if over else _("policy in force"),
            "tone": "" if over else "done",
        },
        "facts": facts,
        "actions": actions if kept and not over else [],
        "policy": row,
        "timeline": happened_to(row),
        "body_template": "callbacks/policy_body.html",
    }  # fmt: skip


def frozen_context(row: FrozenRate) -> Mapping[str, Any]:
    """Return what the page of a frozen rate shows: every figure, and whether the rows still give it."""
    counted = counted_again(row.rows)
    holds = digest_of(row.month, row.policy_id, row.unit_id, row.rows) == row.digest and (
        counted.numerator, counted.denominator
    ) == (row.numerator, row.denominator)  # fmt: skip
    return {
        "page_title": f"{_('Frozen rate')} {row}",
        "crumbs": [(str(FROZEN.title), reverse("callbacks:frozen"))],
        "thing": {
            "name": f"{row.get_occasion_display()} {row.month}", "number": percent(row.numerator, row.denominator),
            "state": _("as frozen") if holds else _("does not hold"), "tone": "done" if holds else "bad",
            "hint": row.unit.name,
        },
        "facts": [
            (_("Reached in time"), row.numerator), (_("Denominator"), row.denominator),
            (_("Had to be called"), row.due), (_("Exempt"), row.exempt), (_("Refused the call"), row.refused),
            (_("Reached late"), row.late), (_("Tried, not reached"), row.unreachable), (_("Still open"), row.open),
            (_("Target rate"), f"{row.target} %" if row.confirmed else f"{row.target} %　原文缺失，请确认"),
            (_("Cut-off"), {"at": row.cut_off}), (_("Frozen by"), row.frozen_by), (_("Digest"), row.digest),
        ],
        "frozen": row,
        "rows": [
            {"number": number, "state": State(state).label, "due": due, "reached": reached or ""}
            for number, state, due, reached in row.rows
        ],
        "body_template": "callbacks/frozen_body.html",
    }  # fmt: skip
