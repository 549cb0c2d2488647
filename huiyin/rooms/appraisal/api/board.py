"""The board, the use of 其它 and the year's end over the API."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Schema, Status

from huiyin.platform import clock
from huiyin.platform.api import PROBLEMS, Made, api_act, api_list, api_make, body_of, made
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.api.flat import flat_api
from huiyin.rooms.appraisal.api.paths import router
from huiyin.rooms.appraisal.queries import year_end as queries
from huiyin.rooms.appraisal.rules.year_end import year_at_hand
from huiyin.rooms.appraisal.screens import board, next_scheme, others, year_people
from huiyin.rooms.appraisal.terms import Kind

flat_api(router, "/board", board.BOARD, "board")
flat_api(router, "/owed", board.OWED, "owed")
flat_api(router, "/other-use", others.OTHER_USE, "other_use")
flat_api(router, "/used-items", next_scheme.NEXT_SCHEME, "used_items")
api_list(router, "/others", others.OTHERS, "others")
api_list(router, "/self-summaries", year_people.SUMMARIES, "self_summaries")
api_list(router, "/honours", year_people.HONOURS, "honours")
api_make(router, "/rounds/generate", board.GENERATE, "generate_rounds")
api_act(router, "/honours/{pk}/decide", year_people.DECIDE_HONOUR, "decide_honour")


class SummaryBody(body_of(forms.SelfSummaryForm, "self_summary_fields")):  # type: ignore[misc]
    """What somebody writes about his own year; version 0 where nothing is written yet."""

    version: int


class SummaryOut(Schema):
    """One's own self-summary; version 0 where nothing is written yet."""

    id: int | None
    version: int
    year: int
    text: str


class YearEndOut(Schema):
    """How far the end of a year is; the sheets by state."""

    year: int
    months: dict[str, dict[str, int]]
    sheets: dict[str, int]
    due: date
    objections: int
    self_summaries: int
    run: int | None
    run_state: str
    stale: bool
    honours: int
    honours_decided: int
    forms: dict[str, int]
    schemes: list[int]


@router.get(
    "/self-summary", response={200: SummaryOut, **PROBLEMS}, operation_id="self_summary",
    summary="One's own self-summary",
)  # fmt: skip
def self_summary(request: HttpRequest) -> Any:
    """Return one's own self-summary of the year that is being closed."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(year_people.SELF_SUMMARY.door.permit)
    row: Any = year_people.own(actor)
    return Status(200, {"id": row.pk, "version": row.version, "year": row.year, "text": row.text})


@router.put(
    "/self-summary", response={200: Made, **PROBLEMS}, operation_id="write_self_summary",
    summary="Write one's own self-summary",
)  # fmt: skip
def write_self_summary(request: HttpRequest, data: SummaryBody) -> Any:
    """Write what one says of one's own year, under the version that was seen."""
    actor, screen = request.actor, year_people.SELF_SUMMARY  # type: ignore[attr-defined]
    actor.require(screen.door.permit)
    values = forms.SelfSummaryForm({"text": data.text}, actor=actor).accept()
    return Status(200, made(screen.send(actor, "", year_people.own(actor), data.version, values)))


@router.get("/year-end", response={200: YearEndOut, **PROBLEMS}, operation_id="year_end", summary="Year end")
def year_end(request: HttpRequest, year: int | None = None, unit: int | None = None) -> Any:
    """Return how far the end of a year is."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(queries.year_end.permit)
    given = {"year": str(year or year_at_hand(clock.today())), "unit": "" if unit is None else str(unit)}
    asked = forms.YearEndForm(given, actor=actor).accept()
    found = queries.year_end(actor, year=asked["year"], path=asked["unit"].path if asked["unit"] else "")
    results = queries.year_results(actor, year=asked["year"])
    cells = {term: cell for term, cell in found.board.totals.items() if cell.begun}
    counts = {
        term.period: {str(state): n for state, n in cell.counts.items()} | {"owed": cell.owed}
        for term, cell in cells.items()
    }
    own = next(term for term in found.board.terms if term.kind == Kind.YEAR)
    return Status(200, {
        "year": found.year, "due": own.due, "sheets": counts.get(own.period, {}),
        "months": {period: one for period, one in counts.items() if period != own.period},
        "objections": found.disputed, "self_summaries": found.summaries,
        "run": results.run.pk if results.run else None, "run_state": results.run.state if results.run else "",
        "stale": results.stale, "honours": found.honours, "honours_decided": found.decided,
        "forms": dict(found.issued), "schemes": [row.pk for row in found.schemes],
    })  # fmt: skip


self_summary.permit = year_people.SELF_SUMMARY.door.permit  # type: ignore[attr-defined]
write_self_summary.permit = year_people.SELF_SUMMARY.door.permit  # type: ignore[attr-defined]
year_end.permit = queries.year_end.permit  # type: ignore[attr-defined]
