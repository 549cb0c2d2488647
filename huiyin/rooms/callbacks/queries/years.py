"""Reads of a year: plans and which are missing, a year's figures as of now, and the summaries that were signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count as Counted
from django.db.models import Exists, OuterRef, Q, QuerySet

from huiyin.kernel import canon
from huiyin.platform import clock
from huiyin.platform.actor import SYSTEM, Actor
from huiyin.platform.doors import query
from huiyin.rooms.callbacks.models import Callback, Plan, Policy, Summary, SummaryLine, Target
from huiyin.rooms.callbacks.queries.rates import COUNTS
from huiyin.rooms.callbacks.rules.rates import Count
from huiyin.rooms.callbacks.rules.years import Called, Figures, figures, places
from huiyin.rooms.callbacks.terms import Occasion, Permit, PlanState, Satisfaction
from huiyin.rooms.people import queries as people

_SAID = ~Q(satisfaction="")


@dataclass(frozen=True)
class PersonYear:
    """A person's year; nobody where a callback was given to nobody. ``place`` is nothing where nothing counts."""

    employee: int | None
    name: str
    figures: Figures
    place: int | None


@dataclass(frozen=True)
class OccasionYear:
    """An occasion's year beside what the plan promised for it, if it did."""

    occasion: str
    figures: Figures
    rate: int | None
    number: int | None

    @property
    def label(self) -> str:
        """Return after what was called back."""
        return str(Occasion(self.occasion).label)

    @property
    def kept(self) -> bool | None:
        """Tell whether the target is reached; nothing where none was set."""
        return None if self.rate is None else self.figures.reaches(self.rate, self.number)


@dataclass(frozen=True)
class Year:
    """A unit's year, with everything below the unit, as of the cut-off."""

    unit: Any
    year: int
    plan: Plan | None
    total: Figures
    people: Sequence[PersonYear]
    occasions: Sequence[OccasionYear]
    cut_off: datetime


@query(permit=Permit.READ, clauses=("H-6b",))
def plans(actor: Actor) -> QuerySet[Plan]:
    """List the annual plans of the units that the actor sees."""
    return Plan.objects.visible_to(actor.reach(Permit.READ)).select_related("unit").prefetch_related("targets")


@query(permit=Permit.KEEP_PLANS)
def kept_plans(actor: Actor) -> QuerySet[Plan]:
    """List the annual plans that the actor drafts."""
    return Plan.objects.visible_to(actor.reach(Permit.KEEP_PLANS)).select_related("unit")


@query(permit=Permit.APPROVE_PLANS)
def approvable_plans(actor: Actor) -> QuerySet[Plan]:
    """List the annual plans that the actor may approve."""
    return Plan.objects.visible_to(actor.reach(Permit.APPROVE_PLANS)).select_related("unit")


def plan_in_force(unit: int, year: int) -> Plan | None:
    """Return the approved plan of a unit and year with the highest edition."""
    approved = Plan.objects.filter(unit=unit, year=year, state=PlanState.APPROVED)
    return approved.order_by("-edition").first()


def planning_units(day: date) -> QuerySet[Any]:
    """Return the open units that keep a callback policy of their own on a day: each owes a plan and a summary."""
    running = Policy.objects.filter(Q(end=None) | Q(end__gte=day), unit=OuterRef("pk"), start__lte=day)
    return people.units(SYSTEM).filter(Exists(running), closed=False).order_by("path")


def without_plan(year: int, day: date) -> QuerySet[Any]:
    """Return the units that owe the plan of a year and have none approved."""
    approved = Plan.objects.filter(unit=OuterRef("pk"), year=year, state=PlanState.APPROVED)
    return planning_units(day).exclude(Exists(approved))


@query(permit=Permit.READ, clauses=("H-6b",))
def missing_plans(actor: Actor, *, year: int) -> list[Any]:
    """Return the units without an approved plan for a year, as far as the actor sees them: one statement."""
    reach = actor.reach(Permit.READ)
    return list(without_plan(year, clock.today()).filter(reach.narrow(unit_path="path", employee="")))


@query(permit=Permit.READ)
def year_units(actor: Actor) -> QuerySet[Any]:
    """List the units whose year the actor may look at."""
    return people.open_units(actor.reach(Permit.READ)).order_by("path")


@query(permit=Permit.READ, clauses=("H-6c",))
def year_figures(actor: Actor, *, unit: Any, year: int) -> Year:
    """Return what a year's callbacks of a unit came to as of now: in all, per person, per occasion, with the targets.

    Five statements, however many callbacks. A callback counts in the year of its last day, for whom it was given to.
    """
    seen = actor.reach(Permit.READ).narrow(unit_path="unit__path", employee="")
    told: dict[str, Q] = {
        **COUNTS, "missed": Q(missed_at__isnull=False), "rated": _SAID,
        "satisfied": _SAID & ~Q(satisfaction=Satisfaction.UNSATISFIED),
    }  # fmt: skip
    groups = of_year(unit, year).filter(seen).order_by().values("occasion", "caller")
    found: dict[tuple[str, int | None], Figures] = {}
    counted = groups.annotate(due=Counted("pk"), **{key: Counted("pk", filter=q) for key, q in told.items()})
    lines: list[dict[str, Any]] = [dict(row) for row in counted]
    for row in lines:
        key = (row.pop("occasion"), row.pop("caller"))
        rest = {name: row.pop(name) for name in ("missed", "rated", "satisfied")}
        found[key] = Figures(Count(**row), **rest)
    return arranged(unit, year, found)


def of_year(unit: Any, year: int) -> QuerySet[Callback]:
    """Return the callbacks of a unit and all below it whose last day lies in a year."""
    return Callback.objects.filter(unit__path__startswith=unit.path, month__gte=f"{year}-01", month__lte=f"{year}-12")


def arranged(unit: Any, year: int, found: Mapping[tuple[str, int | None], Figures]) -> Year:
    """Put what each occasion and caller came to together: per person with the places, per occasion with the targets."""
    plan = plan_in_force(unit.pk, year)
    targets = {one.occasion: one for one in Target.objects.filter(plan=plan)} if plan else {}
    persons: dict[int | None, Figures] = {}
    occasions: dict[str, Figures] = dict.fromkeys(targets, Figures())
    for (occasion, caller), one in found.items():
        persons[caller] = persons.get(caller, Figures()) + one
        occasions[occasion] = occasions.get(occasion, Figures()) + one
    stand = places({key: one for key, one in persons.items() if key is not None})
    names = dict(people.employees(SYSTEM).filter(pk__in=[key for key in persons if key]).values_list("pk", "name"))
    lines = [PersonYear(key, names.get(key or 0, ""), one, stand.get(key or 0)) for key, one in persons.items()]
    compared = [
        OccasionYear(
            str(key), occasions[key], targets[key].rate if key in targets else None,
            targets[key].number if key in targets else None,
        )
        for key in Occasion
        if key in occasions
    ]  # fmt: skip
    total = sum(persons.values(), Figures())
    lines.sort(key=lambda one: (one.place is None, one.place or 0, one.employee or 0))
    return Year(unit, year, plan, total, lines, compared, clock.now())


def rows_of_year(unit: Any, year: int) -> list[list[Any]]:
    """Return the callbacks that a year counts, as they are frozen."""
    wanted = (
        "number", "occasion", "caller", "state", "due_at", "reached_at", "satisfaction", "missed_at",
    )  # fmt: skip
    rows = of_year(unit, year).order_by("due_at", "pk").values_list(*wanted)
    return [
        [number, occasion, caller, state, due.isoformat(), reached.isoformat() if reached else None, said, bool(missed)]
        for number, occasion, caller, state, due, reached, said, missed in rows
    ]


def seal_of(unit: int, year: int, edition: int, rows: list[list[Any]]) -> str:
    """Return the digest that seals a summary's rows."""
    return canon.digest([unit, year, edition, rows])


@query(permit=Permit.READ, clauses=("H-6c",))
def summaries(actor: Actor) -> QuerySet[Summary]:
    """List the signed summaries of the units that the actor sees."""
    return Summary.objects.visible_to(actor.reach(Permit.READ)).select_related("unit", "plan").defer("rows")


@query(permit=Permit.READ, clauses=("H-6c",))
def summary_lines(actor: Actor, pk: int) -> QuerySet[SummaryLine]:
    """List what each person's callbacks came to in a signed summary."""
    narrowed = actor.reach(Permit.READ).narrow(unit_path="summary__unit__path", employee="")
    return SummaryLine.objects.filter(narrowed, summary=pk)


def figures_of(row: Summary | SummaryLine) -> Figures:
    """Return what was frozen as values."""
    counted = Count(row.due, row.exempt, row.refused, row.numerator, row.late, row.unreachable, row.open)
    return Figures(counted, row.missed, row.rated, row.satisfied)


def holds(row: Summary) -> bool:
    """Tell whether the frozen rows still give the frozen figures, and their digest."""
    sealed = seal_of(row.unit_id, row.year, row.edition, row.rows) == row.digest
    return sealed and figures(Called.of(one) for one in row.rows) == figures_of(row)


def signed_year(actor: Actor, row: Summary) -> Year:
    """Return a signed year as it was frozen, whatever became of the callbacks and the plan since."""
    names = ("due", "exempt", "refused", "numerator", "late", "unreachable", "open")
    occasions = []
    for one in row.targets:
        told = Figures(Count(**{name: one[name] for name in names}), one["missed"], one["rated"], one["satisfied"])
        occasions.append(OccasionYear(one["occasion"], told, one["rate"], one["number"]))
    lines = [
        PersonYear(one.employee_id, one.name, figures_of(one), one.place)
        for one in summary_lines(actor, row.pk).order_by("pk")
    ]
    return Year(row.unit, row.year, row.plan, figures_of(row), lines, occasions, row.cut_off)
