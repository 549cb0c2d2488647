"""The publicity room's API: the lists, forms and acts of the pages, and photographs."""

from typing import Any

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from huiyin.platform.api import (
    IDEMPOTENCY_HEADER,
    PROBLEMS,
    Made,
    api_act,
    api_change,
    api_list,
    api_make,
    made,
    once_more,
)
from huiyin.platform.doors import Key
from huiyin.rooms.publicity.screens import lists
from huiyin.rooms.publicity.usecases import attach_photo

router = Router()
api_list(router, "/offices", lists.OFFICES, "complaint_offices")
api_make(router, "/offices", lists.RECORD_OFFICE, "record_complaint_office")
api_list(router, "/placements", lists.PLACEMENTS, "publicity_placements")
api_make(router, "/placements", lists.ADD_PLACEMENT, "add_publicity_placement")
api_change(router, "/placements/{pk}", lists.CHANGE_PLACEMENT, "change_publicity_placement")
api_make(router, "/placements/{pk}/checks", lists.CHECK, "check_publicity_placement")
api_act(router, "/placements/{pk}/end", lists.END_PLACEMENT, "end_publicity_placement")


class SeenPlacement(Schema):
    """The version of the placement that was seen."""

    version: int


@router.post(
    "/placements/{pk}/photo", response={200: Made, **PROBLEMS}, operation_id="photograph_publicity_placement",
    summary="Photograph a place", openapi_extra=IDEMPOTENCY_HEADER,
)  # fmt: skip
def attach(request: HttpRequest, pk: int, seen: Form[SeenPlacement], file: File[UploadedFile]) -> Any:
    """Keep how a place looks: a picture or a PDF of at most 10 MB."""
    actor, screen = request.actor, lists.ATTACH_PHOTO  # type: ignore[attr-defined]
    actor.require(attach_photo.permit)

    def act(key: Key) -> Any:
        row = screen.load(actor, pk=pk)  # type: ignore[misc]
        values = screen.form({}, {"file": file}, actor=actor).accept()
        return screen.send(actor, key, row, seen.version, values)

    return Status(200, made(once_more(attach_photo, request, act)))


attach.permit = attach_photo.permit  # type: ignore[attr-defined]
