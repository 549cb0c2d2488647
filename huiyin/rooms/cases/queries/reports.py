"""What was written about an emergency, and what was explained to customers."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet

from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.platform.trail import subject_of
from huiyin.rooms.cases.models import Case, EventReport, Explanation
from huiyin.rooms.cases.queries.cases import cases
from huiyin.rooms.cases.terms import Part, Permit


@query(permit=Permit.READ_CASES, clauses=("R-8c",))
def reports(actor: Actor) -> QuerySet[EventReport]:
    """List the reports of the emergencies that the actor sees."""
    return EventReport.objects.filter(step__case__in=cases(actor).values("pk")).select_related("step")


@query(permit=Permit.READ_CASES, clauses=("H-3b",))
def explanations(actor: Actor) -> QuerySet[Explanation]:
    """List the rules that were explained in the cases that the actor sees, and what the customers said to them."""
    return Explanation.objects.filter(step__case__in=cases(actor).values("pk")).select_related("step", "document")


def reported(case: Case) -> bool:
    """Tell whether the final report of an emergency is written."""
    return EventReport.objects.filter(step__case=case, part=Part.FINAL).exists()


def signed_reports(forms: Collection[tuple[str, str]], /) -> Mapping[tuple[str, str], Sequence[tuple[str, str]]]:
    """Return the final reports behind the forms of (case, "2026-11"), the oldest first: one statement."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    periods: dict[str, list[str]] = defaultdict(list)
    for case, period in forms:
        periods[case].append(period)
    rows = EventReport.objects.filter(step__case__in=[int(case) for case in periods], part=Part.FINAL).order_by("id")
    for row in rows.select_related("step"):
        case = str(row.step.case_id)
        for period in periods[case]:
            found[case, period].append(subject_of(row))
    return found
