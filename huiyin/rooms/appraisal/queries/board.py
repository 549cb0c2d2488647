"""The board: how many sheets each unit owes in each period and how far they are, and the people behind every figure.

Everybody's days are read once and reckoned with in memory: a constant number of statements, however many people.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import CharField, IntegerField, Value

from huiyin.platform import clock
from huiyin.platform.actor import Actor, Reach
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Sheet, SheetEdition
from huiyin.rooms.appraisal.rules.board import (
    Answerable,
    Term,
    frame_of,
    sheet_day,
    standing_of,
    terms_of_month,
    terms_of_year,
)
from huiyin.rooms.appraisal.terms import (
    OPEN_EDITIONS,
    PROGRESS_OF,
    UNDONE,
    EditionState,
    Kind,
    Permit,
    Progress,
)
from huiyin.rooms.people.queries.answerable import answering_on
from huiyin.rooms.people.queries.rosters import leave_of, placed_below, serving_in
from huiyin.rooms.people.queries.tree import units_below
from huiyin.rooms.people.rules import Service, climb
from huiyin.rooms.people.terms import Role

CLAUSES = ("P-2.0", "P-3.1", "P-4.1a", "P-4.1b", "P-4.5.2a")
MOST_NAMED = 5_000
KINDS = (Kind.WEEK_CHECK, Kind.MONTH_CHECK, Kind.MONTH, Kind.YEAR)


@dataclass(frozen=True, slots=True)
class Kept:
    """The sheet that somebody has of a period: how far it is, its edition or the sheet that came with a workbook."""

    state: Progress
    edition: int | None = None
    sheet: int | None = None
    drafter: int | None = None
    hands: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """A sheet that is owed about a person, and how far it is; ``day`` is the one that it bears or would bear."""

    person: int
    service: Service
    unit: int
    term: Term
    day: date
    state: Progress
    kept: Kept | None = None


@dataclass(frozen=True)
class Everybody:
    """What the people of some branches owe in some terms, as it stands on a day."""

    today: date
    terms: Sequence[Term]
    units: Mapping[int, tuple[str, str]]
    services: Mapping[int, Service]
    leaves: Mapping[int, Collection[object]]
    kept: Mapping[tuple[int, int, str], Kept]

    def owed(self) -> Iterator[Owed]:
        """Yield everybody's sheets: owed, exempt by leave, or there although nobody owed them."""
        begun = [term for term in self.terms if term.has_begun(self.today)]
        for person, service in self.services.items():
            if not service.places:
                continue
            leave: Collection[object] = self.leaves.get(person, ())
            for term in begun:
                day = sheet_day(service.spans, term.frame, self.today)
                if day is None:
                    continue
                unit = service.places[0].unit if len(service.places) == 1 else service.place_on(day).unit
                if unit not in self.units:
                    continue
                kept = self.kept.get((person, term.kind, term.period))
                state = kept.state if kept else standing_of(term, service.spans, leave)  # type: ignore[arg-type]
                if state is not None:
                    yield Owed(person, service, unit, term, day, state, kept)


def everybody(terms: Sequence[Term], units: Mapping[int, tuple[str, str]], *, path: str = "") -> Everybody:
    """Read what the people of some units owe: five statements. ``path`` narrows the reading to a branch."""
    frame, today = frame_of(terms), clock.today()
    services = serving_in(frame, people=placed_below(path) if path else None)
    named = list(services) if path and len(services) <= MOST_NAMED else None
    return Everybody(today, terms, units, services, leave_of(named, frame), _kept(terms, named))


def _kept(terms: Sequence[Term], people: Collection[int] | None) -> dict[tuple[int, int, str], Kept]:
    """Return who has what: what counts goes before what is drafted, so a correction leaves the sheet where it stands.

    One statement.
    """
    frame, kinds = frame_of(terms), {term.kind for term in terms}
    wanted = {"kind__in": kinds, "date__range": (frame.start, frame.end)}
    if people is not None:
        wanted["employee__in"] = people
    found: dict[tuple[int, int, str], Kept] = {}
    which, none, empty = ("employee_id", "kind", "period"), Value(None, IntegerField()), Value("", CharField())
    editions = SheetEdition.objects.filter(**wanted).exclude(state=EditionState.SUPERSEDED).order_by()
    sheets = Sheet.objects.filter(**wanted).order_by().values_list(*which, empty, none, "pk", none, empty)
    about = (*which, "state", "pk", "sheet_id", "drafter_id", "hands")
    rows = list(editions.values_list(*about).union(sheets, all=True))
    for person, kind, period, state, pk, sheet, drafter, hands in rows:
        key = (person, kind, period)
        if state and (key not in found or state not in OPEN_EDITIONS):
            found[key] = Kept(PROGRESS_OF[EditionState(state)], pk, sheet, drafter, hands)
    for person, kind, period, state, _edition, sheet, _drafter, _hands in rows:
        key = (person, kind, period)
        if not state and (key not in found or found[key].state in UNDONE):
            found[key] = Kept(Progress.CLOSED, None, sheet)
    return found


def answerable(day: date) -> Answerable:
    """Return who answers for sheets on a day: one statement."""
    found = answering_on(day, (Role.SUPERVISOR, Role.GENERAL_MANAGER))
    return Answerable(found.appraisers, found.holders[Role.SUPERVISOR], found.holders[Role.GENERAL_MANAGER])


def scope_of(reach: Reach, path: str) -> str:
    """Return the one branch to read, or nothing for all: the one asked for, else the only one of the reach."""
    if path:
        return path
    return next(iter(reach.branches)) if not reach.everything and len(reach.branches) == 1 else ""


def units_of(reach: Reach, path: str) -> dict[int, tuple[str, str]]:
    """Return the units of a reach at and below a path, {unit: (name, path)}, in the order of the tree."""
    rows = units_below(path)
    return {pk: (name, own) for pk, name, own in rows if reach.covers(own)}


def lacking(kind: Kind, period: str, path: str, day: date) -> dict[int, Owed]:
    """Return who of a branch ("": all) owes a sheet and has neither one nor a draft of it: six statements."""
    term = Term.of(kind, period)
    units = {pk: (name, own) for pk, name, own in units_below(path)}
    rows = everybody([term], units, path=path).owed() if term.has_begun(day) else ()
    return {one.person: one for one in rows if one.state == Progress.MISSING}


@dataclass
class Cell:
    """The sheets of a unit and term by how far they are."""

    unit: int
    name: str
    term: Term
    begun: bool
    over: bool
    counts: Counter[Progress] = field(default_factory=Counter)
    names: tuple[str, str] = ("", "")

    @property
    def owed(self) -> int:
        """How many sheets are owed: all but the exempt ones."""
        return sum(self.counts.values()) - self.counts[Progress.EXEMPT]

    @property
    def undone(self) -> int:
        """How many are missing, drafted or waiting."""
        return sum(self.counts[state] for state in UNDONE)

    @property
    def late(self) -> bool:
        """Tell whether something is undone though the term is over."""
        return self.over and self.undone > 0


@dataclass(frozen=True)
class Board:
    """A cell for each unit that owes anything and each term.

    ``units`` are those units' names, ``tops`` the paths of the uppermost units that the actor sees.
    """

    today: date
    terms: Sequence[Term]
    units: Mapping[int, str]
    cells: Mapping[tuple[int, Term], Cell]
    tops: Mapping[int, str]

    @cached_property
    def totals(self) -> Mapping[Term, Cell]:
        """The sums over all units."""
        found = {term: Cell(0, "", term, term.has_begun(self.today), term.is_over(self.today)) for term in self.terms}
        for (_unit, term), cell in self.cells.items():
            found[term].counts.update(cell.counts)
        return found


@query(permit=Permit.READ_STATISTICS, clauses=CLAUSES)
def board(actor: Actor, *, month: str, path: str = "") -> Board:
    """Return how many sheets of a month's weeks, its 月检 and its 月考核 each unit owes, and how far they are."""
    return _board(actor, terms_of_month(month), path, answerable(clock.today()))


@query(permit=Permit.READ_STATISTICS, clauses=CLAUSES)
def year_board(actor: Actor, *, year: int, path: str = "") -> Board:
    """Return the same of a year's 月考核 and 年终考评, without who answers for them."""
    return _board(actor, terms_of_year(year), path)


def _board(actor: Actor, terms: Sequence[Term], path: str, answers: Answerable | None = None) -> Board:
    reach = actor.reach(Permit.READ_STATISTICS)
    units = units_of(reach, path)
    reading = everybody(terms, units, path=scope_of(reach, path))
    counts: dict[tuple[int, Term], Counter[Progress]] = {}
    for one in reading.owed():
        counts.setdefault((one.unit, one.term), Counter())[one.state] += 1
    here = {unit for unit, _term in counts}
    today = reading.today
    cells = {}
    for unit, (name, own) in units.items():
        if unit not in here:
            continue
        way = climb(own)
        named = ("", "")
        if answers:
            named = (
                answers.owes(way, Kind.WEEK_CHECK, Progress.MISSING, 0, None),
                answers.owes(way, Kind.MONTH, Progress.MISSING, 0, None),
            )
        for term in terms:
            found = counts.get((unit, term), Counter())
            cells[unit, term] = Cell(unit, name, term, term.has_begun(today), term.is_over(today), found, named)
    names = {unit: name for unit, (name, _path) in units.items() if unit in here}
    tops = {pk: own for pk, (_name, own) in units.items() if not any(other in units for other in climb(own)[1:])}
    return Board(today, terms, names, cells, tops)


@dataclass(frozen=True, slots=True)
class OwedRow:
    """A person behind a figure of the board: whose sheet, how far it is, and who has to act next."""

    person: int
    number: str
    name: str
    unit: str
    kind: int
    period: str
    due: date
    state: Progress
    late: bool
    by: str
    edition: int | None
    sheet: int | None


@query(permit=Permit.READ_STATISTICS, clauses=CLAUSES)
def owed(actor: Actor, *, kind: Kind, period: str, path: str = "", states: Collection[Progress] = ()) -> list[OwedRow]:
    """List the people behind a figure, by unit and staff number; a missing sheet names who owes it (AMB-17)."""
    reach = actor.reach(Permit.READ_STATISTICS)
    units, term = units_of(reach, path), Term.of(kind, period)
    reading = everybody([term], units, path=scope_of(reach, path))
    answers = answerable(reading.today)
    found = []
    for one in reading.owed():
        if states and one.state not in states:
            continue
        name, own = units[one.unit]
        kept = one.kept or Kept(one.state)
        by = answers.owes(climb(own), kind, one.state, one.person, kept.drafter, hands=kept.hands)
        late = one.state in UNDONE and term.is_over(reading.today)
        found.append(
            (own, OwedRow(
                one.person, one.service.number, one.service.name, name, int(kind), period, term.due, one.state, late,
                by, kept.edition, kept.sheet,
            ))
        )  # fmt: skip
    found.sort(key=lambda pair: (pair[0], pair[1].number))
    return [row for _path, row in found]
