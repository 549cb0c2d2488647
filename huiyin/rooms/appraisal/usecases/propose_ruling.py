"""Proposing awards and sanctions: by hand, from a sheet, or three as one of the next level; correcting, withdrawing."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import clock, numbering, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Ruling, StandardItem
from huiyin.rooms.appraisal.queries import rulings as queries
from huiyin.rooms.appraisal.queries.schemes import in_force_on
from huiyin.rooms.appraisal.rules import rulings as rules
from huiyin.rooms.appraisal.terms import Permit
from huiyin.rooms.appraisal.terms.rulings import RULING_WORDS, RulingKind, RulingLevel, RulingObstacle
from huiyin.rooms.appraisal.usecases.move_ruling import check_band, checked, move
from huiyin.rooms.people.queries.rosters import service_of


def _unit_on(employee: int, day: date) -> int:
    """Return where a person serves on a day, or refuse a day on which he is not employed."""
    service = service_of([employee])[employee]
    if not service.places or not any(span.holds(day) for span in service.spans):
        raise Refusal.at("happened_on", _("The person is not employed on this day."))
    return service.place_on(day).unit


def _check_facts(level: RulingLevel, happened_on: date, points: int, item: str, clause: str) -> None:
    if happened_on > clock.today():
        raise Refusal.at("happened_on", _("This day is still to come."))
    if rules.LADDER[level].kind == RulingKind.SANCTION and not clause.strip():
        raise Refusal.at("clause", _("A sanction has to name the clause of the rules that it rests on."))
    check_band(level, points)
    if item and _item(item, happened_on) is None:
        raise Refusal.at("item", _("The standard in force on this day has no item “%(code)s”.") % {"code": item})


def _item(code: str, day: date) -> StandardItem | None:
    return StandardItem.objects.filter(scheme=in_force_on(day), code=code).first()


def _add(actor: Actor, **given: Any) -> Ruling:
    """Number a proposal and store it; the counter stays locked until the act ends."""
    today = clock.today()
    level = RulingLevel(given["level"])
    number = f"JC-{today.year}-{numbering.take_one(f'ruling:{today.year}'):04d}"
    return store.add(
        Ruling(
            number=number, kind=rules.LADDER[level].kind, proposed_by=actor.name, proposed_by_id=actor.user_id,
            proposed_on=today, **given,
        )
    )  # fmt: skip


@usecase(permit=Permit.PROPOSE_RULING, clauses=("P-4.9a", "P-4.10b"))
def propose_ruling(
    actor: Actor, *, employee: Any, level: str, facts: str, happened_on: date, points: int | None = None,
    place: str = "", clause: str = "", item: str = "", evidence: str = "",
) -> Ruling:  # fmt: skip
    """Propose an award or a sanction for a person; nothing is decided by it.

    An award of 嘉奖 or above names its points, within the level's band. Raises NotPermitted (403) about oneself and
    about who served outside one's units on that day.
    """
    chosen, given = RulingLevel(level), points or 0
    _check_facts(chosen, happened_on, given, item, clause)
    row = Ruling(employee=employee, unit_id=_unit_on(employee.pk, happened_on))
    if employee.pk == actor.employee_id:
        raise NotPermitted(str(RulingObstacle.OWN.label))
    if not actor.reach(Permit.PROPOSE_RULING).covers(row.unit.path):
        raise NotPermitted(_("The person did not serve in your units on this day."))
    return _add(
        actor, employee=employee, unit=row.unit, level=chosen, points=given, facts=facts, happened_on=happened_on,
        place=place, clause=clause, item=item, evidence=evidence,
    )  # fmt: skip


def propose_sanction(
    actor: Actor, *, employee: Any, facts: str, happened_on: date, item: str = "",
    level: RulingLevel = RulingLevel.WARNING, evidence: str = "", clause: str = "",
) -> Ruling:  # fmt: skip
    """Propose a sanction inside another write door (a sheet with a serious violation), whose permit and trail hold.

    Where the item alone is named, it is the clause: it stands in the standard that was in force on that day.
    """
    found = _item(item, happened_on) if item else None
    named = clause or (f"《员工绩效考核标准》{found.code} {found.label}" if found else "")
    return _add(
        actor, employee=employee, unit_id=_unit_on(employee.pk, happened_on), level=level, facts=facts,
        happened_on=happened_on, item=item, clause=named, evidence=evidence,
    )  # fmt: skip


@usecase(permit=Permit.PROPOSE_RULING, clauses=("P-4.9a", "P-4.10b"))
def propose_accumulated(actor: Actor, *, employee: Any, level: str) -> Ruling:
    """Propose three decided ones of a level within this calendar year as one of the next; never a dismissal.

    The three are named in its facts and not counted again, whatever is decided.
    """
    if employee.pk == actor.employee_id:
        raise NotPermitted(str(RulingObstacle.OWN.label))
    rows = {row.pk: row for row in Ruling.objects.select_for_update().filter(employee=employee)}
    year = clock.today().year
    found = next((one for one in queries.accumulations_of(rows.values(), year) if one.level == level), None)
    if found is None:
        raise Conflict(_("There are no three decisions that could be counted together."))
    three = [rows[pk] for pk in found.of]
    unit = three[-1].unit
    if not actor.reach(Permit.PROPOSE_RULING).covers(unit.path):
        raise NotPermitted(_("The person did not serve in your units on this day."))
    named = "、".join(f"{row.number}（{RULING_WORDS[row.level]}，{row.decided_on}）" for row in three)
    rung = rules.LADDER[found.level]
    made = _add(
        actor, employee=employee, unit=unit, level=found.level, points=rung.least, happened_on=three[-1].decided_on,
        facts=f"{year} 年度内累计三次：{named}。", clause="《行政奖罚标准工作规程》同年度三次累计为上一等级",
    )  # fmt: skip
    for row in three:
        store.change(row, seen=None, folded_into=made)
    trail.note(year=year)
    trail.about(made)
    return made


@usecase(permit=Permit.PROPOSE_RULING, clauses=("P-4.9a", "P-4.10b"))
def correct_proposal(
    actor: Actor,
    /,
    *,
    ruling: Ruling,
    seen: int,
    level: str,
    happened_on: date,
    points: int | None = None,
    **texts: str,
) -> Ruling:
    """Correct one's own proposal as long as the person was not heard on it."""
    chosen, given = RulingLevel(level), points or 0
    checked(actor, "correct", ruling)
    if rules.LADDER[chosen].kind != ruling.kind:
        raise Refusal.at("level", str(RulingObstacle.OTHER_KIND.label))
    _check_facts(chosen, happened_on, given, texts.get("item", ""), texts.get("clause", ""))
    moved = Ruling(unit_id=_unit_on(ruling.employee_id, happened_on))
    return store.change(
        ruling, seen=seen, level=chosen, points=given, happened_on=happened_on, unit=moved.unit, **texts
    )


@usecase(permit=Permit.PROPOSE_RULING, clauses=("P-4.10b",))
def withdraw_proposal(actor: Actor, *, ruling: Ruling, seen: int, decision: str) -> Ruling:
    """Withdraw one's own proposal, saying why; it stays in the register as not pursued."""
    return move(
        actor, "withdraw", ruling, seen, decision=decision, decided_on=clock.today(), decided_by=actor.name,
        decided_by_id=actor.user_id,
    )  # fmt: skip
