"""A person's sheets of a year by kind and month."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from huiyin.rooms.appraisal.models import Sheet
from huiyin.rooms.appraisal.queries.sheet import points_of
from huiyin.rooms.appraisal.terms import Kind


@dataclass(frozen=True)
class Cell:
    """A sheet in a person's calendar."""

    sheet: int
    kind: int
    points: int | None
    day: date


def calendar_of(rows: Iterable[Sheet]) -> dict[int, dict[int, list[Cell]]]:
    """Return a person's sheets by kind and month: {kind: {month: sheets}}."""
    grid: dict[int, dict[int, list[Cell]]] = {kind.value: defaultdict(list) for kind in Kind}
    for row in sorted(rows, key=lambda one: (one.date, one.pk)):
        points: int | None = points_of(row)
        grid[row.kind][row.date.month].append(Cell(row.pk, row.kind, points, row.date))
    return grid
