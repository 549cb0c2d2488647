"""What a workbook's 员工 would do to the store: who is new, changed, unchanged or refused. Nothing is written."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from huiyin.kernel.period import Span
from huiyin.platform.actor import Reach
from huiyin.rooms.people.models import Employee, Post, Unit
from huiyin.rooms.people.queries.rosters import services
from huiyin.rooms.people.rules import Place, Service, Stint, joined, merged, settled_places

BATCH = 5_000


@dataclass(frozen=True)
class NewUnit:
    """A unit still to be made, under ``parent`` (None: at the top)."""

    name: str
    business: str
    parent: int | None


@dataclass
class RosterPlan:
    """What would be written, by staff number.

    ``services`` are all people as they would stand afterwards, ``before`` as they stand now; ``ids`` are those of
    stored people. New units have negative ids and stand in ``units``. ``paths`` are the units within the reach of
    who imports.
    """

    services: dict[str, Service] = field(default_factory=dict)
    before: dict[str, Service] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    units: dict[int, NewUnit] = field(default_factory=dict)
    posts: dict[str, str] = field(default_factory=dict)
    paths: dict[int, str] = field(default_factory=dict)
    refusals: list[tuple[Stint, str]] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        """Tell whether anything is to be written."""
        return bool(self.new or self.changed)


@dataclass(frozen=True)
class Frame:
    """Who plans, and for which days: places are told from ``since``; ``until`` is the last day that is spoken of.

    ``reach`` is how far the importer sees, ``keep`` how far he may change people; ``frozen`` are published years.
    """

    reach: Reach
    keep: Reach
    since: date
    until: date
    frozen: Sequence[Span] = ()


class _Planner:
    """Finds units and posts by name, and people by number."""

    def __init__(self, frame: Frame, numbers: Collection[str]) -> None:
        self.frame, self.plan = frame, RosterPlan()
        self.units: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.codes: dict[tuple[str, str], int] = {}
        self.tops: list[int] = []
        self.businesses: dict[int, str] = {}
        for pk, code, name, business, path in Unit.objects.values_list("pk", "code", "name", "business", "path"):
            if frame.reach.covers(path):
                self.plan.paths[pk] = path
                self.units[name, business].append(pk)
                self.codes[code, business] = pk
            if path.count("/") == 2:  # noqa: PLR2004 - "/1/": stands at the top
                self.tops.append(pk)
        self.posts = set(Post.objects.values_list("name", flat=True))
        self.stored: dict[str, tuple[int, str, Service]] = {}
        ordered = sorted(numbers)
        for first in range(0, len(ordered), BATCH):
            rows = Employee.objects.filter(number__in=ordered[first : first + BATCH]).order_by()
            paths = dict(rows.values_list("pk", "unit__path"))
            for pk, service in services(rows).items():
                self.stored[service.number] = (pk, paths[pk], service)

    def home(self) -> int | None:
        """Return the unit under which a new one is made: the importer's own branch, or the top."""
        if self.frame.reach.everything:
            return self.tops[0] if len(self.tops) == 1 else None
        branches = self.frame.reach.branches
        found = [pk for pk, path in self.plan.paths.items() if pk > 0 and path in branches]
        return found[0] if len(found) == 1 else None

    def unit(self, stint: Stint, present: int | None) -> int | None:
        """Find a unit by name (or code) and business; plan a new one where there is none."""
        key = (stint.unit, stint.business)
        found = self.units.get(key) or ([self.codes[key]] if key in self.codes else [])
        if len(found) == 1 or present in found:
            return found[0] if len(found) == 1 else present
        if found:
            self.refuse(
                stint, _("Several departments are called %(name)s; give the code instead.") % {"name": stint.unit}
            )
            return None
        parent = self.home()
        if parent is None and not self.frame.reach.everything:
            self.refuse(stint, _("The department %(name)s is unknown.") % {"name": stint.unit})
            return None
        new = -1 - len(self.plan.units)
        self.plan.units[new] = NewUnit(stint.unit, stint.business, parent)
        self.plan.paths[new] = self.plan.paths.get(parent, "/") if parent else "/"
        self.units[key] = [new]
        return new

    def refuse(self, stint: Stint, sentence: str) -> None:
        """Refuse a row."""
        self.plan.refusals.append((stint, sentence))

    def told(self, stints: Sequence[Stint], present: int | None) -> Service | None:
        """Return what the rows of a person say."""
        places: list[Place] = []
        for stint in stints:
            unit = self.unit(stint, present)
            if unit is None:
                return None
            if stint.post not in self.posts:
                self.plan.posts.setdefault(stint.post, stint.level)
            places.append(Place(stint.span.start, unit, stint.business, stint.post, stint.level))
        spans = joined(stint.span for stint in stints)
        return Service(stints[0].number, stints[0].name, spans, settled_places(spans, places))

    def take(self, number: str, stints: Sequence[Stint]) -> None:
        """Plan one person."""
        pk, path, before = self.stored.get(number, (0, "", None))
        if before is not None and not self.frame.reach.covers(path):
            self.refuse(stints[0], _("Staff number %(value)s is taken in another department.") % {"value": number})
            return
        here = before.place_on(self.frame.until).unit if before else None
        told = self.told(stints, here)
        if told is None:
            return
        if before is None:
            self._keep(number, told, stints, self.plan.new)
            return
        self.plan.ids[number] = pk
        self.plan.before[number] = before
        after = merged(before, told, since=self.frame.since, until=self.frame.until)
        if after == replace(
            before, spans=joined(before.spans), places=settled_places(joined(before.spans), before.places)
        ):
            self.plan.services[number] = before
            self.plan.unchanged.append(number)
        elif any(before.served_in(year) != after.served_in(year) for year in self.frame.frozen):
            self.refuse(
                stints[0],
                _("The service of %(name)s in a published year is frozen; this row would change it.")
                % {"name": before.name},
            )
        else:
            self._keep(number, after, stints, self.plan.changed)

    def _keep(self, number: str, service: Service, stints: Sequence[Stint], to: list[str]) -> None:
        """Plan a write, if the importer may keep the people of every unit concerned."""
        touched = {place.unit for place in service.places if place.start >= self.frame.since} or {
            service.places[-1].unit
        }
        if any(not self.frame.keep.covers(self.plan.paths.get(unit, "/")) for unit in touched):
            self.refuse(
                stints[0],
                _("%(name)s is new or changed here; only who keeps the people of this department may import that.")
                % {"name": service.name},
            )
            return
        self.plan.services[number] = service
        to.append(number)


def plan_roster(frame: Frame, stints: Mapping[str, Sequence[Stint]], others: Iterable[str] = ()) -> RosterPlan:
    """Plan the people that a workbook lists, and look up ``others`` that it only names; both by staff number.

    Others that are out of reach are left out, as if there were none.
    """
    wanted = {*stints, *others}
    planner = _Planner(frame, wanted)
    for number, rows in stints.items():
        planner.take(number, rows)
    plan = planner.plan
    for number in wanted - stints.keys():
        pk, path, service = planner.stored.get(number, (0, "", None))
        if service is not None and frame.reach.covers(path):
            plan.ids[number] = pk
            plan.services[number] = service
    return plan


def numbers_known(numbers: Collection[str]) -> dict[str, int]:
    """Return the ids of those staff numbers that exist, wherever they serve: appraisers may come from another unit."""
    found: dict[str, int] = {}
    ordered = sorted(numbers)
    for first in range(0, len(ordered), BATCH):
        found |= dict(Employee.objects.filter(number__in=ordered[first : first + BATCH]).values_list("number", "pk"))
    return found
