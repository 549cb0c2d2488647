"""Acts of the appraisal room over the API: the same write doors as the pages, each once per idempotency key."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from ninja import File, Schema, Status
from ninja.files import UploadedFile

from huiyin.platform.api import IDEMPOTENCY_HEADER, PROBLEMS, Made, api_act, api_change, key_of, made
from huiyin.platform.doors import WriteDoor
from huiyin.platform.screens import one
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.api.paths import router
from huiyin.rooms.appraisal.queries import imports as import_queries
from huiyin.rooms.appraisal.queries import schemes as scheme_queries
from huiyin.rooms.appraisal.queries import years as year_queries
from huiyin.rooms.appraisal.screens import schemes
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme
from huiyin.rooms.appraisal.usecases.approve_scheme import approve_scheme
from huiyin.rooms.appraisal.usecases.draft_scheme import discard_draft, remove_item, set_marks
from huiyin.rooms.appraisal.usecases.hand_in_workbook import apply_import, hand_in_workbook
from huiyin.rooms.appraisal.usecases.publish_scheme import withdraw_scheme
from huiyin.rooms.appraisal.usecases.publish_year import ask_publication
from huiyin.rooms.appraisal.usecases.settle_year import ask_settlement


class Seen(Schema):
    """The version of the thing that the caller saw."""

    version: int


class YearBody(Schema):
    """The year to settle."""

    year: int


class MarksBody(Schema):
    """The marks of a draft's forms of one kind: {audience: {section: marks}}; a section left out goes."""

    version: int
    marks: dict[str, dict[str, Decimal]]


def button(
    path: str, name: str, summary: str, *, door: WriteDoor[..., Any], load: Callable[..., Any], subject: str
) -> None:
    """Publish an act that needs only the version seen."""

    def press(request: HttpRequest, pk: int, data: Seen) -> Any:
        actor = request.actor  # type: ignore[attr-defined]
        actor.require(door.permit)
        given = {subject: load(actor, pk=pk), "seen": data.version}
        return Status(200, made(door.once(actor, key_of(request), **given)))

    press.permit = door.permit  # type: ignore[attr-defined]
    press.__doc__ = door.__doc__
    router.post(
        path, response={200: Made, **PROBLEMS}, operation_id=name, summary=summary, openapi_extra=IDEMPOTENCY_HEADER
    )(press)


_scheme: Callable[..., Any] = one(scheme_queries.schemes)
_run: Callable[..., Any] = one(year_queries.runs)
_import: Callable[..., Any] = one(import_queries.imports)
_item: Callable[..., Any] = one(scheme_queries.items)

button(
    "/schemes/{pk}/approve", "approve_scheme", "Approve a draft", door=approve_scheme, load=_scheme, subject="scheme"
)
button(
    "/schemes/{pk}/withdraw",
    "withdraw_scheme",
    "Withdraw a version",
    door=withdraw_scheme,
    load=_scheme,
    subject="scheme",
)
button("/schemes/{pk}/discard", "discard_scheme", "Drop a draft", door=discard_draft, load=_scheme, subject="scheme")
button("/runs/{pk}/publish", "publish_year", "Publish a year", door=ask_publication, load=_run, subject="run")
button("/imports/{pk}/apply", "apply_import", "Import a workbook", door=apply_import, load=_import, subject="row")

button("/items/{pk}/remove", "remove_item", "Remove an item", door=remove_item, load=_item, subject="item")

api_act(router, "/schemes/{pk}/draft", schemes.DRAFT_SCHEME, "draft_scheme")
api_act(router, "/schemes/{pk}/publish", schemes.PUBLISH_SCHEME, "publish_scheme")
api_act(router, "/schemes/{pk}/send-back", schemes.SEND_BACK_SCHEME, "send_back_scheme")
api_change(router, "/schemes/{pk}", schemes.CHANGE_SCHEME, "change_scheme")
api_act(router, "/schemes/{pk}/items", schemes.RECORD_ITEM, "record_item")
api_change(router, "/items/{pk}", replace(schemes.CHANGE_ITEM, load=_item), "change_item")


@router.post(
    "/adoptions", response={200: Made, **PROBLEMS}, operation_id="adopt_default_scheme",
    summary="Take the shipped standard", openapi_extra=IDEMPOTENCY_HEADER,
)  # fmt: skip
def adopt(request: HttpRequest) -> Any:
    """Publish the shipped standard as the first version; adopted before, it is returned as it is."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(adopt_default_scheme.permit)
    return Status(200, made(adopt_default_scheme.once(actor, key_of(request))))


@router.put(
    "/schemes/{pk}/marks/{kind}", response={200: Made, **PROBLEMS}, operation_id="set_marks", summary="Marks of a draft"
)
def marks(request: HttpRequest, pk: int, kind: Literal["check", "month", "year"], data: MarksBody) -> Any:
    """Set the sections of a draft's forms of one kind."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(set_marks.permit)
    read = forms.read_marks(data.marks)
    return Status(200, made(set_marks(actor, scheme=_scheme(actor, pk=pk), seen=data.version, kind=kind, marks=read)))


@router.post(
    "/settlements", response={202: Made, **PROBLEMS}, operation_id="settle_year", summary="Settle a year",
    openapi_extra=IDEMPOTENCY_HEADER,
)  # fmt: skip
def settle(request: HttpRequest, data: YearBody) -> Any:
    """Start settling a year in the background; the answer's ``id`` is that of the work (``/jobs/{pk}``)."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(ask_settlement.permit)
    year = forms.YearForm({"year": data.year}, actor=actor).accept()["year"]
    return Status(202, made(ask_settlement.once(actor, key_of(request), year=year)))


@router.post(
    "/imports", response={201: Made, **PROBLEMS}, operation_id="hand_in_workbook", summary="Hand in a workbook",
    openapi_extra=IDEMPOTENCY_HEADER,
)  # fmt: skip
def hand_in(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Keep a workbook and start looking it through; nothing is imported yet."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(hand_in_workbook.permit)
    values = forms.WorkbookForm({}, {"file": file}, actor=actor).accept()
    return Status(201, made(hand_in_workbook.once(actor, key_of(request), file=values["file"])))


adopt.permit = adopt_default_scheme.permit  # type: ignore[attr-defined]
marks.permit = set_marks.permit  # type: ignore[attr-defined]
settle.permit = ask_settlement.permit  # type: ignore[attr-defined]
hand_in.permit = hand_in_workbook.permit  # type: ignore[attr-defined]
