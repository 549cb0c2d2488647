"""The duties room's API."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from huiyin.platform.actor import Actor
from huiyin.platform.api import PROBLEMS, Day, api_act, api_list, api_make
from huiyin.rooms.duties.api.calendar import router as calendar
from huiyin.rooms.duties.queries import owed as queries
from huiyin.rooms.duties.queries import policies as policy_queries
from huiyin.rooms.duties.queries.explain import explain
from huiyin.rooms.duties.queries.rates import on_time_rates
from huiyin.rooms.duties.screens import lists, policies
from huiyin.rooms.duties.screens.duty_page import timeline
from huiyin.rooms.duties.screens.rates import RateForm
from huiyin.rooms.people.queries import names_of

router = Router()
router.add_router("", calendar)
api_list(router, "/mine", lists.MINE, "my_duties")
api_list(router, "/team", lists.TEAM, "team_duties")
api_list(router, "/duties", lists.DUTIES, "duties")
api_act(router, "/duties/{pk}/reassign", lists.REASSIGN, "reassign_duty")
api_act(router, "/duties/{pk}/waive", lists.WAIVE, "waive_duty")
api_act(router, "/duties/{pk}/pause", lists.PAUSE, "pause_duty")
api_act(router, "/duties/{pk}/resume", lists.RESUME, "resume_duty")
api_make(router, "/reassignments", lists.REASSIGN_MANY, "reassign_duties")
api_make(router, "/policies", policies.KEEP_POLICY, "keep_policy")
api_list(router, "/feeds", lists.FEEDS, "calendar_feeds")
api_make(router, "/feeds", lists.MAKE_FEED, "make_feed")
api_act(router, "/feeds/{pk}/revoke", lists.REVOKE_FEED, "revoke_feed")


class SegmentOut(Schema):
    """A stretch of time that counted with so many minutes, or why it did not."""

    start: datetime
    end: datetime
    minutes: int
    note: str


class DutyExplanationOut(Schema):
    """Why a duty is due when it is."""

    clause: str
    rule: str
    policy_edition: int
    calendar_version: int
    armed_at: datetime
    due_at: datetime
    segments: list[SegmentOut]


class HappenedOut(Schema):
    """Something that happened to a duty."""

    at: datetime
    who: str
    sentence: str
    kind: str


class DutyOut(Schema):
    """A duty with its explanation and its history."""

    id: int
    version: int
    kind: str
    label: str
    what: str
    clause: str
    subject_type: str
    subject_id: str
    sequence: int
    url: str
    unit: int
    owner: int | None
    owner_name: str
    state: str
    armed_at: datetime
    due_at: datetime
    done_at: datetime | None
    missed_at: datetime | None
    waived_at: datetime | None
    waived_reason: str
    explanation: DutyExplanationOut
    happened: list[HappenedOut]


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@router.get("/duties/{pk}", response={200: DutyOut, **PROBLEMS}, operation_id="duty", summary="A duty")
def duty(request: HttpRequest, pk: int) -> Any:
    """Return a duty: who owes it, why it is due when it is, what happened to it."""
    row: Any = queries.duty_page(_actor(request), pk=pk)
    told = {person for one in row.fired.all() for person in one.recipients}
    plain = {name: getattr(row, name) for name in DutyOut.model_fields if hasattr(row, name)}
    return plain | {
        "what": lists.what_of(row), "unit": row.unit_id, "owner": row.owner_id,
        "owner_name": row.owner.name if row.owner else "", "explanation": explain(row).plain(),
        "happened": timeline(row, names_of(told)),
    }  # fmt: skip


@router.get(
    "/duties/{pk}/explanation",
    response={200: DutyExplanationOut, **PROBLEMS},
    operation_id="duty_explanation",
    summary="Why a duty is due when it is",
)
def explanation(request: HttpRequest, pk: int) -> Any:
    """Return the segments that were counted, the clause, the policy's edition and the calendar's version."""
    return explain(queries.duty_page(_actor(request), pk=pk)).plain()


class RateQuery(Schema):
    """From which day to which, for which unit."""

    start: Day | None = None
    end: Day | None = None
    unit: int | None = None


class OnTimeRateOut(Schema):
    """How well a clause is kept: ``share`` in percent of ``due``, what fell due or was done."""

    clause: str
    share: str
    due: int
    in_time: int
    late: int
    missing: int
    waived: int
    cutoff: datetime


@router.get(
    "/rates", response={200: list[OnTimeRateOut], **PROBLEMS}, operation_id="on_time_rates", summary="On-time rate"
)
def rates(request: HttpRequest, query: Query[RateQuery]) -> Any:
    """Return the on-time rate of each clause; without days, of this month."""
    given = {name: str(value) for name, value in query.model_dump(mode="json").items() if value is not None}
    asked = RateForm(given, actor=_actor(request)).accept()
    unit = asked["unit"]
    return on_time_rates(
        _actor(request), start=asked["start"], end=asked["end"], unit_path=unit.path if unit else ""
    )  # fmt: skip


class RungOut(Schema):
    """A rung of a ladder."""

    to: str
    offset: int
    channels: list[str]
    urgent: bool


class PolicyEditionOut(Schema):
    """An edition of a policy; edition 0 is the regulation's default."""

    edition: int
    start: date | None
    how: str
    amount: int
    at: str | None
    quiet_from: str
    quiet_to: str
    rungs: list[RungOut]
    reason: str
    made_by: str
    made_at: datetime | None


class PolicyOut(Schema):
    """A kind of duty, what rules it today, and all its editions."""

    kind: str
    label: str
    clause: str
    ruling: PolicyEditionOut
    editions: list[PolicyEditionOut]


def _rungs(rungs: Any) -> list[dict[str, Any]]:
    return [
        {"to": rung.to, "offset": rung.offset, "channels": list(rung.channels), "urgent": rung.urgent} for rung in rungs
    ]


def _edition(row: Any) -> dict[str, Any]:
    return {
        "edition": row.edition, "start": row.start, "how": row.how, "amount": row.amount,
        "at": f"{row.at:%H:%M}" if row.at else None, "quiet_from": f"{row.quiet_from:%H:%M}",
        "quiet_to": f"{row.quiet_to:%H:%M}", "rungs": _rungs(row.rungs.all()), "reason": row.reason,
        "made_by": row.made_by, "made_at": row.made_at,
    }  # fmt: skip


def _policy(found: policy_queries.KindPolicy) -> dict[str, Any]:
    ruling, rule = found.ruling, found.ruling.rule
    current = next((_edition(one) for one in found.editions if one.pk == ruling.policy), None)
    default = {
        "edition": 0, "start": None, "how": rule.how, "amount": rule.amount,
        "at": f"{rule.at:%H:%M}" if rule.at else None,
        "quiet_from": f"{ruling.quiet[0]:%H:%M}", "quiet_to": f"{ruling.quiet[1]:%H:%M}", "rungs": _rungs(ruling.rungs),
        "reason": "", "made_by": "", "made_at": None,
    }  # fmt: skip
    return {
        "kind": ruling.kind.key, "label": str(ruling.kind.label), "clause": ruling.kind.clause,
        "ruling": current or default, "editions": [_edition(one) for one in found.editions],
    }  # fmt: skip


@router.get("/policies", response={200: list[PolicyOut], **PROBLEMS}, operation_id="policies", summary="Policies")
def all_policies(request: HttpRequest) -> Any:
    """Return every kind of duty with what rules it."""
    return [_policy(one) for one in policy_queries.policies(_actor(request))]


@router.get("/policies/{kind}", response={200: PolicyOut, **PROBLEMS}, operation_id="policy", summary="A policy")
def one_policy(request: HttpRequest, kind: str) -> Any:
    """Return one kind of duty with what rules it and what ruled it."""
    return _policy(policy_queries.policy_of(_actor(request), kind=kind))


duty.permit = explanation.permit = queries.duty_page.permit  # type: ignore[attr-defined]
rates.permit = on_time_rates.permit  # type: ignore[attr-defined]
all_policies.permit = one_policy.permit = policy_queries.policies.permit  # type: ignore[attr-defined]
