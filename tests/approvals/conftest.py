"""A small house in which somebody asks and another decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.rooms.people import usecases as people
from huiyin.rooms.people.models import Employee, RoleHolding, Unit, User
from huiyin.rooms.people.queries import actor_of
from huiyin.rooms.people.terms import Role

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@dataclass
class House:
    """Who may act, and where."""

    accounts: dict[str, User]
    people: dict[str, Employee]
    unit: Unit
    other: Unit

    def actor(self, who: str) -> Actor:
        return actor_of(User.objects.get(pk=self.accounts[who].pk))

    def client(self, who: str) -> Client:
        client = Client()
        client.force_login(self.accounts[who])
        return client


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    with clock.fixed(NOW):
        yield


def found_house() -> House:
    """Found the house: two estates; in the first a manager, a supervisor and an employee; in the other a manager."""
    top = people.record_unit(SYSTEM, code="HQ", name="回音集团", parent=None, business="company")
    unit, other = (
        people.record_unit(SYSTEM, code=code, name=name, parent=top, business="property")
        for code, name in (("A", "滨江管理处"), ("B", "翠湖管理处"))
    )
    post = people.record_post(SYSTEM, name="客服管理员", level="operational")
    given: dict[str, Any] = {"post": post, "joined": date(2025, 1, 6)}
    house = House({}, {}, unit, other)
    for number, (who, name, role, place) in enumerate((
        ("employee", "赵敏", "", unit), ("supervisor", "钱立", Role.SUPERVISOR, unit),
        ("manager", "孙平", Role.MANAGER, unit), ("second", "吴刚", Role.MANAGER, unit),
        ("elsewhere", "李冬", Role.MANAGER, other), ("administrator", "周密", Role.ADMINISTRATOR, top),
    ), 1):  # fmt: skip
        person = people.hire_employee(SYSTEM, number=f"E{number}", name=name, unit=place, **given)
        account = User.objects.create(username=who, first_name=name, employee=person)
        if role:
            RoleHolding.objects.create(user=account, role=role, unit=place, start=date(2020, 1, 1))
        house.accounts[who], house.people[who] = account, person
    return house


@pytest.fixture
def house(db: None) -> House:
    return found_house()
