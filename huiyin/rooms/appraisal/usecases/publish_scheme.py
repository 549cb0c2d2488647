"""Putting an approved version of the standard into force, and taking back one that rules nothing yet."""

from datetime import date

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Refusal
from huiyin.platform import clock, store
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Scheme, Sheet
from huiyin.rooms.appraisal.queries.schemes import digest_of
from huiyin.rooms.appraisal.terms import SCHEME_FLOW, Permit
from huiyin.rooms.appraisal.usecases.approve_scheme import check_content, check_day
from huiyin.rooms.appraisal.usecases.moves import moved


@usecase(permit=Permit.PUBLISH_SCHEME, clauses=("P-3.1", "P-4.2a", "P-4.2b", "P-4.5.3d", "P-4.6Σ"))
def publish_scheme(
    actor: Actor, *, scheme: Scheme, seen: int, discussed_on: date, minutes: str, noticed_on: date
) -> Scheme:
    """Put an approved version into force from its day on, which must lie after every sheet already filled in.

    A rule that touches pay and discipline counts only where the staff discussed it and was told of it before it rules
    (劳动合同法 4): when and under which minutes is kept with it. Raises Refusal where a day does not fit or where the
    content is not what was approved, and Conflict for a version that is not approved.
    """
    state = moved(SCHEME_FLOW, "publish", scheme)
    check_content(scheme)
    check_day(scheme)
    if digest_of(scheme) != scheme.digest:
        raise Refusal(_("This version is not what was approved. Send it back and approve it anew."))
    _check_procedure(scheme, discussed_on, noticed_on)
    return store.change(
        scheme, seen=seen, state=state, discussed_on=discussed_on, minutes=minutes, noticed_on=noticed_on,
        published_at=clock.now(), published_by=actor.name,
    )  # fmt: skip


def _check_procedure(scheme: Scheme, discussed_on: date, noticed_on: date) -> None:
    if discussed_on > clock.today():
        raise Refusal.at("discussed_on", _("The discussion must have taken place."))
    if noticed_on < discussed_on:
        raise Refusal.at("noticed_on", _("The staff is told after the discussion, not before it."))
    if noticed_on > scheme.effective_from:
        raise Refusal.at(
            "noticed_on",
            _("The staff must be told before the version rules, from %(day)s on.")
            % {"day": scheme.effective_from.isoformat()},
        )


@usecase(permit=Permit.PUBLISH_SCHEME, clauses=("P-4.2a",))
def withdraw_scheme(actor: Actor, *, scheme: Scheme, seen: int) -> Scheme:
    """Take back a published version under which no sheet stands yet."""
    state = moved(SCHEME_FLOW, "withdraw", scheme)
    if Sheet.objects.filter(form__scheme=scheme).exists():
        raise Conflict(_("Sheets were filled in under this version; it stays. Publish a new version instead."))
    return store.change(scheme, seen=seen, state=state)
