"""Every operation of the API, fuzzed from its own document: no 5xx, no undocumented status, type or shape."""

import pytest
import schemathesis
from schemathesis.specs.openapi import checks

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.people import usecases
from huiyin.rooms.people.models import ApiToken, RoleHolding, User
from huiyin.rooms.people.queries import token_hash
from huiyin.rooms.people.terms import Role
from huiyin.site.wsgi import application

TOKEN = "fuzz-token-0123456789abcdef"
pytestmark = [pytest.mark.fuzz, pytest.mark.django_db]


@pytest.fixture
def everything_permitted(db):
    """Somebody who holds every role over the whole company, so that the fuzzer gets past the doors."""
    top = usecases.record_unit(SYSTEM, code="HQ", name="回音集团", parent=None, business="company")
    usecases.record_unit(SYSTEM, code="B", name="滨江管理处", parent=top, business="property")
    user = User.objects.create_user("fuzz", first_name="模糊")
    for role in Role.values:
        if role != Role.EMPLOYEE:
            RoleHolding.objects.create(user=user, role=role, unit=top, start="2020-01-01")
    ApiToken.objects.create(
        user=user, name="fuzz", prefix="fuzz", hashed=token_hash(TOKEN),
        made_at="2026-01-01T00:00:00Z", expires_at="2099-01-01T00:00:00Z",
    )  # fmt: skip
    return user


@pytest.fixture
def document(everything_permitted):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


schema = schemathesis.pytest.from_fixture("document")


@schema.parametrize()
def test_the_api_keeps_to_its_document(case):
    case.call_and_validate(
        headers={"Authorization": f"Bearer {TOKEN}", "Host": "127.0.0.1"},
        excluded_checks=[checks.positive_data_acceptance],  # a well-formed body may still be refused by a rule (422)
    )
