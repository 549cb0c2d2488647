"""Recorded facts of a draft over the API: which there are, and what becomes of them; the same doors as the pages."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Schema, Status

from huiyin.platform.api import PROBLEMS, api_act, api_make
from huiyin.rooms.appraisal.api.paths import router
from huiyin.rooms.appraisal.queries.drafting import single_sheet
from huiyin.rooms.appraisal.screens import facts


class SheetFactOut(Schema):
    """A fact of a draft's person and period: ``open``, ``taken`` or ``refused`` in the sheet's instrument.

    ``edition`` is the sheet that took or refused it.
    """

    id: int
    kind: str
    good: bool
    on: date
    text: str
    item: str
    clause: str
    state: str
    reason: str
    by: str
    edition: int | None
    withdrawn: bool


api_act(router, "/editions/{pk}/facts/take", facts.TAKE_FACT, "take_fact")
api_make(router, "/editions/{pk}/facts/refuse", facts.REFUSE_FACT, "refuse_fact")
api_make(router, "/editions/{pk}/facts/reopen", facts.REOPEN_FACT, "reopen_fact")


@router.get(
    "/editions/{pk}/facts", response={200: list[SheetFactOut], **PROBLEMS}, operation_id="sheet_facts",
    summary="Recorded facts of a draft",
)  # fmt: skip
def sheet_facts(request: HttpRequest, pk: int) -> Any:
    """Return what was recorded about the person in the sheet's period, and what became of it in its instrument."""
    page = single_sheet(request.actor, pk=pk)  # type: ignore[attr-defined]
    return Status(200, facts.facts_document(page.sheets[0].facts))


sheet_facts.permit = single_sheet.permit  # type: ignore[attr-defined]
