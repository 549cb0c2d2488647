"""Sheets at work over the API: their lists, one edition, and what is done to it; signing acts carry the password."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Schema, Status

from huiyin.platform.api import PROBLEMS, api_act, api_list, api_make
from huiyin.platform.screens import FormScreen
from huiyin.rooms.appraisal.api.paths import router
from huiyin.rooms.appraisal.api.shapes import BonusOut
from huiyin.rooms.appraisal.queries.editions import edition_page
from huiyin.rooms.appraisal.queries.mine import own_year
from huiyin.rooms.appraisal.screens import editions, mine, working
from huiyin.rooms.appraisal.screens.edition_document import edition_document

Day = date


class EntryOut(Schema):
    """A deduction with its fact, day and evidence; ``file`` is the address of what was uploaded.

    ``source`` is the recorded fact that it was taken from, as the evidence room has it.
    """

    section: str
    item: str
    points: str
    serious: bool
    fact: str
    happened_on: date
    evidence: str
    link: str
    file: str
    written_by: str
    source: int | None


class SignatureOut(Schema):
    """A signature: who, as what, meaning what, when, under which content."""

    by: str
    role: str
    meaning: str
    at: datetime
    digest: str


class OtherOut(Schema):
    """Another edition of the same sheet."""

    id: int
    edition: int
    state: str
    origin: str
    reason: str
    score: str


class SheetEditionOut(Schema):
    """An edition of a sheet written out; ``version`` is what an act must have seen. ``score`` stands by itself."""

    id: int
    version: int
    number: str
    edition: int
    sheet: int | None
    employee_no: str
    name: str
    kind: int
    date: Day
    period: str
    unit: str
    state: str
    origin: str
    reason: str
    drafter: str
    sent_back: str
    confirmer: str
    acted_for: str
    confirmed_at: datetime | None
    object_until: Day | None
    read_at: datetime | None
    closed_at: datetime | None
    due_on: Day | None
    self_remark: str
    remark: str
    goals: str
    score: str
    digest: str
    entries: list[EntryOut]
    bonuses: list[BonusOut]
    signatures: list[SignatureOut]
    others: list[OtherOut]


class CostOut(Schema):
    """A deduction of a year and what it cost in the total, rounded once; ``without`` is the total without it."""

    day: date
    sheet: str
    section: str
    item: str
    fact: str
    evidence: str
    points: str
    serious: bool
    cost: str
    without: str


class WaitingOut(Schema):
    """A sheet of one's own that is not closed."""

    id: int
    version: int
    number: str
    state: str
    score: str
    until: date | None


class OwnYearOut(Schema):
    """A person's own year: the total so far, what waits for him, and every deduction by what it cost, dearest first."""

    employee_no: str
    name: str
    year: int
    total: str | None
    waiting: list[WaitingOut]
    deductions: list[CostOut]


api_list(router, "/editions", editions.EDITIONS, "sheet_editions")
api_list(router, "/editions/waiting", editions.WAITING, "sheets_to_confirm")
api_list(router, "/editions/closed", editions.CLOSED, "sheets_closed_lately")
api_list(router, "/totals", mine.TOTALS, "totals")

api_make(router, "/editions/confirm", working.CONFIRM_SHEETS, "confirm_sheets")
api_act(router, "/rounds/{pk}/confirm", working.CONFIRM_ROUND, "confirm_round")
api_act(router, "/sheets/{pk}/correct", working.CORRECT, "correct_sheet")
ACTS: dict[str, tuple[str, FormScreen]] = {
    "confirm": ("confirm_sheet", working.CONFIRM_SHEET),
    "send-back": ("send_back", working.SEND_BACK),
    "bonus": ("add_bonus", working.ADD_BONUS),
    "bonus/drop": ("drop_bonus", working.DROP_BONUS),
    "take-back": ("take_back", working.TAKE_BACK),
    "discard": ("discard_sheet", working.DISCARD),
    "read": ("acknowledge_sheet", working.READ_SHEET),
    "close": ("close_sheet", working.CLOSE),
}
for path, (name, screen) in ACTS.items():
    api_act(router, f"/editions/{{pk}}/{path}", screen, name)


@router.get(
    "/editions/{pk}", response={200: SheetEditionOut, **PROBLEMS}, operation_id="sheet_edition", summary="An edition"
)
def edition(request: HttpRequest, pk: int) -> Any:
    """Return an edition of a sheet with its deductions, evidence, signatures and the sheet's other editions."""
    actor = request.actor  # type: ignore[attr-defined]
    return Status(200, edition_document(actor, edition_page(actor, pk=pk)))


@router.get("/mine", response={200: OwnYearOut, **PROBLEMS}, operation_id="own_year", summary="My appraisal")
def own(request: HttpRequest, year: int) -> Any:
    """Return the caller's own year: what waits for him, and each deduction with what it cost."""
    return Status(200, mine.own_document(own_year(request.actor, year=year)))  # type: ignore[attr-defined]


edition.permit = edition_page.permit  # type: ignore[attr-defined]
own.permit = own_year.permit  # type: ignore[attr-defined]
