"""The records room's API."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from huiyin.platform.actor import ANYBODY, Actor
from huiyin.platform.api import PROBLEMS, api_act, api_list, api_make
from huiyin.rooms.records import screens
from huiyin.rooms.records.models import Record
from huiyin.rooms.records.queries import issued, prints
from huiyin.rooms.records.queries.house_key import house_key
from huiyin.rooms.records.screens import retention

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

router = Router()
api_list(router, "/records", screens.RECORDS, "records")
api_list(router, "/due", retention.DUE, "due_records")
api_list(router, "/holds", retention.HOLDS, "holds")
api_act(router, "/records/{pk}/hold", retention.PLACE_HOLD, "place_hold")
api_act(router, "/holds/{pk}/lift", retention.LIFT_HOLD, "lift_hold")
api_list(router, "/disposals", retention.DISPOSALS, "disposals")
api_make(router, "/disposals", retention.DRAFT_DISPOSAL, "draft_disposal")
api_act(router, "/disposals/{pk}/approve", retention.APPROVE_DISPOSAL, "approve_disposal")
api_act(router, "/disposals/{pk}/carry-out", retention.ASK_DISPOSAL, "ask_disposal")
api_act(router, "/disposals/{pk}/withdraw", retention.WITHDRAW_DISPOSAL, "withdraw_disposal")


class RecordOut(Schema):
    """An issued record without its content."""

    id: int
    number: str
    type: str
    title: str
    period: str
    edition: int
    about_name: str
    about_number: str
    unit_name: str
    digest: str
    issued_at: datetime
    issued_by: str
    keep_until: date
    follows: str | None
    replaced_by: str | None
    disposed_under: str | None
    trail_seq: int
    trail_digest: str


class VerificationOut(Schema):
    """Whether a record still is what was issued."""

    digest: str
    content: bool
    anchor: bool
    seal: bool
    disposed: bool
    holds: bool


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _out(row: Record) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in RecordOut.model_fields if hasattr(row, name)}
    later = getattr(row, "followed_by", None)
    return plain | {
        "title": issued.record_types()[row.type].title,
        "follows": row.follows.number if row.follows else None,
        "replaced_by": later.number if later else None,
        "disposed_under": row.disposal.number if row.disposal else None,
    }


def _binary(content_type: str, what: str) -> dict[str, Any]:
    schema = {"type": "string", "format": "binary"}
    return {"responses": {200: {"description": what, "content": {content_type: {"schema": schema}}}}}


@router.get("/records/{pk}", response={200: RecordOut, **PROBLEMS}, operation_id="record", summary="A record")
def record(request: HttpRequest, pk: int) -> Any:
    """Return a record's head: number, form, period, whom it concerns, digest, retention, place in the trail."""
    return _out(issued.record(_actor(request), pk=pk))


@router.get(
    "/records/{pk}/content",
    response={200: dict[str, Any], **PROBLEMS},
    operation_id="record_content",
    summary="What stands on a record",
)
def content(request: HttpRequest, pk: int) -> Any:
    """Return the content as it was issued; its canonical JSON (sorted keys, no spaces, UTF-8) gives the digest."""
    return issued.content_of(issued.record(_actor(request), pk=pk))


@router.get(
    "/records/{pk}/verification",
    response={200: VerificationOut, **PROBLEMS},
    operation_id="record_verification",
    summary="Verify a record",
)
def verification(request: HttpRequest, pk: int) -> Any:
    """Recompute the digest and compare it with the record and the audit trail."""
    return issued.verify_record(_actor(request), pk=pk)


@router.get(
    "/records/{pk}/pdf",
    response={200: None, **PROBLEMS},
    operation_id="record_pdf",
    summary="A record as PDF",
    openapi_extra=_binary("application/pdf", "The PDF"),
)
def pdf(request: HttpRequest, pk: int) -> Any:
    """Return the PDF; the same content always gives the same bytes."""
    _row, body = prints.pdf_of(_actor(request), pk=pk)
    return HttpResponse(body, content_type="application/pdf")


@router.get(
    "/records/{pk}/xlsx",
    response={200: None, **PROBLEMS},
    operation_id="record_xlsx",
    summary="A record as a workbook",
    openapi_extra=_binary(XLSX, "The workbook"),
)
def xlsx(request: HttpRequest, pk: int) -> Any:
    """Return the workbook: one sheet laid out like the form."""
    _row, body = prints.workbook_of(_actor(request), pk=pk)
    return HttpResponse(body, content_type=XLSX)


class HouseKeyOut(Schema):
    """The public part of the house's key (Ed25519)."""

    public: str
    fingerprint: str


@router.get(
    "/house-key",
    auth=None,
    response={200: HouseKeyOut, **PROBLEMS},
    operation_id="house_key",
    summary="The house's public key",
)
def key(request: HttpRequest) -> Any:
    """Return, to anybody, the key with which printed records and signatures are verified."""
    return {"public": house_key().public, "fingerprint": house_key().fingerprint}


key.permit = ANYBODY  # type: ignore[attr-defined]
for operation in (record, content, verification, pdf, xlsx):
    operation.permit = issued.record.permit  # type: ignore[attr-defined]
