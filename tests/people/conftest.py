"""A small company: a head office above an estate and a hotel, with people in every role."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.rooms.people import queries, usecases
from huiyin.rooms.people.models import Employee, Post, Unit, User
from huiyin.rooms.people.terms import Role

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PASSWORD = "correct-horse-battery"


@dataclass
class Company:
    """The things that tests speak of."""

    root: Unit
    estate: Unit
    hotel: Unit
    clerk: Post
    chief: Post
    people: dict[str, Employee]
    accounts: dict[str, User]

    def actor(self, who: str) -> Actor:
        return queries.actor_of(User.objects.get(pk=self.accounts[who].pk))

    def person(self, who: str) -> Employee:
        return queries.employees(SYSTEM).get(pk=self.people[who].pk)

    def account(self, who: str) -> User:
        return User.objects.get(pk=self.accounts[who].pk)


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    with clock.fixed(NOW):
        yield


def hire(number: str, name: str, unit: Unit, post: Post, joined: date = date(2024, 1, 8), **more: Any) -> Employee:
    return usecases.hire_employee(SYSTEM, number=number, name=name, unit=unit, post=post, joined=joined, **more)


def sign_up(employee: Employee, role: str = "", unit: Unit | None = None) -> User:
    account = usecases.make_account(SYSTEM, employee=employee)
    User.objects.filter(pk=account.pk).update(password=make_password(PASSWORD), must_change=False)
    account.refresh_from_db()
    if unit is not None:
        usecases.give_role(SYSTEM, account=account, role=role, unit=unit, start=date(2024, 1, 1))
    return account


@pytest.fixture
def company(db: None) -> Company:
    def unit(code: str, name: str, parent: Unit | None, business: str) -> Unit:
        return usecases.record_unit(SYSTEM, code=code, name=name, parent=parent, business=business)

    root = unit("HQ", "回音服务公司", None, "company")
    estate = unit("E1", "滨江管理处", root, "property")
    hotel = unit("H1", "酒店客服中心", root, "hotel")
    clerk = usecases.record_post(SYSTEM, name="客服管理员", level="operational")
    chief = usecases.record_post(SYSTEM, name="客户经理", level="managerial")
    people = {
        "boss": hire("G001", "高远", root, chief),
        "quality": hire("Q001", "秦明", root, chief),
        "admin": hire("A001", "艾敏", root, clerk),
        "manager": hire("M001", "马丽", estate, chief),
        "supervisor": hire("S001", "沈星", estate, clerk),
        "clerk": hire("E001", "曾国平", estate, clerk, phone="13812345678", email="zeng@example.com"),
        "keeper": hire("M002", "梅兰", hotel, chief),
        "guest_clerk": hire("H001", "韩雪", hotel, clerk, phone="13987654321"),
    }
    roles = {
        "boss": (Role.GENERAL_MANAGER, root), "quality": (Role.QUALITY, root), "admin": (Role.ADMINISTRATOR, root),
        "manager": (Role.MANAGER, estate), "supervisor": (Role.SUPERVISOR, estate), "keeper": (Role.MANAGER, hotel),
    }  # fmt: skip
    accounts = {who: sign_up(person, *roles.get(who, ("", None))) for who, person in people.items()}
    return Company(root, estate, hotel, clerk, chief, people, accounts)


@pytest.fixture
def browser(company: Company) -> Callable[[str], Client]:
    """Give a browser in which somebody is signed in."""

    def sign_in(who: str) -> Client:
        client = Client()
        client.force_login(company.accounts[who], backend="huiyin.rooms.people.web.entrance.Backend")
        return client

    return sign_in
