"""Pages of duties: lists, one duty, what is done to it, how well clauses are kept, calendar feeds."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from huiyin.kernel.errors import Conflict, NotPermitted, NotVisible, Refusal
from huiyin.platform.screens import form_view, list_view
from huiyin.platform.web import PageRequest, fresh_key, gate, posted_key, see_other
from huiyin.rooms.duties import forms
from huiyin.rooms.duties.queries import owed as queries
from huiyin.rooms.duties.queries.explain import explain
from huiyin.rooms.duties.queries.feeds import fed
from huiyin.rooms.duties.queries.rates import on_time_rates
from huiyin.rooms.duties.rules import ical
from huiyin.rooms.duties.screens import lists
from huiyin.rooms.duties.screens.duty_page import duty_context
from huiyin.rooms.duties.screens.rates import rates_context
from huiyin.rooms.duties.terms import MOST_AT_ONCE
from huiyin.rooms.duties.usecases.acts import reassign_duties
from huiyin.rooms.people.queries import names_of

mine = list_view(lists.MINE)
team = list_view(lists.TEAM)
duties = list_view(lists.DUTIES)
reassign = form_view(lists.REASSIGN)
waive = form_view(lists.WAIVE)
pause = form_view(lists.PAUSE)
resume = form_view(lists.RESUME)
feeds = list_view(lists.FEEDS)
make_feed = form_view(lists.MAKE_FEED)
revoke_feed = form_view(lists.REVOKE_FEED)


@gate(queries.duty_page)
def duty(request: PageRequest, pk: int) -> HttpResponse:
    """Show a duty: who owes it, why it is due when it is, what happened to it."""
    row: Any = queries.duty_page(request.actor, pk=pk)
    told = {person for one in row.fired.all() for person in one.recipients}
    return render(request, "parts/detail_page.html", duty_context(request.actor, row, names_of(told)))


@gate(queries.duty_page)
def explanation(request: PageRequest, pk: int) -> HttpResponse:
    """Answer why a duty is due when it is, as JSON."""
    return JsonResponse(explain(queries.duty_page(request.actor, pk=pk)).plain())


@gate(on_time_rates)
def rates(request: PageRequest) -> HttpResponse:
    """Show how well each clause is kept: of what fell due, how much was done in time."""
    return render(request, "duties/rates.html", rates_context(request.actor, request.GET))


@gate(reassign_duties)
def reassign_many(request: PageRequest) -> HttpResponse:
    """Hand the duties that were ticked in the list to somebody else: first they are shown, then handed over."""
    if request.POST.get("chosen") is None:
        ticked = [int(pk) for pk in request.POST.getlist("selected")[:MOST_AT_ONCE] if pk.isdecimal()]
        rows = list(queries.team(request.actor).filter(pk__in=ticked))
        chosen = " ".join(f"{row.pk}:{row.version}" for row in rows)
        return _show_chosen(request, forms.ReassignManyForm(initial={"chosen": chosen}, actor=request.actor), rows)
    key = posted_key(request)
    if reassign_duties.earlier(request.actor, key) is None:
        form = forms.ReassignManyForm(request.POST, actor=request.actor)
        try:
            reassign_duties.once(request.actor, key, **form.accept())
        except (NotPermitted, NotVisible):
            raise
        except Refusal as refusal:
            if not form.errors:
                form.blame(refusal)
            listed = [int(pair.partition(":")[0]) for pair in request.POST["chosen"].split() if pair[:1].isdecimal()]
            rows = list(queries.team(request.actor).filter(pk__in=listed[:MOST_AT_ONCE]))
            return _show_chosen(request, form, rows, status=409 if isinstance(refusal, Conflict) else 422)
        messages.success(request, str(lists.REASSIGN_MANY.said))
    return see_other(request, lists.REASSIGN_MANY.done(None))


def _show_chosen(request: PageRequest, form: Any, rows: list[Any], status: int = 200) -> HttpResponse:
    context = {
        "page_title": lists.REASSIGN_MANY.title,
        "form": form,
        "table": lists.DutyTable(rows, request=request),
        "count": len(rows),
        "submit_label": lists.REASSIGN_MANY.submit,
        "cancel_url": lists.REASSIGN_MANY.done(None),
        "idempotency_key": fresh_key(),
        "draft": False,
    }
    return render(request, "duties/reassign_many.html", context, status=status)


@gate(fed)
def feed(request: PageRequest, token: str) -> HttpResponse:
    """Answer a calendar program that knows the secret address of a feed."""
    shown = fed(request.actor, token=token)
    host = request.get_host()
    with override(shown.language or None):
        entries = [
            ical.Entry(
                uid=f"duty-{one.pk}@{host}",
                title=f"{lists.what_of(one)} · {one.label}",
                due_at=one.due_at,
                changed_at=one.armed_at,
                sequence=one.version,
                text=f"{one.unit.name} · {one.clause}",
                url=request.build_absolute_uri(one.url or lists.to_duty(one)),
            )
            for one in shown.duties
        ]
        body = ical.calendar(_("Duties of %(name)s") % {"name": shown.name}, entries)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
