"""Drafting over the API: rounds, their sheets, and what is written on them; the same doors and forms as the pages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from huiyin.kernel.errors import Fault, Refusal
from huiyin.kernel.points import show_points
from huiyin.platform.api import IDEMPOTENCY_HEADER, PROBLEMS, Day, Made, api_list, api_make, made, once_more
from huiyin.platform.doors import Key
from huiyin.platform.screens import one
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.api.acts import button
from huiyin.rooms.appraisal.api.paths import router
from huiyin.rooms.appraisal.models import Entry
from huiyin.rooms.appraisal.queries import drafting as queries
from huiyin.rooms.appraisal.queries.drafting import DraftSheet
from huiyin.rooms.appraisal.queries.editions import rounds as all_rounds
from huiyin.rooms.appraisal.screens import rounds
from huiyin.rooms.appraisal.usecases.draft_sheets import submit_round, write_sheets

AT_ONCE = 200
LONGEST = 2000


class LineIn(Schema):
    """A deduction. Without ``points`` it costs the item's only value; without ``section`` it stands in the usual one.

    ``happened_on`` left out is the sheet's day; ``file`` keeps the stored file of a line that stands there, ``source``
    the recorded fact that it was taken from.
    """

    model_config = ConfigDict(extra="forbid")

    item: str
    fact: str
    points: str | float | int | None = None
    section: str | None = None
    serious: bool = False
    happened_on: Day | None = None
    evidence: str | None = None
    link: str | None = None
    file: int | None = None
    source: int | None = None


class SheetIn(Schema):
    """What is written on a draft: all its lines anew. ``remark`` and ``goals`` left out stay as they are."""

    model_config = ConfigDict(extra="forbid")

    edition: int = Field(ge=1, le=2**63 - 1)
    version: int = Field(ge=1, le=2**31 - 1)
    entries: list[LineIn]
    remark: str | None = None
    goals: str | None = None


class SheetsIn(Schema):
    """Sheets to write on, all or none; ``submit`` hands them on to be confirmed."""

    model_config = ConfigDict(extra="forbid")

    sheets: list[SheetIn] = Field(max_length=LONGEST)
    submit: bool = False


class LineOut(Schema):
    """A deduction of a sheet at work."""

    item: str
    section: str
    points: str
    serious: bool
    fact: str
    happened_on: date
    evidence: str
    link: str
    file: int | None
    source: int | None
    written_by: str


class DraftOut(Schema):
    """A sheet of a round. ``score`` is what it comes to as it stands, before any bonus."""

    id: int
    version: int
    number: str
    edition: int
    state: str
    kind: int
    date: date
    period: str
    employee_no: str
    name: str
    unit: str
    drafter: str
    sent_back: str
    score: str
    remark: str
    goals: str
    entries: list[LineOut]


class RoundSheetsOut(Schema):
    """A page of a round's sheets; ``count`` is how many the round has, ``pages`` how many pages that makes."""

    items: list[DraftOut]
    count: int
    page: int
    pages: int


api_list(router, "/rounds", rounds.ROUNDS, "rounds")
api_make(router, "/rounds", rounds.BEGIN_ROUND, "begin_round")
button(
    "/rounds/{pk}/submit", "submit_round", "Submit a round", door=submit_round, load=one(all_rounds), subject="round"
)


@router.get(
    "/rounds/{pk}/sheets", response={200: RoundSheetsOut, **PROBLEMS}, operation_id="round_sheets",
    summary="Sheets of a round",
)  # fmt: skip
def round_sheets(request: HttpRequest, pk: int, page: int = 1) -> Any:
    """Return the sheets of a round by staff number, 200 a page; never the caller's own."""
    actor = request.actor  # type: ignore[attr-defined]
    place = max(1, min(page, LONGEST))
    found = queries.round_sheets(actor, pk=pk, place=place, size=AT_ONCE)
    items = [_sheet(sheet) for sheet in found.sheets]
    return {"items": items, "count": found.count, "page": place, "pages": max(1, -(-found.count // AT_ONCE))}


def _sheet(sheet: DraftSheet) -> dict[str, Any]:
    row = sheet.edition
    return {
        "id": row.pk, "version": row.version, "number": row.number, "edition": row.edition, "state": row.state,
        "kind": row.kind, "date": row.date, "period": row.period, "employee_no": row.employee.number,
        "name": row.employee.name, "unit": row.unit.name, "drafter": row.drafter_name, "sent_back": row.sent_back,
        "score": show_points(sheet.account.subtotal), "remark": row.remark, "goals": row.goals,
        "entries": [_line(entry) for entry in sheet.entries],
    }  # fmt: skip


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "item": entry.item, "section": entry.section.name, "points": show_points(entry.points),
        "serious": entry.serious, "fact": entry.fact, "happened_on": entry.happened_on, "evidence": entry.evidence,
        "link": entry.link, "file": entry.file_id, "source": entry.source_id, "written_by": entry.written_by,
    }  # fmt: skip


@router.post(
    "/drafts", response={200: Made, **PROBLEMS}, operation_id="write_sheets", summary="Write on sheets",
    openapi_extra=IDEMPOTENCY_HEADER,
)  # fmt: skip
def write(request: HttpRequest, data: SheetsIn) -> Any:
    """Write on drafts, each anew and all or none; faults stand at ``sheets.0.entries.1.points``.

    The answer names the first sheet with its new version. 409 where somebody else wrote on one meanwhile.
    """
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(write_sheets.permit)

    def act(key: Key) -> Any:
        sheets = queries.drafts_named(actor, pks=[sheet.edition for sheet in data.sheets])
        inputs = [
            forms.read_sheet(actor, sheets[sheet.edition].edition, sheets[sheet.edition].rules, _typed(sheet))
            for sheet in data.sheets
        ]
        try:
            return write_sheets.once(
                actor, key, sheets=[replace(one_sheet, submit=data.submit) for one_sheet in inputs]
            )
        except Refusal as refusal:
            refusal.faults = tuple(_at(fault, data.sheets) for fault in refusal.faults)
            raise

    return Status(200, made(once_more(write_sheets, request, act)))


def _typed(sheet: SheetIn) -> forms.TypedSheet:
    lines = [
        {name: value for name, value in line.model_dump(mode="json").items() if value is not None}
        for line in sheet.entries
    ]
    words = {name: value for name in ("remark", "goals") if (value := getattr(sheet, name)) is not None}
    return forms.TypedSheet(seen=sheet.version, lines=lines, remarks=words)


def _at(fault: Fault, sheets: Sequence[SheetIn]) -> Fault:
    """Say where a fault stands in what was sent: "12.0.points" is "sheets.1.entries.0.points"."""
    pk, *rest = fault.where.split(".")
    place = next((n for n, sheet in enumerate(sheets) if str(sheet.edition) == pk), None)
    if place is None:
        return fault
    inside = ["entries", *rest] if len(rest) > 1 else rest
    return Fault(".".join(["sheets", str(place), *inside]), fault.reason)


round_sheets.permit = queries.round_sheets.permit  # type: ignore[attr-defined]
write.permit = write_sheets.permit  # type: ignore[attr-defined]
