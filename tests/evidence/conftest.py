"""A small house in which facts are recorded: one office, one estate, a supervisor, a manager, two employees."""

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
DAY = date(2026, 11, 18)


@dataclass
class House:
    """Who may act, and about whom."""

    accounts: dict[str, User]
    unit: Unit
    other: Unit
    person: Employee
    stranger: Employee

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


def _account(name: str, role: str = "", unit: Unit | None = None, employee: Employee | None = None) -> User:
    user = User.objects.create(username=name, first_name=name, employee=employee)
    if unit is not None:
        RoleHolding.objects.create(user=user, role=role, unit=unit, start=date(2020, 1, 1))
    return user


@pytest.fixture
def house(db: None) -> House:
    top = people.record_unit(SYSTEM, code="HQ", name="回音集团", parent=None, business="company")
    unit, other = (
        people.record_unit(SYSTEM, code=code, name=name, parent=top, business="property")
        for code, name in (("A", "滨江管理处"), ("B", "翠湖管理处"))
    )
    post = people.record_post(SYSTEM, name="客服管理员", level="operational")
    given: dict[str, Any] = {"post": post, "joined": date(2025, 1, 6)}
    person = people.hire_employee(SYSTEM, number="E1", name="赵敏", unit=unit, **given)
    head = people.hire_employee(SYSTEM, number="E2", name="钱立", unit=unit, **given)
    stranger = people.hire_employee(SYSTEM, number="E3", name="李冬", unit=other, **given)
    accounts = {
        "supervisor": _account("supervisor", Role.SUPERVISOR, unit, head),
        "manager": _account("manager", Role.MANAGER, unit),
        "employee": _account("employee", employee=person),
    }
    return House(accounts, unit, other, person, stranger)
