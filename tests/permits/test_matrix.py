"""Every page and every API operation × role × own, colleague's or other unit's, from the addresses and the document.

What is expected is read from ``site/roles.py`` alone: without the permit 403 (strangers sign in), another's thing 404.
A new address argument without a thing in ``KINDS`` fails the test. Whatever a page or an answer says, it never bears a
mark of the other unit, nor for an employee one of his colleague.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from itertools import product
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from huiyin.platform import clock
from huiyin.platform.actor import ANYBODY, SIGNED_IN
from huiyin.rooms.appraisal.terms import Permit as Appraisal
from huiyin.rooms.appraisal.usecases.hand_in_workbook import XLSX
from huiyin.rooms.people import queries
from huiyin.rooms.people.terms import Permit as People
from huiyin.rooms.people.terms import Role
from huiyin.rooms.regulations.terms import Permit as Regulations
from huiyin.site.api import api
from huiyin.site.roles import GRANTS, OWN
from tests.house.conftest import pages
from tests.permits.world import NOW, YEAR, World, build, staff_book

pytestmark = pytest.mark.django_db
API = "/api/v1/"
# Where an address points to, up to its first argument → what its arguments name, in order.
KINDS: dict[str, tuple[str, ...]] = {
    "people/units/": ("unit",),
    "people/posts/": ("post",),
    "people/employees/": ("employee",),
    "people/employments/": ("employment",),
    "people/placements/": ("placement",),
    "people/leaves/": ("leave",),
    "people/appraisers/": ("appraiser",),
    "people/deputies/": ("deputy",),
    "people/accounts/": ("account",),
    "people/holdings/": ("holding",),
    "people/tokens/": ("token",),
    "people/import/": ("file",),
    "people/rosters/": ("file",),
    "regulations/": ("document",),
    "regulations/documents/": ("document",),
    "regulations/editions/": ("edition",),
    "regulations/clauses/": ("clause",),
    "regulations/catalogue/": ("demand",),
    "regulations/in-force/": ("code",),
    "records/": ("record",),
    "records/records/": ("record",),
    "records/holds/": ("hold",),
    "records/disposals/": ("disposal",),
    "notices/": ("notice",),
    "notices/notices/": ("notice",),
    "notices/quiet/": ("quiet",),
    "notices/channels/": ("channel",),
    "notices/messages/": ("message",),
    "notices/unit-quiet/": ("unit quiet",),
    "approvals/": ("approval",),
    "approvals/requests/": ("approval",),
    "duties/": ("duty",),
    "duties/duties/": ("duty",),
    "duties/policies/": ("duty kind",),
    "duties/feeds/": ("feed",),
    "duties/calendar/days/": ("calendar day",),
    "duties/calendar/days/import/": ("file",),
    "duties/calendar/tables/": ("file",),
    "duties/calendar/hours/": ("hours",),
    "duties/calendar/years/": ("year",),
    "duties/feed/": ("feed token",),
    "evidence/facts/": ("fact",),
    "appraisal/sheets/": ("sheet",),
    "appraisal/editions/": ("sheet edition", "entry"),
    "appraisal/rounds/": ("round",),
    "appraisal/mine/": ("year",),
    "appraisal/people/": ("number", "year"),
    "appraisal/years/": ("year",),
    "appraisal/runs/": ("run",),
    "appraisal/schemes/": ("scheme", "below"),
    "appraisal/items/": ("item",),
    "appraisal/imports/": ("import",),
    "appraisal/rulings/": ("ruling",),
    "appraisal/self-summaries/": ("summary",),
    "appraisal/honours/": ("honour",),
    "appraisal/issues/": ("issue",),
    "appraisal/jobs/": ("job",),
    "appraisal/objections/": ("objection", "whose"),
    "appraisal/entries/": ("entry",),
    "callbacks/": ("callback",),
    "callbacks/callbacks/": ("callback",),
    "callbacks/opinions/": ("opinion",),
    "callbacks/policies/": ("callback policy",),
    "callbacks/draws/": ("draw",),
    "callbacks/rates/frozen/": ("frozen rate",),
    "callbacks/plans/": ("callback plan",),
    "callbacks/summaries/": ("callback summary",),
    "callbacks/import/": ("file",),
    "commission/statements/": ("statement",),
    "commission/stays/": ("return stay",),
    "commission/import/": ("file",),
    "cases/": ("case",),
    "cases/attachments/": ("attachment",),
    "cases/complain/": ("filing token",),
    "cases/cases/": ("case",),
    "committee/committees/": ("committee",),
    "committee/members/": ("committee member",),
    "committee/meetings/": ("meeting",),
    "committee/requests/": ("committee request",),
    "publicity/placements/": ("placement of the office",),
    "roster/logs/": ("log",),
    "roster/books/": ("book",),
    "roster/follow-ups/": ("follow-up",),
    "customers/": ("customer",),
    "customers/customers/": ("customer",),
    "customers/profiles/": ("profile",),
    "customers/contacts/": ("contact",),
    "customers/consents/": ("consent",),
    "customers/merges/": ("merge",),
    "customers/import/": ("file",),
    "customers/workbooks/": ("file",),
    "jobs/": ("job",),
    "files/": ("file",),
}
# What says to every stranger which estates and hotels there are.
PUBLIC = "cases/complain"
# What a second argument names.
FURTHER = {
    "year": lambda _person, _route: YEAR,
    "whose": lambda _objection, _route: "own",
    "entry": lambda edition, _route: edition.entries.earliest("pk"),
    "below": lambda scheme, route: "month" if "marks" in route else scheme.items.earliest("pk"),
}
# Things in another state, which stand at the same addresses; who sees those that are not published.
STATES = {
    "scheme": ("draft",), "edition": ("draft edition",), "clause": ("draft clause",), "run": ("open run",),
}  # fmt: skip
UNPUBLISHED: dict[str, set[str]] = {
    **{
        kind: {Appraisal.DRAFT_SCHEME, Appraisal.APPROVE_SCHEME, Appraisal.PUBLISH_SCHEME} for kind in ("draft", "item")
    },
    **{kind: {Regulations.DRAFT, Regulations.PUBLISH} for kind in ("draft edition", "draft clause")},
    "open run": {Appraisal.SETTLE_YEAR, Appraisal.PUBLISH_YEAR, Appraisal.READ_STATISTICS},
}
# What concerns a person himself, so that a permit narrowed to ``own`` opens it.
PERSONAL = {
    "employee", "employment", "placement", "leave", "sheet", "record", "number", "objection", "sheet edition", "entry",
    "ruling", "summary", "duty", "fact", "approval", "notice", "quiet", "callback", "opinion",
    "log", "book", "follow-up", "committee request",
}  # fmt: skip
# What lies in one branch of the unit tree; the rest belongs to the whole company.
BRANCHED = PERSONAL | {
    "unit", "appraiser", "deputy", "account", "holding", "import", "hold", "disposal", "round", "honour", "hours",
    "callback policy", "draw", "frozen rate", "callback plan", "callback summary",
    "statement", "return stay",
    "customer", "profile", "contact", "consent", "merge",
    "committee", "committee member", "meeting", "placement of the office",
    "case", "attachment", "channel", "message", "unit quiet",
}  # fmt: skip
# What belongs to the account that asked for it or made it, and to no role.
PRIVATE = {"job", "issue", "file", "token", "feed"}
ROLES = [None, *Role.values]
# Permits are decided alike on both databases; what a reach becomes in SQL (nothing, one's own, branches, everything) is
# tried on PostgreSQL with those who have each of them.
if connection.vendor == "postgresql":
    ROLES = [None, Role.EMPLOYEE.value, Role.MANAGER.value, Role.ADMINISTRATOR.value]
BODIES = {"html": "text/html", "json": "application/json", "csv": "text/csv"}


@dataclass(frozen=True)
class Case:
    """One address: what it names, and whose that is (own, colleague, other, mine, company)."""

    address: str
    kind: str | None
    whose: str


def cases(world: World, route: str, role: str | None) -> Iterator[Case]:
    """Yield the addresses of a route for the own thing, the colleague's, the other unit's and the account's own."""
    fixed, *rest = re.split(r"<[^>]*>|\{[^}]*\}", route)
    if not rest:
        yield Case(route, None, "company")
        return
    main, *further = KINDS[fixed]

    def address(thing: Any) -> str:
        named = [thing, *(FURTHER[kind](thing, route) for kind in further)]
        return fixed + "".join(str(getattr(one, "pk", one)) + tail for one, tail in zip(named, rest, strict=False))

    if main in BRANCHED | PRIVATE:
        owners = {"own": world.own, "colleague": world.colleague, "other": world.other}
        for whose, things in owners.items():
            if main in things.by_kind:
                yield Case(address(things[main]), main, whose)
    else:
        shared = world.shared | {"demand": "P-4.6A", "code": world.shared["document"].code, "year": YEAR}
        for kind in (main, *STATES.get(main, ())):
            yield Case(address(shared[kind]), kind, "company")
    if main in PRIVATE and role is not None:
        yield Case(address(world.mine[role][main]), main, "mine")


def expected(role: str | None, permit: str, case: Case) -> str:
    """Tell what the table of roles promises: "in", "sign in", "forbidden" or "not found"."""
    if permit == ANYBODY:
        return "in"
    if role is None:
        return "sign in"
    if permit != SIGNED_IN and permit not in GRANTS[Role(role)]:
        return "forbidden"
    return "in" if visible(Role(role), permit, case) else "not found"


def visible(role: Role, permit: str, case: Case) -> bool:
    """Tell whether somebody with the permit sees the thing."""
    granted = {str(key): scope for key, scope in GRANTS[role].items()}
    if case.kind in UNPUBLISHED:
        return bool(UNPUBLISHED[case.kind] & set(granted))
    if case.whose in {"mine", "company"}:
        return True
    if case.kind in PRIVATE:
        return _oversees(role, case)
    if granted.get(permit) == OWN:
        return case.kind in PERSONAL and case.whose == "own"
    return case.whose != "other"


def _oversees(role: Role, case: Case) -> bool:
    """Who grants roles sees all long work, and ends tokens of the accounts of his units."""
    overseen = {"job": True, "token": case.whose != "other"}
    return People.GRANT_ROLES in GRANTS[role] and overseen.get(case.kind or "", False)


def seen(status: int) -> str:
    """Put a status into the words of ``expected``."""
    known = {401: "sign in", 403: "forbidden", 404: "not found"}
    return known.get(status, "in" if status < 500 else f"broken {status}")


@pytest.fixture(scope="module")
def company(django_db_setup: None, append_only_triggers: list[str], django_db_blocker: Any) -> Iterator[World]:
    """The world, built once and rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(company: World) -> Iterator[World]:
    """The world as it was built, on its day: what a test's acts did is rolled back."""
    with clock.fixed(NOW), transaction.atomic(), override_settings(DUTY_KINDS="tests.permits.world.duty_kinds"):
        yield company
        transaction.set_rollback(True)


def browser(world: World, role: str | None) -> Client:
    client = Client(raise_request_exception=False)
    if role is not None:
        client.force_login(world.accounts[role])
    return client


@contextmanager
def signed_in(client: Client) -> Iterator[None]:
    """Whatever an act does to the session, the next one begins as before."""
    cookies = client.cookies.output(header="", sep=";")
    yield
    client.cookies = SimpleCookie(cookies)


def text_of(answer: HttpResponseBase) -> str:
    """Read an answer to its end, so that files close; return it where it is text."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return body.decode() if answer.get("Content-Type", "").split(";")[0] in BODIES.values() else ""


def leaks(world: World, role: str | None, case: Case, text: str) -> list[str]:
    """Return what an answer says of the other unit, and to an employee of his colleague."""
    if role is None or case.address == PUBLIC:
        return []
    hidden = world.other.marks + (world.colleague.marks if role == Role.EMPLOYEE else ())
    return [mark for mark in hidden if mark in text.replace(case.address, "")]


def redirected(answer: HttpResponseBase) -> str:
    """Tell whether somebody was sent to sign in, or simply led on."""
    return "sign in" if "/account/login" in answer.get("Location", "") else "in"


def requests(method: str) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Yield (route, view, what is sent): every page, and each list as a file; posts only where a page takes them."""
    for route, pattern in pages():
        view: Any = pattern.callback
        reads = str(view.permit).rpartition(".")[2].startswith("read") and not hasattr(view, "screen")
        if method == "post" and not reads:
            yield route, view, {"idempotency_key": "k", "version": "1"}
        if method == "get":
            yield route, view, {}
            if hasattr(view, "listing"):
                yield route, view, {"format": "csv"}


@pytest.mark.parametrize("role", ROLES, ids=str)
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_keep_to_the_table_of_roles(world, role, method):
    client = browser(world, role)
    send = getattr(client, method)
    wrong = []
    for route, view, sent in requests(method):
        for case in cases(world, route, role):
            with transaction.atomic(), signed_in(client):
                answer = send(f"/{case.address}", sent)
                found = redirected(answer) if answer.status_code in {302, 303} else seen(answer.status_code)
                text = text_of(answer)
                transaction.set_rollback(True)
            wanted = expected(role, view.permit, case)
            if found != wanted and not (answer.status_code == 405 and wanted == "not found"):
                wrong.append(f"{method} {case} ({view.permit}): {answer.status_code}, not {wanted}")
            wrong += [f"{method} {case} says {mark}" for mark in leaks(world, role, case, text)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES[1:], ids=str)
def test_the_palette_and_the_fields_find_nobody_else(world, role):
    client = browser(world, role)
    hidden = world.other.marks + (world.colleague.marks if role == Role.EMPLOYEE else ())
    found = {typed: text_of(client.get("/search", {"q": typed})) for typed in hidden}
    found |= {f"known {typed}": text_of(client.get("/people/known", {"q": typed})) for typed in hidden}
    assert [typed for typed, text in found.items() if typed.split()[-1] in re.sub(r"q=[^\"&]*|“[^”]*”", "", text)] == []


# An appraiser and a deputy may stand outside the actor's own units (P-4.1): they are named by number, and shown.
ANYBODYS = {("AppraiserForm", "employee"), ("DeputyForm", "deputy")}


@pytest.mark.parametrize("role", ROLES[1:], ids=str)
def test_no_form_takes_what_lies_in_the_other_unit(world, role):
    actor = queries.actor_of(world.accounts[role])
    others = [thing for thing in world.other.by_kind.values() if hasattr(thing, "pk")]
    screens = [pattern.callback.screen for _route, pattern in pages() if hasattr(pattern.callback, "screen")]
    taken = []
    for screen in screens:
        if actor.may(screen.door.permit):
            for name, field in screen.form(actor=actor).fields.items():
                offered: Any = getattr(field, "rows", getattr(field, "queryset", None))
                if offered is not None and (screen.form.__name__, name) not in ANYBODYS:
                    mine = [one for one in others if isinstance(one, offered.model)]
                    taken += [f"{screen.form.__name__}.{name}" for one in mine if offered.filter(pk=one.pk).exists()]
    assert taken == []
    assert len(screens) > 30


def asked(
    world: World, path: str, operation: dict[str, Any], document: dict[str, Any]
) -> Iterator[tuple[Case, dict[str, Any]]]:
    """Yield the queries of an operation; where one names a person, of each of the three."""
    required = [one for one in operation.get("parameters", []) if one["in"] == "query" and one.get("required")]
    query = {one["name"]: plausible(one["schema"], document) for one in required}
    # What is compared is a version of the thing that the address is about: keys do not begin at 1 on every database.
    versions = {"regulations": "edition", "appraisal": "scheme"}
    room = path.removeprefix("/").split("/")[0]
    query |= {name: world.shared[versions[room]].pk for name in ("older", "newer") if name in query}
    if "employee_no" not in query:
        yield Case("", None, ""), query
        return
    for whose, things in {"own": world.own, "colleague": world.colleague, "other": world.other}.items():
        yield Case(path, "number", whose), query | {"employee_no": things["number"], "year": YEAR}


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


def body_for(content: dict[str, Any], document: dict[str, Any]) -> tuple[str, bytes]:
    """Return media type and body of a request."""
    if "multipart/form-data" in content:
        upload = SimpleUploadedFile("员工.xlsx", staff_book(), XLSX)
        return MULTIPART_CONTENT, encode_multipart(BOUNDARY, {"file": upload, "version": "1"})
    if "application/json" in content:
        return "application/json", json.dumps(plausible(content["application/json"]["schema"], document)).encode()
    return "application/json", b""


def permit_of(operation: Any) -> str:
    """Return the permit that an operation asks for."""
    return str(operation.view_func.permit)


def operations() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield (method, path below the API, permit, description) of every operation."""
    document = json.loads(json.dumps(api.get_openapi_schema()))
    permits = {
        (method.lower(), re.sub("/+", "/", f"{API}/{prefix}/{route}").rstrip("/")): permit_of(operation)
        for prefix, router in api._routers  # nested ones too, once the document was asked for
        for route, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path.removeprefix(API), permits[method, path], operation


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_api_operations_keep_to_the_table_of_roles(world, role):
    client = browser(world, role)
    document = json.loads(json.dumps(api.get_openapi_schema()))
    wrong = []
    for method, path, permit, operation in operations():
        content = operation.get("requestBody", {}).get("content", {})
        kind, body = body_for(content, document)
        for (person, query), named in product(asked(world, path, operation, document), cases(world, path, role)):
            case = person if person.kind else named
            with transaction.atomic(), signed_in(client):
                answer = client.generic(
                    method.upper(), f"{API}{case.address}", body, content_type=kind, query_params=query,
                    headers={"Idempotency-Key": "k"},
                )  # fmt: skip
                text = text_of(answer)
                transaction.set_rollback(True)
            wanted, found = expected(role, permit, case), seen(answer.status_code)
            if found != wanted:
                wrong.append(f"{method} {case} ({permit}): {answer.status_code} {text[:200]}, not {wanted}")
            wrong += [f"{method} {case} says {mark}" for mark in leaks(world, role, case, text)]
    assert not wrong, "\n".join(wrong)
