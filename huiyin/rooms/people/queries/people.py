"""Reads of units, posts, employees and what is dated about them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Lower, Replace
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.platform.actor import Actor, Reach
from huiyin.platform.doors import query
from huiyin.rooms.people import rules
from huiyin.rooms.people.models import Appraiser, Deputy, Employee, Employment, Leave, Placement, Post, Unit
from huiyin.rooms.people.terms import Permit


@query(permit=Permit.READ_PEOPLE, clauses=("P-2.0", "S-0a"))
def units(actor: Actor) -> QuerySet[Unit]:
    """List the units that the actor sees."""
    return Unit.objects.visible_to(actor.reach(Permit.READ_PEOPLE)).select_related("parent")


@query(permit=Permit.READ_PEOPLE)
def posts(_actor: Actor) -> QuerySet[Post]:
    """List the posts; they are shared by all units."""
    return Post.objects.all()


@query(permit=Permit.READ_PEOPLE, clauses=("P-2.0",))
def employees(actor: Actor) -> QuerySet[Employee]:
    """List the people whom the actor sees: those of his units, or himself alone."""
    joined = Employment.objects.filter(employee=OuterRef("pk")).order_by("-start").values("start")[:1]
    seen = Employee.objects.visible_to(actor.reach(Permit.READ_PEOPLE))
    return seen.select_related("unit", "post").annotate(joined=Subquery(joined))


@query(permit=Permit.READ_PEOPLE)
def employments(actor: Actor) -> QuerySet[Employment]:
    """List employment periods of the people whom the actor sees."""
    reach = actor.reach(Permit.READ_PEOPLE)
    condition = reach.narrow(unit_path="employee__unit__path", employee="employee_id")
    return Employment.objects.filter(condition).select_related("employee__unit")


@query(permit=Permit.READ_PEOPLE, clauses=("P-4.3.3",))
def placements(actor: Actor) -> QuerySet[Placement]:
    """List placements of the people whom the actor sees."""
    reach = actor.reach(Permit.READ_PEOPLE)
    condition = reach.narrow(unit_path="employee__unit__path", employee="employee_id")
    return Placement.objects.filter(condition).select_related("employee__unit", "unit", "post")


@query(permit=Permit.READ_PEOPLE)
def leaves(actor: Actor) -> QuerySet[Leave]:
    """List leave of the people whom the actor sees."""
    reach = actor.reach(Permit.READ_PEOPLE)
    condition = reach.narrow(unit_path="employee__unit__path", employee="employee_id")
    return Leave.objects.filter(condition).select_related("employee__unit")


@query(permit=Permit.READ_PEOPLE, clauses=("P-4.1a",))
def appraisers(actor: Actor) -> QuerySet[Appraiser]:
    """List who appraises the units that the actor sees."""
    condition = actor.reach(Permit.READ_PEOPLE).narrow(unit_path="unit__path", employee="employee_id")
    return Appraiser.objects.filter(condition).select_related("unit", "employee")


@query(permit=Permit.READ_PEOPLE)
def deputies(actor: Actor) -> QuerySet[Deputy]:
    """List deputies of the people whom the actor sees, and whom he himself stands in for."""
    reach = actor.reach(Permit.READ_PEOPLE)
    condition = reach.narrow(unit_path="principal__unit__path", employee="principal_id")
    if reach.own is not None:
        condition |= Q(deputy_id=reach.own)
    return Deputy.objects.filter(condition).select_related("principal__unit", "deputy")


def _placed_on(day: date) -> QuerySet[Placement]:
    return Placement.objects.filter(employee=OuterRef("pk"), start__lte=day).order_by("-start")


def _serving_on(day: date, employee: str) -> Exists:
    periods = Employment.objects.filter(employee=OuterRef(employee), start__lte=day)
    return Exists(periods.filter(Q(end__isnull=True) | Q(end__gte=day)))


def appointed_on(day: date) -> QuerySet[Appraiser]:
    """Return the appointments that began by the day, oldest first, of people who serve on it."""
    return Appraiser.objects.filter(_serving_on(day, "employee"), start__lte=day).order_by("start", "pk")


@query(permit=Permit.READ_PEOPLE, clauses=("P-3.1", "P-3.2", "P-4.1a", "P-4.1b"))
def appraiser_of(actor: Actor, employee: Employee, day: date) -> Employee | None:
    """Return who appraises a person on a day, or nobody at the top of the tree (AMB-05)."""
    if not employees(actor).filter(pk=employee.pk).exists():
        raise NotVisible(_("There is no such person, or he is not open to you."))
    placed = Placement.objects.filter(employee=employee, start__lte=day).order_by("-start")
    path = placed.values_list("unit__path", flat=True).first()
    return nearest_appraiser(path or employee.unit.path, employee.pk, day)


def nearest_appraiser(path: str, person: int, day: date) -> Employee | None:
    """Climb from a unit's path to the nearest appraiser who is not the person: one statement."""
    rows = appointed_on(day).filter(unit_id__in=rules.climb(path)).select_related("employee")
    people = {row.unit_id: row.employee for row in rows}
    found = rules.appraiser(path, {unit: one.pk for unit, one in people.items()}, person)
    return next((one for one in people.values() if one.pk == found), None)


@query(permit=Permit.READ_PEOPLE, clauses=("P-4.1a",))
def appraisers_on(actor: Actor, day: date, people: Iterable[int] | None = None) -> Mapping[int, int | None]:
    """Return person → appraiser (ids) on a day for all people whom the actor sees, or some of them: two statements."""
    seen = Employee.objects.visible_to(actor.reach(Permit.READ_PEOPLE))
    wanted = seen if people is None else seen.filter(pk__in=list(people))
    placed = wanted.annotate(path=Subquery(_placed_on(day).values("unit__path")[:1])).values_list(
        "pk", "path", "unit__path"
    )
    appointed = dict(appointed_on(day).values_list("unit_id", "employee_id"))
    return {pk: rules.appraiser(path or now, appointed, pk) for pk, path, now in placed}


def confirmers_on(day: date, paths: Mapping[int, str]) -> dict[int, str]:
    """Return the name of who appraises each person on a day, by {person: path of the unit he serves in} (P-4.7a).

    Who has no appraiser is left out. Two statements, however many people.
    """
    appointed = dict(appointed_on(day).values_list("unit_id", "employee_id"))
    found = {person: rules.appraiser(path, appointed, person) for person, path in paths.items()}
    names = dict(Employee.objects.filter(pk__in=set(appointed.values())).values_list("pk", "name"))
    return {person: names[one] for person, one in found.items() if one is not None}


def chains_on(day: date, paths: Mapping[int, str]) -> dict[int, list[int]]:
    """Return the appraisers up the tree from the unit that each person serves in, nearest first (P-4.1a, AMB-05).

    ``paths`` are {person: path of the unit}. One statement, however many people.
    """
    appointed = dict(appointed_on(day).values_list("unit_id", "employee_id"))
    return {
        person: list(dict.fromkeys(appointed[unit] for unit in rules.climb(path) if unit in appointed))
        for person, path in paths.items()
    }


def stood_in_for(employee: int, day: date) -> dict[int, str]:
    """Return whom a person stands in for on a day, {id: name}; what he signs for them is marked 代 (AMB-70)."""
    rows = Deputy.objects.filter(deputy=employee, start__lte=day, end__gte=day)
    return dict(rows.values_list("principal_id", "principal__name"))


def names_of(people: Collection[int]) -> dict[int, str]:
    """Return the names of some people, {id: name}, for who was let through to a thing that concerns them."""
    return dict(Employee.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}


def standing_for(employee: int, day: date) -> QuerySet[Deputy, int]:
    """Return the ids of whom a person stands in for on a day, to be used within a larger statement."""
    rows = Deputy.objects.filter(deputy=employee, start__lte=day, end__gte=day)
    return rows.values_list("principal_id", flat=True)


def named_and_stood_in_for(person: int, by: int | None, day: date) -> tuple[str, bool]:
    """Return somebody's name, and whether another stands in for him on a day (AMB-70): one statement."""
    acting = Deputy.objects.filter(principal=OuterRef("pk"), deputy=by or 0, start__lte=day, end__gte=day)
    name, instead = Employee.objects.filter(pk=person).values_list("name", Exists(acting)).get()
    return name, instead


@query(permit=Permit.READ_PEOPLE)
def deputy_of(_actor: Actor, employee: Employee, day: date) -> Employee | None:
    """Return who acts for a person on a day; what he signs is marked 代 (AMB-70)."""
    row = Deputy.objects.filter(principal=employee, start__lte=day, end__gte=day).select_related("deputy").first()
    return row.deputy if row else None


def away_on(day: date, people: Collection[int]) -> dict[int, int | None]:
    """Return who of some people is away on a day (on leave, stood in for, no longer in service) → his deputy, if any.

    A deputy who is himself away does not stand in. Three statements, however many people.
    """
    leaves = Leave.objects.filter(employee_id__in=people, start__lte=day, end__gte=day)
    away: dict[int, int | None] = dict.fromkeys(leaves.values_list("employee_id", flat=True))
    away |= dict.fromkeys(Employee.objects.filter(pk__in=people, active=False).values_list("pk", flat=True))
    named = Deputy.objects.filter(principal_id__in=people, start__lte=day, end__gte=day, deputy__active=True)
    on_leave = Exists(Leave.objects.filter(employee=OuterRef("deputy"), start__lte=day, end__gte=day))
    present = named.filter(~on_leave).order_by("start", "pk")
    return away | dict(present.values_list("principal_id", "deputy_id"))


def stands_in(deputy: int | None, principal: int, day: date) -> Employee | None:
    """Return the person for whom somebody acts on a day, or nobody where he is not the named deputy (AMB-70)."""
    named = Deputy.objects.filter(principal=principal, deputy=deputy or 0, start__lte=day, end__gte=day)
    row = named.select_related("principal").first()
    return row.principal if row else None


@query(permit=Permit.KEEP_PEOPLE)
def misplaced(_actor: Actor, day: date) -> QuerySet[Employee]:
    """Return the people whose row does not repeat what is in force on the day."""
    placed = _placed_on(day)
    found = Employee.objects.annotate(
        true_unit=Subquery(placed.values("unit")[:1]),
        true_post=Subquery(placed.values("post")[:1]),
        true_level=Subquery(placed.values("level")[:1]),
        serving=_serving_on(day, "pk"),
    )
    other = ~Q(unit_id=F("true_unit")) | ~Q(post_id=F("true_post")) | ~Q(level=F("true_level"))
    return found.filter(~Q(active=F("serving")) | (Q(true_unit__isnull=False) & other))


def keepable_units(actor: Actor) -> QuerySet[Unit]:
    """Return the open units that the actor keeps: what he may choose in a form."""
    return Unit.objects.visible_to(actor.reach(Permit.KEEP_PEOPLE)).filter(closed=False)


def open_units(reach: Reach) -> QuerySet[Unit]:
    """Return the open units in a reach: what a room above offers to who holds its permit over them."""
    return Unit.objects.visible_to(reach).filter(closed=False)


def findable(actor: Actor, permit: str, text: str) -> QuerySet[Employee]:
    """Return the people in the reach of a permit whom the typed text may mean."""
    return matching(Employee.objects.visible_to(actor.reach(permit)), text)


def matching(people: QuerySet[Employee], text: str) -> QuerySet[Employee]:
    """Keep who matches a typed number, part of a name, pinyin (with or without spaces) or initials."""
    typed = text.strip()
    joined = typed.lower().replace(" ", "")
    found = Q(number__icontains=typed) | Q(name__icontains=typed)
    if joined.isascii() and joined.isalpha():
        found |= Q(initials__startswith=joined) | Q(spelling__contains=joined)
    return people.alias(spelling=Replace(Lower("pinyin"), Value(" "), Value(""))).filter(found)
