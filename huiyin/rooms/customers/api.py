"""The customers room's API: the lists, forms and acts of the pages."""

from dataclasses import asdict
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
from huiyin.rooms.customers import forms, queries, usecases
from huiyin.rooms.customers.screens import acts, lists

router = Router()

api_list(router, "/customers", lists.CUSTOMERS, "customers")
api_make(router, "/customers", acts.REGISTER, "register_customer")
api_change(router, "/customers/{pk}", acts.CHANGE, "change_customer")
api_make(router, "/customers/{pk}/profiles", acts.ADD_PROFILE, "add_customer_profile")
api_make(router, "/customers/{pk}/contacts", acts.ADD_CONTACT, "add_customer_contact")
api_make(router, "/customers/{pk}/consents", acts.GIVE_CONSENT, "give_customer_consent")
api_act(router, "/customers/{pk}/merge", acts.MERGE, "merge_customers")
api_act(router, "/customers/{pk}/disclose", acts.DISCLOSE, "disclose_customer")
api_act(router, "/customers/{pk}/erase", acts.ERASE, "erase_customer")
api_list(router, "/profiles", lists.PROFILES, "customer_profiles")
api_change(router, "/profiles/{pk}", acts.CHANGE_PROFILE, "change_customer_profile")
api_act(router, "/profiles/{pk}/class", acts.CLASSIFY, "classify_customer")
api_act(router, "/profiles/{pk}/remove", acts.REMOVE_PROFILE, "remove_customer_profile")
api_list(router, "/contacts", lists.CONTACTS, "customer_contacts")
api_change(router, "/contacts/{pk}", acts.CHANGE_CONTACT, "change_customer_contact")
api_act(router, "/contacts/{pk}/reveal", acts.REVEAL_CONTACT, "reveal_customer_contact")
api_act(router, "/contacts/{pk}/remove", acts.REMOVE_CONTACT, "remove_customer_contact")
api_list(router, "/consents", lists.CONSENTS, "customer_consents")
api_act(router, "/consents/{pk}/withdraw", acts.WITHDRAW_CONSENT, "withdraw_customer_consent")
api_list(router, "/classes", lists.GRADINGS, "customer_classes")
api_list(router, "/merges", lists.MERGES, "customer_merges")
api_act(router, "/merges/{pk}/undo", acts.UNDO_MERGE, "undo_customer_merge")


class CallerOut(Schema):
    """A customer whom a number may belong to; ``whole``: it is this number, not a part of it."""

    id: int
    name: str
    phone: str
    contact: int
    unit: int
    unit_name: str
    profiles: list[str]
    whole: bool
    url: str


@router.get(
    "/callers", response={200: list[CallerOut], **PROBLEMS}, operation_id="find_callers", summary="Who has this number"
)
def find_callers(request: HttpRequest, number: str) -> Any:
    """Return the customers whose number is, begins or ends with some digits."""
    return Status(200, [asdict(one) for one in queries.find_callers(request.actor, number[:40])])  # type: ignore[attr-defined]


class CustomerLine(Schema):
    """What becomes of a row of the workbook; ``row`` counts as the spreadsheet does."""

    sheet: str
    row: int
    label: str
    changes: list[dict[str, str]]
    reason: str


class CustomerFindings(Schema):
    """What an import would do, row by row."""

    new: list[CustomerLine]
    changed: list[CustomerLine]
    unchanged: list[CustomerLine]
    refused: list[CustomerLine]


@router.post(
    "/workbooks",
    response={201: Made, **PROBLEMS},
    operation_id="hand_in_customers",
    summary="Hand in a customer workbook",
    openapi_extra=IDEMPOTENCY_HEADER,
)
def hand_in_customers(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Keep a customer workbook; nothing is imported yet."""
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(usecases.hand_in_customers.permit)
    values = forms.CustomerBookForm({}, {"file": file}, actor=actor).accept()
    return Status(201, made(usecases.hand_in_customers.once(actor, key_of(request), file=values["file"])))


@router.get(
    "/workbooks/{pk}",
    response={200: CustomerFindings, **PROBLEMS},
    operation_id="preview_customers",
    summary="Preview of a customer workbook",
)
def preview_customers(request: HttpRequest, pk: int) -> Any:
    """Say what importing a workbook would do."""
    actor = request.actor  # type: ignore[attr-defined]
    book = forms.CustomerBook(actor, usecases.customers_handed_in(actor, pk))
    return Status(200, vars(usecases.preview_customers(actor, book)))


@router.post(
    "/workbooks/{pk}/import",
    response={200: Made, **PROBLEMS},
    operation_id="import_customers",
    summary="Import a customer workbook",
    openapi_extra=IDEMPOTENCY_HEADER,
)
def import_customers(request: HttpRequest, pk: int) -> Any:
    """Store what a workbook says: all of it or, where a row is refused, nothing; ``faults`` name the rows."""
    actor = request.actor  # type: ignore[attr-defined]
    stored = usecases.customers_handed_in(actor, pk)
    book = forms.CustomerBook(actor, stored)
    return Status(200, made(usecases.import_customers.once(actor, key_of(request), stored=stored, book=book)))


find_callers.permit = queries.find_callers.permit  # type: ignore[attr-defined]
hand_in_customers.permit = usecases.hand_in_customers.permit  # type: ignore[attr-defined]
preview_customers.permit = usecases.preview_customers.permit  # type: ignore[attr-defined]
import_customers.permit = usecases.import_customers.permit  # type: ignore[attr-defined]
