"""The API: the same doors, forms and tables as the pages; every refusal is problem+json."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import Annotated, Any, Literal

import django_filters
from django import forms
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Query, Router, Schema, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.security import APIKeyCookie, HttpBearer
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from huiyin.kernel import canon
from huiyin.kernel.errors import Fault, Refusal, Stale
from huiyin.platform import paging
from huiyin.platform.actor import Actor
from huiyin.platform.doors import Key, WriteDoor
from huiyin.platform.forms import DoorForm, PasswordField
from huiyin.platform.screens import FormScreen, Listing, instance_of
from huiyin.platform.web import sent

# Django Ninja writes a model for each status of each operation while a process starts: thousands that are all alike.
_answered = partial(cache(Operation._create_response_model), None)  # noqa: SLF001 - there is no other way to share them
Operation._create_response_model = lambda _operation, shape: _answered(shape)  # type: ignore[method-assign,assignment]  # noqa: SLF001
PROBLEM = "application/problem+json"
_TITLES = {
    400: "Bad request", 401: "Not signed in", 403: "Not permitted", 404: "Not found", 409: "Conflict", 422: "Refused",
    503: "Busy"}  # fmt: skip


class FaultOut(Schema):
    """One thing that is wrong, at its field, row or key."""

    where: str
    reason: str


class Problem(Schema):
    """Every answer that is no success (RFC 9457). A stale edit carries both versions."""

    type: str
    title: str
    status: int
    detail: str
    faults: list[FaultOut] = []
    mine: dict[str, Any] | None = None
    theirs: dict[str, Any] | None = None
    version: int | None = None


PROBLEMS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422, 503), Problem)


_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
KEY_PATTERN = r"^[A-Za-z0-9_.:-]+$"
LONGEST_KEY = 100  # the column's length less the prefix of jobs


def _iso_day(value: Any) -> Any:
    if not isinstance(value, date) and not (isinstance(value, str) and _ISO_DAY.fullmatch(value)):
        raise ValueError(_("Write the day as 2026-11-23."))
    return value


# A day as it stands in the document, and nothing else: pydantic alone would take 0 for 1970-01-01.
Day = Annotated[date, BeforeValidator(_iso_day)]


def problem(status: int, detail: str, faults: Sequence[Fault] = (), **more: Any) -> HttpResponse:
    """Answer with a problem."""
    body = {
        "type": "about:blank", "title": _TITLES.get(status, "Refused"), "status": status, "detail": detail,
        "faults": [{"where": fault.where, "reason": fault.reason} for fault in faults], **more,
    }  # fmt: skip
    return HttpResponse(canon.canonical(body), status=status, content_type=PROBLEM)


class Token(HttpBearer):
    """A program's token; the owner's permits apply."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Resolve the token's owner."""
        owner: Actor | None = import_string(settings.TOKEN_OWNER)(token)
        if owner is not None:
            request.actor = owner  # type: ignore[attr-defined]
        return owner


class Session(APIKeyCookie):
    """The browser's own session, with its CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Use who is signed in."""
        return request.actor if request.actor.signed_in else None  # type: ignore[attr-defined]


class _HouseSchema(OpenAPISchema):
    def responses(self, operation: Any) -> dict[int, Any]:
        """Document problems under their own media type."""
        documented = super().responses(operation)
        for status, answer in documented.items():
            if int(status) >= 400 and "application/json" in answer.get("content", {}):  # noqa: PLR2004 - HTTP's own border
                answer["content"] = {PROBLEM: answer["content"]["application/json"]}
        return documented


class HouseAPI(NinjaAPI):
    """django-ninja with the house's problems."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Build the document with problems under their own media type; seconds of work, so once a language."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        return _document(self, prefix, get_language())


_document = cache(lambda api, prefix, _language: _HouseSchema(api, prefix))


def make_api() -> HouseAPI:
    """Make the API with its errors."""
    about = {"info": {"license": {"name": "Apache-2.0"}}}
    api = HouseAPI(title="Huiyin API", version="1", auth=[Token(), Session(csrf=True)], openapi_extra=about)

    @api.exception_handler(Refusal)
    def refused(_request: HttpRequest, fault: Refusal) -> HttpResponse:
        more = (
            {"mine": fault.mine, "theirs": fault.theirs, "version": fault.version} if isinstance(fault, Stale) else {}
        )
        return problem(fault.status, fault.reason, fault.faults, **more)

    @api.exception_handler(ValidationError)
    def invalid(_request: HttpRequest, fault: ValidationError) -> HttpResponse:
        faults = [Fault(".".join(str(part) for part in item["loc"][1:]), str(item["msg"])) for item in fault.errors]
        return problem(422, _("Some of what was sent cannot be used."), faults)

    @api.exception_handler(AuthenticationError)
    def unknown(_request: HttpRequest, _fault: AuthenticationError) -> HttpResponse:
        answer = problem(401, _("Sign in or send a valid token."))
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(HttpError)
    def http(_request: HttpRequest, fault: HttpError) -> HttpResponse:
        return problem(fault.status_code, str(fault))

    @api.exception_handler(OperationalError)
    def busy(_request: HttpRequest, fault: OperationalError) -> HttpResponse:
        if "lock" not in str(fault):
            raise fault
        return problem(503, _("The database is busy. Nothing was lost; try again in a moment."))

    return api


def key_of(request: HttpRequest) -> Key:
    """Return the caller's idempotency key, sealed with what was sent; a POST without one is refused."""
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY or not re.fullmatch(KEY_PATTERN, key):
        reason = _("Send a header Idempotency-Key of 1 to 100 letters, digits or the signs _ . : -")
        raise Refusal.at("Idempotency-Key", reason)
    fields, files = sent(request)
    form = fields or files or request.content_type == "multipart/form-data"  # whose body was read
    given = fields if form else canon.digest(_without_password(request.body))
    return Key(key, [request.method, request.get_full_path(), given, files])


def _without_password(body: bytes) -> object:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return body
    return {name: given[name] for name in given if name != "password"} if isinstance(given, dict) else given


def once_more(door: WriteDoor[..., Any], request: HttpRequest, act: Callable[[Key], Any]) -> Any:
    """Act with the caller's key; a repeated request gets what the first one made.

    The door itself knows the key again. Where the first one's effect makes the input invalid before it comes to the
    door, the key is looked up then.
    """
    key = key_of(request)
    try:
        return act(key)
    except Refusal:
        won = door.earlier(request.actor, key)  # type: ignore[attr-defined]
        if won is None:
            raise
        return won.result


IDEMPOTENCY_HEADER = {
    "parameters": [
        {
            "name": "Idempotency-Key", "in": "header", "required": True,
            "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": KEY_PATTERN},
            "description": "One act per key: repeating the request returns what the first one made.",
        }
    ]
}  # fmt: skip

_FILTER_TYPES: tuple[tuple[type, Any], ...] = (
    (django_filters.BooleanFilter, bool),
    (django_filters.DateFilter, Day),
    (django_filters.ModelChoiceFilter, int),
    (django_filters.NumberFilter, int),
)


def _filter_schema(listing: Listing, name: str) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for key, one in listing.filters.base_filters.items():
        kind: Any = next((target for source, target in _FILTER_TYPES if isinstance(one, source)), str)
        if kind is str and isinstance(one, django_filters.ChoiceFilter | django_filters.TypedChoiceFilter):
            kind = Literal[tuple(str(value) for value, _label in one.extra["choices"])]
        fields[key] = (kind | None, None)
    orders = tuple(sign + key for key in listing.orders for sign in ("", "-"))
    fields["sort"] = (Literal[orders] | None if orders else None, None)
    fields["after"] = (str | None, None)
    return create_model(name, __base__=Schema, **fields)


def api_list(router: Router, path: str, listing: Listing, name: str) -> None:
    """Publish a listing: its columns are the fields, its filters the parameters, ``next`` the next page's key."""
    row = listing.table.schema(f"{name}_row")
    shape = create_model(
        f"{name}_page",
        __base__=Schema,
        items=(list[row], ...),  # type: ignore[valid-type]
        next=(str | None, None),
        count=(int, ...),
        more=(bool, ...),
    )
    asked = _filter_schema(listing, f"{name}_query")

    def read(request: HttpRequest, query: Query[asked]) -> Any:  # type: ignore[valid-type]
        given = {key: str(value) for key, value in query.model_dump(mode="json").items() if value is not None}  # type: ignore[attr-defined]
        return list_answer(listing, request.actor, given)  # type: ignore[attr-defined]

    read.permit = listing.door.permit  # type: ignore[attr-defined]
    read.__doc__ = listing.door.__doc__
    router.get(path, response={200: shape, **PROBLEMS}, operation_id=name, summary=str(listing.title))(read)


def list_answer(listing: Listing, actor: Actor, given: dict[str, str], **where: Any) -> dict[str, Any]:
    """Return one page of a listing as the API carries it."""
    found = listing.filtered(actor, given, **where)
    from_page = paging.page(found.qs, listing.ordered(given.get("sort", "")), size=100, after=given.get("after", ""))
    count, more = paging.capped_count(found.qs)
    return {
        "items": list(listing.table(from_page.rows).values(coded=True)),
        "next": from_page.next_key or None,
        "count": count,
        "more": more,
    }


_FIELD_TYPES: tuple[tuple[type, Any], ...] = (
    (forms.BooleanField, bool),
    (forms.DateField, Day),
    (forms.ModelChoiceField, int),
    (forms.IntegerField, int),
    (forms.DecimalField, Decimal),
    (PasswordField, Annotated[str, Field(json_schema_extra={"format": "password", "writeOnly": True})]),
)


def body_of(form: type[DoorForm], name: str) -> type[BaseModel]:
    """Return the API's body for a form: the same fields, the same limits."""
    fields: dict[str, Any] = {}
    for key, one in form.base_fields.items():
        kind: Any = next((target for source, target in _FIELD_TYPES if isinstance(one, source)), str)
        fields[key] = (kind, ...) if one.required and kind is not bool else (kind | None, None)
    return create_model(name, __config__=ConfigDict(extra="forbid"), **fields)


class Made(Schema):
    """What an act made or changed. ``shown_once`` is never told again: a password, a token, a person's contact data."""

    id: int | None = None
    version: int | None = None
    shown_once: dict[str, str] = {}


def made(result: Any) -> dict[str, Any]:
    """Return what an act made as the API carries it."""
    shown = getattr(result, "shown_once", {})
    return {"id": getattr(result, "pk", None), "version": getattr(result, "version", None), "shown_once": shown}


def _values(form: type[DoorForm], actor: Actor, body: BaseModel, **more: Any) -> dict[str, Any]:
    given = {key: value for key, value in body.model_dump().items() if value is not None and key != "version"}
    return form(data=given, actor=actor, **more).accept()


def _publish(add: Callable[..., Any], screen: FormScreen, name: str, operation: Any, *, status: int = 200) -> None:
    operation.permit = screen.door.permit
    operation.__doc__ = screen.door.__doc__
    add(response={status: Made, **PROBLEMS}, operation_id=name, summary=str(screen.title))(operation)


def _once(router: Router, path: str) -> Callable[..., Any]:
    return partial(router.post, path, openapi_extra=IDEMPOTENCY_HEADER)


def api_make(router: Router, path: str, screen: FormScreen, name: str) -> None:
    """Publish a form screen that makes a thing, below another if it loads one: POST with an idempotency key."""
    body = body_of(screen.form, f"{name}_body")

    def make(request: HttpRequest, data: body, **where: int) -> Any:  # type: ignore[valid-type]
        actor: Actor = request.actor  # type: ignore[attr-defined]

        def act(key: Key) -> Any:
            row = screen.load(actor, **where) if screen.load else None
            return screen.send(actor, key, row, None, _values(screen.form, actor, data))

        return Status(201, made(once_more(screen.door, request, act)))

    def make_about(request: HttpRequest, pk: int, data: body) -> Any:  # type: ignore[valid-type]
        return make(request, data, pk=pk)

    def make_anew(request: HttpRequest, data: body) -> Any:  # type: ignore[valid-type]
        return make(request, data)

    _publish(_once(router, path), screen, name, make_about if screen.load else make_anew, status=201)


def api_change(router: Router, path: str, screen: FormScreen, name: str) -> None:
    """Publish a form screen that edits a thing: PUT with the version that was seen; 409 carries both versions."""
    operation = _on_a_row(screen, name, lambda _door, _request, act: act(""))
    _publish(partial(router.put, path), screen, name, operation)


def api_act(router: Router, path: str, screen: FormScreen, name: str) -> None:
    """Publish a form screen that does something to a thing: POST with the version seen and an idempotency key."""
    _publish(_once(router, path), screen, name, _on_a_row(screen, name, once_more))


def _on_a_row(screen: FormScreen, name: str, guard: Callable[..., Any]) -> Callable[..., Any]:
    body = create_model(f"{name}_body", __base__=body_of(screen.form, f"{name}_fields"), version=(int, ...))
    load: Callable[..., Any] = screen.load  # type: ignore[assignment]

    def operation(request: HttpRequest, pk: int, data: body) -> Any:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        actor.require(screen.door.permit)

        def act(key: str) -> Any:
            row = load(actor, pk=pk)
            values = _values(screen.form, actor, data, **instance_of(screen, row))
            return screen.send(actor, key, row, data.version, values)  # type: ignore[attr-defined]

        return Status(200, made(guard(screen.door, request, act)))

    return operation
