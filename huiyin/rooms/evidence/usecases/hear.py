"""What other rooms tell becomes facts; each job records its fact once, however often it is run."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.evidence.models import Fact
from huiyin.rooms.evidence.queries import kind_of
from huiyin.rooms.evidence.rules import item_of_duty
from huiyin.rooms.evidence.terms import ITEM_OF_DUTY, MISSED_DUTY, Permit
from huiyin.rooms.evidence.usecases.facts import record_fact


@dataclass(frozen=True)
class Missed:
    """A duty that was not done in time, as its room tells it. ``due_at`` is ISO text."""

    duty: int
    kind: str
    clause: str
    owner: int | None
    unit: int
    subject: tuple[str, str]
    label: str
    url: str
    due_at: str


@usecase(permit=Permit.RECORD_EVIDENCE, clauses=("P-4.7a", "P-4.5.2b"))
def hear_missed_duty(actor: Actor, *, missed: Missed) -> Fact | None:
    """Record that somebody missed a duty, on the day on which it was due; a duty of nobody in particular is no fact."""
    if missed.owner is None:
        return None
    due = timezone.localtime(datetime.fromisoformat(missed.due_at))
    made = record_fact(
        actor, MISSED_DUTY, employee=missed.owner, unit=missed.unit, on=due.date(), subject=missed.subject,
        url=missed.url, good=False, clause=missed.clause, item=item_of_duty(missed.kind, ITEM_OF_DUTY),
        once=f"{_duty(missed.duty)}{missed.due_at}",
        text=_("Not done in time: %(label)s (due %(due)s)")
        % {"label": missed.label, "due": due.strftime("%Y-%m-%d %H:%M")},
    )  # fmt: skip
    trail.about(made)
    return made


@usecase(permit=Permit.WITHDRAW_EVIDENCE, clauses=("P-1.0b", "P-4.7a"))
def hear_withdrawn_miss(actor: Actor, *, duty: int, due_at: str) -> Fact | None:
    """Withdraw the fact of a missed duty that was none: reckoned anew, it is due later. ``due_at`` is ISO text."""
    fact = Fact.objects.filter(once__startswith=_duty(duty), withdrawn_at=None).first()
    if fact is None:
        return None
    due = timezone.localtime(datetime.fromisoformat(due_at)).strftime("%Y-%m-%d %H:%M")
    reason = _("It was not missed: the due time was reckoned anew, %(due)s.") % {"due": due}
    return store.change(fact, seen=None, withdrawn_at=clock.now(), withdrawn_by=actor.name, withdrawn_why=reason)


def _duty(duty: int) -> str:
    return f"duty:{duty}:"


@dataclass(frozen=True)
class OfCase:
    """What became of a case for somebody, as its room tells it."""

    kind: str
    case: int
    number: str
    unit: int
    employee: int | None
    on: date
    text: str
    url: str = ""
    good: bool | None = None
    item: str = ""


@usecase(permit=Permit.RECORD_EVIDENCE, clauses=("P-4.7a", "P-4.9a"))
def hear_of_case(actor: Actor, *, told: OfCase) -> Fact | None:
    """Record a verified complaint, a praise or a third transfer; one of nobody in particular is no fact."""
    if told.employee is None:
        return None
    known = kind_of(told.kind)
    made = record_fact(
        actor, told.kind, employee=told.employee, unit=told.unit, on=told.on, subject=("cases.case", str(told.case)),
        url=told.url, good=known.good if told.good is None else told.good, clause=known.clause, item=told.item,
        once=f"{told.kind}:{told.case}:{told.employee}",
        text=f"{told.number} {told.text}".strip(),
    )  # fmt: skip
    trail.about(made)
    return made
