"""Moves of awards and sanctions after the proposal: hearing, check, decision, delivery, appeal."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal
from huiyin.platform import clock, store
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Ruling
from huiyin.rooms.appraisal.queries import rulings as queries
from huiyin.rooms.appraisal.rules import rulings as rules
from huiyin.rooms.appraisal.terms import RULING_FLOW, Permit
from huiyin.rooms.appraisal.terms.rulings import AppealResult, RulingLevel, RulingState
from huiyin.rooms.appraisal.terms.rulings import RulingObstacle as Obstacle

CLAUSES = ("P-4.9a", "P-4.10b")
_FORBIDS = frozenset({
    Obstacle.OWN, Obstacle.NOT_PERSON, Obstacle.NOT_PROPOSER, Obstacle.PROPOSED_IT, Obstacle.CHECKED_IT,
    Obstacle.INVOLVED, Obstacle.LOWER,
})  # fmt: skip


def check_band(level: RulingLevel, points: int) -> None:
    """Refuse points outside the level's band (AMB-10)."""
    if not rules.in_band(level, points):
        rung = rules.LADDER[level]
        facts = {"level": level.label, "least": rung.least, "most": rung.most}
        raise Refusal.at("points", str(Obstacle.BAND.label) % facts)


def checked(actor: Actor, name: str, row: Ruling, level: str = "") -> None:
    """Refuse a move that the actor cannot make: 404 outside his units, 403 where somebody else may, 409 for now."""
    permit = RULING_FLOW.moves[name].permit
    reach = actor.reach(permit)
    own = reach.own is not None and reach.own == row.employee_id
    if not (reach.covers(row.unit.path) or own):
        raise NotVisible(_("There is no such thing, or it is not open to you."))
    wanted = RulingLevel(level) if level else None
    found = rules.obstacle(name, queries.matter_of(row), queries.who_is(actor, row.unit.path), clock.today(), wanted)
    if found is not None:
        said = queries.say(found, row, level)
        raise (NotPermitted(said) if found in _FORBIDS else Conflict(said))


def move(actor: Actor, name: str, row: Ruling, seen: int, **values: Any) -> Ruling:
    """Make a move of the workflow with what it brings."""
    checked(actor, name, row)
    return store.change(row, seen=seen, state=RULING_FLOW.target(name, row.state), **values)


@usecase(permit=Permit.ANSWER_RULING, clauses=CLAUSES)
def state_own_case(actor: Actor, *, ruling: Ruling, seen: int, statement: str) -> Ruling:
    """Give one's own statement before anything is decided."""
    return move(actor, "state", ruling, seen, statement=statement, heard_on=clock.today())


@usecase(permit=Permit.PROPOSE_RULING, clauses=CLAUSES)
def hear_person(
    actor: Actor, *, ruling: Ruling, seen: int, statement: str = "", refused: bool = False, witness: str = "",
    second_witness: str = "",
) -> Ruling:  # fmt: skip
    """Record what the person said, or before two witnesses that he refused to say anything."""
    witnesses = [name for name in (witness.strip(), second_witness.strip()) if name]
    if refused == bool(statement.strip()):
        raise Refusal.at("statement", _("Record either the statement or that it was refused."))
    if refused and len({*witnesses, ruling.employee.name, ruling.employee.number}) != len(witnesses) + 2:
        raise Refusal.at("witness", _("Name two different witnesses, neither of them the person."))
    if refused and len(witnesses) < 2:  # noqa: PLR2004 - two see more than one
        raise Refusal.at("witness", _("A refusal needs two witnesses."))
    return move(
        actor, "hear", ruling, seen, statement=statement, refused=refused, witnesses="、".join(witnesses),
        heard_on=clock.today(),
    )  # fmt: skip


@usecase(permit=Permit.CHECK_RULING, clauses=CLAUSES)
def check_ruling(
    actor: Actor, *, ruling: Ruling, seen: int, check_note: str, union_told_on: date | None = None
) -> Ruling:
    """Check facts, level and procedure as the house's 人事 (品质部); before a dismissal, that the union was told."""
    checked(actor, "check", ruling)
    needed = rules.LADDER[RulingLevel(ruling.level)].union
    if needed and union_told_on is None:
        raise Refusal.at("union_told_on", _("Before a dismissal the union is told; enter the day."))
    if union_told_on is not None and not needed:
        raise Refusal.at("union_told_on", _("The union is told before a dismissal only."))
    if union_told_on is not None and not ruling.proposed_on <= union_told_on <= clock.today():
        raise Refusal.at("union_told_on", _("This day lies between the proposal and today."))
    return move(
        actor, "check", ruling, seen, check_note=check_note, union_told_on=union_told_on, checked_by=actor.name,
        checked_by_id=actor.user_id, checked_on=clock.today(),
    )  # fmt: skip


@usecase(permit=Permit.DECIDE_REMINDERS, clauses=CLAUSES)
def decide_ruling(
    actor: Actor, *, ruling: Ruling, seen: int, decision: str, level: str = "", points: int | None = None
) -> Ruling:
    """Decide on a proposal, at the level proposed or another of its kind.

    Raises NotPermitted (403), saying who may, at a level above one's own, on one's own proposal, in one's own matter;
    Conflict (409) while the person was not heard, the check or the union's notice is missing.
    """
    chosen = RulingLevel(level or ruling.level)
    checked(actor, "decide", ruling, chosen)
    same = chosen == ruling.level
    given = points if points is not None else ruling.points if same else rules.LADDER[chosen].least
    check_band(chosen, given)
    today = clock.today()
    return store.change(
        ruling, seen=seen, state=RulingState.DECIDED, level=chosen, points=given, decided_level=chosen,
        decided_points=given, decision=decision, decided_on=today, decided_by=actor.name, decided_by_id=actor.user_id,
        term_end=rules.term_end(chosen, today),
    )  # fmt: skip


@usecase(permit=Permit.DECIDE_REMINDERS, clauses=CLAUSES)
def dismiss_proposal(actor: Actor, *, ruling: Ruling, seen: int, decision: str) -> Ruling:
    """Decide not to pursue a proposal, saying why."""
    return move(
        actor, "dismiss", ruling, seen, decision=decision, decided_on=clock.today(), decided_by=actor.name,
        decided_by_id=actor.user_id,
    )  # fmt: skip


@usecase(permit=Permit.PROPOSE_RULING, clauses=CLAUSES)
def deliver_ruling(
    actor: Actor, *, ruling: Ruling, seen: int, delivery: str, delivered_on: date, receipt: str
) -> Ruling:
    """Record how and when the decision reached the person, and what proves it; the term for an appeal begins."""
    checked(actor, "deliver", ruling)
    if not (ruling.decided_on or delivered_on) <= delivered_on <= clock.today():
        raise Refusal.at("delivered_on", _("This day lies between the decision and today."))
    return move(actor, "deliver", ruling, seen, delivery=delivery, delivered_on=delivered_on, receipt=receipt)


@usecase(permit=Permit.ANSWER_RULING, clauses=("P-4.10b",))
def appeal_ruling(actor: Actor, *, ruling: Ruling, seen: int, appeal: str) -> Ruling:
    """Appeal against a sanction about oneself within the term."""
    return move(actor, "appeal", ruling, seen, appeal=appeal, appealed_on=clock.today())


@usecase(permit=Permit.DECIDE_APPEALS, clauses=("P-4.10b",))
def decide_appeal(actor: Actor, *, ruling: Ruling, seen: int, result: str, answer: str, lower: str = "") -> Ruling:
    """Decide on an appeal by somebody who neither proposed, checked nor decided; the first decision stays readable.

    A change takes a lower level, whose term runs from the first decision.
    """
    values: dict[str, Any] = {}
    if result == AppealResult.CHANGE:
        if not lower or not rules.is_lower(RulingLevel(lower), RulingLevel(ruling.level)):
            raise Refusal.at("lower", str(Obstacle.NOT_LOWER.label))
        end = rules.term_end(RulingLevel(lower), ruling.decided_on) if ruling.decided_on else None
        values = {"level": lower, "term_end": end}
    elif lower:
        raise Refusal.at("lower", _("Choose a level only where the decision is changed."))
    return move(
        actor, str(AppealResult(result).value), ruling, seen, answer=answer, answered_on=clock.today(),
        answered_by=actor.name, answered_by_id=actor.user_id, **values,
    )  # fmt: skip
