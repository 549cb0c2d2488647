"""Reads of settled years: the runs, the results of a run, and the digest of all that a settlement rests on."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from huiyin.kernel import canon
from huiyin.kernel.errors import NotVisible
from huiyin.kernel.period import year_span
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.platform.models import TrailEntry
from huiyin.rooms.appraisal.models import Line, Run, Scheme, Sheet
from huiyin.rooms.appraisal.queries.settle import scheme_of_year
from huiyin.rooms.appraisal.rules.result import result_of
from huiyin.rooms.appraisal.terms import Permit, RunState
from huiyin.rooms.people.queries import Told, findable, tell
from huiyin.rooms.people.queries.rosters import serving_in

UNRANKED = 1_000_000

# What may change the figures of a year that was settled; the newest of them is named when a publication is refused.
CHANGING_ACTS = (
    "appraisal.import_sheets", "appraisal.finish_import", "appraisal.publish_scheme", "appraisal.withdraw_scheme",
    "appraisal.confirm_sheet", "appraisal.confirm_sheets", "appraisal.confirm_round", "appraisal.decide_objection",
    "people.hire_employee", "people.transfer_employee", "people.leave_service", "people.come_back",
    "people.correct_employment", "people.correct_placement", "people.remove_placement", "people.import_roster",
    "people.change_employee", "people.change_post", "people.change_unit",
)  # fmt: skip


def published_from(year: int) -> int | None:
    """Return the last year from this one on whose results are published; None where none are."""
    later = Run.objects.filter(year__gte=year, state=RunState.PUBLISHED).order_by("-year")
    return later.values_list("year", flat=True).first()


def may_see_drafts(actor: Actor) -> bool:
    """Tell whether unpublished settlements are open to the actor: employees read published ones alone."""
    return any(actor.may(permit) for permit in (Permit.SETTLE_YEAR, Permit.PUBLISH_YEAR, Permit.READ_STATISTICS))


@query(permit=Permit.READ_SHEETS, clauses=("P-4.1b", "P-4.6Σ"))
def runs(actor: Actor) -> QuerySet[Run]:
    """List the settlements, youngest year first; to employees the published ones alone."""
    rows = Run.objects.select_related("scheme")
    return rows if may_see_drafts(actor) else rows.filter(state=RunState.PUBLISHED)


def published_years() -> frozenset[int]:
    """Return the years whose results are published: nothing of them changes any more."""
    return frozenset(Run.objects.filter(state=RunState.PUBLISHED).values_list("year", flat=True))


def run_of_year(actor: Actor, year: int) -> Run | None:
    """Return the run that speaks for a year: the published one, else the newest that the actor sees."""
    return runs(actor).filter(year=year).order_by(F("published_at").desc(nulls_last=True), "-id").first()


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b", "P-4.6Σ", "P-4.9e"))
def lines(actor: Actor, *, run: int | None = None) -> QuerySet[Line]:
    """List the results of a run that the actor sees, or of all: those of his units, and his own."""
    visible = Line.objects.visible_to(actor.reach(Permit.READ_SHEETS))
    of = runs(actor) if run is None else runs(actor).filter(pk=run)
    return visible.filter(run__in=of.order_by().values("pk")).select_related("employee", "unit", "run__scheme")


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b", "P-4.6Σ", "P-4.9e"))
def ranked_lines(actor: Actor, *, run: int | None = None) -> QuerySet[Line]:
    """List the results of a run so that they can be ordered: ``place`` is the rank, the unranked last."""
    place, points = Coalesce(F("rank"), Value(UNRANKED)), Coalesce(F("total"), Value(-1))
    return lines(actor, run=run).annotate(place=place, points=points)


def people_like(actor: Actor, text: str) -> QuerySet[Any]:
    """Return the people whom the typed text may mean, as a subquery."""
    return findable(actor, Permit.READ_SHEETS, text).order_by().values("pk")


@query(permit=Permit.READ_SHEETS, clauses=("P-4.6Σ",))
def results(actor: Actor, *, year: int) -> list[dict[str, Any]]:
    """Return the results of a year as ``huiyin settle --json`` gives them, by staff number. Raises NotVisible (404)."""
    run = run_of_year(actor, year)
    if run is None:
        raise NotVisible(_("The year %(year)s was not settled yet.") % {"year": year})
    return [result_of(line) for line in lines(actor, run=run.pk).order_by("number")]


@query(permit=Permit.READ_SHEETS, clauses=("P-4.6Σ",))
def results_of_run(actor: Actor, *, run: int) -> list[dict[str, Any]]:
    """Return the results of one run as ``huiyin settle --json`` gives them. Raises NotVisible (404)."""
    if not runs(actor).filter(pk=run).exists():
        raise NotVisible(_("There is no such settlement, or it is not open to you."))
    return [result_of(line) for line in lines(actor, run=run).order_by("number")]


def years_with_sheets() -> Sequence[int]:
    """Return the calendar years between the first and the last sheet, youngest first."""
    days = Sheet.objects.order_by("date", "id").values_list("date", flat=True)
    return years_between(days.first(), days.reverse().first())


def years_between(first: date | None, last: date | None) -> Sequence[int]:
    """Return the years of two days and those between, youngest first; none without the days."""
    return tuple(range(last.year, first.year - 1, -1)) if first and last else ()


def sheet_days() -> dict[str, Subquery]:
    """Return the days of the first and last sheet as ``first_day`` and ``last_day``, for rows that are read anyway."""
    days = Sheet.objects.values("date")
    return {
        "first_day": Subquery(days.order_by("date", "id")[:1]),
        "last_day": Subquery(days.order_by("-date", "-id")[:1]),
    }


def inputs_digest(year: int, scheme: Scheme | None = None) -> str:
    """Return the digest of all that a year's figures rest on.

    Over every sheet's number and fingerprint in the order of the numbers, the schemes in use, and everybody's days,
    unit and class within the year.
    """
    weighing = scheme or scheme_of_year(year)
    total = hashlib.sha256()
    for part in _inputs(year, weighing):
        total.update(part)
        total.update(b"\n")
    return total.hexdigest()


def _inputs(year: int, scheme: Scheme) -> Iterator[bytes]:
    yield f"year {year} scheme {scheme.digest}".encode()
    span = year_span(year)
    of_year = Sheet.objects.filter(date__range=(span.start, span.end))
    used = Scheme.objects.filter(forms__in=of_year.order_by().values("form")).distinct().order_by("digest")
    for digest in used.values_list("digest", flat=True):
        yield f"form {digest}".encode()
    for service in sorted(serving_in(span).values(), key=lambda one: one.number):
        within = [[max(one.start, span.start), min(one.end, span.end)] for one in service.spans if one.meets(span)]
        place = service.place_on(service.last_day(span) or span.end)
        yield canon.canonical([service.number, within, place.unit, place.level]).encode()
    rows = of_year.order_by("number").values_list("number", "fingerprint")
    for number, fingerprint in rows.iterator(chunk_size=10_000):
        yield f"{number} {fingerprint}".encode()


def changed_since(run: Run) -> Told | None:
    """Return the newest act after a settlement that may have changed what it rests on, in words."""
    entry = TrailEntry.objects.filter(seq__gt=run.trail_seq, act__in=CHANGING_ACTS).order_by("-seq").first()
    return tell([entry])[0] if entry else None
