"""Reads of awards and sanctions: the register, a person's own, what waits for whom, and what sheets may rest on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.kernel.period import Span
from huiyin.platform import clock
from huiyin.platform.actor import Actor, Reach
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Ruling
from huiyin.rooms.appraisal.rules import rulings as rules
from huiyin.rooms.appraisal.terms import DECIDES, Permit
from huiyin.rooms.appraisal.terms.rulings import OPEN_STATES, STANDING_STATES
from huiyin.rooms.appraisal.terms.rulings import RulingKind as Kind
from huiyin.rooms.appraisal.terms.rulings import RulingLevel as Level
from huiyin.rooms.appraisal.terms.rulings import RulingObstacle as Obstacle
from huiyin.rooms.appraisal.terms.rulings import RulingState as State
from huiyin.rooms.people.queries import findable
from huiyin.rooms.people.terms import Role

CLAUSES = ("P-4.9a", "P-4.10b")
NOTHING_SPENT: Final[Mapping[int, int]] = MappingProxyType({})


def within(reach: Reach) -> Q:
    """Return the condition for the matters of the units in a reach; one's own are not among them by that alone."""
    return reach.narrow(unit_path="unit__path", employee="")


@query(permit=Permit.READ_RULINGS, clauses=CLAUSES)
def rulings(actor: Actor) -> QuerySet[Ruling]:
    """List the awards and sanctions that the actor sees: those of his units, or his own alone."""
    seen = Ruling.objects.visible_to(actor.reach(Permit.READ_RULINGS))
    return seen.select_related("employee", "unit", "folded_into")


def sees_ruling(actor: Actor, row: Ruling) -> bool:
    """Tell whether a ruling that was read along with something else is one of those that the actor sees."""
    reach = actor.reach(Permit.READ_RULINGS)
    return reach.covers(row.unit.path) or row.employee_id == reach.own


@query(permit=Permit.ANSWER_RULING, clauses=CLAUSES)
def own_rulings(actor: Actor) -> QuerySet[Ruling]:
    """List the actor's own awards and sanctions, which he may answer."""
    own = Ruling.objects.filter(employee=actor.employee_id) if not actor.system else Ruling.objects.all()
    return own.select_related("employee", "unit", "folded_into")


def _waiting_at(role: Role, reach: Reach) -> QuerySet[Ruling]:
    """Return what is ready to be decided at a role's height, within a reach."""
    ready = reduce(
        or_,
        (
            Q(level=level, state__in=rules.ready_states(level))
            for level, rung in rules.LADDER.items()
            if rung.approver == role
        ),
    )
    return Ruling.objects.filter(ready & within(reach))


@query(permit=Permit.DECIDE_REMINDERS, clauses=("P-4.10b",))
def reminders_to_decide(actor: Actor) -> QuerySet[Ruling]:
    """List the proposals that a 主管 decides and that are ready for it."""
    return _waiting_at(Role.SUPERVISOR, actor.reach(Permit.DECIDE_REMINDERS))


@query(permit=Permit.DECIDE_RULINGS, clauses=CLAUSES)
def rulings_to_decide(actor: Actor) -> QuerySet[Ruling]:
    """List the proposals that a 客户经理 decides and that are ready for it, heard and checked where that is needed."""
    return _waiting_at(Role.MANAGER, actor.reach(Permit.DECIDE_RULINGS))


@query(permit=Permit.DECIDE_GRAVE, clauses=CLAUSES)
def grave_rulings_to_decide(actor: Actor) -> QuerySet[Ruling]:
    """List the proposals that the 总经理 decides and that are ready for it."""
    return _waiting_at(Role.GENERAL_MANAGER, actor.reach(Permit.DECIDE_GRAVE))


_TO_DECIDE = {
    Role.SUPERVISOR: reminders_to_decide, Role.MANAGER: rulings_to_decide, Role.GENERAL_MANAGER: grave_rulings_to_decide
}  # fmt: skip


def _unlike_me(actor: Actor, *columns: str) -> Q:
    """Leave out what the actor himself is about or had a hand in."""
    found = ~Q(employee=actor.employee_id) if actor.employee_id is not None else Q()
    if actor.user_id is not None:
        for column in columns:
            found &= ~Q(**{column: actor.user_id}) | Q(**{f"{column}__isnull": True})
    return found


def waiting_for_decision(actor: Actor) -> Q:
    """Return the condition for what waits for this actor's decision: his own height, and not his own proposal."""
    found = Q(pk__in=[])
    for door in _TO_DECIDE.values():
        if actor.may(door.permit):
            found |= Q(pk__in=door(actor).order_by().values("pk"))
    return found & _unlike_me(actor, "proposed_by_id", "checked_by_id")


def waiting_for_check(actor: Actor) -> Q:
    """Return the condition for what waits to be checked by this actor."""
    ready = (Q(level=level, state__in=rules.check_states(level)) for level in Level if rules.check_states(level))
    return reduce(or_, ready) & within(actor.reach(Permit.CHECK_RULING)) & _unlike_me(actor, "proposed_by_id")


def waiting_for_delivery(actor: Actor) -> Q:
    """Return the condition for what waits to be delivered by this actor."""
    return Q(state=State.DECIDED) & within(actor.reach(Permit.PROPOSE_RULING)) & _unlike_me(actor)


def waiting_for_answer(actor: Actor) -> Q:
    """Return the condition for the appeals that wait for this actor."""
    involved = ("proposed_by_id", "checked_by_id", "decided_by_id")
    return Q(state=State.APPEALED) & within(actor.reach(Permit.DECIDE_APPEALS)) & _unlike_me(actor, *involved)


def waiting_for_statement(actor: Actor) -> Q:
    """Return the condition for the sanctions about the actor himself on which he was not heard yet."""
    heard = [level for level, rung in rules.LADDER.items() if rung.heard]
    return Q(employee=actor.employee_id or 0, state=State.PROPOSED, level__in=heard)


WAITING = {
    "state": (Permit.ANSWER_RULING, waiting_for_statement),
    "decide": (Permit.DECIDE_REMINDERS, waiting_for_decision),
    "check": (Permit.CHECK_RULING, waiting_for_check),
    "deliver": (Permit.PROPOSE_RULING, waiting_for_delivery),
    "answer": (Permit.DECIDE_APPEALS, waiting_for_answer),
}


@query(permit=Permit.READ_RULINGS, clauses=CLAUSES)
def waiting(actor: Actor) -> Mapping[str, int]:
    """Count what waits for the actor by what is to be done, in one statement: {"decide": 2, "check": 1}."""
    asked = {name: condition(actor) for name, (permit, condition) in WAITING.items() if actor.may(permit)}
    if not asked:
        return {}
    pending = Ruling.objects.visible_to(actor.reach(Permit.READ_RULINGS)).filter(
        state__in=(*OPEN_STATES, State.DECIDED, State.APPEALED)
    )
    sums = {f"n_{name}": Count("pk", filter=found) for name, found in asked.items()}
    counted = pending.order_by().aggregate(**sums)
    return {name: count for name in asked if (count := counted[f"n_{name}"])}


def matter_of(row: Ruling) -> rules.Matter:
    """Return what the rules have to know of an award or sanction."""
    return rules.Matter(
        level=Level(row.level), state=State(row.state), person=row.employee_id, proposer=row.proposed_by_id,
        checker=row.checked_by_id, decider=row.decided_by_id, heard=row.heard_on is not None,
        clause=bool(row.clause.strip()), union=row.union_told_on is not None, delivered_on=row.delivered_on,
    )  # fmt: skip


def who_is(actor: Actor, path: str) -> rules.Who:
    """Return who acts, with the roles in whose place he decides over the unit at a path."""
    as_ = frozenset(Role(role) for role, permit in DECIDES.items() if actor.reach(permit).covers(path))
    return rules.Who(actor.user_id, actor.employee_id, as_)


def say(found: Obstacle, row: Ruling, level: str = "") -> str:
    """Put an obstacle into a sentence that says what to do or who may."""
    wanted = Level(level or row.level)
    rung = rules.LADDER[wanted]
    facts = {
        "state": row.get_state_display(), "level": wanted.label, "who": rung.approver.label,
        "least": rung.least, "most": rung.most,
        "day": rules.appeal_until(row.delivered_on).isoformat() if row.delivered_on else "",
    }  # fmt: skip
    return str(found.label) % facts


def is_expired(row: Ruling) -> bool:
    """Tell whether a sanction's term is over today."""
    return rules.is_expired(row.term_end, clock.today())


@dataclass(frozen=True)
class PersonRulings:
    """A person's awards and sanctions, and what three of a level in a year may be proposed as."""

    employee: Any
    rows: tuple[Ruling, ...]
    accumulations: tuple[rules.Accumulation, ...]
    year: int


@query(permit=Permit.READ_RULINGS, clauses=CLAUSES)
def person_rulings(actor: Actor, *, number: str) -> PersonRulings:
    """Return a person's awards and sanctions, newest first. Raises NotVisible (404) for who is not open to one."""
    person = findable(actor, Permit.READ_RULINGS, number).filter(number=number).select_related("unit").first()
    if person is None:
        raise NotVisible(_("There is no such person, or he is not open to you."))
    rows = tuple(rulings(actor).filter(employee=person))
    year = clock.today().year
    return PersonRulings(person, rows, accumulations_of(rows, year), year)


def accumulations_of(rows: Iterable[Ruling], year: int) -> tuple[rules.Accumulation, ...]:
    """Return what may be proposed of a person's decisions of a year (never by itself, never a dismissal)."""
    standing = (
        rules.Standing(row.pk, Level(row.level), row.decided_on, row.term_end)
        for row in rows
        if row.state in STANDING_STATES and row.decided_on is not None and row.folded_into_id is None
    )
    return rules.accumulated(standing, year, clock.today())


@dataclass(frozen=True)
class Award:
    """A decided award of 嘉奖 or above, and how many of its points no sheet has used yet."""

    ruling: Ruling
    unspent: int


@query(permit=Permit.CONFIRM_SHEETS, clauses=("P-4.9a",))
def awards(actor: Actor) -> QuerySet[Ruling]:
    """List the standing awards of 嘉奖 or above of the units over which the actor confirms, youngest first."""
    reach = actor.reach(Permit.CONFIRM_SHEETS).narrow(unit_path="unit__path", employee="")
    rows = Ruling.objects.filter(
        reach, kind=Kind.AWARD, level__in=rules.WITH_BONUS, state__in=STANDING_STATES
    ).select_related("employee")
    return rows.order_by("-decided_on", "-pk")


def awards_of(employee: int, span: Span, spent: Mapping[int, int] = NOTHING_SPENT) -> list[Award]:
    """Return a person's standing awards of 嘉奖 or above decided in a period, oldest first (P-4.9a).

    ``spent`` is what sheets already took of them, {ruling: points}; a plain read for the code of sheets, whose door
    holds the permit.
    """
    rows = Ruling.objects.filter(
        employee=employee, kind=Kind.AWARD, level__in=rules.WITH_BONUS, state__in=STANDING_STATES,
        decided_on__range=(span.start, span.end),
    )  # fmt: skip
    return [Award(row, max(0, row.points - spent.get(row.pk, 0))) for row in rows.order_by("decided_on", "pk")]


def sanction_open(ruling: Ruling) -> bool:
    """Tell whether nothing was decided on a sanction yet, so that its sheet cannot close (P-4.10b)."""
    return ruling.state in OPEN_STATES


def standing_in(year: int) -> QuerySet[Ruling]:
    """Return what was decided in a year and stands."""
    frame = (date(year, 1, 1), date(year, 12, 31))
    return Ruling.objects.filter(state__in=STANDING_STATES, decided_on__range=frame)
