"""A year: the plan that somebody else approves, and the summary that is signed when the year is over."""

from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.callbacks.models import Plan, Summary, SummaryLine, Target
from huiyin.rooms.callbacks.queries.years import (
    arranged,
    of_year,
    plan_in_force,
    planning_units,
    rows_of_year,
    seal_of,
    without_plan,
)
from huiyin.rooms.callbacks.rules.years import Called, Figures, by_group
from huiyin.rooms.callbacks.terms import (
    PLANNED_FROM_MONTH,
    UNIT_YEAR,
    YEAR_PLAN,
    YEAR_SUMMARY,
    Permit,
    PlanState,
)
from huiyin.rooms.duties.queries import duties
from huiyin.rooms.duties.usecases import Owed, fulfil, owe_many


def _check(actor: Actor, permit: str, unit: Any) -> None:
    if not actor.reach(permit).covers(unit.path):
        raise NotPermitted(_("The callback plans of this unit are not yours."))


def _about(unit: Any, year: int) -> tuple[str, str]:
    return UNIT_YEAR, f"{unit.pk}-{year}"


def _draft(actor: Actor, unit: Any, year: int, **more: Any) -> Plan:
    return store.add(
        Plan(unit=unit, year=year, author_id=actor.employee_id, drafted_by=actor.name, drafted_at=clock.now(), **more)
    )


@usecase(permit=Permit.KEEP_PLANS, clauses=("H-6b",))
def draft_plan(actor: Actor, *, unit: Any, year: int, measures: str = "") -> Plan:
    """Draft the plan of a unit and year; its targets are set afterwards, occasion by occasion."""
    _check(actor, Permit.KEEP_PLANS, unit)
    if Plan.objects.filter(unit=unit, year=year).exists():
        raise Conflict(_("There is a plan for this year already. Correct it instead."))
    return _draft(actor, unit, year, measures=measures.strip())


@usecase(permit=Permit.KEEP_PLANS, clauses=("H-6b",))
def set_target(
    actor: Actor, *, plan: Plan, seen: int, occasion: str, rate: int | None, number: int | None = None,
    remark: str = "",
) -> Plan:  # fmt: skip
    """Set what a drafted plan promises for an occasion; without a rate its target is taken out."""
    _check(actor, Permit.KEEP_PLANS, plan.unit)
    store.change(plan, seen=seen, drafted_at=clock.now())
    if plan.state != PlanState.DRAFT:
        raise Conflict(_("This plan is approved. Correct it by another edition."))
    known = Target.objects.filter(plan=plan, occasion=occasion).first()
    given = {"rate": rate, "number": number, "remark": remark.strip()}
    if rate is None:
        if known is None:
            raise Refusal.at("rate", _("There is no target for this occasion to take out."))
        store.remove(known, seen=None)
    elif known is None:
        store.add(Target(plan=plan, occasion=occasion, **given))
    else:
        store.change(known, seen=None, **given)
    return plan


@usecase(permit=Permit.APPROVE_PLANS, clauses=("H-6b",))
def approve_plan(actor: Actor, *, plan: Plan, seen: int) -> Plan:
    """Approve a plan: not one's own, and none without a target. What was owed for the year is done."""
    _check(actor, Permit.APPROVE_PLANS, plan.unit)
    if actor.employee_id is not None and actor.employee_id == plan.author_id:
        raise NotPermitted(_("Nobody approves the plan that he drafted himself."))
    if plan.state == PlanState.APPROVED:
        raise Conflict(_("This plan is approved already."))
    if not Target.objects.filter(plan=plan).exists():
        raise Refusal(_("A plan without targets for callbacks cannot be approved (H-6b)."))
    store.change(plan, seen=seen, state=PlanState.APPROVED, approved_by=actor.name, approved_at=clock.now())
    fulfil(actor, YEAR_PLAN, _about(plan.unit, plan.year))
    return plan


@usecase(permit=Permit.KEEP_PLANS, clauses=("H-6b",))
def revise_plan(actor: Actor, *, plan: Plan, reason: str) -> Plan:
    """Begin a correction of the plan in force: another edition with its targets, and the reason."""
    _check(actor, Permit.KEEP_PLANS, plan.unit)
    if not reason.strip():
        raise Refusal.at("reason", _("Say why."))
    if Plan.objects.filter(unit=plan.unit, year=plan.year, state=PlanState.DRAFT).exists():
        raise Conflict(_("A draft is open for this year already."))
    if plan_in_force(plan.unit_id, plan.year) != plan:
        raise Conflict(_("A later edition is in force. Correct that one."))
    made = _draft(actor, plan.unit, plan.year, edition=plan.edition + 1, reason=reason.strip(), measures=plan.measures)
    for one in Target.objects.filter(plan=plan):
        given = {"occasion": one.occasion, "rate": one.rate, "number": one.number, "remark": one.remark}
        store.add(Target(plan=made, **given))
    trail.note(reason=reason.strip())
    return made


@usecase(permit=Permit.KEEP_PLANS, clauses=("H-6c",))
def sign_summary(actor: Actor, *, unit: Any, year: int, assessment: str, reason: str = "") -> Summary:
    """Sign a year's summary of a unit: figures, places and comparison with the plan stand as they are now.

    Signed again, it is another edition and needs a reason. What was owed for the year is done.
    """
    _check(actor, Permit.KEEP_PLANS, unit)
    if year >= clock.today().year:
        raise Refusal.at("year", _("This year is not over yet."))
    earlier = Summary.objects.filter(unit=unit, year=year).order_by("-edition").values_list("edition", flat=True)
    edition = (earlier.first() or 0) + 1
    if edition > 1 and not reason.strip():
        raise Refusal.at("reason", _("This year is signed already. Say why it is signed again."))
    rows = rows_of_year(unit, year)
    if not rows:
        raise Conflict(_("Nobody had to be called back in %(year)s.") % {"year": year})
    found = arranged(unit, year, by_group(Called.of(row) for row in rows))
    made = store.add(
        Summary(
            unit=unit, year=year, edition=edition, reason=reason.strip() if edition > 1 else "",
            assessment=assessment.strip(), plan=found.plan, rows=rows, digest=seal_of(unit.pk, year, edition, rows),
            targets=[
                {"occasion": one.occasion, "rate": one.rate, "number": one.number, "kept": one.kept}
                | _written(one.figures)
                for one in found.occasions
            ],
            cut_off=clock.now(), signed_by=actor.name, **_written(found.total),
        )
    )  # fmt: skip
    for one in found.people:
        store.add(
            SummaryLine(summary=made, employee_id=one.employee, name=one.name, place=one.place, **_written(one.figures))
        )
    fulfil(actor, YEAR_SUMMARY, _about(unit, year))
    return made


def _written(one: Figures) -> dict[str, Any]:
    names = ("due", "exempt", "refused", "denominator", "numerator", "late", "unreachable", "open")
    return {name: getattr(one.counted, name) for name in names} | {
        "missed": one.missed, "rated": one.rated, "satisfied": one.satisfied,
    }  # fmt: skip


@usecase(permit=Permit.KEEP_PLANS, clauses=("H-6b", "H-6c"))
def begin_years(actor: Actor) -> Plan | None:
    """Owe each unit with callback policies the plan of the next year by 31 December, and the summary of the last one
    by 31 January where anybody had to be called. What was owed once is not owed again.
    """
    today = clock.today()
    plans, summaries = 0, 0
    if today.month >= PLANNED_FROM_MONTH:
        units = list(without_plan(today.year + 1, today))
        label = _("Callback plan for %(year)s") % {"year": today.year + 1}
        plans = _owe(actor, YEAR_PLAN, units, today.year + 1, end=date(today.year + 1, 1, 1), label=label)
    if today.month == 1:
        signed = Summary.objects.filter(year=today.year - 1).values_list("unit", flat=True)
        rest = planning_units(today).exclude(pk__in=signed)
        units = [one for one in rest if of_year(one, today.year - 1).exists()]
        label = _("Annual summary of callbacks for %(year)s") % {"year": today.year - 1}
        summaries = _owe(actor, YEAR_SUMMARY, units, today.year - 1, end=date(today.year, 2, 1), label=label)
    trail.note(plans=plans, summaries=summaries)
    return None


def _owe(actor: Actor, kind: str, units: list[Any], year: int, *, end: date, label: str) -> int:
    """Owe something about a year until the midnight at which ``end`` begins."""
    owed = duties(SYSTEM).filter(kind=kind, subject_type=UNIT_YEAR, subject_id__in=[_about(u, year)[1] for u in units])
    known = set(owed.order_by().values_list("subject_id", flat=True))
    due = datetime.combine(end, time(), timezone.get_default_timezone())
    route = "callbacks:plans" if kind == YEAR_PLAN else "callbacks:year"
    return owe_many(actor, kind, [
        Owed(
            _about(one, year), one, due_at=due, label=f"{label} · {one.name}",
            url=f"{reverse(route)}?unit={one.pk}&year={year}",
        )
        for one in units if _about(one, year)[1] not in known
    ]) if units else 0  # fmt: skip
