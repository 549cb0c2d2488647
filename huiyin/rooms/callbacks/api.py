"""The callbacks room's API: the lists, forms and acts of the pages."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from huiyin.platform import clock
from huiyin.platform.api import PROBLEMS, api_act, api_change, api_list, api_make
from huiyin.platform.web import found
from huiyin.rooms.callbacks.queries import callbacks as queries
from huiyin.rooms.callbacks.queries import rates as rate_queries
from huiyin.rooms.callbacks.queries import years as year_queries
from huiyin.rooms.callbacks.rules.years import Figures
from huiyin.rooms.callbacks.screens import acts, lists, policies, rates, years

router = Router()
api_list(router, "/callbacks", lists.CALLBACKS, "callbacks")
api_list(router, "/my-calls", lists.MY_CALLS, "my_calls")
api_list(router, "/opinions", lists.OPINIONS, "opinions")
api_list(router, "/policies", policies.POLICIES, "callback_policies")
api_list(router, "/draws", policies.DRAWS, "draws")
api_list(router, "/frozen-rates", policies.FROZEN, "frozen_rates")


class AttemptOut(Schema):
    """A try to reach the customer."""

    at: datetime
    part: str
    result: str
    way: str
    by: str
    note: str


class CallbackOut(Schema):
    """A callback written out, with its attempts and the ids of its opinions."""

    id: int
    version: int
    number: str
    state: str
    occasion: str
    customer: str
    reference: str
    about: str
    unit: str
    caller: str | None
    handler: str | None
    not_before: str
    due_at: datetime
    reached_at: datetime | None
    missed_at: datetime | None
    missed_reason: str
    satisfaction: str
    answers: list[dict[str, str]]
    questions: list[str]
    told_phone: bool
    told_name: bool
    told_offer: bool
    untold_reason: str
    remark: str
    exemption: str
    exempt_reason: str
    attempts: list[AttemptOut]
    opinions: list[int]


class CallbackRateOut(Schema):
    """What a month's callbacks of one policy and unit came to; rate = numerator / denominator."""

    month: str
    occasion: str
    policy: int
    unit: int
    unit_name: str
    due: int
    exempt: int
    refused: int
    denominator: int
    numerator: int
    late: int
    unreachable: int
    open: int
    per_mille: int | None
    target: int
    confirmed: bool
    cut_off: datetime
    frozen: int | None


@router.get(
    "/callbacks/{pk}", response={200: CallbackOut, **PROBLEMS}, operation_id="callback", summary="A callback"
)  # fmt: skip
def callback(request: HttpRequest, pk: int) -> Any:
    """Return a callback with what was asked, tried and said."""
    actor = request.actor  # type: ignore[attr-defined]
    row = found(queries.callbacks(actor).filter(pk=pk).first())
    plain = {name: getattr(row, name) for name in CallbackOut.model_fields if hasattr(row, name)}
    return plain | {
        "unit": row.unit.name, "caller": row.caller.name if row.caller else None,
        "handler": row.handler.name if row.handler else None, "not_before": row.not_before.isoformat(),
        "questions": row.policy.lines,
        "attempts": [
            {name: getattr(one, name) for name in AttemptOut.model_fields} for one in queries.attempts_of(row)
        ],
        "opinions": [one.pk for one in queries.opinions_of(row)],
    }  # fmt: skip


@router.get(
    "/rates",
    response={200: list[CallbackRateOut], **PROBLEMS},
    operation_id="callback_rates",
    summary="A month's rates",
)
def month_rates(request: HttpRequest, month: str = "") -> Any:
    """Return the rates of a month ("2026-11"), the newest one without: frozen ones as frozen, others as of now."""
    actor = request.actor  # type: ignore[attr-defined]
    asked = rates.month_asked({"month": month}, rate_queries.months(actor))
    names = ("due", "exempt", "refused", "denominator", "numerator", "late", "unreachable", "open")
    return [
        {
            "month": one.month, "occasion": one.policy.occasion, "policy": one.policy.pk, "unit": one.unit.pk,
            "unit_name": one.unit.name, **{name: getattr(one.counted, name) for name in names},
            "per_mille": one.per_mille, "target": one.target, "confirmed": one.confirmed, "cut_off": one.cut_off,
            "frozen": one.frozen.pk if one.frozen else None,
        }
        for one in rate_queries.rates(actor, month=asked)
    ]  # fmt: skip


callback.permit = queries.callbacks.permit  # type: ignore[attr-defined]
month_rates.permit = rate_queries.rates.permit  # type: ignore[attr-defined]

api_act(router, "/callbacks/{pk}/call", acts.RECORD_CALL, "record_call")
api_act(router, "/callbacks/{pk}/attempt", acts.RECORD_ATTEMPT, "record_attempt")
api_act(router, "/callbacks/{pk}/give-up", acts.GIVE_UP, "give_up_callback")
api_act(router, "/callbacks/{pk}/number", acts.REVEAL, "reveal_number")
api_act(router, "/callbacks/{pk}/opinion", acts.RAISE, "raise_opinion")
api_act(router, "/callbacks/{pk}/close", acts.CLOSE, "close_callback")
api_act(router, "/callbacks/{pk}/exempt", acts.EXEMPT, "exempt_callback")
api_act(router, "/callbacks/{pk}/assign", acts.ASSIGN, "assign_callback")
api_act(router, "/callbacks/{pk}/explain", acts.EXPLAIN, "explain_miss")
api_act(router, "/opinions/{pk}/answer", acts.ANSWER, "answer_opinion")
api_make(router, "/policies", policies.RECORD_POLICY, "record_policy")
api_change(router, "/policies/{pk}", policies.CHANGE_POLICY, "change_policy")
api_act(router, "/policies/{pk}/end", policies.END_POLICY, "end_policy")
api_make(router, "/adoptions", policies.ADOPT, "adopt_policies")
api_make(router, "/rates/freeze", policies.FREEZE, "freeze_rates")
api_list(router, "/plans", years.PLANS, "callback_plans")
api_list(router, "/summaries", years.SUMMARIES, "callback_summaries")
api_make(router, "/plans", years.DRAFT_PLAN, "draft_callback_plan")
api_act(router, "/plans/{pk}/target", years.SET_TARGET, "set_callback_target")
api_act(router, "/plans/{pk}/approve", years.APPROVE_PLAN, "approve_callback_plan")
api_act(router, "/plans/{pk}/revise", years.REVISE_PLAN, "revise_callback_plan")
api_make(router, "/summaries", years.SIGN_SUMMARY, "sign_callback_summary")


class YearLineOut(Schema):
    """What callbacks of a year came to: of a person with his place, or of an occasion beside its target."""

    name: str
    place: int | None = None
    target: int | None = None
    number: int | None = None
    target_reached: bool | None = None
    due: int
    denominator: int
    numerator: int
    late: int
    unreachable: int
    missed: int
    rated: int
    satisfied: int
    per_mille: int | None


class CallbackYearOut(Schema):
    """A unit's year of callbacks as of the cut-off: in all, per person, per occasion; ``plan`` is the one in force.

    Without a unit: no unit's callbacks are open to who asks.
    """

    unit: int | None
    year: int
    plan: int | None
    cut_off: datetime
    total: YearLineOut
    people: list[YearLineOut]
    occasions: list[YearLineOut]


def _year_line(name: str, one: Any, **more: Any) -> dict[str, Any]:
    counted = ("due", "denominator", "numerator", "late", "unreachable")
    plain = {key: getattr(one.counted, key) for key in counted}
    plain |= {key: getattr(one, key) for key in ("missed", "rated", "satisfied", "per_mille")}
    return {"name": name, **plain, **more}


def _year_lines(total: Any, people: Any, occasions: Any) -> dict[str, Any]:
    return {
        "total": _year_line("", total),
        "people": [_year_line(row.name, row.figures, place=row.place) for row in people],
        "occasions": [
            _year_line(row.occasion, row.figures, target=row.rate, number=row.number, target_reached=row.kept)
            for row in occasions
        ],
    }


@router.get(
    "/year", response={200: CallbackYearOut, **PROBLEMS}, operation_id="callback_year", summary="A year's callbacks"
)
def year(request: HttpRequest, unit: int | None = None, year: int | None = None) -> Any:
    """Return a unit's year as of now; without a unit the first one's, without a year this one's."""
    actor = request.actor  # type: ignore[attr-defined]
    chosen, on, _units = years.asked(actor, {"unit": unit or "", "year": year or ""})
    if chosen is None:
        nothing = _year_lines(Figures(), (), ())
        return {"unit": None, "year": on, "plan": None, "cut_off": clock.now(), **nothing}
    one = year_queries.year_figures(actor, unit=chosen, year=on)
    return {
        "unit": one.unit.pk, "year": on, "plan": one.plan.pk if one.plan else None, "cut_off": one.cut_off,
        **_year_lines(one.total, one.people, one.occasions),
    }  # fmt: skip


year.permit = year_queries.year_figures.permit  # type: ignore[attr-defined]


@router.get(
    "/summaries/{pk}", response={200: CallbackYearOut, **PROBLEMS}, operation_id="callback_summary",
    summary="A signed annual summary",
)  # fmt: skip
def summary(request: HttpRequest, pk: int) -> Any:
    """Return a signed summary as it was frozen, with the contest and the comparison with the plan."""
    actor = request.actor  # type: ignore[attr-defined]
    row = found(year_queries.summaries(actor).filter(pk=pk).first())
    one = year_queries.signed_year(actor, row)
    return {
        "unit": row.unit_id, "year": row.year, "plan": row.plan_id, "cut_off": row.cut_off,
        **_year_lines(one.total, one.people, one.occasions),
    }  # fmt: skip


summary.permit = year_queries.summaries.permit  # type: ignore[attr-defined]
