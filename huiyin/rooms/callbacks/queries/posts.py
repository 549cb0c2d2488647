"""What callbacks a person's post obliges him to (H-6a)."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.callbacks.models import Policy
from huiyin.rooms.callbacks.terms import Permit
from huiyin.rooms.people.rules import climb


@query(permit=Permit.READ, clauses=("H-6a",))
def calling_duty(_actor: Actor, *, employee: Any) -> str:
    """Return the duty to call back that belongs to a person's post: nothing where no policy rules his unit today.

    It names the occasions for which he calls or stands in; of the others he calls whom he is given. One statement. Who
    asks was let through to the person's page.
    """
    above, today = climb(employee.unit.path), clock.today()
    running = Policy.objects.filter(Q(end=None) | Q(end__gte=today), unit__in=above, start__lte=today)
    nearest: dict[str, Policy] = {}
    for one in running.order_by("start"):
        known = nearest.get(one.occasion)
        if known is None or above.index(one.unit_id) <= above.index(known.unit_id):
            nearest[one.occasion] = one
    if not nearest:
        return ""
    named = [one for one in nearest.values() if employee.pk in {one.caller_id, one.deputy_id}]
    if not named:
        return _("Callbacks, as they are handed out (H-6a)")
    occasions = "、".join(sorted(str(one.get_occasion_display()) for one in named))
    return _("Callbacks: %(occasions)s, and others as they are handed out (H-6a)") % {"occasions": occasions}


def duty_of_post(actor: Actor, employee: Any) -> str:
    """Return the duty for the page of a person; nothing for who reads no callbacks."""
    return calling_duty(actor, employee=employee) if actor.may(Permit.READ) else ""
