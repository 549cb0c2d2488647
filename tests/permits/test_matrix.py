"""Every page and every API operation × role × own or other unit, generated from the addresses and the document.

What is expected is read from ``site/roles.py`` alone: without the permit 403 (strangers sign in), another's thing 404.
A new address argument without a thing in ``KINDS`` fails the test.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from huiyin.platform.actor import ANYBODY, SIGNED_IN
from huiyin.rooms.people.terms import Role
from huiyin.site.api import api
from huiyin.site.roles import GRANTS, OWN
from tests.house.conftest import pages
from tests.permits.world import World, build

# Where an address points to → the kind of thing that its argument names.
KINDS = {
    "people/units/": "unit",
    "people/posts/": "post",
    "people/employees/": "employee",
    "people/employments/": "employment",
    "people/placements/": "placement",
    "people/leaves/": "leave",
    "people/appraisers/": "appraiser",
    "people/deputies/": "deputy",
    "people/accounts/": "account",
    "people/holdings/": "holding",
    "people/tokens/": "token",
    "people/import/": "file",
    "regulations/documents/": "document",
    "regulations/editions/": "edition",
    "regulations/clauses/": "clause",
    "regulations/catalogue/": "demand",
    "regulations/in-force/": "code",
    "regulations/": "document",
    "people/rosters/": "file",
    "records/": "record",
    "records/records/": "record",
    "appraisal/schemes/": "scheme",
    "appraisal/sheets/": "sheet",
    "appraisal/runs/": "run",
    "appraisal/imports/": "import",
    "appraisal/issues/": "issue",
    "jobs/": "job",
    "files/": "file",
}
# What concerns the person himself, so that a permit narrowed to ``own`` opens it.
PERSONAL = {"employee", "employment", "placement", "leave", "sheet", "record"}
# What lies in one branch of the unit tree; the rest belongs to the whole company.
BRANCHED = PERSONAL | {"unit", "appraiser", "deputy", "account", "holding", "import"}
# What belongs to the account that asked for it or made it, and to no role; administrators see all long work.
PRIVATE = {"job", "file", "token"}
ROLES = [None, *Role.values]
pytestmark = pytest.mark.django_db


def kind_of(route: str) -> str:
    """Return the kind that the first argument of an address names."""
    fixed = route.split("<", 1)[0].split("{", 1)[0]
    return KINDS[fixed]


def things_of(world: World, kind: str) -> tuple[str, str | None]:
    """Return the address arguments of the own thing and the other's (none where it belongs to the whole company)."""
    if kind in {"demand", "code"}:
        return {"demand": "P-4.6A", "code": world.shared["document"].code}[kind], None
    if kind in world.shared:
        return str(world.shared[kind].pk), None
    return str(world.own.by_kind[kind].pk), str(world.other.by_kind[kind].pk)


def expected(role: str | None, permit: str, kind: str | None, *, others: bool) -> str:
    """Tell what the table of roles promises: "in", "sign in", "forbidden" or "not found"."""
    if permit == ANYBODY:
        return "in"
    if role is None:
        return "sign in"
    granted = {str(key): scope for key, scope in GRANTS[Role(role)].items()}
    if permit != SIGNED_IN and permit not in granted:
        return "forbidden"
    if kind == "job" and role == Role.ADMINISTRATOR:
        return "in"
    narrowed = granted.get(permit) == OWN and kind in BRANCHED - PERSONAL
    return "not found" if others or narrowed or kind in PRIVATE else "in"


def seen(status: int) -> str:
    """Put a status into the words of ``expected``."""
    return {302: "sign in", 401: "sign in", 403: "forbidden", 404: "not found"}.get(
        status, "in" if status < 500 else f"broken {status}"
    )


@pytest.fixture(scope="module")
def company(django_db_setup: None, append_only_triggers: list[str], django_db_blocker: Any) -> Iterator[World]:
    """The world, built once and rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(company: World) -> Iterator[World]:
    """The world as it was built: what a test's acts did is rolled back."""
    with transaction.atomic():
        yield company
        transaction.set_rollback(True)


def browser(world: World, role: str | None) -> Client:
    client = Client(raise_request_exception=False)
    if role is not None:
        client.force_login(world.accounts[role])
    return client


def cases(world: World, route: str, argument: str) -> Iterator[tuple[str, str | None, bool]]:
    """Yield (address, kind, is another's) of a route for the own and the other thing."""
    if argument[0] not in route:
        yield route, None, False
        return
    kind = kind_of(route)
    own, other = things_of(world, kind)
    head, _, rest = route.partition(argument[0])
    tail = rest.partition(argument[-1])[2]
    yield head + own + tail, kind, False
    if other:
        yield head + other + tail, kind, True


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_pages_keep_to_the_table_of_roles(world, role):
    client = browser(world, role)
    wrong = []
    for route, pattern in pages():
        permit = pattern.callback.permit
        for address, kind, others in cases(world, route, "<>"):
            answer = client.get(f"/{address}")
            if answer.status_code == 405:
                answer = client.post(f"/{address}", {"idempotency_key": "k", "version": "1"})
            answer.close()
            found = seen(answer.status_code)
            if found == "sign in" and "login" not in answer.get("Location", "login"):
                found = "in"  # an act or an address that leads on
            wanted = expected(role, permit, kind, others=others)
            if found != wanted:
                wrong.append(f"{address} ({permit}, {'other' if others else 'own'}): {found}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def plausible(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    """Return the smallest value that a schema accepts, so that a request gets past the types to the doors."""
    if "$ref" in schema:
        return plausible(document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], document)
    if "anyOf" in schema:
        return plausible(schema["anyOf"][0], document)
    if "enum" in schema or "const" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    if schema.get("type") == "object":
        return {
            name: plausible(part, document)
            for name, part in schema.get("properties", {}).items()
            if name in schema.get("required", [])
        }
    simple: dict[str, Any] = {"integer": 1, "number": 1, "boolean": True, "array": []}
    if schema.get("format") == "date":
        return "2026-01-05"
    return simple.get(str(schema.get("type")), "x" * max(1, schema.get("minLength", 1)))


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_api_operations_keep_to_the_table_of_roles(world, role):
    client = browser(world, role)
    document = json.loads(json.dumps(api.get_openapi_schema()))
    permits = dict(_operations())
    wrong = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            permit = permits[operation["operationId"]]
            for address, kind, others in cases(world, path.removeprefix("/api/v1/"), "{}"):
                body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
                answer = client.generic(
                    method.upper(), f"/api/v1/{address}", json.dumps(plausible(body, document)) if body else b"",
                    content_type="application/json", headers={"Idempotency-Key": f"{role}-{address}"},
                )  # fmt: skip
                answer.close()
                wanted = expected(role, permit, kind, others=others)
                found = seen(answer.status_code)
                if found != wanted:
                    wrong.append(
                        f"{method} {address} ({permit}, {'other' if others else 'own'}): {answer.status_code}, not {wanted}"
                    )
    assert not wrong, "\n".join(wrong)


def _operations() -> Iterator[tuple[str, str]]:
    """Yield (operation id, permit) of every operation."""
    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                yield operation.operation_id or operation.view_func.__name__, str(operation.view_func.permit)
