"""The page on which a customer without an account complains, and sees how his complaint stands."""

from typing import Any

from allauth.core.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import clock
from huiyin.platform.actor import STRANGER
from huiyin.platform.doors import Key
from huiyin.platform.web import PageRequest, found, fresh_key, gate, posted_key, see_other
from huiyin.rooms.cases import forms, queries, usecases
from huiyin.rooms.cases.terms import PROVED_MINUTES

_PROVED = "complaints"


def _open() -> None:
    """Refuse (404) where the department does not take complaints on this page."""
    if not settings.HUIYIN_COMPLAINTS:
        found(None)


@gate(usecases.file_complaint)
@never_cache
def complain(request: PageRequest) -> HttpResponse:
    """Take a complaint."""
    _open()
    if request.method == "POST":
        return _file(request)
    named = queries.public_units(STRANGER).filter(code=request.GET.get("unit", "")).first()
    return _show(request, forms.ComplaintForm(initial={"unit": named}, actor=STRANGER), fresh_key())


def _file(request: PageRequest) -> HttpResponse:
    """File a complaint once per key; a customer's keys are kept apart from those of the house's own jobs."""
    posted, customer = posted_key(request), usecases.customer()
    key = Key(f"web:{posted}", posted.given)
    earlier = usecases.file_complaint.earlier(customer, key)
    if earlier:
        return _to_progress(request, earlier.result)
    form = forms.ComplaintForm(request.POST, actor=STRANGER)
    try:
        values = form.accept()
        if not consume(request, action="file_complaint"):
            return _too_many(request, form)
        filing = usecases.file_complaint.once(customer, key, **values)
    except Refusal as refusal:
        if not form.errors:
            form.blame(refusal)
        return _show(request, form, posted, status=409 if isinstance(refusal, Conflict) else 422)
    messages.success(request, _("Your complaint was filed. Keep its number and its address."))
    return _to_progress(request, filing)


def _too_many(request: PageRequest, form: Any) -> HttpResponse:
    form.add_error(None, _("Too many complaints came from your network. Wait an hour, or call us."))
    return _show(request, form, fresh_key(), status=429)


def _show(request: PageRequest, form: Any, key: str, status: int = 200) -> HttpResponse:
    named = queries.public_units(STRANGER)
    asked = request.GET.get("unit", "")
    units = {one.pk: one for one in (named.filter(code=asked) if asked else named)}
    offices = import_string(settings.COMPLAINT_OFFICES)(STRANGER, units=units)
    shown = [(units[unit], office) for unit, office in offices.items()]
    context = {"form": form, "idempotency_key": str(key), "offices": shown}
    return render(request, "cases/public/complain.html", context, status=status)


def _to_progress(request: PageRequest, filing: Any) -> HttpResponse:
    """Open the progress to this browser for a while, and lead there."""
    request.session[_PROVED] = {**request.session.get(_PROVED, {}), str(filing.pk): clock.now().timestamp()}
    return see_other(request, reverse("cases:progress", args=[filing.token]))


@gate(queries.filing)
@never_cache
def progress(request: PageRequest, token: str) -> HttpResponse:
    """Show how a complaint stands, to who proves the telephone number that was filed."""
    _open()
    filing = found(queries.filing(STRANGER, token=token))
    if request.method == "POST":
        return _prove(request, filing)
    since = clock.now().timestamp() - request.session.get(_PROVED, {}).get(str(filing.pk), 0)
    if not 0 <= since < PROVED_MINUTES * 60:
        return _ask(request, forms.ProveForm(actor=STRANGER))
    context = {"progress": queries.progress_of(filing), "url": request.build_absolute_uri()}
    return render(request, "cases/public/progress.html", context)


def _prove(request: PageRequest, filing: Any) -> HttpResponse:
    form = forms.ProveForm(request.POST, actor=STRANGER)
    if not form.is_valid():
        return _ask(request, form, 422)
    if not consume(request, action="prove_phone"):
        form.add_error(None, _("Too many attempts came from your network. Wait an hour, or call us."))
        return _ask(request, form, 429)
    try:
        if usecases.prove_phone(usecases.customer(), filing=filing, phone=form.cleaned_data["phone"]):
            return _to_progress(request, filing)
    except Conflict as closed:
        form.blame(closed)
        return _ask(request, form, 409)
    form.add_error("phone", _("This is not the number that was given with the complaint."))
    return _ask(request, form, 422)


def _ask(request: PageRequest, form: Any, status: int = 200) -> HttpResponse:
    return render(request, "cases/public/prove.html", {"form": form}, status=status)
