"""Addresses of the callbacks room."""

from django.urls import path

from huiyin.rooms.callbacks import web

app_name = "callbacks"
urlpatterns = [
    path("", web.callbacks, name="callbacks"),
    path("mine", web.my_calls, name="my_calls"),
    path("<int:pk>", web.callback, name="callback"),
    path("<int:pk>/call", web.call, name="call"),
    path("<int:pk>/attempt", web.attempt, name="attempt"),
    path("<int:pk>/give-up", web.give_up, name="give_up"),
    path("<int:pk>/number", web.reveal, name="reveal"),
    path("<int:pk>/opinion", web.raise_opinion, name="raise_opinion"),
    path("<int:pk>/close", web.close, name="close"),
    path("<int:pk>/exempt", web.exempt, name="exempt"),
    path("<int:pk>/assign", web.assign, name="assign"),
    path("<int:pk>/explain", web.explain, name="explain"),
    path("opinions", web.opinions, name="opinions"),
    path("opinions/<int:pk>", web.opinion, name="opinion"),
    path("opinions/<int:pk>/answer", web.answer, name="answer"),
    path("policies", web.policies_page, name="policies"),
    path("policies/new", web.record_policy, name="record_policy"),
    path("policies/adopt", web.adopt_policies, name="adopt_policies"),
    path("policies/<int:pk>", web.policy, name="policy"),
    path("policies/<int:pk>/change", web.change_policy, name="change_policy"),
    path("policies/<int:pk>/end", web.end_policy, name="end_policy"),
    path("draws", web.draws, name="draws"),
    path("draws/<int:pk>", web.candidates, name="candidates"),
    path("rates", web.rates_page, name="rates"),
    path("rates/freeze", web.freeze, name="freeze"),
    path("rates/frozen", web.frozen, name="frozen"),
    path("rates/frozen/<int:pk>", web.frozen_rate, name="frozen_rate"),
    path("plans", web.plans, name="plans"),
    path("plans/new", web.draft_plan, name="draft_plan"),
    path("plans/<int:pk>", web.plan, name="plan"),
    path("plans/<int:pk>/target", web.set_target, name="set_target"),
    path("plans/<int:pk>/approve", web.approve_plan, name="approve_plan"),
    path("plans/<int:pk>/revise", web.revise_plan, name="revise_plan"),
    path("year", web.year, name="year"),
    path("year/sign", web.sign_summary, name="sign_summary"),
    path("summaries", web.summaries, name="summaries"),
    path("summaries/<int:pk>", web.summary, name="summary"),
    path("summaries/<int:pk>/lines", web.summary_lines, name="summary_lines"),
    path("import", web.hand_in, name="import"),
    path("import/<int:pk>", web.preview, name="preview_import"),
]
