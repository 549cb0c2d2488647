"""Issuing forms over the API."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Schema

from huiyin.platform.api import PROBLEMS, api_make
from huiyin.rooms.appraisal.api.paths import router
from huiyin.rooms.appraisal.queries.issues import issue_result
from huiyin.rooms.appraisal.screens.issue import ISSUE_FORMS, ISSUE_PERSONAL_FORM


class IssueOut(Schema):
    """A batch of forms: how far it is, and once it is done, what it issued. ``file`` is the stored PDF."""

    id: int
    state: str
    percent: int
    message: str
    error: str
    finished_at: datetime | None
    form: str | None = None
    period: str | None = None
    count: int | None = None
    fresh: int | None = None
    pages: int | None = None
    file: int | None = None
    records: list[int] = []
    absent: list[tuple[str, str]] = []


api_make(router, "/issues", ISSUE_FORMS, "issue_forms")
api_make(router, "/issues/personal", ISSUE_PERSONAL_FORM, "issue_personal_form")


@router.get("/issues/{pk}", response={200: IssueOut, **PROBLEMS}, operation_id="issue", summary="A batch of forms")
def issue(request: HttpRequest, pk: int) -> Any:
    """Return how far a batch is that the caller asked for, and what it issued."""
    job = issue_result(request.actor, pk=pk)  # type: ignore[attr-defined]
    told = {name: getattr(job, name) for name in ("state", "percent", "message", "error", "finished_at")}
    return {"id": job.pk, **told, **{key: job.result[key] for key in IssueOut.model_fields if key in job.result}}


issue.permit = issue_result.permit  # type: ignore[attr-defined]
