"""People as a workbook lists them, many at once: units and posts where they are new, people, periods, placements."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huiyin.kernel import canon
from huiyin.kernel.errors import Conflict
from huiyin.kernel.period import FOREVER
from huiyin.platform import bulk, clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.people import rules
from huiyin.rooms.people.models import Employee, Employment, Placement, Post, Unit, User
from huiyin.rooms.people.queries.roster_plan import NewUnit, RosterPlan
from huiyin.rooms.people.rules import Service
from huiyin.rooms.people.terms import Permit
from huiyin.rooms.people.usecases.accounts import close_account

BATCH = 1_000
# From how many new people on the database weighs its tables anew: PostgreSQL plans by what it knew of them before.
MUCH = 500


@usecase(permit=Permit.KEEP_PEOPLE, clauses=("P-2.0",))
def record_roster(actor: Actor, *, plan: RosterPlan) -> dict[int, int]:
    """Write a plan (see ``queries.roster_plan``) whole; its new people get their ids in ``plan.ids``.

    Returns the ids of the new units by their negative ones. The trail keeps how many are new and their digest, and each
    changed person before and after. Raises Conflict where a person of the plan was added or removed meanwhile.
    """
    units = _make_units(plan.units)
    posts = _posts(plan.posts)
    _make_people(plan, units, posts)
    _change_people(plan, units, posts)
    _write_service(plan, units, posts)
    if len(plan.new) > MUCH:
        bulk.weigh(Employee, Employment, Placement)
    trail.note(
        new=len(plan.new),
        digest=canon.digest([_told(plan.services[number]) for number in plan.new]),
        changed={n: {"before": _told(plan.before[n]), "after": _told(plan.services[n])} for n in plan.changed},
    )
    return units


def _told(service: Service) -> list[object]:
    places = [[place.start, place.unit, place.post, place.level] for place in service.places]
    return [service.number, service.name, [[span.start, span.end] for span in service.spans], places]


def _make_units(wanted: Mapping[int, NewUnit]) -> dict[int, int]:
    made: dict[int, int] = {}
    codes = set(Unit.objects.values_list("code", flat=True)) if wanted else set()
    for planned, new in wanted.items():
        parent = None if new.parent is None else Unit.objects.get(pk=new.parent)
        number = len(codes) + 1
        while f"U{number:03d}" in codes:
            number += 1
        codes.add(f"U{number:03d}")
        unit = store.add(Unit(code=f"U{number:03d}", name=new.name, parent=parent, business=new.business, path="/"))
        store.change(unit, seen=unit.version, path=rules.path_below(parent.path if parent else "", unit.pk))
        made[planned] = unit.pk
    return made


def _posts(wanted: Mapping[str, str]) -> dict[str, Post]:
    for name, level in wanted.items():
        store.add(Post(name=name, level=level))
    return {post.name: post for post in Post.objects.all()}


def _now(service: Service, units: Mapping[int, int], posts: Mapping[str, Post]) -> dict[str, Any]:
    """Return what the employee repeats of the service today; before the first day and after the last, the nearest."""
    today = clock.today()
    place = service.place_on(today)
    return {
        "unit_id": units.get(place.unit, place.unit),
        "post_id": posts[place.post].pk,
        "level": place.level,
        "active": any(span.holds(today) for span in service.spans),
    }


def _named(name: str) -> dict[str, str]:
    said = rules.read_aloud(name)
    return {"name": name, "pinyin": said, "initials": rules.initials_of(said)}


def _meanwhile() -> Conflict:
    return Conflict(_("Somebody else changed the people while this was being checked. Check it again."))


def _make_people(plan: RosterPlan, units: Mapping[int, int], posts: Mapping[str, Post]) -> None:
    rows = [
        Employee(number=number, **_named(plan.services[number].name), **_now(plan.services[number], units, posts))
        for number in plan.new
    ]
    try:
        with transaction.atomic():
            made = Employee.objects.bulk_create(rows, batch_size=BATCH)
    except IntegrityError as fault:
        raise _meanwhile() from fault
    plan.ids.update({employee.number: employee.pk for employee in made})


def _change_people(plan: RosterPlan, units: Mapping[int, int], posts: Mapping[str, Post]) -> None:
    ids = [plan.ids[number] for number in plan.changed]
    stored = Employee.objects.select_for_update().in_bulk(ids)
    if len(stored) != len(ids):
        raise _meanwhile()
    for number in plan.changed:
        employee, service = stored[plan.ids[number]], plan.services[number]
        renamed = _named(service.name) if service.name != employee.name else {}
        for field, value in (_now(service, units, posts) | renamed).items():
            setattr(employee, field, value)
        employee.version += 1
    fields = ("unit", "post", "level", "active", "name", "pinyin", "initials", "version")
    Employee.objects.bulk_update(stored.values(), fields, batch_size=BATCH)
    Employment.objects.filter(employee__in=ids).delete()
    Placement.objects.filter(employee__in=ids).delete()
    _close_accounts(plan)


def _close_accounts(plan: RosterPlan) -> None:
    """Close the accounts of those who have left by now, and who will not come back later."""
    today = clock.today()
    left = [plan.ids[number] for number in plan.changed if plan.services[number].spans[-1].end < today]
    for account in User.objects.filter(employee__in=left, is_active=True):
        close_account(account)


def _write_service(plan: RosterPlan, units: Mapping[int, int], posts: Mapping[str, Post]) -> None:
    written = [(plan.ids[number], plan.services[number]) for number in (*plan.new, *plan.changed)]
    Employment.objects.bulk_create(
        (
            Employment(employee_id=person, start=span.start, end=None if span.end == FOREVER else span.end)
            for person, service in written
            for span in service.spans
        ),
        batch_size=BATCH,
    )
    Placement.objects.bulk_create(
        (
            Placement(
                employee_id=person,
                start=place.start,
                unit_id=units.get(place.unit, place.unit),
                post=posts[place.post],
                level=place.level,
            )
            for person, service in written
            for place in service.places
        ),
        batch_size=BATCH,
    )
