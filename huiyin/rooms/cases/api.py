"""The cases room's API: the list, the registration and the acts of the pages."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile

from huiyin.platform.api import IDEMPOTENCY_HEADER, PROBLEMS, Made, api_act, api_list, api_make, made, once_more
from huiyin.platform.doors import Key
from huiyin.rooms.cases import queries
from huiyin.rooms.cases.screens.acts import ACTS, REGISTER
from huiyin.rooms.cases.screens.demands import asked_for, report
from huiyin.rooms.cases.screens.lists import CASES
from huiyin.rooms.cases.screens.page import attachment_document, explanation_document, report_document
from huiyin.rooms.cases.usecases import attach_file

router = Router()

api_list(router, "/cases", CASES, "cases")
api_make(router, "/cases", REGISTER, "record_case")
for _name, _screen in ACTS.items():
    if _name != "attach_file":  # which is no document, and stands below
        api_act(router, f"/cases/{{pk}}/{_name}", _screen, _name)


class EventReportOut(Schema):
    """A report of an emergency: the first one, or the final one."""

    id: int
    part: str
    course: str
    cause: str
    loss: str
    handling: str
    prevention: str
    at: datetime
    by: str


class ExplainedRuleOut(Schema):
    """A rule that was explained to a customer, and his position: accepted, reserved or refused."""

    id: int
    document: int | None
    document_title: str
    rule: str
    explanation: str
    position: str
    at: datetime
    by: str


class ServiceDemandOut(Schema):
    """What was asked for in a month, by kind and category; ``per_mille`` is its share of all demands."""

    place: int
    kind: str
    category: str
    number: int
    per_mille: int
    answered: int
    in_time: int
    open: int
    before: int
    change: int


class ServiceDemandsOut(Schema):
    """The ten most frequent demands of a month."""

    month: str
    total: int
    before: int
    cut_off: datetime
    lines: list[ServiceDemandOut]


@router.get(
    "/cases/{pk}/reports", response={200: list[EventReportOut], **PROBLEMS}, operation_id="event_reports",
    summary="Reports of an emergency",
)  # fmt: skip
def reports(request: HttpRequest, pk: int) -> Any:
    """List the reports of an emergency, oldest first; the last of each part counts."""
    case = ACTS["write_final_report"].load(request.actor, pk=pk)  # type: ignore[attr-defined,misc]
    rows = queries.reports(request.actor).filter(step__case=case)  # type: ignore[attr-defined]
    return Status(200, [report_document(row) for row in rows])


@router.get(
    "/cases/{pk}/explanations", response={200: list[ExplainedRuleOut], **PROBLEMS}, operation_id="explanations",
    summary="Rules explained to a customer",
)  # fmt: skip
def explanations(request: HttpRequest, pk: int) -> Any:
    """List the rules that were explained in a case, newest first."""
    case = ACTS["explain_rule"].load(request.actor, pk=pk)  # type: ignore[attr-defined,misc]
    rows = queries.explanations(request.actor).filter(step__case=case)  # type: ignore[attr-defined]
    return Status(200, [explanation_document(row) for row in rows])


@router.get(
    "/demands",
    response={200: ServiceDemandsOut, **PROBLEMS},
    operation_id="service_demands",
    summary="Service demands, top ten",
)
def demands(request: HttpRequest, month: str = "", unit: int | None = None, kind: str = "") -> Any:
    """Return the ten most frequent demands of a month ("2026-11", this one without), of a unit and below it."""
    actor = request.actor  # type: ignore[attr-defined]
    asked = asked_for(actor, {"month": month, "unit": unit, "kind": kind})
    return Status(200, report(actor, asked))


class AttachmentOut(Schema):
    """A file of a case; ``url`` is where it is downloaded."""

    id: int
    name: str
    content_type: str
    size: int
    at: datetime
    by: str
    url: str


@router.get(
    "/cases/{pk}/attachments", response={200: list[AttachmentOut], **PROBLEMS}, operation_id="attachments",
    summary="Files of a case",
)  # fmt: skip
def attachments(request: HttpRequest, pk: int) -> Any:
    """List the files of a case."""
    case = ACTS["attach_file"].load(request.actor, pk=pk)  # type: ignore[attr-defined,misc]
    rows = queries.attachments(request.actor).filter(case=case)  # type: ignore[attr-defined]
    return Status(200, [attachment_document(row) for row in rows])


@router.post(
    "/cases/{pk}/attachments", response={201: Made, **PROBLEMS}, operation_id="attach_file",
    summary="Attach a file", openapi_extra=IDEMPOTENCY_HEADER,
)  # fmt: skip
def attach(request: HttpRequest, pk: int, file: File[UploadedFile]) -> Any:
    """Attach a picture or a PDF of at most 10 MB to a case."""
    actor, screen = request.actor, ACTS["attach_file"]  # type: ignore[attr-defined]
    actor.require(attach_file.permit)

    def act(key: Key) -> Any:
        case = screen.load(actor, pk=pk)  # type: ignore[misc]
        values = screen.form({}, {"file": file}, actor=actor).accept()
        return attach_file.once(actor, key, case=case, **values)

    return Status(201, made(once_more(attach_file, request, act)))


reports.permit = queries.reports.permit  # type: ignore[attr-defined]
explanations.permit = queries.explanations.permit  # type: ignore[attr-defined]
demands.permit = queries.demands.permit  # type: ignore[attr-defined]
attachments.permit = queries.attachments.permit  # type: ignore[attr-defined]
attach.permit = attach_file.permit  # type: ignore[attr-defined]
