"""Who owes which sheet: the people of a unit and period, but who has it or is exempt (P-2.0, P-4.1, AMB-17)."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from huiyin.rooms.appraisal.models import Sheet, SheetEdition
from huiyin.rooms.appraisal.rules.work import PREFIX, is_due, period_span
from huiyin.rooms.appraisal.terms import OPEN_EDITIONS, Kind
from huiyin.rooms.people.queries.rosters import leave_of, serving_in
from huiyin.rooms.people.queries.tree import branch
from huiyin.rooms.people.rules import Service


def expected(kind: Kind, period: str, path: str, day: date, people: Collection[int] = ()) -> list[int]:
    """Return the people of a branch who owe a sheet of a kind in a period; ``people`` names them instead.

    A spot check is owed by nobody and may be about anybody who serves. Five statements, however many people.
    """
    frame, below = period_span(kind, period), branch(path).keys()
    serving = serving_in(frame, people=people or None)
    here = {person: one for person, one in serving.items() if _place(one, day) in below}
    if people or kind == Kind.SPOT_CHECK:
        return list(here)
    leaves = leave_of(here, frame)
    return [person for person, one in here.items() if is_due(kind, period, one.spans, leaves.get(person, ()))]


def _place(service: Service, day: date) -> int:
    return service.place_on(day).unit if service.places else 0


def taken(kind: Kind, period: str, people: Collection[int] | Mapping[int, Any]) -> set[int]:
    """Return who of some people has such a sheet of the period, or an open draft of it; spot checks block nobody."""
    if kind == Kind.SPOT_CHECK:
        return set()
    stored = Sheet.objects.filter(employee__in=list(people), kind=kind, period=period)
    drafted = SheetEdition.objects.filter(employee__in=list(people), kind=kind, period=period, state__in=OPEN_EDITIONS)
    return {*stored.values_list("employee_id", flat=True), *drafted.values_list("employee_id", flat=True)}


def standing_numbers(kind: int, period: str, staff: Collection[str]) -> set[str]:
    """Return the sheet numbers of a kind and period that some people have already, in use or discarded by nobody."""
    start = f"{PREFIX[Kind(kind)]}{period.replace('-', '')}-"
    rows = [
        model.objects.filter(number__startswith=start, employee__number__in=list(staff)).values_list(
            "number", flat=True
        )
        for model in (Sheet, SheetEdition)
    ]
    return {number for numbers in rows for number in numbers}
