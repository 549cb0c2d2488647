"""A person's year explained (P-4.5 to P-4.10): written out from deductions, and held against the shown figures."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Fault, NotVisible
from huiyin.kernel.period import Span, month_span, year_span
from huiyin.kernel.points import show_points
from huiyin.platform.actor import Actor
from huiyin.platform.doors import query
from huiyin.rooms.appraisal.models import Line, Run, Scheme, Sheet
from huiyin.rooms.appraisal.queries.calendar import Cell, calendar_of
from huiyin.rooms.appraisal.queries.editions import Corrected, corrected
from huiyin.rooms.appraisal.queries.settle import scheme_of_year, weights_of
from huiyin.rooms.appraisal.queries.sheet import accounts, points_of
from huiyin.rooms.appraisal.queries.years import lines, run_of_year
from huiyin.rooms.appraisal.rules.account import Group, SheetAccount, YearAccount
from huiyin.rooms.appraisal.rules.year import LEAST_DAYS, missing, served, shown
from huiyin.rooms.appraisal.terms import Kind, Permit
from huiyin.rooms.people.queries import findable
from huiyin.rooms.people.queries.rosters import spans_of, with_spans

log = logging.getLogger("huiyin.appraisal")


@dataclass(frozen=True)
class Gap:
    """Something that the year lacks: the word of the results, and why it is expected."""

    word: str
    reason: str


@dataclass(frozen=True)
class Person:
    """Whose year it is, as the head of the page names him."""

    pk: int
    number: str
    name: str
    unit: str
    unit_path: str
    level: str
    post: str


@dataclass(frozen=True)
class Explained:
    """A year written out; figures in hundredths. ``run`` and ``line`` are what is kept, None before it is settled.

    ``open_sheets`` are the sheets whose own pages the actor may open; ``calendar`` holds all by kind and month;
    ``corrected`` names by number the sheets that an earlier edition counted for before.
    """

    person: Person
    year: int
    scheme: Scheme
    account: YearAccount
    checks: int | None
    months: int | None
    annual: int | None
    total: int | None
    excellent: bool
    gaps: tuple[Gap, ...]
    spot_checks: int
    open_sheets: frozenset[int]
    calendar: Mapping[int, Mapping[int, Sequence[Cell]]]
    corrected: Mapping[str, Corrected] = field(default_factory=dict)
    run: Run | None = None
    line: Line | None = None

    @property
    def rank(self) -> int | None:
        """The rank within the class; known once the year is settled."""
        return self.line.rank if self.line else None


@query(permit=Permit.READ_SHEETS, clauses=("P-1.0b", "P-4.5.1", "P-4.6A", "P-4.6B", "P-4.6C", "P-4.6Σ", "P-4.7a"))
def explain(actor: Actor, employee_number: str, year: int) -> Explained:
    """Explain a person's year, from the total down to every deduction.

    Raises NotVisible (404) for who is not open to the actor, and Conflict (409) where the account does not reach the
    kept figures: then nothing is shown, and the log says what differs.
    """
    run, line = kept_result(actor, employee_number, year)
    person, spans = _person(actor, employee_number, line)
    rows = sheets_of_year(person.pk, year)
    found = corrected(row.pk for row in rows)
    return write_out(actor, year, YearRead(person, rows, spans, found, run, line))


def kept_result(actor: Actor, employee_number: str, year: int) -> tuple[Run | None, Line | None]:
    """Return the run that speaks for a year and a person's line in it, as far as the actor sees them."""
    run = run_of_year(actor, year)
    if run is None:
        return None, None
    kept = lines(actor, run=run.pk).select_related("employee__post")
    return run, kept.filter(number=employee_number).first()


def sheets_of_year(person: int, year: int) -> list[Sheet]:
    """Return the sheets of a person's year, with all that an account of them needs."""
    kept = Sheet.objects.filter(employee_id=person, date__range=(date(year, 1, 1), date(year, 12, 31)))
    return list(kept.select_related("evaluator", "unit", "form__scheme", "score"))


@dataclass(frozen=True)
class YearRead:
    """What was read of a person's year before it is written out; ``corrected`` by sheet."""

    person: Person
    sheets: Sequence[Sheet]
    spans: Sequence[Span]
    corrected: Mapping[int, Corrected]
    run: Run | None
    line: Line | None


def write_out(actor: Actor, year: int, read: YearRead) -> Explained:
    """Write a year out of what was read of it: three statements, four before it is settled.

    Raises Conflict (409) where the account does not reach the kept figures.
    """
    rows = read.sheets
    scheme = read.run.scheme if read.run else scheme_of_year(year)
    sheets = accounts(rows)
    account = YearAccount(year, weights_of(scheme), _groups(sheets.values()))
    reach = actor.reach(Permit.READ_SHEETS)
    opened = frozenset(row.pk for row in rows if row.employee_id == reach.own or reach.covers(row.unit.path))
    explained = _explained(account, read, scheme=scheme, opened=opened)
    faults = [*_unlike_sheets(rows, sheets), *_unlike_line(explained)]
    if not account.agrees():
        faults.append(Fault("account", "the account and the settlement's formula differ"))
    if faults:
        log.error(
            "explanation of %s %s refused: %s", read.person.number, year, "; ".join(fault.reason for fault in faults)
        )
        raise Conflict(
            _("The single deductions do not add up to the figures that are kept, so this explanation is not shown."),
            faults=faults,
        )
    return explained


def _person(actor: Actor, number: str, line: Line | None) -> tuple[Person, Sequence[Span]]:
    """Return whose year it is, and the days on which he is employed: one statement."""
    if line is not None:
        return person_of_line(line), spans_of([line.employee_id])[line.employee_id]
    found = with_spans(findable(actor, Permit.READ_SHEETS, number).filter(number=number))
    if found is None:
        raise NotVisible(_("There is no such person, or he is not open to you."))
    return person_of(found[0]), found[1]


def person_of_line(line: Line) -> Person:
    """Return who a kept line is about, placed as the line has it."""
    who, unit = line.employee, line.unit
    return Person(who.pk, line.number, who.name, unit.name, unit.path, line.level, who.post.name)


def person_of(who: Any) -> Person:
    """Return a person placed as he is today."""
    return Person(who.pk, who.number, who.name, who.unit.name, who.unit.path, who.level, who.post.name)


def _groups(sheets: Iterable[SheetAccount]) -> dict[int, Group]:
    by_kind: dict[int, list[SheetAccount]] = {}
    for sheet in sorted(sheets, key=lambda one: (one.day, one.pk)):
        kind = Kind.MONTH_CHECK if sheet.stands_in else Kind(sheet.kind)
        by_kind.setdefault(kind, []).append(sheet)
    return {kind: Group(kind, tuple(members)) for kind, members in by_kind.items()}


def _explained(account: YearAccount, read: YearRead, *, scheme: Scheme, opened: frozenset[int]) -> Explained:
    exact, rounding, rows = account.figures, scheme.rounding, read.sheets
    return Explained(
        person=read.person, year=account.year, scheme=scheme, account=account,
        checks=shown(exact.checks, rounding), months=shown(exact.months, rounding),
        annual=shown(exact.annual, rounding), total=shown(exact.total, rounding), excellent=exact.excellent,
        gaps=tuple(_gaps(account, read.spans)),
        spot_checks=sum(row.kind == Kind.SPOT_CHECK for row in rows),
        open_sheets=opened, calendar=calendar_of(rows), run=read.run, line=read.line,
        corrected={row.number: read.corrected[row.pk] for row in rows if row.pk in read.corrected},
    )  # fmt: skip


def _gaps(account: YearAccount, spans: Sequence[Span]) -> Iterable[Gap]:
    year, sums = account.year, account.sums
    words = missing(sums, account.figures, year, served(spans, year))
    for word in words:
        month = word.rpartition("-")[2] if word.startswith("月考核 ") else ""
        if month:
            days = sum(span.days_in(month_span(year, int(month))) for span in spans)
            reason = _("%(days)s days employed in the month (from %(least)s on a sheet is expected), no sheet")
            yield Gap(word, reason % {"days": days, "least": LEAST_DAYS})
        else:
            days = sum(span.days_in(year_span(year)) for span in spans)
            yield Gap(word, _("%(days)s days employed in the year, no sheet") % {"days": days})


def _unlike_sheets(rows: Sequence[Sheet], sheets: dict[int, SheetAccount]) -> Iterable[Fault]:
    for row in rows:
        kept = points_of(row)
        made = sheets[row.pk].score if row.pk in sheets else None
        if kept != made:
            shown_kept, shown_made = (None if one is None else show_points(one) for one in (kept, made))
            yield Fault(row.number, f"{row.number}: kept {shown_kept}, the deductions give {shown_made}")


def _unlike_line(made: Explained) -> Iterable[Fault]:
    kept = made.line
    if kept is None:
        return
    sums = made.account.sums
    pairs = {
        "weekly sum": (kept.week_sum, sums.week_sum), "weekly count": (kept.week_count, sums.week_count),
        "monthly sum": (kept.month_check_sum, sums.month_check_sum),
        "monthly count": (kept.month_check_count, sums.month_check_count),
        "month sum": (kept.month_sum, sums.month_sum), "month count": (kept.month_count, sums.month_count),
        "year sum": (kept.year_sum, sums.year_sum), "year count": (kept.year_count, sums.year_count),
        "A": (kept.checks, made.checks), "B": (kept.months, made.months), "C": (kept.annual, made.annual),
        "total": (kept.total, made.total), "excellent": (kept.excellent, made.excellent),
        "missing": (list(kept.missing), [gap.word for gap in made.gaps]),
    }  # fmt: skip
    for name, (stored, counted) in pairs.items():
        if stored != counted:
            yield Fault(name, f"{name}: kept {stored}, the deductions give {counted}")
