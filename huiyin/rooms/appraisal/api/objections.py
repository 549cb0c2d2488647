"""Objections over the API: the same doors, forms and tables as the pages."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from ninja import File, Form, Schema, Status
from ninja.files import UploadedFile

from huiyin.kernel.points import show_points
from huiyin.platform.api import IDEMPOTENCY_HEADER, PROBLEMS, Made, api_act, api_list, made, once_more
from huiyin.platform.screens import FormScreen, one
from huiyin.platform.web import found
from huiyin.rooms.appraisal import forms
from huiyin.rooms.appraisal.api.paths import router
from huiyin.rooms.appraisal.models import Objection
from huiyin.rooms.appraisal.queries import objections as queries
from huiyin.rooms.appraisal.screens import objections as screens
from huiyin.rooms.appraisal.usecases.decide_objections import begin_inquiry
from huiyin.rooms.appraisal.usecases.issue_objection import issue_objection_form
from huiyin.rooms.appraisal.usecases.objections import raise_objection, withdraw_objection


class RaiseBody(Schema):
    """An objection to a deduction; the password of the caller's account stands for his signature."""

    ground: str = ""
    talked: bool = False
    talked_on: str = ""
    password: str = ""
    version: int = 0


class ObjectionOut(Schema):
    """An objection with what it is about, what was said, and points and scores before and after, as text."""

    id: int
    version: int
    number: str
    state: str
    employee_no: str
    name: str
    unit: str
    edition: int
    sheet_number: str
    raised_on: int
    item: str
    section: str
    fact: str
    happened_on: date
    evidence: str
    ground: str
    has_file: bool
    talked: bool
    talked_on: date | None
    raised_at: datetime
    accept_by: date
    decide_by: date
    findings: str
    mediation: str
    appraiser_opinion: str
    own_opinion: str
    outcome: str
    decision: str
    decided_by: str
    ended_at: datetime | None
    points_before: str
    points_after: str | None
    score_before: str
    score_after: str | None
    made: int | None
    possible: list[str]


class DisputableOut(Schema):
    """A deduction to which the caller may object: the entry, and the sheet's edition with the version to send."""

    entry: int
    edition: int
    version: int
    number: str
    item: str
    fact: str
    points: str
    object_until: date | None


class OverturnOut(Schema):
    """How many objections were decided, and how many decisions went against the deduction."""

    name: str
    decided: int
    overturned: int
    alarming: bool


class OverturnsOut(Schema):
    """The same by deduction item and by who drafted the sheet."""

    items: list[OverturnOut] = []
    drafters: list[OverturnOut] = []


api_list(router, "/objections", screens.OBJECTIONS, "objections")


@router.get(
    "/objections/possible", response={200: list[DisputableOut], **PROBLEMS}, operation_id="disputable",
    summary="Deductions to which one may object",
)  # fmt: skip
def possible(request: HttpRequest) -> Any:
    """List the deductions of the caller's own sheets that are within their terms and were not objected to."""
    return [
        {
            "entry": line.entry.pk, "edition": line.edition.pk, "version": line.version, "number": str(line.edition),
            "item": line.entry.item, "fact": line.entry.fact, "points": show_points(line.entry.points),
            "object_until": line.edition.object_until,
        }
        for line in queries.all_disputable(request.actor)  # type: ignore[attr-defined]
    ]  # fmt: skip


@router.get(
    "/objections/outcomes", response={200: OverturnsOut, **PROBLEMS}, operation_id="objection_outcomes",
    summary="How objections were decided",
)  # fmt: skip
def outcomes(request: HttpRequest) -> Any:
    """Count decisions by deduction item and by who drafted the sheet."""
    counted = queries.overturns(request.actor)  # type: ignore[attr-defined]
    names = ("name", "decided", "overturned", "alarming")
    return {key: [{name: getattr(row, name) for name in names} for row in rows] for key, rows in counted.items()}


@router.get("/objections/{pk}", response={200: ObjectionOut, **PROBLEMS}, operation_id="objection", summary="One")
def objection(request: HttpRequest, pk: int) -> Any:
    """Return an objection written out, with what the caller may do with it now."""
    actor = request.actor  # type: ignore[attr-defined]
    row: Objection = found(queries.objections(actor).filter(pk=pk).first())
    entry, points = row.entry, ("points_before", "points_after", "score_before", "score_after")
    plain = (
        "version", "number", "state", "raised_on", "ground", "talked", "talked_on", "raised_at", "accept_by",
        "decide_by", "findings", "mediation", "appraiser_opinion", "own_opinion", "outcome", "decision", "decided_by",
        "ended_at",
    )  # fmt: skip
    return Status(200, {
        "id": row.pk, **{name: getattr(row, name) for name in plain},
        **{name: _points(getattr(row, name)) for name in points},
        "employee_no": row.employee.number, "name": row.employee.name, "unit": row.unit.name,
        "edition": row.edition_id, "sheet_number": row.edition.number, "item": entry.item,
        "section": entry.section.name, "fact": entry.fact, "happened_on": entry.happened_on,
        "evidence": entry.evidence, "has_file": row.file_id is not None, "made": row.made_id,
        "possible": sorted(queries.possible_acts(actor, row)),
    })  # fmt: skip


def _points(value: int | None) -> str | None:
    return None if value is None else show_points(value)


@router.post(
    "/entries/{pk}/objections", response={201: Made, **PROBLEMS}, operation_id="raise_objection",
    summary="Object to a deduction", openapi_extra=IDEMPOTENCY_HEADER,
)  # fmt: skip
def raise_one(
    request: HttpRequest, pk: int, data: Form[RaiseBody], file: File[UploadedFile | None] = None
) -> Any:  # fmt: skip
    """Object to a deduction of one's own sheet, with a file as evidence or without."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(raise_objection.permit)
    line = queries.disputable(actor, entry=pk)

    def act(key: Any) -> Any:
        values = forms.RaiseForm(data.dict(), {"file": file} if file else {}, actor=actor).accept()
        return raise_objection.once(actor, key, line=line, seen=data.version, **values)

    return Status(201, made(once_more(raise_objection, request, act)))


def _button(door: Any, load: Callable[..., Any], title: Any) -> FormScreen:
    return FormScreen(title=title, door=door, load=load, subject="objection", done=screens.page_url)


api_act(
    router, "/objections/{pk}/accept",
    _button(begin_inquiry, one(queries.decidable), gettext_lazy("Accept the objection")), "begin_inquiry",
)  # fmt: skip
api_act(
    router, "/objections/{pk}/withdraw",
    _button(withdraw_objection, one(queries.own_objections), gettext_lazy("Withdraw")), "withdraw_objection",
)  # fmt: skip
api_act(
    router, "/objections/{pk}/issue",
    _button(issue_objection_form, one(queries.issuable), gettext_lazy("Issue the objection form")),
    "issue_objection_form",
)  # fmt: skip
api_act(router, "/objections/{pk}/inquiry", screens.INQUIRE, "record_inquiry")
api_act(router, "/objections/{pk}/opinion", screens.OPINE, "state_opinion")
api_act(router, "/objections/{pk}/answer", screens.ANSWER, "state_own_opinion")
api_act(router, "/objections/{pk}/decision", screens.DECIDE_ONE, "decide_objection")

possible.permit = queries.all_disputable.permit  # type: ignore[attr-defined]
outcomes.permit = queries.overturns.permit  # type: ignore[attr-defined]
objection.permit = queries.objections.permit  # type: ignore[attr-defined]
raise_one.permit = raise_objection.permit  # type: ignore[attr-defined]
