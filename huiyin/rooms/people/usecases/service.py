"""Leave, appraisers and deputies: what else is dated about people."""

from datetime import date

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.kernel.period import Span
from huiyin.platform import store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.people import rules
from huiyin.rooms.people.models import Appraiser, Deputy, Employee, Employment, Leave, Unit
from huiyin.rooms.people.terms import Permit
from huiyin.rooms.people.usecases.units import check_within


def _keep(actor: Actor, employee: Employee) -> None:
    check_within(actor, employee.unit.path)
    Employee.objects.select_for_update().get(pk=employee.pk)
    trail.about(employee)


def _span(start: date, end: date) -> Span:
    if end < start:
        raise Refusal.at("end", _("The last day lies before the first, %(day)s.") % {"day": start})
    return Span(start, end)


def _check_leave(employee: Employee, span: Span, *, but: int = 0) -> None:
    served = [Span.of(row.start, row.end) for row in Employment.objects.filter(employee=employee)]
    if not rules.covered(span.start, served) or not rules.covered(span.end, served):
        raise Refusal.at("start", _("These days lie outside the person's employment."))
    others = [Span(row.start, row.end) for row in Leave.objects.filter(employee=employee).exclude(pk=but)]
    other = rules.meeting(span, others)
    if other:
        said = {"start": other.start, "end": other.end}
        raise Refusal.at("start", _("It overlaps the leave from %(start)s to %(end)s.") % said)


@usecase(permit=Permit.KEEP_PEOPLE)
def record_leave(actor: Actor, *, employee: Employee, kind: str, start: date, end: date) -> Leave:
    """Record days of lawful leave, both counted; they never cost a point (AMB-17)."""
    _keep(actor, employee)
    _check_leave(employee, _span(start, end))
    return store.add(Leave(employee=employee, kind=kind, start=start, end=end))


@usecase(permit=Permit.KEEP_PEOPLE)
def change_leave(actor: Actor, *, leave: Leave, seen: int, kind: str, start: date, end: date) -> Leave:
    """Change the days or the kind of a leave."""
    _keep(actor, leave.employee)
    _check_leave(leave.employee, _span(start, end), but=leave.pk)
    return store.change(leave, seen=seen, kind=kind, start=start, end=end)


@usecase(permit=Permit.KEEP_PEOPLE)
def withdraw_leave(actor: Actor, *, leave: Leave, seen: int) -> Employee:
    """Take a leave back that was not taken."""
    _keep(actor, leave.employee)
    store.remove(leave, seen=seen)
    return leave.employee


def _check_appraiser(actor: Actor, unit: Unit, employee: Employee, start: date) -> None:
    check_within(actor, unit.path)
    trail.about(unit)
    served = [Span.of(row.start, row.end) for row in Employment.objects.filter(employee=employee)]
    if not rules.covered(start, served):
        raise Refusal.at("employee", _("This person is not in service on that day."))


@usecase(permit=Permit.KEEP_PEOPLE, clauses=("P-3.1", "P-3.2", "P-4.1a", "P-4.1b"))
def appoint_appraiser(actor: Actor, *, unit: Unit, employee: Employee, start: date) -> Appraiser:
    """Say who appraises the people of a unit, and of those below it that name nobody, from a day on."""
    _check_appraiser(actor, unit, employee, start)
    if Appraiser.objects.filter(unit=unit, start=start).exists():
        raise Refusal.at("start", _("An appraiser of this unit begins on this day already. Change that one."))
    return store.add(Appraiser(unit=unit, employee=employee, start=start))


@usecase(permit=Permit.KEEP_PEOPLE, clauses=("P-4.1a",))
def change_appraiser(
    actor: Actor, *, appraiser: Appraiser, seen: int, unit: Unit, employee: Employee, start: date
) -> Appraiser:
    """Correct who appraises a unit, or from when."""
    check_within(actor, appraiser.unit.path)
    _check_appraiser(actor, unit, employee, start)
    if Appraiser.objects.filter(unit=unit, start=start).exclude(pk=appraiser.pk).exists():
        raise Refusal.at("start", _("An appraiser of this unit begins on this day already. Change that one."))
    return store.change(appraiser, seen=seen, unit=unit, employee=employee, start=start)


@usecase(permit=Permit.KEEP_PEOPLE, clauses=("P-4.1a",))
def withdraw_appraiser(actor: Actor, *, appraiser: Appraiser, seen: int) -> Unit:
    """Take an appointment back; the one before it, or the unit above, holds again."""
    check_within(actor, appraiser.unit.path)
    trail.about(appraiser.unit)
    store.remove(appraiser, seen=seen)
    return appraiser.unit


def _check_deputy(actor: Actor, principal: Employee, deputy: Employee, span: Span, *, but: int = 0) -> None:
    check_within(actor, deputy.unit.path)
    if principal.pk == deputy.pk:
        raise Refusal.at("deputy", _("Nobody is his own deputy."))
    others = [Span(row.start, row.end) for row in Deputy.objects.filter(principal=principal).exclude(pk=but)]
    if rules.meeting(span, others):
        raise Refusal.at("start", _("Another deputy is named for some of these days."))


@usecase(permit=Permit.KEEP_PEOPLE, clauses=("P-3.2",))
def name_deputy(actor: Actor, *, principal: Employee, deputy: Employee, start: date, end: date, reason: str) -> Deputy:
    """Name who acts for an absent person; he signs with 代. It gives him no permit: roles are the administrator's."""
    _keep(actor, principal)
    _check_deputy(actor, principal, deputy, _span(start, end))
    return store.add(Deputy(principal=principal, deputy=deputy, start=start, end=end, reason=reason))


@usecase(permit=Permit.KEEP_PEOPLE)
def change_deputy(
    actor: Actor, *, row: Deputy, seen: int, principal: Employee, deputy: Employee, start: date, end: date, reason: str
) -> Deputy:
    """Change who acts for whom, or when."""
    _keep(actor, row.principal)
    _keep(actor, principal)
    _check_deputy(actor, principal, deputy, _span(start, end), but=row.pk)
    return store.change(row, seen=seen, principal=principal, deputy=deputy, start=start, end=end, reason=reason)


@usecase(permit=Permit.KEEP_PEOPLE)
def withdraw_deputy(actor: Actor, *, row: Deputy, seen: int) -> Employee:
    """Take a deputy back."""
    _keep(actor, row.principal)
    store.remove(row, seen=seen)
    return row.principal
