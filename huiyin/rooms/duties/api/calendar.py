"""The calendar's API: its lists and forms, a year at a glance, and a table of days."""

from datetime import date
from itertools import pairwise
from typing import Any

from django.core.files import File as DjangoFile
from django.http import HttpRequest
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile

from huiyin.platform import files
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
from huiyin.rooms.duties.forms.calendar import DaysFileForm, DaysForm, YearForm, read_days
from huiyin.rooms.duties.queries.calendar import calendar_year
from huiyin.rooms.duties.screens import calendar as screens
from huiyin.rooms.duties.screens.calendar_year import feasts
from huiyin.rooms.duties.usecases import days_table
from huiyin.rooms.duties.usecases.calendar import import_days as import_door

router = Router()
api_list(router, "/calendar/days", screens.DAYS, "calendar_days")
api_make(router, "/calendar/days", screens.SET_DAY, "set_day")
api_change(router, "/calendar/days/{pk}", screens.CHANGE_DAY, "change_day")
api_act(router, "/calendar/days/{pk}/clear", screens.CLEAR_DAY, "clear_day")
api_make(router, "/calendar/loads", screens.LOAD_YEAR, "load_year")
api_make(router, "/calendar/confirmations", screens.CONFIRM_YEAR, "confirm_year")
api_list(router, "/calendar/versions", screens.VERSIONS, "calendar_versions")
api_list(router, "/calendar/hours", screens.HOURS, "working_hours")
api_make(router, "/calendar/hours", screens.SET_HOURS, "set_hours")
api_change(router, "/calendar/hours/{pk}", screens.CHANGE_HOURS, "change_hours")
api_act(router, "/calendar/hours/{pk}/drop", screens.DROP_HOURS, "drop_hours")


class FeastOut(Schema):
    """A holiday's days off in a row, and its make-up workdays."""

    name: str
    first: date
    last: date
    days: int
    makeups: list[date]
    confirmed: bool


class YearOut(Schema):
    """A year: its holidays, and the working days of one's own unit by month."""

    year: int
    version: int
    loaded: bool
    unconfirmed: int
    unit: str
    working_days: list[int]
    holidays: list[FeastOut]


@router.get(
    "/calendar/years/{year}",
    response={200: YearOut, **PROBLEMS},
    operation_id="calendar_year",
    summary="A year of the calendar",
)
def read_year(request: HttpRequest, year: int) -> Any:
    """Return a year of the calendar at a glance."""
    actor = request.actor  # type: ignore[attr-defined]
    page = calendar_year(actor, year=YearForm({"year": year}, actor=actor).accept()["year"])
    ends = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]
    return {
        "year": year, "version": page.version.number if page.version else 0, "loaded": bool(page.days),
        "unconfirmed": sum(not row.confirmed for row in page.days), "unit": page.unit,
        "working_days": [
            page.calendar.working_days(first, date.fromordinal(after.toordinal() - 1))
            for first, after in pairwise(ends)
        ],
        "holidays": [vars(one) for one in feasts(page.days)],
    }  # fmt: skip


read_year.permit = calendar_year.permit  # type: ignore[attr-defined]


@router.post(
    "/calendar/imports",
    response={201: Made, **PROBLEMS},
    operation_id="import_days",
    summary="Import days",
    openapi_extra=IDEMPOTENCY_HEADER,
)
def import_days(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Set the days of a table (.csv or .xlsx with the columns of the export): all of them, or none."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(import_door.permit)

    def act(key: Any) -> Any:
        return import_door.once(actor, key, **DaysForm({}, {"file": file}, actor=actor).accept())

    return Status(201, made(once_more(import_door, request, act)))


class DayChange(Schema):
    """What a row changes."""

    label: str
    before: str
    after: str


class DayLine(Schema):
    """What becomes of a row of a table of days."""

    sheet: str
    row: int
    label: str
    changes: list[DayChange]
    reason: str


class DayFindings(Schema):
    """What an import of days would do, row by row."""

    new: list[DayLine]
    changed: list[DayLine]
    unchanged: list[DayLine]
    refused: list[DayLine]


def _rows_of(actor: Any, pk: int) -> tuple[Any, Any]:
    stored = days_table.days_handed_in(actor, pk)
    with files.read(stored) as opened:
        return stored, read_days(actor, DjangoFile(opened))


@router.post(
    "/calendar/tables",
    response={201: Made, **PROBLEMS},
    operation_id="hand_in_days",
    summary="Hand in a table of days",
    openapi_extra=IDEMPOTENCY_HEADER,
)
def hand_in_days(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Keep a table of days (.csv or .xlsx); the calendar stays as it is."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(days_table.hand_in_days.permit)

    def act(key: Any) -> Any:
        return days_table.hand_in_days.once(actor, key, **DaysFileForm({}, {"file": file}, actor=actor).accept())

    return Status(201, made(once_more(days_table.hand_in_days, request, act)))


@router.get(
    "/calendar/tables/{pk}",
    response={200: DayFindings, **PROBLEMS},
    operation_id="preview_days",
    summary="Preview of a table of days",
)
def preview_days(request: HttpRequest, pk: int) -> Any:
    """Say what importing a table of days would change."""
    actor = request.actor  # type: ignore[attr-defined]
    stored, rows = _rows_of(actor, pk)
    return vars(days_table.preview_days(actor, stored.name, rows))


import_days.permit = import_door.permit  # type: ignore[attr-defined]
hand_in_days.permit = days_table.hand_in_days.permit  # type: ignore[attr-defined]
preview_days.permit = days_table.preview_days.permit  # type: ignore[attr-defined]
