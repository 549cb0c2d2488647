"""Putting a version of the standard into force, and taking back one that rules nothing yet."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Fault, Refusal
from huiyin.kernel.points import show_points
from huiyin.platform import clock, store
from huiyin.platform.actor import Actor
from huiyin.platform.doors import usecase
from huiyin.rooms.appraisal.models import Scheme, Sheet
from huiyin.rooms.appraisal.queries.schemes import content_of, digest_of
from huiyin.rooms.appraisal.rules.publication import SchemeFault, scheme_faults
from huiyin.rooms.appraisal.terms import (
    DIMENSIONS,
    OTHER,
    SCHEME_FLOW,
    FormKind,
    Permit,
    SchemeState,
)
from huiyin.rooms.appraisal.usecases.moves import moved
from huiyin.rooms.people.terms import Business, Level

_AUDIENCES: dict[str, Any] = dict(Level.choices) | dict(Business.choices)
AUDIENCES = {
    FormKind.CHECK.value: tuple(Business.values),
    FormKind.MONTH.value: tuple(Level.values),
    FormKind.YEAR.value: tuple(Level.values),
}


def _sentence(fault: SchemeFault) -> str:
    place, code, facts = fault
    kind, _slash, audience = place.partition("/")
    named = f"{FormKind(kind).label}·{_AUDIENCES[audience]}" if audience else place
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


def faults_of(scheme: Scheme) -> list[Fault]:
    """Return, in sentences, what keeps a draft from being published."""
    found = scheme_faults(content_of(scheme), dimensions=DIMENSIONS, audiences=AUDIENCES, other=OTHER)
    return [Fault(fault[0], _sentence(fault)) for fault in found]


@usecase(permit=Permit.PUBLISH_SCHEME, clauses=("P-3.1", "P-4.2a", "P-4.5.3d", "P-4.6Σ"))
def publish_scheme(actor: Actor, *, scheme: Scheme, seen: int) -> Scheme:
    """Freeze a draft under its digest; it rules from its day on, which must lie after every sheet already filled in.

    Raises Refusal with every fault of the draft, and Conflict for a version that is no draft.
    """
    state = moved(SCHEME_FLOW, "publish", scheme)
    faults = faults_of(scheme)
    if faults:
        raise Refusal(_("This draft cannot be published yet."), faults=faults)
    if scheme.effective_from.day != 1:
        raise Refusal.at("effective_from", _("A version begins on the first day of a month."))
    if Scheme.objects.filter(state=SchemeState.PUBLISHED, effective_from=scheme.effective_from).exists():
        raise Refusal.at("effective_from", _("Another version begins on this day."))
    later = Sheet.objects.filter(date__gte=scheme.effective_from).order_by("-date", "-id").first()
    if later is not None:
        raise Refusal.at(
            "effective_from",
            _("A version never acts back: sheets up to %(day)s were filled in under the earlier one.")
            % {"day": later.date.isoformat()},
        )
    return store.change(
        scheme, seen=seen, state=state, digest=digest_of(scheme), published_at=clock.now(), published_by=actor.name
    )


@usecase(permit=Permit.PUBLISH_SCHEME, clauses=("P-4.2a",))
def withdraw_scheme(actor: Actor, *, scheme: Scheme, seen: int) -> Scheme:
    """Take back a published version under which no sheet stands yet."""
    state = moved(SCHEME_FLOW, "withdraw", scheme)
    if Sheet.objects.filter(form__scheme=scheme).exists():
        raise Conflict(_("Sheets were filled in under this version; it stays. Publish a new version instead."))
    return store.change(scheme, seen=seen, state=state)
