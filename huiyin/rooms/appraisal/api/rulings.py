"""Awards and sanctions over the API: the list, one of them written out, and every move."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Schema, Status

from huiyin.platform.api import PROBLEMS, api_act, api_change, api_list, api_make
from huiyin.platform.screens import one
from huiyin.rooms.appraisal.api.paths import router
from huiyin.rooms.appraisal.queries import rulings as queries
from huiyin.rooms.appraisal.screens import rulings as screens


class RulingOut(Schema):
    """An award or sanction written out; ``decided_…`` is what was first decided, ``level`` and ``points`` stand now."""

    id: int
    version: int
    number: str
    employee_no: str
    name: str
    unit: str
    kind: str
    level: str
    points: int
    state: str
    facts: str
    happened_on: date
    place: str
    clause: str
    item: str
    evidence: str
    proposed_by: str
    proposed_on: date
    statement: str
    refused: bool
    witnesses: str
    heard_on: date | None
    checked_by: str
    checked_on: date | None
    check_note: str
    union_told_on: date | None
    decided_level: str
    decided_points: int
    decision: str
    decided_by: str
    decided_on: date | None
    term_end: date | None
    expired: bool
    delivery: str
    delivered_on: date | None
    receipt: str
    appeal: str
    appealed_on: date | None
    answer: str
    answered_by: str
    answered_on: date | None
    folded_into: int | None


class AccumulationOut(Schema):
    """Three decisions of a level that may be proposed as one of the next."""

    level: str
    of: list[int]


class PersonRulingsOut(Schema):
    """A person's awards and sanctions, newest first, and what may be proposed of this year's."""

    employee_no: str
    name: str
    rulings: list[RulingOut]
    accumulations: list[AccumulationOut]


api_list(router, "/rulings", screens.RULINGS, "rulings")
api_make(router, "/rulings", screens.PROPOSE, "propose_ruling")
api_make(router, "/rulings/accumulations", screens.ACCUMULATE, "accumulate_rulings")
api_change(router, "/rulings/{pk}", screens.CORRECT, "correct_ruling")
for path, screen in {
    "withdraw": screens.WITHDRAW, "state": screens.STATE, "hear": screens.HEAR, "check": screens.CHECK,
    "decide": screens.DECIDE, "dismiss": screens.DISMISS, "deliver": screens.DELIVER, "appeal": screens.APPEAL,
    "answer": screens.ANSWER, "issue": screens.ISSUE,
}.items():  # fmt: skip
    api_act(router, f"/rulings/{{pk}}/{path}", screen, f"{path}_ruling")


def written_out(row: Any) -> dict[str, Any]:
    """Return an award or sanction as the API carries it."""
    joined = {
        "employee_no": row.employee.number, "name": row.employee.name, "unit": row.unit.name,
        "folded_into": row.folded_into_id, "expired": queries.is_expired(row),
    }  # fmt: skip
    return {name: getattr(row, name) for name in RulingOut.model_fields if name not in joined} | joined


@router.get(
    "/rulings/{pk}", response={200: RulingOut, **PROBLEMS}, operation_id="ruling", summary="An award or sanction"
)
def ruling(request: HttpRequest, pk: int) -> Any:
    """Return an award or sanction written out, from its proposal to its appeal."""
    return Status(200, written_out(one(queries.rulings)(request.actor, pk=pk)))  # type: ignore[attr-defined]


@router.get(
    "/rulings-of",
    response={200: PersonRulingsOut, **PROBLEMS},
    operation_id="person_rulings",
    summary="A person's awards and sanctions",
)
def of_person(request: HttpRequest, employee_no: str) -> Any:
    """Return a person's awards and sanctions, and what may be proposed of this year's."""
    found = queries.person_rulings(request.actor, number=employee_no)  # type: ignore[attr-defined]
    return Status(200, {
        "employee_no": found.employee.number, "name": found.employee.name,
        "rulings": [written_out(row) for row in found.rows],
        "accumulations": [{"level": one.level, "of": list(one.of)} for one in found.accumulations],
    })  # fmt: skip


ruling.permit = queries.rulings.permit  # type: ignore[attr-defined]
of_person.permit = queries.person_rulings.permit  # type: ignore[attr-defined]
