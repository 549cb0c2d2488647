"""Statistics of a settled year by unit and class (P-4.7c, P-5.4): counted from the run's own lines and tallies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, IntegerField, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Cast

from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Line, Run, StandardItem, Tally
from huiyin.rooms.appraisal.queries.rulings import standing_in
from huiyin.rooms.appraisal.rules.rulings import LADDER
from huiyin.rooms.appraisal.terms import Permit, Topic
from huiyin.rooms.people.queries.tree import units_within

TOP = 12
BIN = 200
_FIGURES = ("checks", "months", "annual", "total")
# The bands of 《员工月/年绩效考核情况统计表》: from (hundredths, counted) and below (not counted).
BANDS: Sequence[tuple[int | None, int | None]] = ((9000, None), (8000, 9000), (6000, 8000), (None, 6000))


@dataclass(frozen=True)
class Mean:
    """A mean of shown figures: their sum in hundredths and how many there are."""

    total: int = 0
    count: int = 0

    @property
    def exact(self) -> Fraction | None:
        """The mean in hundredths, None without any figure."""
        return Fraction(self.total, self.count) if self.count else None


@dataclass(frozen=True)
class UnitRow:
    """A unit and class: head counts, means of the shown A, B, C and totals, and the counts of the bands."""

    unit: int
    name: str
    level: str
    people: int
    complete: int
    excellent: int
    checks: Mean
    months: Mean
    annual: Mean
    total: Mean
    highest: int | None
    lowest: int | None
    bands: tuple[int, ...]


@dataclass(frozen=True)
class Counted:
    """A key of a tally: how often, and the points in hundredths. ``label`` is the item's wording, else its section."""

    key: str
    label: str
    count: int
    points: int


@dataclass(frozen=True)
class Statistics:
    """What a year looks like. ``bands`` are counts in the order of ``BANDS``; ``bins`` {lower edge: people}.

    ``rulings`` counts the standing awards and sanctions of the year by level, in the order of the ladder; they live on
    after the year was settled.
    """

    units: tuple[UnitRow, ...]
    bins: Mapping[int, int] = field(default_factory=dict)
    months: tuple[Counted, ...] = ()
    dimensions: tuple[Counted, ...] = ()
    items: tuple[Counted, ...] = ()
    rulings: Mapping[str, int] = field(default_factory=dict)

    def _sum(self, name: str) -> int:
        return sum(getattr(row, name) for row in self.units)

    @property
    def people(self) -> int:
        """Everybody in the run, as far as it was asked for."""
        return self._sum("people")

    @property
    def complete(self) -> int:
        """Those of whom nothing is missing."""
        return self._sum("complete")

    @property
    def excellent(self) -> int:
        """Those whose unrounded total lies above 100 (P-4.9e)."""
        return self._sum("excellent")

    @property
    def total(self) -> Mean:
        """The mean of all totals."""
        return Mean(sum(row.total.total for row in self.units), sum(row.total.count for row in self.units))

    @property
    def highest(self) -> int | None:
        """The highest total."""
        return max((row.highest for row in self.units if row.highest is not None), default=None)

    @property
    def lowest(self) -> int | None:
        """The lowest total."""
        return min((row.lowest for row in self.units if row.lowest is not None), default=None)

    @property
    def bands(self) -> tuple[int, ...]:
        """How many totals lie in each of ``BANDS``."""
        return tuple(sum(row.bands[place] for row in self.units) for place in range(len(BANDS)))


@query(permit=Permit.READ_STATISTICS, clauses=("P-4.4.5", "P-4.7c", "P-5.4"))
def statistics(actor: Actor, *, run: Run, path: str = "", level: str = "") -> Statistics:
    """Count a run over the units that the actor may see, or a branch or class of them. Seven statements."""
    reach = actor.reach(Permit.READ_STATISTICS)
    within = units_within(reach)
    where = Q() if within is None else Q(unit__in=within)
    if path:
        where &= Q(unit__path__startswith=path)
    if level:
        where &= Q(level=level)
    lines = Line.objects.filter(where, run=run)
    tallies = Tally.objects.filter(where, run=run)
    keyed = _keyed(tallies)
    return Statistics(
        units=tuple(_units(lines)),
        bins=_bins(lines),
        months=keyed[Topic.MONTH],
        dimensions=keyed[Topic.DIMENSION],
        items=tuple(_items(tallies, run)),
        rulings=_rulings(run.year, within, path, lines if level else None),
    )


def _rulings(year: int, within: list[int] | None, path: str, of_class: QuerySet[Line] | None) -> dict[str, int]:
    """Count what was decided in the year and stands, by level, in the units where the people served on the day."""
    rows = standing_in(year).filter(Q() if within is None else Q(unit__in=within), unit__path__startswith=path)
    if of_class is not None:
        rows = rows.filter(employee__in=of_class.order_by().values("employee"))
    counted = dict(rows.order_by().values_list("level").annotate(count=Count("pk")))
    return {level.value: counted[level] for level in LADDER if level in counted}


def band(least: int | None, below: int | None) -> Q:
    """Return the condition for totals in a band."""
    found = Q(total__isnull=False)
    if least is not None:
        found &= Q(total__gte=least)
    if below is not None:
        found &= Q(total__lt=below)
    return found


def _bins(lines: QuerySet[Line]) -> dict[int, int]:
    lower = Cast(F("total") / BIN, IntegerField())
    rows = lines.filter(total__isnull=False).order_by().annotate(lower=lower).values_list("lower")
    counted = {int(lower) * BIN: count for lower, count in rows.annotate(count=Count("pk"))}
    if not counted:
        return {}
    return {edge: counted.get(edge, 0) for edge in range(min(counted), max(counted) + BIN, BIN)}


def _units(lines: QuerySet[Line]) -> list[UnitRow]:
    bands = {f"band{place}": Count("pk", filter=band(*edges)) for place, edges in enumerate(BANDS)}
    means = {f"{name}_{what}": how(name) for name in _FIGURES for what, how in (("sum", Sum), ("count", Count))}
    grouped = lines.order_by("unit__path", "level").values("unit", "unit__name", "level")
    rows: Iterable[Mapping[str, Any]] = grouped.annotate(
        people=Count("pk"), done=Count("pk", filter=Q(complete=True)), best=Count("pk", filter=Q(excellent=True)),
        high=Max("total"), low=Min("total"), **means, **bands,
    )  # fmt: skip
    return [
        UnitRow(
            row["unit"], row["unit__name"], row["level"], row["people"], row["done"], row["best"],
            **{name: Mean(row[f"{name}_sum"] or 0, row[f"{name}_count"]) for name in _FIGURES},
            highest=row["high"], lowest=row["low"], bands=tuple(row[f"band{place}"] for place in range(len(BANDS))),
        )
        for row in rows
    ]  # fmt: skip


def _keyed(tallies: QuerySet[Tally]) -> dict[str, tuple[Counted, ...]]:
    rows = tallies.filter(topic__in=(Topic.MONTH, Topic.DIMENSION)).order_by("topic", "key").values_list("topic", "key")
    found: dict[str, list[Counted]] = {Topic.MONTH: [], Topic.DIMENSION: []}
    for topic, key, times, total in rows.annotate(times=Sum("count"), total=Sum("points")):
        found[topic].append(Counted(key, key, times, total))
    order = {name: place for place, name in enumerate("德勤能绩")}
    found[Topic.DIMENSION].sort(key=lambda one: order.get(one.key, len(order)))
    return {topic: tuple(counted) for topic, counted in found.items()}


def _items(tallies: QuerySet[Tally], run: Run) -> list[Counted]:
    rows = tallies.filter(topic=Topic.ITEM).order_by().values_list("key", "detail")
    counted = rows.annotate(times=Sum("count"), total=Sum("points"))
    top = list(counted.order_by("-total", "-times", "key", "detail")[:TOP])
    labels = dict(
        StandardItem.objects.filter(scheme=run.scheme_id, code__in=[row[0] for row in top]).values_list("code", "label")
    )
    return [Counted(key, labels.get(key, detail), times, total) for key, detail, times, total in top]
