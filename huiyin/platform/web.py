"""What every page shares: the actor on the request, the gate before a page, refusals as plain pages."""

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.loader import select_template
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from huiyin.kernel.errors import NotVisible, Refusal
from huiyin.platform.actor import ANYBODY, SIGNED_IN, STRANGER, Actor
from huiyin.platform.doors import Door, Key

View = Callable[..., HttpResponseBase]


class PageRequest(HttpRequest):
    """A request that has passed the house's middleware."""

    actor: Actor
    htmx: HtmxDetails


class ActorMiddleware:
    """Puts ``request.actor`` on the request: who acts, with what permits, how far."""

    def __init__(self, get_response: View) -> None:
        """Keep the next layer."""
        self.get_response = get_response
        self.actor_of = import_string(settings.ACTOR_OF)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Resolve the actor when it is first asked for."""
        request.actor = SimpleLazyObject(lambda: self._resolve(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def _resolve(self, request: HttpRequest) -> Actor:
        if not request.user.is_authenticated:
            return STRANGER
        actor: Actor = self.actor_of(request.user)
        return actor


class RefusalMiddleware:
    """Turns a refusal that no form caught into a page that says what to do."""

    def __init__(self, get_response: View) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass through; the work is done on exceptions."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Answer a refusal with its status; a busy database with 503 and the advice to try again."""
        if isinstance(fault, Refusal):
            return refusal_page(request, fault)
        if isinstance(fault, OperationalError) and "lock" in str(fault):
            return refusal_page(
                request, Refusal(_("The database is busy. Nothing was lost; try again in a moment.")), 503
            )
        return None


def refusal_page(request: HttpRequest, refusal: Refusal, status: int | None = None) -> HttpResponse:
    """Render a refusal."""
    code = status or refusal.status
    template = select_template([f"{code}.html", "400.html"])
    context = {"reason": refusal.reason, "faults": refusal.faults, "status": code}
    return HttpResponse(template.render(context, request), status=code)


def gate(permit: str | Door[Any, Any]) -> Callable[[View], View]:
    """Open a page only to who holds the permit; strangers are sent to sign in and come back to the same page."""
    needed = permit.permit if isinstance(permit, Door) else str(permit)

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def gated(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if needed != ANYBODY and not request.actor.signed_in:
                return redirect_to_login(request.get_full_path())
            if needed != ANYBODY and request.actor.first:
                return redirect(request.actor.first)
            request.actor.require(needed)
            return view(request, *args, **kwargs)

        gated.permit = needed  # type: ignore[attr-defined]
        return gated

    return wrap


signed_in = gate(SIGNED_IN)
anybody = gate(ANYBODY)


def fresh_key() -> str:
    """Return a new idempotency key for a form."""
    return uuid.uuid4().hex


# What no key seals: what carries the form, and the password that signs it.
_CARRIERS = {"idempotency_key", "csrfmiddlewaretoken", "password"}


def uploads(request: HttpRequest) -> dict[str, UploadedFile[Any]]:
    """Return the files that came with a request, the last one of a name."""
    return {name: file for name, file in request.FILES.items() if isinstance(file, UploadedFile)}


def sent(request: HttpRequest) -> tuple[list[Any], list[Any]]:
    """Return what a form sent, as a key seals it: its fields, and the names and sizes of its files."""
    typed = sorted((name, values) for name, values in request.POST.lists() if name not in _CARRIERS)
    return typed, sorted((name, file.name, file.size) for name, file in uploads(request).items())


def posted_key(request: HttpRequest) -> Key:
    """Return the key that a form carries, sealed with what was typed; a form without one is refused."""
    key = request.POST.get("idempotency_key", "")
    if not key or len(key) > 100:  # noqa: PLR2004 - the column's length less the prefix of jobs
        raise Refusal.at("idempotency_key", _("This form has no key. Open it again."))
    return Key(key, [request.path, *sent(request)])


def posted_version(request: HttpRequest) -> int:
    """Return the version that a form saw."""
    text = request.POST.get("version", "")
    if not text.isdecimal():
        raise Refusal.at("version", _("This form has no version. Open it again."))
    return int(text)


def found(row: Any) -> Any:
    """Return the row, or refuse (404): not there and not visible are told apart to nobody."""
    if row is None:
        raise NotVisible(_("There is no such page, or it is not open to you."))
    return row


def see_other(request: PageRequest, url: str) -> HttpResponse:
    """Send the browser on after a POST, also from htmx."""
    if request.htmx:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return HttpResponseRedirect(url, status=303)
