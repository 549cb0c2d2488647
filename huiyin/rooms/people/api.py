"""The people room's API: the lists, forms and acts of the pages."""

from typing import Any

from django.http import HttpRequest
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile

from huiyin.platform.api import (
    IDEMPOTENCY_HEADER,
    PROBLEMS,
    Made,
    api_act,
    api_change,
    api_list,
    api_make,
    key_of,
    made,
)
from huiyin.rooms.people import forms, usecases
from huiyin.rooms.people.screens import accounts, employees, service, trail, units

router = Router()

api_list(router, "/units", units.UNITS, "units")
api_make(router, "/units", units.RECORD_UNIT, "record_unit")
api_change(router, "/units/{pk}", units.CHANGE_UNIT, "change_unit")
api_act(router, "/units/{pk}/close", units.CLOSE_UNIT, "close_unit")
api_act(router, "/units/{pk}/open", units.OPEN_UNIT, "open_unit")
api_list(router, "/posts", units.POSTS, "posts")
api_make(router, "/posts", units.RECORD_POST, "record_post")
api_change(router, "/posts/{pk}", units.CHANGE_POST, "change_post")
api_act(router, "/posts/{pk}/remove", units.REMOVE_POST, "remove_post")

api_list(router, "/employees", employees.EMPLOYEES, "employees")
api_make(router, "/employees", employees.HIRE_EMPLOYEE, "hire_employee")
api_change(router, "/employees/{pk}", employees.CHANGE_EMPLOYEE, "change_employee")
api_change(router, "/employees/{pk}/contact", employees.CHANGE_CONTACT, "change_contact")
api_act(router, "/employees/{pk}/reveal", employees.REVEAL_CONTACT, "reveal_contact")
api_act(router, "/employees/{pk}/transfer", employees.TRANSFER, "transfer_employee")
api_act(router, "/employees/{pk}/leave-service", employees.LEAVE_SERVICE, "leave_service")
api_act(router, "/employees/{pk}/come-back", employees.COME_BACK, "come_back")
api_list(router, "/employments", employees.EMPLOYMENTS, "employments")
api_change(router, "/employments/{pk}", employees.CORRECT_EMPLOYMENT, "correct_employment")
api_list(router, "/placements", employees.PLACEMENTS, "placements")
api_change(router, "/placements/{pk}", employees.CORRECT_PLACEMENT, "correct_placement")
api_act(router, "/placements/{pk}/remove", employees.REMOVE_PLACEMENT, "remove_placement")

api_list(router, "/leaves", service.LEAVES, "leaves")
api_make(router, "/leaves", service.RECORD_LEAVE, "record_leave")
api_change(router, "/leaves/{pk}", service.CHANGE_LEAVE, "change_leave")
api_act(router, "/leaves/{pk}/withdraw", service.WITHDRAW_LEAVE, "withdraw_leave")
api_list(router, "/appraisers", service.APPRAISERS, "appraisers")
api_make(router, "/appraisers", service.APPOINT_APPRAISER, "appoint_appraiser")
api_change(router, "/appraisers/{pk}", service.CHANGE_APPRAISER, "change_appraiser")
api_act(router, "/appraisers/{pk}/withdraw", service.WITHDRAW_APPRAISER, "withdraw_appraiser")
api_list(router, "/deputies", service.DEPUTIES, "deputies")
api_make(router, "/deputies", service.NAME_DEPUTY, "name_deputy")
api_change(router, "/deputies/{pk}", service.CHANGE_DEPUTY, "change_deputy")
api_act(router, "/deputies/{pk}/withdraw", service.WITHDRAW_DEPUTY, "withdraw_deputy")

api_list(router, "/accounts", accounts.ACCOUNTS, "accounts")
api_make(router, "/accounts", accounts.MAKE_ACCOUNT, "make_account")
api_make(router, "/service-accounts", accounts.MAKE_SERVICE_ACCOUNT, "make_service_account")
api_act(router, "/accounts/{pk}/disable", accounts.DISABLE, "disable_account")
api_act(router, "/accounts/{pk}/enable", accounts.ENABLE, "enable_account")
api_act(router, "/accounts/{pk}/password", accounts.RESET_PASSWORD, "reset_password")
api_act(router, "/accounts/{pk}/second-factor", accounts.RESET_SECOND_FACTOR, "reset_second_factor")
api_list(router, "/holdings", accounts.HOLDINGS, "holdings")
api_make(router, "/holdings", accounts.GIVE_ROLE, "give_role")
api_change(router, "/holdings/{pk}", accounts.CHANGE_ROLE, "change_role")
api_act(router, "/holdings/{pk}/take", accounts.TAKE_ROLE, "take_role")
api_list(router, "/tokens", accounts.TOKENS, "tokens")
api_make(router, "/tokens", accounts.MAKE_TOKEN, "make_token")
api_act(router, "/tokens/{pk}/revoke", accounts.REVOKE_TOKEN, "revoke_token")

api_list(router, "/trail", trail.TRAIL, "trail")


class RosterLine(Schema):
    """What becomes of a row of the workbook; ``row`` counts as the spreadsheet does."""

    sheet: str
    row: int
    label: str
    changes: list[dict[str, str]]
    reason: str


class RosterFindings(Schema):
    """What an import would do, row by row."""

    new: list[RosterLine]
    changed: list[RosterLine]
    unchanged: list[RosterLine]
    refused: list[RosterLine]


def _roster(request: HttpRequest, pk: int, below: int | None) -> tuple[Any, forms.Workbook]:
    actor = request.actor  # type: ignore[attr-defined]
    stored = usecases.handed_in(actor, pk)
    where = forms.BelowForm({"below": below or ""}, actor=actor).accept()["below"]
    return stored, forms.Workbook(actor, stored, where)


@router.post(
    "/rosters",
    response={201: Made, **PROBLEMS},
    operation_id="hand_in_roster",
    summary="Hand in a staff workbook",
    openapi_extra=IDEMPOTENCY_HEADER,
)
def hand_in_roster(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Keep a staff workbook; nothing is imported yet."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(usecases.hand_in_roster.permit)
    values = forms.RosterForm({}, {"file": file}, actor=actor).accept()
    return Status(201, made(usecases.hand_in_roster.once(actor, key_of(request), file=values["file"])))


@router.get(
    "/rosters/{pk}", response={200: RosterFindings, **PROBLEMS}, operation_id="preview_roster", summary="Preview"
)
def preview_roster(request: HttpRequest, pk: int, below: int | None = None) -> Any:
    """Say what importing a workbook would do; ``below`` is the unit that unknown departments go to."""
    _stored, roster = _roster(request, pk, below)
    return Status(200, vars(usecases.preview_roster(request.actor, roster)))  # type: ignore[attr-defined]


@router.post(
    "/rosters/{pk}/import",
    response={200: Made, **PROBLEMS},
    operation_id="import_roster",
    summary="Import a staff workbook",
    openapi_extra=IDEMPOTENCY_HEADER,
)
def import_roster(request: HttpRequest, pk: int, below: int | None = None) -> Any:
    """Store what a workbook says: all of it or, where a row is refused, nothing; ``faults`` name the rows."""
    actor = request.actor  # type: ignore[attr-defined]
    stored, roster = _roster(request, pk, below)
    return Status(200, made(usecases.import_roster.once(actor, key_of(request), stored=stored, roster=roster)))


hand_in_roster.permit = usecases.hand_in_roster.permit  # type: ignore[attr-defined]
preview_roster.permit = usecases.preview_roster.permit  # type: ignore[attr-defined]
import_roster.permit = usecases.import_roster.permit  # type: ignore[attr-defined]
