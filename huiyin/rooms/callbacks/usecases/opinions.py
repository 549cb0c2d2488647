"""Opinions: written down one by one, answered and signed by the head of the department (H-9, H-10)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel import canon
from huiyin.kernel.errors import Conflict, Fault, NotPermitted, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.platform.jobs import tell
from huiyin.rooms.callbacks.events import CallbackAnswered, OpinionRaised
from huiyin.rooms.callbacks.models import Callback, Opinion
from huiyin.rooms.callbacks.queries.form_content import opinion_content
from huiyin.rooms.callbacks.queries.policies import departments
from huiyin.rooms.callbacks.rules import opinions as rules
from huiyin.rooms.callbacks.rules.opinions import OpinionDraft
from huiyin.rooms.callbacks.terms import (
    ANSWER,
    CLOSE,
    PROMISE,
    REPEATED_WITHIN_DAYS,
    Meaning,
    OpinionKind,
    Permit,
    State,
)
from huiyin.rooms.callbacks.usecases.ends import check_caller, moved
from huiyin.rooms.duties.usecases import fulfil, owe
from huiyin.rooms.records.usecases.sign import sign


def check_drafts(actor: Actor, drafts: Sequence[OpinionDraft]) -> None:
    """Refuse opinions that are neither answered nor appointed, or for a department that is not open to the caller."""
    faults: list[Fault] = []
    words = {
        "unanswered": _("What is not answered at once gets an appointed time, which the customer is told (H-9)."),
        "passed": _("The appointed time has passed already."),
    }
    now = clock.now()
    for place, draft in enumerate(drafts, 1):
        prefix = f"opinion_{place}_" if len(drafts) > 1 or place > 1 else "opinion_1_"
        faults += [Fault(f"{prefix}{one.where}", words[one.reason]) for one in rules.faults_of(draft, now)]
    wanted = {draft.department for draft in drafts}
    if wanted and departments(actor).filter(pk__in=wanted).count() != len(wanted):
        faults.append(Fault("", _("This department is not open to you.")))
    if faults:
        raise Refusal(faults=faults)


def write_opinions(actor: Actor, row: Callback, drafts: Sequence[OpinionDraft]) -> list[Opinion]:
    """Write opinions down: each is owed by its department and told to the other rooms."""
    if not drafts:
        return []
    units = departments(actor).in_bulk([draft.department for draft in drafts])
    first = Opinion.objects.filter(callback=row).count() + 1
    return [
        _written(actor, row, draft, place, units[draft.department]) for place, draft in enumerate(drafts, first)
    ]  # fmt: skip


def _written(actor: Actor, row: Callback, draft: OpinionDraft, place: int, unit: Any) -> Opinion:
    now = clock.now()
    since = now - timedelta(days=REPEATED_WITHIN_DAYS)
    earlier = Opinion.objects.filter(department=unit, kind=draft.kind, raised_at__gte=since).order_by("raised_at", "pk")
    opinion = store.add(
        Opinion(
            callback=row, place=place, kind=draft.kind, text=draft.text.strip(), department=unit,
            said_at_once=draft.said_at_once.strip(), appointed_at=draft.appointed_at, raised_at=now,
            repeat_of_id=rules.repeats(draft.text, list(earlier.values_list("pk", "text")[:500])),
        )
    )  # fmt: skip
    # Nobody is named: the head of the department owes it, whoever that is then.
    owe(
        actor, PROMISE if draft.appointed_at else ANSWER, opinion, unit=unit, owner=None,
        due_at=draft.appointed_at,
        label=_("Opinion %(number)s · %(kind)s") % {"number": opinion, "kind": OpinionKind(draft.kind).label},
    )  # fmt: skip
    tell(
        OpinionRaised(
            callback=row.pk, opinion=opinion.pk, number=row.number, unit=row.unit_id, party=row.party_id,
            kind=draft.kind, text=opinion.text, department=unit.pk, caller=actor.employee_id, customer=row.customer,
            appointed_at=draft.appointed_at.isoformat() if draft.appointed_at else "",
        )
    )  # fmt: skip
    return opinion


@usecase(permit=Permit.CALL, clauses=("H-9", "H-10a"))
def raise_opinion(
    actor: Actor, *, callback: Callback, seen: int, kind: str, text: str, department: Any, said_at_once: str = "",
    appointed_at: Any = None,
) -> Callback:  # fmt: skip
    """Write down one more opinion of a customer who was reached, before the callback is closed."""
    check_caller(actor, callback)
    store.check_seen(callback, seen, state=callback.state)
    if callback.state != State.REACHED:
        shown = {"number": callback.number, "state": callback.get_state_display()}
        raise Conflict(_("This cannot be done with %(number)s now: %(state)s.") % shown)
    draft = OpinionDraft(kind, text, department.pk, said_at_once, appointed_at)
    try:
        check_drafts(actor, [draft])
    except Refusal as refusal:
        plain = [Fault(one.where.removeprefix("opinion_1_"), one.reason) for one in refusal.faults]
        raise Refusal(refusal.reason, faults=plain) from refusal
    store.change(callback, seen=seen, state=callback.state)
    write_opinions(actor, callback, [draft])
    trail.about(callback)
    trail.note(department=department.name)
    return callback


@usecase(permit=Permit.ANSWER_OPINION, clauses=("H-8a", "H-9", "H-10b", "H-10c", "H-10d", "H-10e"))
def answer_opinion(
    actor: Actor, *, opinion: Opinion, seen: int, solution: str, feedback: str, feedback_way: str, prevention: str,
    adopted: bool | None = None, adopted_reason: str = "",
) -> Opinion:  # fmt: skip
    """Answer an opinion as head of its department, under one's signature: solution, what the customer was told, and how
    it is kept from happening again. A proposal is taken or not, with the reason.
    """
    if not actor.reach(Permit.ANSWER_OPINION).covers(opinion.department.path):
        raise NotPermitted(_("The head of the department concerned answers and signs."))
    store.check_seen(opinion, seen, solution=solution.strip(), feedback=feedback.strip())
    if opinion.answered_at is not None:
        raise Conflict(_("This opinion was answered and signed already."))
    if rules.undecided(opinion.kind, adopted, adopted_reason):
        raise Refusal.at("adopted", _("Say whether the proposal is adopted, and why (H-8a)."))
    # Two heads who sign at the same moment come one after the other: the last one moves the callback on.
    callback = Callback.objects.select_for_update(of=("self",)).select_related("policy", "unit").get(
        pk=opinion.callback_id
    )  # fmt: skip
    moved("answer", callback)
    now = clock.now()
    store.change(
        opinion, seen=seen, solution=solution.strip(), feedback=feedback.strip(), feedback_way=feedback_way,
        prevention=prevention.strip(), adopted=adopted, adopted_reason=adopted_reason.strip(), answered_at=now,
        answered_by=actor.name,
    )  # fmt: skip
    fulfil(actor, PROMISE if opinion.appointed_at else ANSWER, opinion)
    tell(
        CallbackAnswered(
            callback=callback.pk, opinion=opinion.pk, number=callback.number, department=opinion.department_id,
            answer=opinion.feedback, answered_by=actor.name, answered_at=now.isoformat(),
        )
    )  # fmt: skip
    _move_on(actor, callback)
    trail.note(callback=callback.number)
    if not actor.system:  # the demo company signs through its accounts; a program signs nothing
        digest = canon.digest(opinion_content(opinion))
        sign(actor, subject=opinion, meaning=Meaning.ANSWER_OPINION, digest=digest)
    return opinion


def _move_on(actor: Actor, callback: Callback) -> None:
    """Move a callback on once its last opinion is answered: whoever called closes it by the next working day."""
    answered = Opinion.objects.filter(callback=callback).values_list("answered_at", flat=True)
    if not rules.all_answered([at is not None for at in answered]):
        return
    store.change(callback, seen=None, state=moved("answer", callback))
    owe(
        actor, CLOSE, callback, unit=callback.unit, owner=callback.caller,
        label=_("Close callback %(number)s") % {"number": callback.number},
    )  # fmt: skip
