"""Acts that need no form: a button posts the version that was seen and a key."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from huiyin.kernel.errors import NotPermitted, NotVisible, Refusal
from huiyin.platform.doors import WriteDoor
from huiyin.platform.screens import Text
from huiyin.platform.web import PageRequest, View, gate, posted_key, posted_version, see_other


def act_view(
    door: WriteDoor[..., Any],
    *,
    load: Callable[..., Any],
    subject: str,
    done: Callable[[Any, Any], str],
    back: Callable[[Any], str],
    said: Text = "",
) -> View:
    """Make the target of a button: pass the thing through a write door, then go to ``done(thing, result)``.

    A refusal is shown, with every fault, on the page that ``back(thing)`` names.
    """

    @gate(door)
    @require_POST
    def view(request: PageRequest, **where: Any) -> HttpResponse:
        key = posted_key(request)
        thing = load(request.actor, **where)
        earlier = door.earlier(request.actor, key)
        if earlier:
            return see_other(request, done(thing, earlier.result))
        try:
            given = {subject: thing, "seen": posted_version(request)}
            result = door.once(request.actor, key, **given)
        except (NotPermitted, NotVisible):
            raise
        except Refusal as refusal:
            say_refusal(request, refusal)
            return see_other(request, back(thing))
        if said:
            messages.success(request, str(said))
        return see_other(request, done(thing, result))

    return view


def say_refusal(request: PageRequest, refusal: Refusal) -> None:
    """Show a refusal and its single faults at the top of the next page."""
    messages.error(request, refusal.reason)
    for fault in refusal.faults[:20]:
        if fault.reason != refusal.reason:
            messages.error(request, fault.reason)
