"""Every operation of the API, fuzzed from its own document: no 5xx, no undocumented status, type or shape."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started  # noqa: TID251 - let go of, as the test client does
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, assume, settings
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from huiyin.platform import clock
from huiyin.platform.api import KEY_PATTERN
from huiyin.rooms.people.models import ApiToken
from huiyin.rooms.people.queries import token_hash
from huiyin.site.api import api
from huiyin.site.wsgi import application
from tests.permits.world import NOW, build, sign_up

TOKEN = "fuzz-token-0123456789abcdef"
EXAMPLES = 4
# Real things have small keys: a valid number is folded onto them, so that half of the requests get past "not found".
KEYS, VERSIONS = 12, 3
pytestmark = [pytest.mark.fuzz, pytest.mark.django_db]


@pytest.fixture(scope="module", autouse=True)
def everything_permitted(
    django_db_setup: None, append_only_triggers: list[str], django_db_blocker: Any
) -> Iterator[None]:
    """A world with things in it, and somebody who holds every role over all of it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with django_db_blocker.unblock(), transaction.atomic(), clock.fixed(NOW):
        build()
        account = sign_up("fuzz")
        ApiToken.objects.create(
            user=account, name="fuzz", prefix="fuzz", hashed=token_hash(TOKEN), made_at="2026-01-01T00:00:00Z",
            expires_at="2099-01-01T00:00:00Z",
        )  # fmt: skip
        yield
        transaction.set_rollback(True)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
schema.app = application


def folded(value: object, onto: int) -> object:
    return abs(value) % onto + 1 if isinstance(value, int) and not isinstance(value, bool) and value % 2 else value


def point_at_real_things(case: Any) -> None:
    """Let well-formed numbers name things that are there, and versions that they have."""
    if case.meta is not None and case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    for name, value in dict(case.path_parameters or {}).items():
        case.path_parameters[name] = folded(value, KEYS)
    if isinstance(case.body, dict):
        for name, value in case.body.items():
            case.body[name] = folded(value, VERSIONS if name == "version" else KEYS)


def is_misjudged(case: Any) -> bool:
    """Tell whether the fuzzer takes a good key for a bad one: 0 and null are strings once they stand in a header."""
    header = case.meta.components.get(ParameterLocation.HEADER) if case.meta else None
    key = str((case.headers or {}).get("Idempotency-Key", ""))
    return header is not None and header.mode == GenerationMode.NEGATIVE and bool(re.fullmatch(KEY_PATTERN, key))


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
def test_the_api_keeps_to_its_document(case):
    assume(not is_misjudged(case))
    point_at_real_things(case)
    with transaction.atomic():  # every request meets the same world
        case.call_and_validate(
            headers={"Authorization": f"Bearer {TOKEN}", "Host": "127.0.0.1"},
            excluded_checks=[checks.positive_data_acceptance],  # a rule may refuse a well-formed body (422)
        )
        transaction.set_rollback(True)
