"""Employees: who they are, how they are reached, from when to when they serve, and where."""

from datetime import date

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, NotPermitted, Refusal
from huiyin.kernel.period import Span
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.people import rules
from huiyin.rooms.people.models import Employee, Employment, Placement, Post, Unit, User
from huiyin.rooms.people.queries import misplaced
from huiyin.rooms.people.terms import Permit
from huiyin.rooms.people.usecases.accounts import close_account, rename_account
from huiyin.rooms.people.usecases.units import check_within


def _locked(actor: Actor, employee: Employee) -> Employee:
    """Check the reach and lock the person, so that two acts on his periods come one after the other."""
    check_within(actor, employee.unit.path)
    Employee.objects.select_for_update().get(pk=employee.pk)
    trail.about(employee)
    return employee


def _open_unit(actor: Actor, unit: Unit) -> None:
    check_within(actor, unit.path)
    if unit.closed:
        raise Refusal.at("unit", _("This unit is closed."))


def _spans(employee: Employee, *, but: int = 0) -> list[Span]:
    periods = Employment.objects.filter(employee=employee).exclude(pk=but)
    return [Span.of(period.start, period.end) for period in periods]


def _mirror(employee: Employee, *, seen: int | None) -> Employee:
    """Repeat on the employee what is in force today; who is out of service loses his account with it."""
    today = clock.today()
    rows = list(Placement.objects.filter(employee=employee).select_related("unit", "post").order_by("start"))
    now = rules.in_force([(row.start, row) for row in rows], today)
    if now is None:
        raise Conflict(_("An employee needs at least one placement."))
    spans = _spans(employee)
    active = rules.covered(today, spans)
    store.change(employee, seen=seen, unit=now.unit, post=now.post, level=now.level, active=active)
    if not active and not any(span.start > today for span in spans):
        for account in User.objects.filter(employee=employee, is_active=True):
            close_account(account)
    return employee


@usecase(permit=Permit.KEEP_PEOPLE, clauses=("P-2.0",))
def hire_employee(
    actor: Actor,
    *,
    number: str,
    name: str,
    unit: Unit,
    post: Post,
    joined: date,
    level: str = "",
    pinyin: str = "",
    phone: str = "",
    email: str = "",
) -> Employee:
    """Take a person on from a day. The class is the post's unless it is given; the pinyin is made from the name."""
    _open_unit(actor, unit)
    said = pinyin or rules.read_aloud(name)
    employee = store.add(
        Employee(
            number=number,
            name=name,
            pinyin=said,
            initials=rules.initials_of(said),
            phone=phone,
            email=email,
            unit=unit,
            post=post,
            level=level or post.level,
            active=joined <= clock.today(),
        )
    )
    store.add(Employment(employee=employee, start=joined))
    store.add(Placement(employee=employee, start=joined, unit=unit, post=post, level=level or post.level))
    return employee


@usecase(permit=Permit.KEEP_PEOPLE)
def change_employee(
    actor: Actor, *, employee: Employee, seen: int, number: str, name: str, pinyin: str = ""
) -> Employee:
    """Change number, name or pinyin; the account follows."""
    _locked(actor, employee)
    said = rules.read_aloud(name) if name != employee.name and pinyin in {"", employee.pinyin} else pinyin
    said = said or rules.read_aloud(name)
    old = employee.number
    changed = store.change(employee, seen=seen, number=number, name=name, pinyin=said, initials=rules.initials_of(said))
    for account in User.objects.filter(employee=employee):
        rename_account(account, old=old, number=number, name=name)
    return changed


@usecase(permit=Permit.KEEP_PEOPLE)
def change_contact(actor: Actor, *, employee: Employee, seen: int, phone: str, email: str) -> Employee:
    """Change how a person is reached. What stays the same is not stored again, so a stale save shows nothing more."""
    _locked(actor, employee)
    given = {"phone": phone, "email": email}
    return store.change(
        employee, seen=seen, **{name: value for name, value in given.items() if value != getattr(employee, name)}
    )


@usecase(permit=Permit.REVEAL_CONTACT)
def reveal_contact(actor: Actor, *, employee: Employee, seen: int, reason: str) -> Employee:
    """Show a person's contact data once, for a stated reason; the trail keeps who looked, when and why."""
    if not actor.reach(Permit.REVEAL_CONTACT).covers(employee.unit.path):
        raise NotPermitted(_("This unit is outside what you keep."))
    trail.note(reason=reason)
    employee.shown_once = {"phone": employee.phone or "—", "email": employee.email or "—"}
    return employee


@usecase(permit=Permit.KEEP_PEOPLE, clauses=("P-2.0", "P-4.3.3"))
def transfer_employee(
    actor: Actor, *, employee: Employee, seen: int, start: date, unit: Unit, post: Post, level: str = ""
) -> Employee:
    """Place a person elsewhere, or in another post or class, from a day on."""
    _locked(actor, employee)
    _open_unit(actor, unit)
    if not rules.covered(start, _spans(employee)):
        raise Refusal.at("start", _("This day lies outside the person's employment."))
    if Placement.objects.filter(employee=employee, start=start).exists():
        raise Refusal.at("start", _("A placement begins on this day already. Correct that one."))
    store.add(Placement(employee=employee, start=start, unit=unit, post=post, level=level or post.level))
    return _mirror(employee, seen=seen)


@usecase(permit=Permit.KEEP_PEOPLE)
def leave_service(actor: Actor, *, employee: Employee, seen: int, end: date) -> Employee:
    """Record the last day of service. After it the account is closed and no sheet is expected."""
    _locked(actor, employee)
    period = Employment.objects.filter(employee=employee).order_by("-start").first()
    if period is None or period.end is not None:
        raise Conflict(_("This person has left already."))
    if end < period.start:
        raise Refusal.at("end", _("The last day lies before the first, %(day)s.") % {"day": period.start})
    _check_placements_before(employee, end)
    store.change(period, seen=None, end=end)
    return _mirror(employee, seen=seen)


def _check_placements_before(employee: Employee, end: date) -> None:
    if Placement.objects.filter(employee=employee, start__gt=end).exists():
        raise Refusal.at("end", _("A placement begins after this day. Remove it first."))


@usecase(permit=Permit.KEEP_PEOPLE)
def come_back(
    actor: Actor, *, employee: Employee, seen: int, start: date, unit: Unit, post: Post, level: str = ""
) -> Employee:
    """Take a person on again who had left; the account stays closed until the administrator opens it."""
    _locked(actor, employee)
    _open_unit(actor, unit)
    last = Employment.objects.filter(employee=employee).order_by("-start").first()
    if last is not None and last.end is None:
        raise Conflict(_("This person is in service."))
    if last is not None and last.end is not None and start <= last.end:
        raise Refusal.at("start", _("The person served until %(day)s. Give a later day.") % {"day": last.end})
    store.add(Employment(employee=employee, start=start))
    store.add(Placement(employee=employee, start=start, unit=unit, post=post, level=level or post.level))
    return _mirror(employee, seen=seen)


@usecase(permit=Permit.KEEP_PEOPLE)
def correct_employment(
    actor: Actor, *, employment: Employment, seen: int, start: date, end: date | None = None
) -> Employee:
    """Mend a period that was entered wrongly; a placement that began with it moves along."""
    employee = _locked(actor, employment.employee)
    if end is not None and end < start:
        raise Refusal.at("end", _("The last day lies before the first, %(day)s.") % {"day": start})
    span = Span.of(start, end)
    if rules.meeting(span, _spans(employee, but=employment.pk)):
        raise Refusal.at("start", _("It overlaps another employment period of this person."))
    for placement in Placement.objects.filter(employee=employee, start=employment.start):
        if Placement.objects.filter(employee=employee, start=start).exclude(pk=placement.pk).exists():
            raise Refusal.at("start", _("Another placement begins on this day. Correct that one first."))
        store.change(placement, seen=None, start=start)
    store.change(employment, seen=seen, start=start, end=end)
    _check_all_covered(employee)
    return _mirror(employee, seen=None)


def _check_all_covered(employee: Employee) -> None:
    spans = _spans(employee)
    days = Placement.objects.filter(employee=employee).values_list("start", flat=True)
    loose = next((day for day in days if not rules.covered(day, spans)), None)
    if loose is not None:
        raise Refusal.at("start", _("The placement from %(day)s would lie outside every employment.") % {"day": loose})


@usecase(permit=Permit.KEEP_PEOPLE, clauses=("P-4.3.3",))
def correct_placement(
    actor: Actor, *, placement: Placement, seen: int, start: date, unit: Unit, post: Post, level: str = ""
) -> Employee:
    """Mend a placement that was entered wrongly."""
    employee = _locked(actor, placement.employee)
    if unit.pk != placement.unit_id:
        _open_unit(actor, unit)
    if Placement.objects.filter(employee=employee, start=start).exclude(pk=placement.pk).exists():
        raise Refusal.at("start", _("A placement begins on this day already. Correct that one."))
    first = Employment.objects.filter(employee=employee, start=placement.start).exists()
    if first and start != placement.start:
        raise Refusal.at("start", _("The employment begins with this placement. Correct the employment instead."))
    store.change(placement, seen=seen, start=start, unit=unit, post=post, level=level or post.level)
    _check_all_covered(employee)
    return _mirror(employee, seen=None)


@usecase(permit=Permit.KEEP_PEOPLE)
def remove_placement(actor: Actor, *, placement: Placement, seen: int) -> Employee:
    """Take a placement back that never was; the one an employment begins with stays."""
    employee = _locked(actor, placement.employee)
    if Employment.objects.filter(employee=employee, start=placement.start).exists():
        raise Conflict(_("The employment begins with this placement. Correct it instead."))
    store.remove(placement, seen=seen)
    return _mirror(employee, seen=None)


@usecase(permit=Permit.KEEP_PEOPLE)
def mirror_placements(actor: Actor) -> None:
    """Bring departments, posts and service up to the day: what was dated ahead comes into force (hourly)."""
    people = list(misplaced(actor, clock.today()))
    for employee in people:
        _mirror(employee, seen=None)
    trail.note(people=len(people), day=clock.today())
