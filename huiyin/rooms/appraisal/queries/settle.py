"""A year from the scores kept beside the sheets: sums by person and kind, then exact figures, gaps and ranks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refusal
from huiyin.kernel.period import Span, month_span, year_span
from huiyin.rooms.appraisal.models import Scheme, Score
from huiyin.rooms.appraisal.queries.schemes import in_force_among, in_force_on
from huiyin.rooms.appraisal.queries.scoring import DIMENSIONS, SheetScore, counted, fetch, statement
from huiyin.rooms.appraisal.rules.year import Figures, Sums, Weights, figures, missing, ranks, served, shown
from huiyin.rooms.appraisal.terms import Kind
from huiyin.rooms.people.queries.rosters import service_of, serving_in
from huiyin.rooms.people.rules import Service

CHUNK = 2_500

YEAR_SUMS = """
SELECT employee_id, kind, COUNT(*), SUM(base + bonus), SUM(CASE WHEN kind = 4 THEN 1 << month ELSE 0 END)
FROM appraisal_score WHERE year = %s {people} GROUP BY employee_id, kind
"""
_FIELDS = {
    Kind.WEEK_CHECK.value: ("week_sum", "week_count"),
    Kind.MONTH_CHECK.value: ("month_check_sum", "month_check_count"),
    Kind.MONTH.value: ("month_sum", "month_count"),
    Kind.YEAR.value: ("year_sum", "year_count"),
}


@dataclass(slots=True)
class YearLine:
    """One person's year. ``checks``, ``months``, ``annual`` and ``total`` are rounded hundredths, ``exact`` unrounded.

    ``unit`` and ``level`` are those of the last employed day of the year. ``rank`` is None for who is not complete, and
    where only some people were settled.
    """

    employee: int
    number: str
    name: str
    unit: int
    level: str
    sums: Sums
    exact: Figures
    checks: int | None
    months: int | None
    annual: int | None
    total: int | None
    missing: list[str] = field(default_factory=list)
    complete: bool = False
    excellent: bool = False
    rank: int | None = None


def year_sums(year: int, people: Sequence[int] | None = None) -> dict[int, Sums]:
    """Return the sums and counts of a year by person, from the scores kept beside the sheets (None: all people)."""
    narrowed = "" if people is None else f"AND employee_id IN ({', '.join(['%s'] * len(people)) or 'NULL'})"
    found: dict[int, Sums] = {}
    for person, kind, count, total, months in fetch(YEAR_SUMS.format(people=narrowed), [year, *(people or ())]):
        sums = found.get(person)
        if sums is None:
            sums = found[person] = Sums()
        of_sum, of_count = _FIELDS[kind]
        setattr(sums, of_sum, int(total))
        setattr(sums, of_count, int(count))
        sums.months |= int(months)
    return found


def scheme_of_year(year: int, among: Iterable[Scheme] | None = None) -> Scheme:
    """Return the scheme that weighs and rounds a year: the one in force on 31 December. Raises Refusal without one.

    ``among`` are all schemes, where they are read already.
    """
    day = date(year, 12, 31)
    scheme = in_force_on(day) if among is None else in_force_among(among, day)
    if scheme is None:
        raise Refusal(_("No scheme is in force on %(day)s.") % {"day": f"{year:04d}-12-31"})
    return scheme


def weights_of(scheme: Scheme) -> Weights:
    """Return a scheme's shares, weights and rounding."""
    return Weights(
        scheme.checks_share,
        scheme.months_share,
        scheme.year_share,
        scheme.week_weight,
        scheme.month_weight,
        scheme.rounding,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Whose year it is: unit and class of the last employed day, and the months of which a 月考核 is expected."""

    employee: int
    number: str
    name: str
    unit: int
    level: str
    months: tuple[int, ...]


def places(year: int, sheets: Iterable[int], people: Sequence[int] | None = None) -> list[Place]:
    """Return who was employed on a day of a year or has a sheet in it, by staff number; ``people`` narrows it."""
    serving = serving_in(year_span(year), people=people)
    strangers = [person for person in sheets if person not in serving]
    if strangers:
        serving |= service_of(strangers)  # who, since a correction, has sheets but no day of employment
    found = [_place(person, service, year) for person, service in serving.items()]
    return sorted(found, key=lambda place: place.number)


def _place(person: int, service: Service, year: int) -> Place:
    frame = year_span(year)
    place = service.places[0] if len(service.places) == 1 else service.place_on(service.last_day(frame) or frame.end)
    return Place(person, service.number, service.name, place.unit, place.level, served(service.spans, year))


def settle(year: int, people: Sequence[int] | None = None) -> list[YearLine]:
    """Settle a year (P-4.6, P-4.9e): a line for who was employed on a day of it or has a sheet in it, by staff number.

    ``people`` narrows it to some ids, without ranks. Four statements, however many people; three more
    where somebody has sheets but was not employed.
    """
    weights = weights_of(scheme_of_year(year))
    sums = year_sums(year, people)
    return lines_of(year, places(year, sums, people), sums, weights, ranked=people is None)


def lines_of(
    year: int, people: Iterable[Place], sums: Mapping[int, Sums], weights: Weights, *, ranked: bool = True
) -> list[YearLine]:
    """Return the lines of some people, in their order, from their sums under some weights; ranks where they are all."""
    lines = [_line(place, sums.get(place.employee), weights, year) for place in people]
    if ranked:
        _rank(lines)
    return lines


def _line(place: Place, found: Sums | None, weights: Weights, year: int) -> YearLine:
    sums = found or Sums()
    exact = figures(sums, weights)
    lacking = missing(sums, exact, year, place.months)
    rounding = weights.rounding
    return YearLine(
        employee=place.employee,
        number=place.number,
        name=place.name,
        unit=place.unit,
        level=place.level,
        sums=sums,
        exact=exact,
        checks=shown(exact.checks, rounding),
        months=shown(exact.months, rounding),
        annual=shown(exact.annual, rounding),
        total=shown(exact.total, rounding),
        missing=lacking,
        complete=not lacking and exact.total is not None,
        excellent=exact.excellent,
    )


def _rank(lines: Iterable[YearLine]) -> None:
    complete = {line.employee: line for line in lines if line.complete}
    totals = ((line.employee, line.level, line.exact.total or Fraction(0)) for line in complete.values())
    for person, rank in ranks(totals).items():
        complete[person].rank = rank


@dataclass(frozen=True, slots=True)
class MonthScore:
    """A 月考核: its four dimensions, what the deductions left, the bonus and the total, in hundredths."""

    sheet: int
    employee: int
    unit: int
    level: str
    dimensions: dict[str, int]
    base: int
    bonus: int

    @property
    def total(self) -> int:
        """Base and bonus, not cut at 100."""
        return self.base + self.bonus


def month_scores(year: int, month: int, people: Sequence[int] | None = None) -> list[MonthScore]:
    """Return the 月考核 of a month with their dimensions (P-4.7c), in the order of the sheets; two statements."""
    return _appraisals(month_span(year, month), Kind.MONTH, people)


def year_scores(year: int, people: Sequence[int] | None = None) -> list[MonthScore]:
    """Return the 年终考评 of a year with their dimensions, in the order of the sheets; two statements."""
    return _appraisals(year_span(year), Kind.YEAR, people)


def _appraisals(span: Span, kind: Kind, people: Sequence[int] | None) -> list[MonthScore]:
    kept = {score.sheet_id: score for score in _kept(span, kind, people)}
    found: dict[int, MonthScore] = {}
    only = f" AND s.kind = {kind.value}"
    for sheet, person, unit, level, dimension, points in fetch(*statement(DIMENSIONS, people, span, more=only)):
        if sheet not in found:
            score = kept[sheet]
            found[sheet] = MonthScore(sheet, person, unit, level, {}, score.base, score.bonus)
        found[sheet].dimensions[dimension] = int(points)
    return list(found.values())


def _kept(span: Span, kind: Kind, people: Sequence[int] | None) -> QuerySet[Score]:
    rows = Score.objects.filter(year=span.start.year, kind=kind)
    if kind == Kind.MONTH:
        rows = rows.filter(month=span.start.month)
    return rows if people is None else rows.filter(employee__in=people)


def scores_of(sheets: Sequence[int]) -> dict[int, Score]:
    """Return the kept scores of some sheets; a sheet that was merged into another has none of its own."""
    return {score.sheet_id: score for score in Score.objects.filter(sheet__in=sheets)}


def unlike_scores(year: int) -> list[SheetScore]:
    """Count a year again from every deduction and return the scores that differ from the kept ones: none, or a fault.

    Before a year is published, this shows that what was kept is what the deductions say.
    """
    wrong: list[SheetScore] = []
    everybody = sorted({*year_sums(year), *serving_in(year_span(year))})
    for first in range(0, len(everybody), CHUNK):
        people = everybody[first : first + CHUNK]
        kept: set[tuple[Any, ...]] = set(
            Score.objects.filter(year=year, employee__in=people).values_list(
                "sheet_id", "employee_id", "kind", "year", "month", "base", "bonus"
            )
        )
        for score in counted(people, year_span(year)):
            row = (score.sheet, score.employee, score.kind, score.year, score.month, score.base, score.bonus)
            if row in kept:
                kept.remove(row)
            else:
                wrong.append(score)
        wrong += [SheetScore(*row) for row in kept]
    return wrong
