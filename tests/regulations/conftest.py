"""The shipped procedure, in force since the beginning of 2025, and the people around it."""

from datetime import UTC, date, datetime

import pytest

from huiyin.platform import clock
from huiyin.platform.actor import EVERYTHING, SYSTEM, Actor
from huiyin.rooms.people.models import RoleHolding, Unit, User
from huiyin.rooms.people.terms import Role
from huiyin.rooms.regulations import usecases
from huiyin.site.roles import GRANTS

TODAY = date(2025, 3, 10)


def acting(role, name="somebody"):
    return Actor(user_id=1, name=name, grants={str(permit): EVERYTHING for permit in GRANTS[role]}, roles=(role,))


@pytest.fixture(autouse=True)
def a_day_in_march():
    with clock.fixed(datetime(2025, 3, 10, 2, tzinfo=UTC)):
        yield


@pytest.fixture
def quality():
    return acting(Role.QUALITY, "李品质")


@pytest.fixture
def manager():
    return acting(Role.MANAGER, "王经理")


@pytest.fixture
def employee():
    return acting(Role.EMPLOYEE, "张员工")


@pytest.fixture
def procedure(db):
    return usecases.adopt_document(SYSTEM, effective_from=date(2025, 1, 1))


@pytest.fixture
def first(procedure):
    return procedure.editions.get()


@pytest.fixture
def draft(procedure, quality):
    return usecases.start_draft(quality, document=procedure, effective_from=date(2025, 3, 15), change_note="修订")


@pytest.fixture
def sign_in(client, db):
    """Sign a browser in as somebody who holds a role over the whole company."""

    def as_(role):
        top = Unit.objects.create(code=f"T-{role}", name="公司", business="company", path="/1/")
        user = User.objects.create(username=role, first_name=f"做{role}的人")
        RoleHolding.objects.create(user=user, role=role, unit=top, start=date(2020, 1, 1))
        client.force_login(user)
        return client

    return as_
