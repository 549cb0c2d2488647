"""How people serve: employment periods and placements, as plain values for rooms that reckon with them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from huiyin.kernel.period import Span
from huiyin.rooms.people.models import Employee, Employment, Leave, Placement
from huiyin.rooms.people.rules import Place, Service


def serving_in(frame: Span, *, people: Collection[int] | None = None) -> dict[int, Service]:
    """Return everybody employed on at least one day of a frame, by id; ``people`` narrows it (None: all).

    Two statements, however many people.
    """
    touching = Employment.objects.filter(Q(end__isnull=True) | Q(end__gte=frame.start), start__lte=frame.end)
    if people is not None:
        touching = touching.filter(employee__in=people)
    keys = touching.order_by().values("employee")
    named: dict[int, tuple[str, str]] = {}
    spans: dict[int, list[Span]] = defaultdict(list)
    periods = Employment.objects.filter(employee__in=keys).order_by("employee__number", "start")
    for person, number, name, start, end in periods.values_list(
        "employee_id", "employee__number", "employee__name", "start", "end"
    ):
        named[person] = (number, name)
        spans[person].append(Span.of(start, end))
    return _services(named, spans, keys)


def serving_within(frame: Span) -> Exists:
    """Return the condition for employees who are employed on a day of a frame."""
    periods = Employment.objects.filter(employee=OuterRef("pk"), start__lte=frame.end)
    return Exists(periods.filter(Q(end__isnull=True) | Q(end__gte=frame.start)))


def serving_on(day: date) -> Exists:
    """Return the condition for employees who are employed on a day."""
    return serving_within(Span(day, day))


def at_work_on(days: Collection[date]) -> Q:
    """Return the condition for employees who are employed on one of some days and not on lawful leave on it."""
    condition = Q(pk__in=())
    for day in days:
        away = Leave.objects.filter(employee=OuterRef("pk"), start__lte=day, end__gte=day)
        condition |= Q(serving_on(day)) & ~Q(Exists(away))
    return condition


def placed_below(path: str) -> Any:
    """Return whoever ever had a place in a branch, as a query for their ids."""
    return Placement.objects.filter(unit__path__startswith=path).order_by().values("employee")


def service_of(people: Collection[int]) -> dict[int, Service]:
    """Return how some people serve, employed or not, by id."""
    return services(Employee.objects.filter(pk__in=people), people)


def service_of_named(people: Mapping[int, tuple[str, str]]) -> dict[int, Service]:
    """Return how people serve whose {id: (number, name)} is known; two statements."""
    return _services(people, spans_of(people), list(people))


def services(rows: QuerySet[Employee], wanted: Any = None) -> dict[int, Service]:
    """Return how each of some employees serves, by id, in the order of the rows; three statements.

    ``wanted`` are their ids, or a query for them as plain as can be: a condition within a condition is planned by
    PostgreSQL as loops within loops where the tables have just grown.
    """
    if wanted is None:
        wanted = rows.order_by().values("pk")
    people = {person: (number, name) for person, number, name in rows.values_list("pk", "number", "name")}
    spans: dict[int, list[Span]] = defaultdict(list)
    for person, start, end in (
        Employment.objects.filter(employee__in=wanted).order_by("start").values_list("employee_id", "start", "end")
    ):
        spans[person].append(Span.of(start, end))
    return _services(people, spans, wanted)


def _services(
    people: Mapping[int, tuple[str, str]], spans: Mapping[int, Sequence[Span]], wanted: Any
) -> dict[int, Service]:
    """Return the service of people whose number, name and periods are known; their places are one statement."""
    places: dict[int, list[Place]] = defaultdict(list)
    placed = Placement.objects.filter(employee__in=wanted).order_by("start")
    for person, start, unit, business, post, level in placed.values_list(
        "employee_id", "start", "unit_id", "unit__business", "post__name", "level"
    ):
        places[person].append(Place(start, unit, business, post, level))
    return {
        person: Service(number, name, tuple(spans.get(person, ())), tuple(places[person]))
        for person, (number, name) in people.items()
    }


def spans_of(people: Collection[int] | Mapping[int, object]) -> dict[int, tuple[Span, ...]]:
    """Return the days on which some people are employed, as spans in their order: one statement."""
    rows = Employment.objects.filter(employee__in=people).order_by("start").values_list("employee_id", "start", "end")
    spans: dict[int, list[Span]] = {person: [] for person in people}
    for person, start, end in rows:
        spans[person].append(Span.of(start, end))
    return {person: tuple(own) for person, own in spans.items()}


def person_with_spans(person: int) -> tuple[Employee, tuple[Span, ...]] | None:
    """Return somebody with his unit, his post and the days on which he is employed; nobody: None. One statement."""
    return with_spans(Employee.objects.filter(pk=person))


def with_spans(one: QuerySet[Employee]) -> tuple[Employee, tuple[Span, ...]] | None:
    """Return the only one of some employees likewise."""
    joined = one.select_related("unit", "post").order_by("employments__start")
    found: list[Any] = list(joined.annotate(joined_on=F("employments__start"), left_on=F("employments__end")))
    if not found:
        return None
    return found[0], tuple(Span.of(one.joined_on, one.left_on) for one in found if one.joined_on)


def leave_of(people: Collection[int] | None, frame: Span) -> dict[int, tuple[Span, ...]]:
    """Return the days of lawful leave of some people (None: all) that touch a frame, by id: one statement."""
    found: dict[int, list[Span]] = defaultdict(list)
    rows = Leave.objects.filter(start__lte=frame.end, end__gte=frame.start).order_by("start")
    if people is not None:
        rows = rows.filter(employee__in=people)
    for person, start, end in rows.values_list("employee_id", "start", "end"):
        found[person].append(Span(start, end))
    return {person: tuple(spans) for person, spans in found.items()}
