"""《员工年终绩效考核记录表》: one per person and year, from a published settlement (P-4.6, P-5.2)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import starmap

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Conflict, Fault, Refusal
from huiyin.kernel.period import year_span
from huiyin.kernel.points import ROUNDINGS, show_points
from huiyin.rooms.appraisal.layouts import content
from huiyin.rooms.appraisal.models import Line, Run, Score, Sheet
from huiyin.rooms.appraisal.queries.forms_content.heads import (
    FORM_CODES,
    Prepared,
    percent,
    person,
    points,
    unsigned,
)
from huiyin.rooms.appraisal.queries.forms_content.merits import merits_of
from huiyin.rooms.appraisal.queries.forms_content.month import personal
from huiyin.rooms.appraisal.queries.forms_content.said import NOTHING, Said, said_on, summaries_of
from huiyin.rooms.appraisal.queries.forms_content.scores import checked_accounts, score_content, with_scores
from huiyin.rooms.appraisal.queries.settle import weights_of
from huiyin.rooms.appraisal.rules import form_figures
from huiyin.rooms.appraisal.rules.account import SheetAccount
from huiyin.rooms.appraisal.rules.year import Figures, Sums, figures, shown
from huiyin.rooms.appraisal.terms import YEAR_SHEET, Kind, RunState
from huiyin.rooms.people.queries.people import confirmers_on
from huiyin.rooms.people.queries.rosters import service_of
from huiyin.rooms.people.queries.tree import company_of
from huiyin.rooms.people.rules import Service
from huiyin.rooms.records.terms import Draft


def published_run(year: int) -> Run:
    """Return the published settlement of a year, or refuse (409): forms of a year are issued from it alone."""
    run = Run.objects.filter(year=year, state=RunState.PUBLISHED).select_related("scheme").first()
    if run is None:
        raise Conflict(_("The year %(year)s is not published yet; publish it first.") % {"year": year})
    return run


def lines_of(run: Run, path: str, people: Sequence[int] | None = None) -> QuerySet[Line]:
    """Return the frozen results of a branch, in the order of units and staff numbers."""
    rows = Line.objects.filter(run=run, unit__path__startswith=path)
    if people is not None:
        rows = rows.filter(employee__in=people)
    return rows.select_related("employee", "unit").order_by("unit__path", "number")


@dataclass(frozen=True)
class _Year:
    """All that the forms of a year are made of beside their lines, by person."""

    run: Run
    company: str
    services: Mapping[int, Service]
    months: Mapping[int, Mapping[int, int]]
    spots: Mapping[int, int]
    standing: Mapping[int, int]
    accounts: Mapping[int, SheetAccount]
    merits: Mapping[int, list[content.Merit]]
    confirmers: Mapping[int, str] = field(default_factory=dict)
    said: Mapping[int, Said] = field(default_factory=dict)
    summaries: Mapping[int, str] = field(default_factory=dict)


def _months(year: int, people: QuerySet[Line]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    kept = Score.objects.filter(year=year, kind=Kind.MONTH, employee__in=people.order_by().values("employee"))
    for employee, month, base, bonus in kept.values_list("employee_id", "month", "base", "bonus"):
        found[employee][month] = base + bonus
    return found


def _spots(year: int, people: QuerySet[Line]) -> tuple[dict[int, int], dict[int, int]]:
    """Count each person's 抽检, and the months in which they stood in for a missing 月检 (AMB-02)."""
    who = people.order_by().values("employee")
    frame = year_span(year)
    made = Sheet.objects.filter(kind=Kind.SPOT_CHECK, date__range=(frame.start, frame.end), employee__in=who)
    stood = Score.objects.filter(year=year, kind=Kind.MONTH_CHECK, sheet__kind=Kind.SPOT_CHECK, employee__in=who)
    return (
        dict(made.order_by().values("employee").annotate(n=Count("pk")).values_list("employee", "n")),
        dict(stood.order_by().values("employee").annotate(n=Count("pk")).values_list("employee", "n")),
    )


def _year_ends(year: int, people: QuerySet[Line]) -> dict[int, SheetAccount]:
    rows = Sheet.objects.filter(kind=Kind.YEAR, period=f"{year:04d}", employee__in=people.order_by().values("employee"))
    sheets = list(with_scores(rows).order_by("pk"))
    accounts = checked_accounts(sheets)
    return {sheet.employee_id: accounts[sheet.pk] for sheet in sheets}


def year_sheets(path: str, year: int, people: Sequence[int] | None = None) -> Prepared:
    """Prepare the year's form of everybody in a branch who has a line in the published settlement.

    Raises Conflict (409) where the year is not published, Refusal where nobody has a line, where the sheets are no
    longer what was published, or where A + B + C as printed would not give the printed total (P-5.2).
    """
    run = published_run(year)
    rows = lines_of(run, path, people)
    lines = list(rows)
    if not lines:
        raise Refusal(_("Nobody in this unit has a result for %(year)s.") % {"year": year})
    spots, standing = _spots(year, rows)
    made = _Year(
        run=run,
        company=company_of(path),
        services=service_of([line.employee_id for line in lines]),
        months=_months(year, rows),
        spots=spots,
        standing=standing,
        accounts=_year_ends(year, rows),
        merits=merits_of(year, rows),
        confirmers=confirmers_on(year_span(year).end, {line.employee_id: line.unit.path for line in lines}),
        said=said_on(Kind.YEAR, f"{year:04d}", rows.order_by().values("employee")),
        summaries=summaries_of(year, rows.order_by().values("employee")),
    )
    faults = [fault for line in lines for fault in _faults(line, made)]
    if faults:
        raise Refusal(_("These results are no longer what their sheets give; nothing was issued."), faults=faults)
    return Prepared(tuple(_draft(line, made) for line in lines))


def sums_of(line: Line) -> Sums:
    """Return the sums that a frozen line keeps."""
    return Sums(
        line.week_sum, line.week_count, line.month_check_sum, line.month_check_count,
        line.month_sum, line.month_count, line.year_sum, line.year_count,
    )  # fmt: skip


def _faults(line: Line, made: _Year) -> list[Fault]:
    """Find what on a form would differ from the frozen line: its months, its year-end, or its own figures."""
    months = made.months.get(line.employee_id, {})
    account = made.accounts.get(line.employee_id)
    weights = weights_of(made.run.scheme)
    exact = figures(sums_of(line), weights)
    figures_now = [shown(one, weights.rounding) for one in (exact.checks, exact.months, exact.annual, exact.total)]
    holds = (
        (sum(months.values()), len(months)) == (line.month_sum, line.month_count)
        and (account.score if account else 0, 1 if account else 0) == (line.year_sum, line.year_count)
        and figures_now == [line.checks, line.months, line.annual, line.total]
    )
    return [] if holds else [Fault(line.number, _("The result of %(number)s was changed.") % {"number": line.number})]


def _draft(line: Line, made: _Year) -> Draft:
    run, service = made.run, made.services[line.employee_id]
    exact = figures(sums_of(line), weights_of(run.scheme))
    account, said = made.accounts.get(line.employee_id), made.said.get(line.employee_id, NOTHING)
    confirmer = said.confirmer or made.confirmers.get(line.employee_id, "")
    day = service.last_day(year_span(run.year)) or year_span(run.year).end
    months = _month_lines(line, run.year, made.months.get(line.employee_id, {}))
    checks, monthly, annual = _parts(line, run, exact)
    form: content.YearSheet = {
        "form_code": FORM_CODES[YEAR_SHEET],
        "person": person(made.company, line.unit.name, service, day, level=line.level, scheme=run.scheme),
        "period": f"{run.year:04d}",
        "inspections": _inspections(line, run),
        "spot_checks": made.spots.get(line.employee_id, 0),
        "spot_standing": made.standing.get(line.employee_id, 0),
        "months": months,
        "months_counted": line.month_count,
        "year_end": score_content(account, confirmer) if account else None,
        "merits": list(made.merits.get(line.employee_id, ())),
        "exams": [],
        "self_summary": made.summaries.get(line.employee_id, ""),
        "evaluator_remark": said.remark_and_goals,
        "checks": checks,
        "monthly": monthly,
        "annual": annual,
        "total": points(line.total),
        "missing": list(line.missing),
        "rank": line.rank,
        "excellent": line.excellent,
        "confirmation": said.confirmation,
        "manager": said.manager,
        "general_manager": unsigned(),
    }
    form_figures.check_total(form["total"], [checks["marks"], monthly["marks"], annual["marks"]], run.scheme.rounding)
    return personal(line.employee_id, service, line.unit, form)


def _month_lines(line: Line, year: int, scores: Mapping[int, int]) -> list[content.MonthScore]:
    lacking = set(line.missing)

    def one(month: int) -> content.MonthScore:
        key = f"{year:04d}-{month:02d}"
        if month in scores:
            return {"month": key, "score": show_points(scores[month]), "note": ""}
        return {"month": key, "score": None, "note": "缺月考核" if f"月考核 {key}" in lacking else "在职不足 15 天"}

    return [one(month) for month in range(1, 13)]


def _inspections(line: Line, run: Run) -> list[content.Inspections]:
    """Return 周检 and 月检 with their share of part A; what is printed of both adds up to A."""
    scheme = run.scheme
    kinds = [
        ("周检", line.week_sum, line.week_count, scheme.week_weight),
        ("月检", line.month_check_sum, line.month_check_count, scheme.month_weight),
    ]
    whole = sum(weight for _name, _sum, count, weight in kinds if count)
    exact = [
        Fraction(total * weight, count * whole) if count and whole else None for _name, total, count, weight in kinds
    ]
    marks = form_figures.apportion(exact, line.checks)

    def one(name: str, total: int, count: int, weight: int, mark: int | None) -> content.Inspections:
        counts = bool(count and whole)
        return {
            "kind": name,
            "count": count,
            "mean": points(ROUNDINGS[scheme.rounding](Fraction(total, count)) if count else None),
            "weight": percent(weight),
            "share": f"{percent(Fraction(weight * 10_000, whole))}%" if counts else "0%",
            "marks": points(mark),
        }

    return list(starmap(one, ((*kind, mark) for kind, mark in zip(kinds, marks, strict=True))))


def _parts(line: Line, run: Run, exact: Figures) -> tuple[content.Part, content.Part, content.Part]:
    scheme = run.scheme
    shares = (scheme.checks_share, scheme.months_share, scheme.year_share)
    values = (exact.checks, exact.months, exact.annual)
    marks = form_figures.marks(values, shares, line.total, scheme.rounding)
    scores = (line.checks, line.months, line.annual)

    def part(score: int | None, share: int, mark: str | None) -> content.Part:
        return {"score": points(score), "weight": percent(share), "marks": mark}

    a, b, c = starmap(part, zip(scores, shares, marks, strict=True))
    return a, b, c
