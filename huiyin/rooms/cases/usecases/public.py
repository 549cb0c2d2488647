"""A customer without an account: he files a complaint, and proves by his telephone number that it is his."""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import ANYBODY, Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.cases.models import Filing
from huiyin.rooms.cases.queries.public import top_unit
from huiyin.rooms.cases.terms import COMPLAINT_NOTICE, LOCKED_HOURS, MOST_WRONG, CaseChannel, Kind
from huiyin.rooms.cases.usecases.register import record_case
from huiyin.rooms.customers.rules.numbers import digits_of

_TOKEN_BYTES = 18


def customer() -> Actor:
    """Return who acts on the public page: nobody in particular, under one name in the house's language."""
    with override(settings.LANGUAGE_CODE):
        return Actor(name=_("Customer, on the public page"))


@usecase(permit=ANYBODY, clauses=("R-5a", "H-4a"))
def file_complaint(actor: Actor, *, caller_name: str, caller_phone: str, text: str, unit: Any = None) -> Filing:
    """Register what a customer filed, as a complaint like any other; only he learns the address of its progress.

    Raises Refusal where nobody answers for complaints yet.
    """
    taker = Actor(name=actor.name, system=True)
    given = {"caller_name": caller_name, "caller_phone": digits_of(caller_phone), "text": text}
    place, sorry = unit or top_unit(), _("Complaints cannot be taken here yet. Please call us.")
    if place is None:
        raise Refusal(sorry)
    try:
        case = record_case(taker, kind=Kind.COMPLAINT, channel=CaseChannel.WEB, unit=place, **given)
    except Refusal as refusal:
        raise Refusal(sorry) from refusal
    filing = store.add(
        Filing(case=case, token=secrets.token_urlsafe(_TOKEN_BYTES), notice=COMPLAINT_NOTICE, agreed_at=clock.now())
    )
    trail.about(case)
    return filing


@usecase(permit=ANYBODY)
def prove_phone(_actor: Actor, *, filing: Filing, phone: str) -> bool:
    """Tell whether a number is the one that was filed; a wrong one is counted, and too many close the page for a day.

    Raises Conflict while it is closed.
    """
    stored = Filing.objects.select_for_update(of=("self",)).select_related("case").get(pk=filing.pk)
    now = clock.now()
    if stored.locked_until is not None and stored.locked_until > now:
        raise Conflict(_("Too many wrong numbers. Try again tomorrow, or call us."))
    right = secrets.compare_digest(digits_of(phone).encode(), stored.case.caller_phone.encode())
    wrong = 0 if right else stored.wrong + 1
    if wrong >= MOST_WRONG:
        store.change(stored, seen=None, wrong=0, locked_until=now + timedelta(hours=LOCKED_HOURS))
    elif wrong != stored.wrong:
        store.change(stored, seen=None, wrong=wrong)
    trail.about(stored.case)
    trail.note(outcome="✓" if right else "✗")
    return right
