"""Approving a draft of the standard (批准): from then on its content is frozen; or sending it back to be changed."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Fault, Refusal
from huiyin.kernel.points import show_points
from huiyin.platform import clock, store, trail
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Scheme, Sheet
from huiyin.rooms.appraisal.queries.schemes import content_of, digest_of, faults_in, wrote
from huiyin.rooms.appraisal.queries.years import published_from
from huiyin.rooms.appraisal.rules.publication import SchemeFault
from huiyin.rooms.appraisal.terms import SCHEME_FLOW, FormKind, Permit, SchemeState
from huiyin.rooms.appraisal.usecases.moves import moved
from huiyin.rooms.people.terms import Business, Level

_WORDS: dict[str, Any] = dict(Level.choices) | dict(Business.choices)


def _sentence(fault: SchemeFault) -> str:
    place, code, facts = fault
    kind, _slash, audience = place.partition("/")
    named = f"{FormKind(kind).label}·{_WORDS[audience]}" if audience else place
    shown: dict[str, Any] = {"place": named} | {
        name: show_points(value) if isinstance(value, int) else value for name, value in facts.items()
    }
    sentences: Mapping[str, str] = {
        "shares": _("The shares sum to %(sum)s %%, not to 100 %%."),
        "weights": _("The weights of the inspections sum to %(sum)s %%, not to 100 %%."),
        "bonus": _("The bonus must be from 1 point up, and the least not above the most."),
        "no_forms": _("The form %(place)s has no sections."),
        "form_sum": _("The sections of the form %(place)s sum to %(sum)s, not to 100."),
        "dimensions": _("The form %(place)s needs exactly the four dimensions 德、勤、能、绩; it has: %(found)s."),
        "dimension": _("%(dimension)s of the form %(place)s sums to %(sum)s, not to %(wanted)s."),
        "item_section": _("Item %(place)s costs up to %(most)s, but its section has only %(maximum)s."),
        "item_range": _("Item %(place)s: “from” is above “to”."),
    }
    return sentences[code] % shown


def check_content(scheme: Scheme) -> None:
    """Refuse, with every fault in a sentence, a version that the regulation does not allow (P-4.5, P-4.6Σ)."""
    faults = [Fault(fault[0], _sentence(fault)) for fault in faults_in(content_of(scheme))]
    if faults:
        raise Refusal(_("This draft cannot be published yet."), faults=faults)


def check_day(scheme: Scheme) -> None:
    """Refuse a first day that another version has, that lies in a published year, or that would act back (P-4.2a).

    A version may begin on any day, also within a month: after every sheet that was filled in under the earlier one.
    """
    day = scheme.effective_from
    if Scheme.objects.filter(state=SchemeState.PUBLISHED, effective_from=day).exclude(pk=scheme.pk).exists():
        raise Refusal.at("effective_from", _("Another version begins on this day."))
    year = published_from(day.year)
    if year is not None:
        raise Refusal.at(
            "effective_from",
            _("A version never acts back: the results of %(year)s are published already.") % {"year": year},
        )
    later = Sheet.objects.filter(date__gte=day).order_by("-date", "-id").first()
    if later is not None:
        raise Refusal.at(
            "effective_from",
            _("A version never acts back: sheets up to %(day)s were filled in under the earlier one.")
            % {"day": later.date.isoformat()},
        )


@usecase(permit=Permit.APPROVE_SCHEME, clauses=("P-3.1", "P-4.2a", "P-4.5.3d", "P-4.6Σ"))
def approve_scheme(actor: Actor, *, scheme: Scheme, seen: int) -> Scheme:
    """Approve a draft: nothing of it changes any more. Who worked on it cannot approve it.

    Raises Refusal with every fault of the draft, and Conflict for a version that is no draft or is the actor's own.
    """
    state = moved(SCHEME_FLOW, "approve", scheme)
    if actor.user_id is not None and actor.user_id in wrote(scheme):
        raise Conflict(_("You worked on this draft yourself; somebody else has to approve it."))
    check_content(scheme)
    check_day(scheme)
    digest = digest_of(scheme)
    trail.note(digest=digest)
    return store.change(
        scheme, seen=seen, state=state, digest=digest, approved_at=clock.now(), approved_by=actor.name, sent_back=""
    )


@usecase(permit=Permit.APPROVE_SCHEME, clauses=("P-3.1", "P-4.2a"))
def send_back_scheme(actor: Actor, *, scheme: Scheme, seen: int, reason: str) -> Scheme:
    """Make an approved version a draft again, with the reason; it has to be approved anew."""
    state = moved(SCHEME_FLOW, "send_back", scheme)
    trail.note(reason=reason, digest=scheme.digest)
    return store.change(scheme, seen=seen, state=state, digest="", approved_at=None, approved_by="", sent_back=reason)
