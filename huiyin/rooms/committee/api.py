"""The committee room's API: the lists, forms and acts of the pages, and the signed minutes."""

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
from huiyin.rooms.committee.screens import lists
from huiyin.rooms.committee.usecases import attach_minutes

router = Router()
api_list(router, "/committees", lists.COMMITTEES, "committees")
api_make(router, "/committees", lists.RECORD_COMMITTEE, "record_committee")
api_change(router, "/committees/{pk}", lists.CHANGE_COMMITTEE, "change_committee")
api_make(router, "/committees/{pk}/members", lists.ADD_MEMBER, "add_committee_member")
api_change(router, "/members/{pk}", lists.CHANGE_MEMBER, "change_committee_member")
api_act(router, "/members/{pk}/reveal", lists.REVEAL_MEMBER, "reveal_committee_member")
api_list(router, "/meetings", lists.MEETINGS, "committee_meetings")
api_make(router, "/committees/{pk}/meetings", lists.RECORD_MEETING, "record_committee_meeting")
api_change(router, "/meetings/{pk}", lists.CHANGE_MEETING, "change_committee_meeting")
api_list(router, "/requests", lists.REQUESTS, "committee_requests")
api_make(router, "/committees/{pk}/requests", lists.RECORD_REQUEST, "record_committee_request")
api_act(router, "/requests/{pk}/answer", lists.ANSWER_REQUEST, "answer_committee_request")
api_act(router, "/requests/{pk}/refer", lists.REFER_REQUEST, "refer_committee_request")


class SeenMinutes(Schema):
    """The version of the meeting that was seen."""

    version: int


@router.post(
    "/meetings/{pk}/file", response={200: Made, **PROBLEMS}, operation_id="attach_committee_minutes",
    summary="Attach signed minutes", openapi_extra=IDEMPOTENCY_HEADER,
)  # fmt: skip
def attach(request: HttpRequest, pk: int, seen: Form[SeenMinutes], file: File[UploadedFile]) -> Any:
    """Keep the signed minutes of a meeting: a picture or a PDF of at most 10 MB."""
    actor, screen = request.actor, lists.ATTACH_MINUTES  # type: ignore[attr-defined]
    actor.require(attach_minutes.permit)

    def act(key: Key) -> Any:
        row = screen.load(actor, pk=pk)  # type: ignore[misc]
        values = screen.form({}, {"file": file}, actor=actor).accept()
        return screen.send(actor, key, row, seen.version, values)

    return Status(200, made(once_more(attach_minutes, request, act)))


attach.permit = attach_minutes.permit  # type: ignore[attr-defined]
