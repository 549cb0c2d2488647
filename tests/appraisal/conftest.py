"""A department's real year, imported once for a whole module and rolled back at its end."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.workbooks import Book
from huiyin.rooms.appraisal.models import Run
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets
from huiyin.rooms.appraisal.usecases.settle_year import settle_year
from huiyin.rooms.people.models import Employee, RoleHolding, Unit, User
from huiyin.rooms.people.queries import actor_of
from huiyin.rooms.people.terms import Role

FIXTURES = Path(__file__).parent / "fixtures"
BOOK = FIXTURES / "appraisal-2025.xlsx"
BAD = FIXTURES / "appraisal-2025-bad.xlsx"
EXPECTED: list[dict[str, Any]] = json.loads((FIXTURES / "appraisal-2025.expected.json").read_text("utf-8"))
BY_NUMBER = {line["employee_no"]: line for line in EXPECTED}
NOW = datetime(2026, 1, 20, 2, 0, tzinfo=UTC)
UNIT = "酒店客服中心"
OTHER_UNIT = "华南营业所"
OWN, COLLEAGUE = "E0002", "E0008"


@dataclass
class Department:
    """Who may act here: 总经理 over everything, the others over one unit, one employee."""

    accounts: dict[str, User]
    unit: Unit
    other: Unit

    def actor(self, who: str) -> Actor:
        return actor_of(User.objects.get(pk=self.accounts[who].pk))

    def client(self, who: str) -> Client:
        client = Client()
        client.force_login(self.accounts[who])
        return client


def account(name: str, role: str = "", units: tuple[Unit, ...] = (), employee: Employee | None = None) -> User:
    user = User.objects.create(username=name, first_name=name, employee=employee)
    for unit in units:
        RoleHolding.objects.create(user=user, role=role, unit=unit, start=date(2020, 1, 1))
    return user


def staff() -> Department:
    unit, other = Unit.objects.get(name=UNIT), Unit.objects.get(name=OTHER_UNIT)
    tops = tuple(Unit.objects.filter(parent=None))
    accounts = {
        "boss": account("boss", Role.GENERAL_MANAGER, tops),
        "manager": account("manager", Role.MANAGER, (unit,)),
        "supervisor": account("supervisor", Role.SUPERVISOR, (unit,)),
        "quality": account("quality", Role.QUALITY, tops),
        "admin": account("admin", Role.ADMINISTRATOR, tops),
        "employee": account("employee", employee=Employee.objects.get(number=OWN)),
    }
    return Department(accounts, unit, other)


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    with clock.fixed(NOW):
        yield


@pytest.fixture(scope="module")
def imported(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The workbook of 2025 under the shipped standard, by the same way as everybody imports it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.fixed(NOW):
            adopt_default_scheme(SYSTEM)
            import_sheets(SYSTEM, Book(BOOK))
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def settled_once(imported: None, django_db_blocker: Any) -> Iterator[None]:
    """The same, settled."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.fixed(NOW):
            settle_year(SYSTEM, year=2025)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def department(imported: None, db: None) -> Department:
    return staff()


@pytest.fixture
def settled(settled_once: None, department: Department) -> Run:
    return Run.objects.get(year=2025)


@pytest.fixture
def boss(department: Department) -> Client:
    return department.client("boss")


Statements = Callable[[Client, str], int]


@pytest.fixture
def statements() -> Statements:
    """Count a page's statements once its session and templates are warm."""

    def count(client: Client, url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200, url
        return len(
            [query for query in found if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
        )

    return count


def upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def _say_nothing(_done: int, _total: int, _message: str = "") -> None:
    """Take a job's progress."""


quiet: Any = _say_nothing


def found_in(pattern: str, page: str) -> str:
    """The first group of a pattern that must be there."""
    match = re.search(pattern, page, re.DOTALL)
    assert match, pattern
    return match[1]
