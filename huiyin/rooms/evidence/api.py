"""The evidence room's API."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from huiyin.platform.api import (
    IDEMPOTENCY_HEADER,
    PROBLEMS,
    Day,
    Made,
    api_act,
    api_list,
    api_make,
    made,
    once_more,
)
from huiyin.platform.doors import Key
from huiyin.rooms.evidence import forms, queries, screens
from huiyin.rooms.evidence.usecases import record_fact_by_hand

router = Router()


class CommentOut(Schema):
    """What the person says to a fact."""

    text: str
    by: str
    at: datetime


class UseOut(Schema):
    """What became of a fact elsewhere in the house."""

    label: str
    state: str
    reason: str
    url: str


class FactOut(Schema):
    """A fact with its comments and what became of it; ``file`` is the address of what was uploaded."""

    id: int
    version: int
    kind: str
    good: bool
    employee_no: str
    name: str
    unit: str
    on: date
    text: str
    clause: str
    item: str
    subject_type: str
    subject_id: str
    url: str
    file: str
    recorded_at: datetime
    recorded_by: str
    standing: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_why: str
    comments: list[CommentOut]
    uses: list[UseOut]


api_list(router, "/facts", screens.FACTS, "facts")
api_list(router, "/mine", screens.MINE, "own_facts")
api_act(router, "/facts/{pk}/withdraw", screens.WITHDRAW, "withdraw_fact")
api_make(router, "/facts/{pk}/comments", screens.COMMENT, "comment_on_fact")


@router.get("/facts/{pk}", response={200: FactOut, **PROBLEMS}, operation_id="fact", summary="One fact")
def fact(request: HttpRequest, pk: int) -> Any:
    """Return a fact."""
    return Status(200, screens.fact_document(queries.fact_page(request.actor, pk=pk)))  # type: ignore[attr-defined]


class RecordBody(Schema):
    """A fact that somebody found himself: employee, kind, day and text at least, with or without a file."""

    employee: str = ""
    kind: str = ""
    on: Day | None = None
    text: str = ""
    item: str = ""
    url: str = ""


@router.post(
    "/facts", response={201: Made, **PROBLEMS}, operation_id="record_fact", summary="Record a fact",
    openapi_extra=IDEMPOTENCY_HEADER,
)  # fmt: skip
def record(request: HttpRequest, data: Form[RecordBody], file: File[UploadedFile | None] = None) -> Any:  # fmt: skip
    """Record a fact that somebody found himself, with a photo or a PDF as proof or without."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(record_fact_by_hand.permit)

    def act(key: Key) -> Any:
        given = data.dict() | {"on": data.on.isoformat() if data.on else ""}
        values = forms.FactForm(given, {"file": file} if file else {}, actor=actor).accept()
        return record_fact_by_hand.once(actor, key, **values)

    return Status(201, made(once_more(record_fact_by_hand, request, act)))


record.permit = record_fact_by_hand.permit  # type: ignore[attr-defined]
fact.permit = queries.fact_page.permit  # type: ignore[attr-defined]
