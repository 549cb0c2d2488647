"""Pages of objections."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from huiyin.platform.screens import form_view, list_view, one
from huiyin.platform.web import PageRequest, found, fresh_key, gate
from huiyin.rooms.appraisal.queries import objections as queries
from huiyin.rooms.appraisal.queries.editions import own_editions
from huiyin.rooms.appraisal.screens import objections as screens
from huiyin.rooms.appraisal.screens.objection_page import objection_context
from huiyin.rooms.appraisal.usecases.decide_objections import begin_inquiry
from huiyin.rooms.appraisal.usecases.issue_objection import issue_objection_form
from huiyin.rooms.appraisal.usecases.objections import withdraw_objection
from huiyin.rooms.appraisal.web.acts import act_view
from huiyin.rooms.evidence.web import download

objections = list_view(screens.OBJECTIONS)
raise_one = form_view(screens.RAISE)
answer = form_view(screens.ANSWER)
opine = form_view(screens.OPINE)
inquire = form_view(screens.INQUIRE)
decide = form_view(screens.DECIDE_ONE)


@gate(queries.all_disputable)
def choose(request: PageRequest, pk: int) -> HttpResponse:
    """Ask which deduction of one's sheet one objects to; the only one is opened at once."""
    row: Any = found(own_editions(request.actor).filter(pk=pk).first())
    lines = queries.all_disputable(request.actor, edition=pk)
    if len(lines) == 1:
        return redirect("appraisal:object", pk, lines[0].entry.pk)
    context = {
        "page_title": str(screens.RAISE.title), "crumbs": [(str(row), screens.edition_url(row))],
        "disputable": [screens.disputable_line(line) for line in lines],
    }  # fmt: skip
    return render(request, "appraisal/object.html", context)


def _own_page(thing: Any, _result: Any = None) -> str:
    return screens.page_url(thing)


def _record(_thing: Any, record: Any) -> str:
    return reverse("records:record", args=[record.pk])


accept = act_view(
    begin_inquiry, load=one(queries.decidable), subject="objection", done=_own_page, back=_own_page,
    said=gettext_lazy("The objection is accepted. Write down what the inquiry finds."),
)  # fmt: skip
withdraw = act_view(
    withdraw_objection, load=one(queries.own_objections), subject="objection", done=_own_page, back=_own_page,
    said=gettext_lazy("Your objection was withdrawn."),
)  # fmt: skip
issue = act_view(
    issue_objection_form, load=one(queries.issuable), subject="objection", done=_record, back=_own_page,
    said=gettext_lazy("The form was issued."),
)  # fmt: skip


@gate(queries.objections)
def objection(request: PageRequest, pk: int) -> HttpResponse:
    """Show an objection with everything that was said about it."""
    rows = queries.objections(request.actor).select_related("file", "entry__file", "made")
    row = found(rows.filter(pk=pk).first())
    return render(request, "appraisal/objection.html", objection_context(request.actor, row, fresh_key()))


@gate(queries.evidence)
def evidence(request: PageRequest, pk: int, whose: str) -> HttpResponseBase:
    """Hand out a file of an objection to who sees the objection, always as a download."""
    return download(queries.evidence(request.actor, pk=pk, whose=whose))
