"""Pages of the callbacks room."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from huiyin.platform.screens import EXPORTS, form_view, list_view
from huiyin.platform.web import PageRequest, found, fresh_key, gate
from huiyin.rooms.callbacks import forms
from huiyin.rooms.callbacks.queries import callbacks as queries
from huiyin.rooms.callbacks.queries import policies as policy_queries
from huiyin.rooms.callbacks.queries import rates as rate_queries
from huiyin.rooms.callbacks.queries import years as year_queries
from huiyin.rooms.callbacks.screens import acts, lists, pages, policies, rates, years
from huiyin.rooms.callbacks.usecases import departures
from huiyin.rooms.people.web.unit_tables import UnitTable

callbacks = list_view(lists.CALLBACKS)
my_calls = list_view(lists.MY_CALLS)
opinions = list_view(lists.OPINIONS)
policies_page = list_view(policies.POLICIES)
draws = list_view(policies.DRAWS)
candidates = list_view(policies.CANDIDATES)
frozen = list_view(policies.FROZEN)

call = form_view(acts.RECORD_CALL)
attempt = form_view(acts.RECORD_ATTEMPT)
give_up = form_view(acts.GIVE_UP)
reveal = form_view(acts.REVEAL)
raise_opinion = form_view(acts.RAISE)
close = form_view(acts.CLOSE)
exempt = form_view(acts.EXEMPT)
assign = form_view(acts.ASSIGN)
explain = form_view(acts.EXPLAIN)
answer = form_view(acts.ANSWER)
record_policy = form_view(policies.RECORD_POLICY)
change_policy = form_view(policies.CHANGE_POLICY)
end_policy = form_view(policies.END_POLICY)
adopt_policies = form_view(policies.ADOPT)
freeze = form_view(policies.FREEZE)
plans = list_view(years.PLANS)
draft_plan = form_view(years.DRAFT_PLAN)
set_target = form_view(years.SET_TARGET)
approve_plan = form_view(years.APPROVE_PLAN)
revise_plan = form_view(years.REVISE_PLAN)
summaries = list_view(years.SUMMARIES)
summary_lines = list_view(years.SUMMARY_LINES)
sign_summary = form_view(years.SIGN_SUMMARY)


@gate(year_queries.plans)
def plan(request: PageRequest, pk: int) -> HttpResponse:
    """Show an annual plan with its targets."""
    row = found(year_queries.plans(request.actor).filter(pk=pk).first())
    return render(request, "callbacks/detail.html", years.plan_context(request.actor, row))


@gate(year_queries.year_figures)
def year(request: PageRequest) -> HttpResponse:
    """Show what a year's callbacks of a unit came to as of now."""
    return render(request, "callbacks/year.html", years.year_context(request.actor, request.GET))


@gate(year_queries.summaries)
def summary(request: PageRequest, pk: int) -> HttpResponse:
    """Show a signed annual summary."""
    row = found(year_queries.summaries(request.actor).defer(None).filter(pk=pk).first())
    return render(request, "callbacks/detail.html", years.summary_context(request.actor, row))


@gate(queries.callbacks)
def callback(request: PageRequest, pk: int) -> HttpResponse:
    """Show a callback."""
    row = found(queries.callbacks(request.actor).filter(pk=pk).first())
    return render(request, "callbacks/detail.html", pages.callback_context(request.actor, row, fresh_key()))


@gate(queries.opinions)
def opinion(request: PageRequest, pk: int) -> HttpResponse:
    """Show an opinion with its answer."""
    row = found(queries.opinions(request.actor).filter(pk=pk).first())
    return render(request, "callbacks/detail.html", pages.opinion_context(request.actor, row))


@gate(policy_queries.policies)
def policy(request: PageRequest, pk: int) -> HttpResponse:
    """Show a policy."""
    row = found(policy_queries.policies(request.actor).filter(pk=pk).first())
    return render(request, "callbacks/detail.html", pages.policy_context(request.actor, row))


@gate(rate_queries.frozen_rates)
def frozen_rate(request: PageRequest, pk: int) -> HttpResponse:
    """Show a frozen rate with the rows behind it."""
    row = found(rate_queries.frozen_rates(request.actor).filter(pk=pk).first())
    return render(request, "callbacks/detail.html", pages.frozen_context(row))


class _Rows(list[Any]):
    """Rows as the exports read them."""

    def iterator(self, chunk_size: int) -> Iterator[Any]:
        return iter(self)


@gate(rate_queries.rates)
def rates_page(request: PageRequest) -> HttpResponseBase:
    """Show a month's rates; ``?format=csv`` and ``?format=xlsx`` give them as a file."""
    months = rate_queries.months(request.actor)
    month = rates.month_asked(request.GET, months)
    rows = rate_queries.rates(request.actor, month=month)
    wanted = request.GET.get("format", "")
    if wanted in EXPORTS:
        listing: Any = SimpleNamespace(table=rates.RateTable, door=SimpleNamespace(name="callback-rates"))
        exported: Any = _Rows(rows)
        return EXPORTS[wanted](listing, exported)
    return render(request, "callbacks/rates.html", rates.rates_context(request.actor, month, months, rows))


_WORKBOOK = UnitTable(
    room="callbacks", listing=lists.CALLBACKS, back="callbacks:callbacks", title=gettext_lazy("Import departures"),
    intro=gettext_lazy(
        "Nothing is planned yet: first you see, row by row, who would be called back and what is refused."
    ),
    done=gettext_lazy("The callbacks were planned."), hand_in=departures.hand_in_departures,
    handed_in=departures.handed_in, look_through=departures.preview_departures, apply=departures.import_departures,
    form=forms.DeparturesForm, unit_form=forms.UnitForm,
)  # fmt: skip
hand_in, preview = _WORKBOOK.hand_in_page, _WORKBOOK.preview_page
