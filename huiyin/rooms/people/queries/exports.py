"""The staff workbook on its way out, in the format in which it comes in."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import OuterRef, QuerySet, Subquery

from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.platform.store import mask
from huiyin.rooms.people.models import Employee, Employment, Unit
from huiyin.rooms.people.queries.people import posts, units
from huiyin.rooms.people.terms import (
    BUSINESS_WORDS,
    LEVEL_WORDS,
    SHEET_EMPLOYEES,
    SHEET_POSTS,
    SHEET_UNITS,
    SHEETS,
    Permit,
)

Worksheet = tuple[str, Sequence[str], Iterator[Sequence[object]]]

_BUSINESS: Mapping[str, str] = {value: word for word, value in BUSINESS_WORDS.items()}
_LEVEL: Mapping[str, str] = {value: word for word, value in LEVEL_WORDS.items()}


@query(permit=Permit.READ_PEOPLE)
def staff_workbook(actor: Actor, people: QuerySet[Employee]) -> list[Worksheet]:
    """Return the worksheets 部门, 岗位, 员工, contact data masked: a masked value that comes back changes nothing."""
    tree = list(units(actor).order_by("path"))
    called = Counter(unit.name for unit in tree)
    return [
        (SHEET_UNITS, SHEETS[SHEET_UNITS], map(_unit, tree)),
        (SHEET_POSTS, SHEETS[SHEET_POSTS], ((post.name, _LEVEL[post.level]) for post in posts(actor))),
        (SHEET_EMPLOYEES, SHEETS[SHEET_EMPLOYEES], (_person(one, called) for one in _dated(people))),
    ]


def _unit(unit: Unit) -> Sequence[object]:
    parent = unit.parent.code if unit.parent else None
    return unit.code, unit.name, parent, _BUSINESS[unit.business], "是" if unit.closed else None


def _dated(people: QuerySet[Employee]) -> Iterator[Employee]:
    last = Employment.objects.filter(employee=OuterRef("pk")).order_by("-start").values("end")[:1]
    return people.annotate(left=Subquery(last)).order_by("number").iterator(chunk_size=2000)


def _person(person: Employee, called: Counter[str]) -> Sequence[object]:
    unit = person.unit.name if called[person.unit.name] == 1 else person.unit.code
    return (
        person.number, person.name, unit, _BUSINESS[person.unit.business], person.post.name, _LEVEL[person.level],
        person.joined, person.left, mask(person.phone), mask(person.email), None,  # type: ignore[attr-defined]
    )  # fmt: skip
