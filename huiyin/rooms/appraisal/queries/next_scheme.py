"""What last year's deductions say about the next standard: each item, how often it was used and what it cost."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Sum

from huiyin.kernel.period import year_span
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Deduction, Run, Scheme, StandardItem, Tally
from huiyin.rooms.appraisal.queries.schemes import in_force_on
from huiyin.rooms.appraisal.terms import Permit, SchemeState, Topic


@dataclass(frozen=True, slots=True)
class ItemUse:
    """A deduction item of a year: how often, and the points in hundredths."""

    year: int
    code: str
    label: str
    sub_item: str
    count: int
    points: int


def _run_of(year: int) -> Run | None:
    return Run.objects.filter(year=year).order_by(F("published_at").desc(nulls_last=True), "-id").first()


def _counted(year: int, paths: Any) -> Any:
    """Return code, count and points: from the tallies of the year's settlement, before there is one from the sheets."""
    run, span = _run_of(year), year_span(year)
    if run is not None:
        tallies = Tally.objects.filter(paths("unit__path"), run=run, topic=Topic.ITEM).order_by()
        return tallies.values("key").annotate(n=Sum("count"), cost=Sum("points")).values_list("key", "n", "cost")
    rows = Deduction.objects.filter(paths("sheet__unit__path"), sheet__date__range=(span.start, span.end)).order_by()
    return rows.values("item").annotate(n=Count("pk"), cost=Sum("points")).values_list("item", "n", "cost")


@query(permit=Permit.READ_STATISTICS, clauses=("P-4.2a",))
def used_items(actor: Actor, *, year: int) -> list[ItemUse]:
    """List the items that cost points in a year, the dearest first: four statements."""
    reach = actor.reach(Permit.READ_STATISTICS)
    counted = _counted(year, lambda path: reach.narrow(unit_path=path, employee=""))
    scheme = in_force_on(year_span(year).end)
    rows = StandardItem.objects.filter(scheme=scheme).values_list("code", "label", "sub_item")
    known = {code: (label, sub_item) for code, label, sub_item in rows}
    found = [ItemUse(year, code, *known.get(code, ("", "")), n, cost) for code, n, cost in counted]
    return sorted(found, key=lambda one: (-one.points, -one.count, one.code))


def use_of_items(actor: Actor, year: int) -> dict[str, tuple[int, int]]:
    """Return {code: (times, points)} of a year for who may read statistics; two statements."""
    if not actor.may(Permit.READ_STATISTICS):
        return {}
    reach = actor.reach(Permit.READ_STATISTICS)
    counted = _counted(year, lambda path: reach.narrow(unit_path=path, employee=""))
    return {code: (n, cost) for code, n, cost in counted}


def next_schemes(year: int) -> list[Scheme]:
    """Return the drafts and versions that begin to rule in the year after: one statement."""
    rows = Scheme.objects.filter(effective_from__year=year + 1).exclude(state=SchemeState.WITHDRAWN)
    return list(rows.order_by("-number"))
