"""Self-summaries of a year: one's own, and those of the people whose sheets the actor reads."""

from typing import Any

from django.db.models import DateTimeField, IntegerField, OuterRef, QuerySet, Subquery, TextField
from django.utils.translation import gettext as _

from huiyin.kernel.errors import NotVisible
from huiyin.kernel.period import year_span
from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Run, SelfSummary, Sheet, SheetEdition
from huiyin.rooms.appraisal.rules.year_end import summary_opens
from huiyin.rooms.appraisal.terms import STANDING_EDITIONS, EditionState, Kind, Permit, RunState
from huiyin.rooms.people.queries import findable
from huiyin.rooms.people.queries.rosters import serving_on


@query(permit=Permit.ANSWER_SHEETS, clauses=("P-4.1b", "P-5.2"))
def own_summary(actor: Actor, *, year: int) -> SelfSummary:
    """Return one's own self-summary of a year; one that is not written yet has version 0."""
    if actor.employee_id is None:
        raise NotVisible(_("Only a member of staff has a self-summary."))
    found = SelfSummary.objects.filter(employee=actor.employee_id, year=year).select_related("employee").first()
    return found or SelfSummary(employee_id=actor.employee_id, year=year, version=0)


@query(permit=Permit.READ_SHEETS, clauses=("P-4.1b", "P-5.2"))
def summaries(actor: Actor) -> QuerySet[SelfSummary]:
    """List the self-summaries of the people whose sheets the actor reads, and his own."""
    return SelfSummary.objects.visible_to(actor.reach(Permit.READ_SHEETS)).select_related("employee__unit")


@query(permit=Permit.READ_SHEETS, clauses=("P-4.1b", "P-5.2"))
def summarisers(actor: Actor) -> QuerySet[Any]:
    """List the people whose sheets the actor reads, to see who wrote a self-summary."""
    return findable(actor, Permit.READ_SHEETS, "").select_related("unit")


def with_summary(rows: QuerySet[Any], year: int) -> QuerySet[Any]:
    """Keep who serves on the last day of a year, with what he wrote: no statement of its own."""
    own = SelfSummary.objects.filter(employee=OuterRef("pk"), year=year)
    known: QuerySet[Any] = rows.filter(serving_on(year_span(year).end)).annotate(
        summary=Subquery(own.values("pk")[:1], output_field=IntegerField()),
        text=Subquery(own.values("text")[:1], output_field=TextField()),
        changed_at=Subquery(own.values("changed_at")[:1], output_field=DateTimeField()),
    )
    return known


def closed_because(employee: int, year: int) -> str:
    """Tell why nobody writes a person's self-summary of a year now; empty while it is open: three statements.

    It is open from 1 December until the year-end sheet is closed, or the year's results are published.
    """
    opens = summary_opens(year)
    if clock.today() < opens:
        return _("The self-summary of %(year)s opens on %(day)s.") % {"year": year, "day": opens.isoformat()}
    standing = SheetEdition.objects.filter(
        employee=employee, kind=Kind.YEAR, period=f"{year:04d}", state__in=STANDING_EDITIONS
    )
    state = standing.values_list("state", flat=True).first()
    imported = state is None and Sheet.objects.filter(employee=employee, kind=Kind.YEAR, period=f"{year:04d}").exists()
    published = Run.objects.filter(year=year, state=RunState.PUBLISHED).exists()
    if imported or published or state == EditionState.CLOSED:
        return _("The year-end appraisal of %(year)s is closed, and with it the self-summary.") % {"year": year}
    return ""
