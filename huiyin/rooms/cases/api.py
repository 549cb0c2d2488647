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
from huiyin.rooms.cases.screens.lists import CASES
from huiyin.rooms.cases.screens.page import attachment_document
from huiyin.rooms.cases.usecases import attach_file

router = Router()

api_list(router, "/cases", CASES, "cases")
api_make(router, "/cases", REGISTER, "record_case")
for _name, _screen in ACTS.items():
    if _name != "attach_file":  # which is no document, and stands below
        api_act(router, f"/cases/{{pk}}/{_name}", _screen, _name)


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


attachments.permit = queries.attachments.permit  # type: ignore[attr-defined]
attach.permit = attach_file.permit  # type: ignore[attr-defined]
