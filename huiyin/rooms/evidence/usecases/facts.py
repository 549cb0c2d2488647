"""Facts are only ever added; a wrong one is withdrawn with its reason and stays readable."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import clock, files, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.evidence import rules
from huiyin.rooms.evidence.models import Comment, Fact
from huiyin.rooms.evidence.queries import kind_of
from huiyin.rooms.evidence.terms import LONGEST_TEXT, Permit
from huiyin.rooms.evidence.usecases.keep_file import keep_file


def record_fact(  # noqa: PLR0913 - a fact says that much, and the rooms that tell it say it by name
    actor: Actor, kind: str, *, employee: Any, unit: Any, on: date, text: str, subject: models.Model | tuple[str, str],
    url: str, good: bool, clause: str, item: str = "", once: str = "",
) -> Fact:  # fmt: skip
    """Record a fact inside an open use case; the same ``once`` gives the fact that there is already.

    ``employee`` and ``unit`` are rows or their ids; ``item`` is the standard's item where it is known.
    """
    known = kind_of(kind)
    before = Fact.objects.filter(once=once).first() if once else None
    if before is not None:
        return before
    subject_type, subject_id = trail.subject_of(subject) if isinstance(subject, models.Model) else subject
    return store.add(
        Fact(
            kind=kind, good=good, employee_id=getattr(employee, "pk", employee), unit_id=getattr(unit, "pk", unit),
            on=on, text=rules.clipped(text, LONGEST_TEXT), clause=clause or known.clause,
            item="" if good else rules.item_for(item, known.items), subject_type=subject_type, subject_id=subject_id,
            url=url, once=once, recorded_at=clock.now(),
            recorded_by=str(_("the system")) if actor.system else actor.name,
        )
    )  # fmt: skip


@usecase(permit=Permit.RECORD_EVIDENCE, clauses=("P-1.0b", "P-3.2", "P-4.7a"))
def record_fact_by_hand(
    actor: Actor, *, kind: str, employee: Any, on: date, text: str, item: str = "", url: str = "",
    file: files.Upload | None = None,
) -> Fact:  # fmt: skip
    """Record a fact that somebody found himself, with a photo or file; it costs nothing before a sheet takes it.

    Raises Refusal for a kind that only the house itself records, and for a day that has not come or lies too far back;
    NotPermitted for a fact about oneself or outside one's units.
    """
    known = kind_of(kind)
    if not known.by_hand:
        raise Refusal.at("kind", _("Facts of this kind come in by themselves."))
    if employee.pk == actor.employee_id:
        raise NotPermitted(_("Nobody records facts about himself."))
    if not actor.reach(Permit.RECORD_EVIDENCE).covers(employee.unit.path):
        raise NotPermitted(_("This person is outside the units in which you record facts."))
    if not text.strip():
        raise Refusal.at("text", _("Say what happened."))
    wrong = rules.why_not_on(on, clock.today())
    if wrong:
        late = _("This lies too far back; its year is closed.")
        raise Refusal.at("on", _("This day has not come yet.") if wrong == "future" else late)
    return store.add(
        Fact(
            kind=kind, good=known.good, employee=employee, unit_id=employee.unit_id, on=on,
            text=rules.clipped(text, LONGEST_TEXT), clause=known.clause,
            item="" if known.good else rules.item_for(item.strip().upper(), known.items), url=url,
            file=keep_file(actor, file) if file is not None else None, recorded_at=clock.now(),
            recorded_by=actor.name, recorder_id=actor.employee_id,
        )
    )  # fmt: skip


@usecase(permit=Permit.WITHDRAW_EVIDENCE, clauses=("P-1.0b", "P-4.7a"))
def withdraw_fact(actor: Actor, *, fact: Fact, seen: int, reason: str) -> Fact:
    """Withdraw a fact that was wrong; it stays readable with the reason, and sheets that took it are flagged.

    Raises Conflict where it was withdrawn already, NotPermitted for a fact about oneself.
    """
    if fact.employee_id == actor.employee_id:
        raise NotPermitted(_("Nobody withdraws facts about himself."))
    if fact.withdrawn_at is not None:
        raise Conflict(_("This fact was withdrawn already."))
    if not reason.strip():
        raise Refusal.at("reason", _("A withdrawal needs its reason."))
    trail.note(reason=reason)
    return store.change(
        fact, seen=seen, withdrawn_at=clock.now(), withdrawn_by=actor.name, withdrawn_why=reason.strip()
    )


@usecase(permit=Permit.ANSWER_EVIDENCE, clauses=("P-1.0b",))
def comment_on_fact(actor: Actor, *, fact: Fact, text: str, seen: int | None = None) -> Fact:
    """Say something to a fact about oneself; it stands beside the fact from then on."""
    if fact.employee_id != actor.employee_id:
        raise NotPermitted(_("One comments on facts about oneself alone."))
    if not text.strip():
        raise Refusal.at("text", _("Say something."))
    store.add(Comment(fact=fact, text=text.strip(), by=actor.name, at=clock.now()))
    trail.about(fact)
    return fact
